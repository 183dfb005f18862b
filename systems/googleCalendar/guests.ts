import type { calendar_v3 } from '@googleapis/calendar';
import { SystemError } from '../../sync/types';
import { isTombstone } from './mapping/fromGoogle';
import type { Session } from './session';
import { concernsAll } from '../shared/writeEach';

type Guest = calendar_v3.Schema$EventAttendee;

/** Guests by lower-cased address, as Google sent them. */
export type RawGuests = ReadonlyMap<string, Guest>;

const nobody: RawGuests = new Map();

/** The guests of the events that were read last, with everything that Google holds about each. */
export class GuestMemory {
	private readonly byEvent = new Map<string, { etag: string; guests: RawGuests }>();

	remember({ id, etag, attendees }: calendar_v3.Schema$Event): void {
		if (id && etag) this.byEvent.set(id, { etag, guests: rawGuests(attendees) });
	}

	/** undefined when the event was not read in the state that the etag names. */
	of(id: string, etag: string | null): RawGuests | undefined {
		const known = this.byEvent.get(id);
		return known?.etag === etag ? known.guests : undefined;
	}
}

/**
 * The guests of an event before a write of its guest list: remembered from the read that the write rests on, else read now.
 * `gone` when the event is deleted. Throws `GoogleRefusal` as it comes, `SystemError` with nothing written.
 */
export async function guestsBefore(session: Session, id: string, etag: string | null): Promise<RawGuests | 'gone'> {
	const known = session.guests.of(id, etag);
	if (known !== undefined) return known;
	try {
		const { data } = await session.client.repeatable.events.get({ calendarId: session.calendarId, eventId: id });
		return isTombstone(data) ? 'gone' : rawGuests(data.attendees);
	} catch (error) {
		if (!(error instanceof SystemError) || concernsAll(error)) throw error;
		throw new SystemError(error.kind, error.message, error.next, { ...error.details, mayHaveHappened: false });
	}
}

/**
 * A write replaces the whole list (Calendar API guide, Performance tips: arrays in a patch replace the existing ones), so what the
 * list says about guests who stay (their comment, how many they bring along) is sent again.
 */
export function withKeptMembers(wanted: Guest[], before: RawGuests): Guest[] {
	return wanted.map((guest) => ({ ...writableMembers(before.get(addressOf(guest))), ...guest }));
}

function rawGuests(attendees: Guest[] | undefined): RawGuests {
	if (!Array.isArray(attendees) || attendees.length === 0) return nobody;
	return new Map(attendees.filter(({ email }) => typeof email === 'string').map((guest) => [addressOf(guest), guest]));
}

/** Google works out for itself who organises and whose calendar this is. */
function writableMembers(guest: Guest | undefined): Guest {
	return Object.fromEntries(Object.entries(guest ?? {}).filter(([name]) => name !== 'self' && name !== 'organizer'));
}

function addressOf({ email }: Guest): string {
	return (email ?? '').trim().toLowerCase();
}
