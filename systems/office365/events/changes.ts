import { SystemError } from '../../../sync/types';
import type { FeedChange, FeedPage, FeedRequest, TimeWindow } from '../../../sync/types';
import type { Json } from '../client';
import { containerError, isRefusal } from '../errors';
import { textOf } from '../mapping/values';
import { EXPAND_STAMP } from '../mapping/stamp';
import { instantOf } from '../../shared/times';
import type { Session } from './session';

const DAY = 24 * 60 * 60_000;
/**
 * The feed is frozen to the window it began with. It reaches this much further ahead than was asked for, so that a window which
 * moves with the days needs a new feed once a month only.
 */
const AHEAD = 31 * DAY;
/** Zones lie up to 14 hours from UTC; an all-day event has none of its own. */
const ZONE_MARGIN = 14 * 60 * 60_000;

const NO_ID = '(no id)';

/**
 * The change feed. A first read lists the calendar with the sync's marks, which the feed itself never shows, and then begins a
 * feed for the window. What the feed calls removed may only have left the window: it is told as missing, never as deleted.
 */
export async function* changes(session: Session, request: FeedRequest): AsyncGenerator<FeedPage> {
	const { cursor, window } = request;
	if (cursor === null) return yield* firstRead(session, request);
	const { deltaLink, from, to } = cursor;
	if (typeof deltaLink !== 'string' || typeof from !== 'number' || typeof to !== 'number') throw cursorExpired();
	if (window.from < from || window.to > to) throw cursorExpired();
	try {
		for await (const page of session.pagesFrom(deltaLink)) yield { changes: page.items.flatMap((item) => toChange(session, item)), ...cursorOf(page.deltaLink, { from, to }) };
	} catch (error) {
		if (isDead(error)) throw cursorExpired();
		throw containerError(error, 'The calendar');
	}
}

async function* firstRead(session: Session, { window, everything = false }: FeedRequest): AsyncGenerator<FeedPage> {
	const listed = new Map<string, string>();
	const bound: Record<string, string> = everything ? {} : { $filter: `end/dateTime ge '${new Date(window.from - ZONE_MARGIN).toISOString().slice(0, 19)}'` };
	const feedWindow = { from: window.from, to: window.to + AHEAD };
	try {
		for await (const page of session.pages(`${session.calendar}/events`, { query: { $expand: EXPAND_STAMP, ...bound } })) {
			const found = page.items.flatMap((item) => toChange(session, item));
			for (const change of found) if (change.kind === 'upsert') listed.set(change.snapshot.id, change.snapshot.revision);
			yield { changes: everything ? found : found.filter((change) => !isOver(change, window)) };
		}
		const times = { startDateTime: new Date(feedWindow.from).toISOString(), endDateTime: new Date(feedWindow.to).toISOString() };
		for await (const page of session.pages(`${session.calendar}/calendarView/delta`, { query: times })) {
			const found = page.items.flatMap((item) => toChange(session, item));
			yield { changes: found.filter((change) => !isListed(change, listed)), ...cursorOf(page.deltaLink, feedWindow) };
		}
	} catch (error) {
		throw containerError(error, 'The calendar');
	}
}

function cursorOf(deltaLink: string | null, { from, to }: TimeWindow): Pick<FeedPage, 'cursor'> {
	return deltaLink === null ? {} : { cursor: { deltaLink, from, to } };
}

function isListed(change: FeedChange, listed: Map<string, string>): boolean {
	// What is said to be missing at the very beginning was never there for us.
	return change.kind === 'missing' || (change.kind === 'upsert' && listed.get(change.snapshot.id) === change.snapshot.revision);
}

function toChange(session: Session, item: Json): FeedChange[] {
	const id = textOf(item.id) || NO_ID;
	if ('@removed' in item) return id === NO_ID ? [] : [{ kind: 'missing', id }];
	// An occurrence comes as a stub; its series is reported by the master.
	if (item.type === 'occurrence') return [];
	try {
		return [{ kind: 'upsert', snapshot: session.snapshot(item) }];
	} catch (error) {
		return [{ kind: 'unreadable', id, message: `Office 365 event: ${error instanceof Error ? error.message : String(error)}` }];
	}
}

function isOver(change: FeedChange, window: TimeWindow): boolean {
	if (change.kind !== 'upsert' || change.snapshot.recurring || !('start' in change.snapshot.record)) return false;
	const { end } = change.snapshot.record;
	return instantOf(end) + ('date' in end ? ZONE_MARGIN : 0) < window.from;
}

const DEAD_CODES = new Set(['syncstatenotfound', 'syncstateinvalid', 'resyncrequired']);

/** A damaged token is answered with a plain 400; nothing else in a later read can be wrong. */
function isDead(error: unknown): boolean {
	if (!isRefusal(error)) return false;
	return error.status === 410 || error.status === 400 || DEAD_CODES.has(error.code.toLowerCase());
}

function cursorExpired(): SystemError {
	return new SystemError(
		'cursorExpired',
		'Office 365 begins its list of changes anew, because the remembered position is too old or the time window has moved on. Nothing was changed.',
		'Nothing to do: the calendar is read in full once and compared.',
		{ status: 410 },
	);
}

