import { calendarNode } from '../shared/connection/sideNode';
import { containerSearch } from '../shared/listSearch';

/** Name of the system in the registry: all that tells these nodes from those of another calendar system. */
const system = 'googleCalendar';

export const googleCalendarNode = calendarNode(system);

export const searchCalendars = containerSearch(system, 'event');
