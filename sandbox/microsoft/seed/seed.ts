import { DateTime } from 'luxon';
import type { JsonObject } from '../../core/json';
import type { ContactWriter } from '../contacts/contacts';
import { itemId } from '../ids';
import type { EventWriter } from '../events/writer';
import type { Mailbox, MicrosoftState } from '../state';
import { demoContacts } from './demoContacts';
import { demoEvents, demoSeries } from './demoEvents';
import { colleagueOfDemo, demoAccounts, otherAccounts, userOfDemo } from './people';

const quiet = { isQuiet: true };

/** Users with their mailboxes, a subscribed calendar nobody can write to and a colleague's calendar that is shared. */
function addPeople(state: MicrosoftState): { own: Mailbox; colleague: Mailbox } {
	const own = state.mailboxOf(state.addUser(userOfDemo));
	const colleague = state.mailboxOf(state.addUser(colleagueOfDemo));
	for (const account of otherAccounts) state.addUser(account);
	state.addCalendar(own, 'Feiertage in Deutschland', false);
	const team = state.addCalendar(colleague, 'Sales team');
	team.sharedWith.set(own.user.id, { canEdit: true });
	return { own, colleague };
}

function addDemo(state: MicrosoftState, events: EventWriter, contacts: ContactWriter, own: Mailbox): void {
	for (const account of demoAccounts) state.addUser(account);
	const today = DateTime.fromMillis(state.now(), { zone: userOfDemo.timeZone }).startOf('day');
	for (const { body, organizer } of demoEvents(today, state.random)) {
		if (organizer === undefined) events.create(own, own.defaultCalendar, body, quiet);
		else events.receive(own, body, organizer);
	}
	const { master, moved, cancelledDay } = demoSeries(today);
	const calendar = own.defaultCalendar;
	const series = events.create(own, calendar, master, quiet);
	const onDay = (day: string): Parameters<EventWriter['remove']>[1] => state.eventIn(own, itemId('immutable', calendar.key, series.key, day));
	events.change(own, onDay(moved.day), moved.changes, quiet);
	events.remove(own, onDay(cancelledDay), quiet);
	for (const contact of demoContacts) contacts.create(own.defaultContacts, contact, true);
}

/** Plain half-hour events for load, eight a day on working hours, half of them in the past. */
function addLoad(state: MicrosoftState, events: EventWriter, own: Mailbox, size: number): void {
	const firstDay = DateTime.fromMillis(state.now(), { zone: 'utc' }).startOf('day');
	const days = Math.max(1, Math.min(160, Math.ceil(size / 8)));
	for (let index = 0; index < size; index++) {
		const day = Math.floor(index / 8) % days;
		const start = firstDay.plus({ days: day - Math.floor(days / 2), hours: 7 + (index % 8) });
		const at = (moment: DateTime): JsonObject => ({ dateTime: moment.toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone: 'UTC' });
		const body: JsonObject = {
			subject: `Load ${String(index + 1).padStart(5, '0')}`,
			location: { displayName: `Room ${1 + (index % 12)}` },
			body: { contentType: 'text', content: `Load event number ${index + 1}.` },
			start: at(start),
			end: at(start.plus({ minutes: 30 })),
		};
		events.create(own, own.defaultCalendar, body, quiet);
	}
}

/**
 * Fills an empty state: `empty` has users, mailboxes and calendars, `demo` also a sales team's three months around now with
 * contacts, and `size` plain events on top.
 */
export function seedMicrosoft(state: MicrosoftState, events: EventWriter, contacts: ContactWriter, kind: 'demo' | 'empty', size: number): void {
	const { own } = addPeople(state);
	if (kind === 'demo') addDemo(state, events, contacts, own);
	addLoad(state, events, own, size);
}
