import type { calendar_v3 } from '@googleapis/calendar';
import { SystemError } from '../../sync/types';
import type { FeedChange, FeedPage, FeedRequest, TimeWindow } from '../../sync/types';
import { instantOf } from '../shared/times';
import { calendarError, malformed } from './errors';
import { isTombstone, snapshotFromGoogle } from './mapping/fromGoogle';
import type { ReadContext } from './mapping/fromGoogle';
import { isRefusal } from './session';
import type { Session } from './session';

/** Zones lie up to 14 hours from UTC; an all-day event has none of its own. */
const ZONE_MARGIN = 14 * 60 * 60 * 1000;

/**
 * What is in a calendar but is no appointment to people: a colleague would not expect birthdays or the note "works from home" in
 * the CRM. Out of office, focus time and bookings found in e-mails take up time and are read like any event.
 */
const NO_APPOINTMENTS = new Set(['birthday', 'workingLocation']);

/** Stands for the id of an entry that names none; it can only be reported. */
const NO_ID = '(no id)';

/**
 * The change feed. The first read lists what is not over before the window; what lies beyond it as well, because nothing
 * would tell later on that the window has reached an event that nobody touches. A list of everything starts with the calendar. Later reads list everything that changed in
 * the whole calendar, because Google takes no window together with a sync token. `showDeleted` is never sent: its value must
 * stay the same for later reads, and those refuse `false`.
 */
export async function* changes(session: Session, { cursor, window, everything = false }: FeedRequest): AsyncGenerator<FeedPage> {
	const syncToken = typeof cursor?.syncToken === 'string' ? cursor.syncToken : undefined;
	if (cursor !== null && syncToken === undefined) throw cursorExpired();
	// The lower bound may be left out later; it spares us the calendar's whole past.
	const bounds = everything ? {} : { timeMin: new Date(window.from).toISOString() };
	const params = syncToken === undefined ? bounds : { syncToken };
	let next: string | undefined;
	try {
		for await (const page of session.pages(params)) {
			next = page.nextSyncToken ?? undefined;
			const found = (page.items ?? []).flatMap((event) => toChange(event, session.context()));
			const listed = syncToken === undefined && !everything ? found.filter((change) => !isOver(change, window)) : found;
			if (next === undefined && !page.nextPageToken) throw malformed('ends without a sync token');
			yield { changes: listed, ...(next !== undefined && { cursor: { syncToken: next } }) };
		}
	} catch (error) {
		throw feedError(error, session, syncToken !== undefined);
	}
}

function toChange(event: calendar_v3.Schema$Event | null, context: ReadContext): FeedChange[] {
	if (typeof event !== 'object' || event === null) return [{ kind: 'unreadable', id: NO_ID, message: 'Google Calendar event: no object' }];
	if (NO_APPOINTMENTS.has(event.eventType ?? '')) return [];
	const id = typeof event.id === 'string' && event.id !== '' ? event.id : NO_ID;
	if (isTombstone(event) && id !== NO_ID) {
		const deletedAt = Date.parse(event.updated ?? '');
		return [{ kind: 'delete', id, deletedAt: Number.isNaN(deletedAt) ? null : deletedAt }];
	}
	try {
		return [{ kind: 'upsert', snapshot: snapshotFromGoogle(event, context) }];
	} catch (error) {
		return [{ kind: 'unreadable', id, message: `Google Calendar event: ${error instanceof Error ? error.message : String(error)}` }];
	}
}

/** A series is never over: its occurrences are not looked at here. */
function isOver(change: FeedChange, window: TimeWindow): boolean {
	if (change.kind !== 'upsert' || change.snapshot.recurring || !('start' in change.snapshot.record)) return false;
	const { start, end } = change.snapshot.record;
	const margin = 'date' in start ? ZONE_MARGIN : 0;
	return instantOf(end) + margin < window.from;
}

function feedError(error: unknown, session: Session, isDelta: boolean): unknown {
	// 410 is the documented answer to a dead token; what a damaged one gets is not documented, and 400 is what other Google APIs
	// answer. Nothing else in a later read can be wrong.
	if (isDelta && isRefusal(error, 400, 410)) return cursorExpired();
	return calendarError(error, session.calendarId);
}

function cursorExpired(): SystemError {
	return new SystemError(
		'cursorExpired',
		'Google Calendar does not accept the remembered position in its list of changes any more. Nothing was changed.',
		'Nothing to do: the calendar is read in full once and compared.',
		{ status: 410 },
	);
}
