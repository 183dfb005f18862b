import { matching, matchingUsers } from '../shared/choices';
import { lazySystem } from '../shared/lazySystem';
import type { SystemModule } from '../system';
import { capabilities } from './capabilities';
import { graphOrigin } from './clouds';
import { answerHandshake, verifyPush } from './push';

/** Office 365: events of one calendar, contacts of one folder. */
export const systemModule: SystemModule = {
	name: 'office365',
	label: 'Office 365',
	side: 'calendar',
	credential: {
		name: 'office365SyncOAuth2Api',
		authorizationScheme: 'Bearer',
		baseUrlOf: ({ cloud }) => graphOrigin(cloud),
	},
	capabilities,
	connect: (connection) =>
		lazySystem(
			capabilities(connection.resource),
			async () =>
				connection.resource === 'contact'
					? await (await import('./contacts/contactFolder')).openContactFolder(connection)
					: await (await import('./events/eventCalendar')).openEventCalendar(connection),
			{ push: true, deleteContainer: true },
		),
	directory: (connection) => ({
		containers: async (filter) => {
			const { listCalendars, listContactFolders } = await import('./directory');
			return matching(await (connection.resource === 'contact' ? listContactFolders : listCalendars)(connection), filter);
		},
		createContainer: async (name) => {
			const { createCalendar, createContactFolder } = await import('./directory');
			return await (connection.resource === 'contact' ? createContactFolder : createCalendar)(connection, name);
		},
		users: async (filter) => matchingUsers(await (await import('./users')).listUsers(connection), filter),
	}),
	answerHandshake,
	verifyPush,
};
