import type { Attendee, FieldName, FieldValues, Loss, WriteOptions, WriteResult } from '../../../sync/types';
import type { Json } from '../client';
import { withGuestList } from '../mapping/guestList';
import { meetingBlockOf } from '../mapping/onlineMeeting';
import { objectOf, textOf } from '../mapping/values';
import { attendeesToGraph, bodyOf } from './toGraph';

/** What guests are told about; the rest is the calendar owner's own business. */
const TOLD_TO_GUESTS: readonly FieldName[] = ['title', 'time', 'location', 'description', 'attendees'];

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

export function attendeesOf(values: FieldValues): Attendee[] | null {
	const { attendees } = values;
	if (attendees === undefined) return null;
	return Array.isArray(attendees) ? attendees.filter((entry): entry is Attendee => typeof entry === 'object' && entry !== null && 'email' in entry) : [];
}

export interface Composed {
	body: Json;
	losses: Loss[];
	/** Guests as the event holds them after the write, where they are not those asked for. */
	written?: FieldValues;
}

/**
 * Guests and text of an event, which belong together: guests that nobody may be mailed about are listed in the text.
 * `present` is the event as it is, where the write needs it.
 */
export function composeGuests(values: FieldValues, options: WriteOptions, present: { event: Json; description: string; attendees: Attendee[]; listed: Attendee[] } | null): Composed {
	const wanted = attendeesOf(values);
	const description = typeof values.description === 'string' ? values.description : (present?.description ?? '');
	const block = present === null ? '' : meetingBlockOf(textOf(objectOf(present.event.body).content).replace(/\r\n/g, '\n'), present.event.isOnlineMeeting === true);
	const withBlock = (text: string): string => (block === '' ? text : `${text}\n${block}`);
	if (options.notifyGuests !== 'none' && wanted !== null) {
		const body = values.description !== undefined || (present?.listed.length ?? 0) > 0 ? { body: bodyOf(withBlock(description)) } : {};
		return { body: { attendees: attendeesToGraph(wanted), ...body }, losses: [] };
	}
	if (wanted === null) {
		const listed = present?.listed ?? [];
		return { body: values.description === undefined ? {} : { body: bodyOf(withBlock(withGuestList(description, listed))) }, losses: [] };
	}
	const guests = wanted.filter(({ organizer }) => organizer !== true);
	return {
		body: { body: bodyOf(withBlock(withGuestList(description, guests))) },
		losses: guests.length === 0 ? [] : [{ field: 'attendees', message: 'Guests are listed in the text, not invited: Microsoft would mail them.' }],
		written: { attendees: present?.attendees ?? [] },
	};
}
