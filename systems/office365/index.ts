import { matching } from '../shared/choices';
import { lazySystem } from '../shared/lazySystem';
import type { SystemModule } from '../system';
import { capabilities } from './capabilities';
import { cloudOf, clouds } from './clouds';
import { answerHandshake, verifyPush } from './push';

/** Office 365: events of one calendar, contacts of one folder. */
export const systemModule: SystemModule = {
	name: 'office365',
	label: 'Office 365',
	side: 'calendar',
	credential: {
		name: 'office365SyncOAuth2Api',
		authorizationScheme: 'Bearer',
		baseUrlOf: ({ cloud }) => clouds[cloudOf(cloud)].graph,
	},
	capabilities,
	connect: (connection) =>
		lazySystem(
			capabilities(connection.resource),
			async () => await (await import('./events/eventCalendar')).openEventCalendar(connection),
			{ push: true, deleteContainer: true },
		),
	directory: (connection) => ({
		containers: async (filter) => matching(await (await import('./directory')).listCalendars(connection), filter),
		createContainer: async (name) => await (await import('./directory')).createCalendar(connection, name),
	}),
	answerHandshake,
	verifyPush,
};
