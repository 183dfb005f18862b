import type { FieldCapability } from '../../sync/types';
import type { Connection } from '../system';
import { customFields } from './fieldList';
import { listUsers, searchContacts } from './people';
import { ZohoSession } from './session';
import type { ZohoUser } from './session';

/** Look-ups for the nodes' pick lists. */
export interface ZohoDirectory {
	/** Active users of the organisation. */
	users(): Promise<ZohoUser[]>;
	/** Contacts whose last name or address holds the text; at most 200. */
	contacts(text: string): Promise<ZohoUser[]>;
	/** Fields that an administrator added to the connection's resource, as `custom.<API name>`. */
	customFields(): Promise<Record<`custom.${string}`, FieldCapability>>;
}

export function zohoDirectory(connection: Connection): ZohoDirectory {
	const session = new ZohoSession(connection);
	return {
		users: async () => await listUsers(session),
		contacts: async (text) => await searchContacts(session, text),
		customFields: async () => {
			const fields = await customFields(session);
			return Object.fromEntries([...fields].map(([name, capability]) => [`custom.${name}`, capability]));
		},
	};
}
