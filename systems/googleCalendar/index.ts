import { lazySystem } from '../shared/lazySystem';
import type { SystemModule } from '../system';
import { capabilities } from './capabilities';
import { verifyPush } from './push';

export { createCalendar, listCalendars } from './calendars';
export type { CalendarChoice } from './calendars';

export const systemModule: SystemModule = {
	name: 'googleCalendar',
	label: 'Google Calendar',
	side: 'calendar',
	capabilities,
	connect: (connection) =>
		lazySystem(
			capabilities(connection.resource),
			async () => await (await import('./eventCalendar')).openEventCalendar(connection),
			{ push: true, deleteContainer: true },
		),
	verifyPush,
};
