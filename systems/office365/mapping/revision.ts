import type { Json } from '../client';
import { bodyTextOf } from './body';
import { hasGuestList } from './guestList';
import { objectsOf, textOf } from './values';

/** What must be known of an event before it is written, without reading it once more. */
interface Marks {
	/** It has guests, and they are ours to mail: Graph tells them about every change. */
	guests: boolean;
	/** Its text holds more than people wrote: a list of guests, or the block of an online meeting. */
	composed: boolean;
}

/** The etag, with a letter for each mark. */
export function revisionOf(record: Json): string {
	const etag = textOf(record['@odata.etag']) || `W/"${textOf(record.changeKey)}"`;
	const guests = objectsOf(record.attendees).length > 0 && record.isOrganizer !== false;
	const composed = record.isOnlineMeeting === true || hasGuestList(bodyTextOf(record));
	const marks = `${guests ? 'g' : ''}${composed ? 'c' : ''}`;
	return marks === '' ? etag : `${etag} ${marks}`;
}

/** For `If-Match`. */
export function etagOf(revision: string): string {
	return revision.split(' ')[0] ?? revision;
}

/** null where nothing is known. */
export function marksOf(revision: string | null): Marks | null {
	if (revision === null) return null;
	const marks = revision.split(' ')[1] ?? '';
	return { guests: marks.includes('g'), composed: marks.includes('c') };
}
