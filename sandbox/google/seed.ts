import { DateTime } from 'luxon';
import type { JsonObject } from '../core/json';
import type { GoogleCalendar } from './calendar';
import { demoEvents, demoSeries } from './demoData';
import type { GoogleState } from './state';
import { colleagueOfDemo, userOfDemo } from './state';
import type { EventWriter } from './writer';

/** Calendars every seed has, so that each access role can be met. */
export const seededCalendars = {
	holidays: 'de.german#holiday@group.v.calendar.google.com',
	team: 'c_team@group.calendar.google.com',
	rooms: 'c_rooms@group.calendar.google.com',
	board: 'c_board@group.calendar.google.com',
} as const;

function addUsersAndCalendars(state: GoogleState): { own: GoogleCalendar; holidays: GoogleCalendar } {
	const own = state.addUser(userOfDemo);
	state.addUser(colleagueOfDemo);
	const owner = userOfDemo.email;
	const colleague = colleagueOfDemo.email;
	const timeZone = userOfDemo.timeZone;
	const shared = { dataOwner: colleague, timeZone, primary: false };
	const holidays = state.addCalendar({ id: seededCalendars.holidays, summary: 'Feiertage in Deutschland', ...shared });
	const team = state.addCalendar({ id: seededCalendars.team, summary: 'Sales team', ...shared });
	const rooms = state.addCalendar({ id: seededCalendars.rooms, summary: 'Meeting rooms', ...shared });
	const board = state.addCalendar({ id: seededCalendars.board, summary: 'Board', ...shared });
	state.share(holidays, owner, 'reader');
	state.share(team, owner, 'writer');
	state.share(rooms, owner, 'freeBusyReader');
	state.share(board, owner, 'writerWithoutPrivateAccess');
	return { own, holidays };
}

function addDemo(state: GoogleState, writer: EventWriter, own: GoogleCalendar, holidays: GoogleCalendar): void {
	const today = DateTime.fromMillis(state.world.clock.now(), { zone: userOfDemo.timeZone }).startOf('day');
	for (const { body, isInvitation } of demoEvents(today, () => state.world.random())) {
		if (isInvitation) writer.receive(own, body);
		else writer.insert(own, userOfDemo.email, body);
	}
	const { master, exception, cancelled } = demoSeries(today);
	const series = writer.insert(own, userOfDemo.email, master);
	writer.change(own, `${series.id}_${exception.stamp}`, exception.changes, true);
	writer.remove(own, `${series.id}_${cancelled.stamp}`);
	const holiday = (name: string, month: number, day: number): JsonObject => {
		const date = today.set({ month, day });
		return { summary: name, start: { date: date.toISODate() }, end: { date: date.plus({ days: 1 }).toISODate() }, transparency: 'transparent' };
	};
	writer.insert(holidays, colleagueOfDemo.email, holiday('Tag der Arbeit', 5, 1));
	writer.insert(holidays, colleagueOfDemo.email, holiday('Tag der Deutschen Einheit', 10, 3));
}

/** Plain half-hour events for load, eight a day on working hours, half of them in the past. */
function addLoad(state: GoogleState, writer: EventWriter, own: GoogleCalendar, size: number): void {
	const firstDay = DateTime.fromMillis(state.world.clock.now(), { zone: 'utc' }).startOf('day');
	const days = Math.max(1, Math.min(160, Math.ceil(size / 8)));
	for (let index = 0; index < size; index++) {
		const day = Math.floor(index / 8) % days;
		const start = firstDay.plus({ days: day - Math.floor(days / 2), hours: 7 + (index % 8) });
		const body: JsonObject = {
			summary: `Load ${String(index + 1).padStart(5, '0')}`,
			location: `Room ${1 + (index % 12)}`,
			description: `Load event number ${index + 1}.`,
			start: { dateTime: start.toISO({ suppressMilliseconds: true }) },
			end: { dateTime: start.plus({ minutes: 30 }).toISO({ suppressMilliseconds: true }) },
		};
		writer.insert(own, userOfDemo.email, body);
	}
}

/**
 * Fills an empty state: `empty` has users and calendars, `demo` also a sales team's three months around now, and `size`
 * plain events on top.
 */
export function seedGoogle(state: GoogleState, writer: EventWriter, kind: 'demo' | 'empty', size: number): void {
	const { own, holidays } = addUsersAndCalendars(state);
	if (kind === 'demo') addDemo(state, writer, own, holidays);
	addLoad(state, writer, own, size);
}
