import type { Attendee, FieldName, FieldValues, Loss, Snapshot, WriteOptions, WriteResult } from '../../../sync/types';
import type { Json } from '../client';
import { bodyTextOf } from '../mapping/body';
import { listedGuests, withGuestList } from '../mapping/guestList';
import { meetingBlockOf } from '../mapping/onlineMeeting';
import { objectOf } from '../mapping/values';
import { attendeesToGraph, bodyOf } from './toGraph';

/** What guests are told about; the rest is the calendar owner's own business. Whether Graph tells of the last one is not known. */
const TOLD_TO_GUESTS: readonly FieldName[] = ['title', 'time', 'location', 'description', 'attendees', 'visibility'];

/** Graph cannot mail some guests and spare the others, so only those who want all mails get them. */
export function mayMail({ notifyGuests }: WriteOptions): boolean {
	return notifyGuests === 'all';
}

export function mailsGuests(values: FieldValues): boolean {
	return TOLD_TO_GUESTS.some((field) => values[field] !== undefined);
}

/** A write that would mail people although nobody wanted that. */
export function wouldMail(what: 'changing' | 'deleting'): WriteResult {
	return {
		outcome: 'rejected',
		message: `The event has guests, and Microsoft mails them about ${what} it; that cannot be switched off. The event was left as it is.`,
		next: `${what === 'changing' ? 'Change' : 'Delete'} it in Outlook, or choose "All Guests" under "Notify Guests" in the node.`,
	};
}

/** What is written of guests and text, besides the other fields. */
export interface Composed {
	body: Json;
	losses: Loss[];
	/** Guests as the event holds them after the write, where they are not those asked for. */
	written?: FieldValues;
}

/** What an event holds now, as far as its guests and its text depend on each other. */
interface Present {
	description: string;
	invited: Attendee[];
	listed: Attendee[];
	/** The block of an online meeting; '' where there is none. */
	block: string;
	/** Somebody else's meeting, to which nobody can be invited from here. */
	isForeign: boolean;
}

const NOTHING: Present = { description: '', invited: [], listed: [], block: '', isForeign: false };

/**
 * Guests and text of an event, which belong together: guests that nobody may be mailed about are listed in the text. `snapshot`
 * is the event as it is, where the write needs it.
 */
export function composeGuests(values: FieldValues, options: WriteOptions, snapshot: Snapshot | null): Composed {
	const present = snapshot === null ? NOTHING : presentOf(snapshot);
	const wanted = attendeesOf(values);
	const hasText = typeof values.description === 'string';
	const description = typeof values.description === 'string' ? values.description : present.description;
	const textWith = (listed: Attendee[]): Json => ({ body: bodyOf([withGuestList(description, listed), present.block].filter((part) => part !== '').join('\n\n')) });

	if (wanted === null) return { body: hasText ? textWith(present.listed) : {}, losses: [] };
	if (mayMail(options) && !present.isForeign) {
		// Whoever is written again is mailed again.
		const attendees = isSameInvitation(wanted, present.invited) ? {} : { attendees: attendeesToGraph(wanted) };
		return { body: { ...attendees, ...((hasText || present.listed.length > 0) && textWith([])) }, losses: [] };
	}
	const invited = new Set(present.invited.map(addressOf));
	const listed = wanted.filter((guest) => guest.organizer !== true && !invited.has(addressOf(guest)));
	return {
		body: hasText || withGuestList('', listed) !== withGuestList('', present.listed) ? textWith(listed) : {},
		losses: listed.length === 0 ? [] : [{ field: 'attendees', message: present.isForeign ? 'Guests are listed in the text: only the organiser can invite them.' : 'Guests are listed in the text, not invited: Microsoft would mail them.' }],
		written: { attendees: present.invited },
	};
}

function presentOf({ record, raw }: Snapshot): Present {
	if (!('start' in record)) return NOTHING;
	const event = objectOf(raw);
	const text = bodyTextOf(event);
	return {
		description: record.description,
		invited: record.attendees,
		listed: listedGuests(text),
		block: meetingBlockOf(text, event.isOnlineMeeting === true),
		isForeign: event.isOrganizer === false,
	};
}

/** null when the values say nothing about guests. */
function attendeesOf(values: FieldValues): Attendee[] | null {
	const { attendees } = values;
	if (attendees === undefined) return null;
	return Array.isArray(attendees) ? attendees.filter((entry): entry is Attendee => typeof entry === 'object' && entry !== null && 'email' in entry) : [];
}

function addressOf({ email }: Attendee): string {
	return email.trim().toLowerCase();
}

function isSameInvitation(wanted: Attendee[], invited: Attendee[]): boolean {
	const keyOf = (guests: Attendee[]): string =>
		JSON.stringify(guests.filter(({ organizer }) => organizer !== true).map((guest) => [addressOf(guest), guest.optional === true, guest.resource === true].join(' ')).sort());
	return keyOf(wanted) === keyOf(invited);
}
