import type { Connection, SystemDirectory } from '../system';
import { matching, matchingUsers } from '../shared/choices';
import { customFields } from './fieldList';
import { listUsers, searchContacts } from './people';
import { ZohoSession } from './session';
import { inviteUser, listOrganisationUsers, listProfiles, listRoles } from './users';

/** Owners are the active users of the organisation; people are at most 200 contacts. */
export function zohoDirectory(connection: Connection): Required<Omit<SystemDirectory, 'createContainer'>> {
	const session = new ZohoSession(connection);
	return {
		containers: async (filter) => {
			const users = await listUsers(session);
			return matching(users.map(({ id, name, email }) => ({ id, name, primary: false, ...(email !== '' && { detail: email }) })), filter);
		},
		people: async (text) => await searchContacts(session, text),
		customFields: async () => {
			const fields = await customFields(session);
			return Object.fromEntries([...fields].map(([name, capability]) => [`custom.${name}`, capability]));
		},
		users: async (filter) => matchingUsers(await listOrganisationUsers(session), filter),
		roles: async () => await listRoles(session),
		profiles: async () => await listProfiles(session),
		inviteUser: async (invitation) => await inviteUser(session, invitation),
	};
}
