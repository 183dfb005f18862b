import { lazySystem } from '../shared/lazySystem';
import type { SystemModule } from '../system';
import { capabilities } from './capabilities';
import { verifyPush } from './push';

/** Zoho CRM: events and contacts. */
export const systemModule: SystemModule = {
	name: 'zohoCrm',
	label: 'Zoho CRM',
	side: 'crm',
	credential: {
		name: 'zohoCrmSyncOAuth2Api',
		authorizationScheme: 'Zoho-oauthtoken',
		baseUrlOf: ({ dataCenter }) => `https://www.zohoapis.${typeof dataCenter === 'string' ? dataCenter : 'com'}`,
	},
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
	directory: (connection) => {
		const load = async () => (await import('./directory')).zohoDirectory(connection);
		return {
			containers: async (filter) => await (await load()).containers(filter),
			people: async (filter) => await (await load()).people(filter),
			customFields: async () => await (await load()).customFields(),
			users: async (filter) => await (await load()).users(filter),
			roles: async () => await (await load()).roles(),
			profiles: async () => await (await load()).profiles(),
			inviteUser: async (invitation) => await (await load()).inviteUser(invitation),
		};
	},
	verifyPush,
};
