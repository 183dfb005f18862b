import { lazySystem } from '../shared/lazySystem';
import type { Connection, SystemModule } from '../system';
import { capabilities } from './capabilities';
import type { ZohoDirectory } from './directory';
import { verifyPush } from './push';

/** Zoho CRM: events and contacts. */
export const systemModule: SystemModule = {
	name: 'zohoCrm',
	label: 'Zoho CRM',
	side: 'crm',
	capabilities,
	connect: (connection) =>
		lazySystem(
			capabilities(connection.resource),
			async () => {
				const { ZohoSystem } = await import('./system');
				return new ZohoSystem(connection);
			},
			{ push: true, deleteContainer: false },
		),
	verifyPush,
};

/** Look-ups for pick lists: users, contacts, custom fields. */
export async function directory(connection: Connection): Promise<ZohoDirectory> {
	const { zohoDirectory } = await import('./directory');
	return zohoDirectory(connection);
}

export type { ZohoDirectory } from './directory';
