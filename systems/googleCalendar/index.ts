import { matching } from '../shared/choices';
import { lazySystem } from '../shared/lazySystem';
import type { SystemModule } from '../system';
import { capabilities } from './capabilities';
import { verifyPush } from './push';

/** Google Calendar: events of one calendar. */
export const systemModule: SystemModule = {
	name: 'googleCalendar',
	label: 'Google Calendar',
	side: 'calendar',
	credential: {
		name: 'googleCalendarSyncOAuth2Api',
		authorizationScheme: 'Bearer',
		baseUrlOf: () => 'https://www.googleapis.com',
	},
	capabilities,
	connect: (connection) =>
		lazySystem(
			capabilities(connection.resource),
			async () => await (await import('./eventCalendar')).openEventCalendar(connection),
			{ push: true, deleteContainer: true },
		),
	directory: (connection) => ({
		containers: async (filter) => matching(await (await import('./directory')).listCalendars(connection), filter),
		createContainer: async (name, timeZone) => await (await import('./directory')).createCalendar(connection, name, timeZone),
	}),
	verifyPush,
};
