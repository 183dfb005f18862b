import type { FeedChange, FeedPage, FeedRequest, TimeWindow } from '../../../sync/types';
import { instantOf } from '../../shared/times';
import type { Json } from '../client';
import { containerError } from '../errors';
import { changeOf, cursorExpired, endless, isDeadLink, withoutMark } from '../feed';
import { EXPAND_STAMP } from '../mapping/stamp';
import type { Session } from './session';

const DAY = 24 * 60 * 60_000;
/**
 * The feed is frozen to the window it began with. It reaches this much further ahead than was asked for, so that a window which
 * moves with the days needs a new feed once a month only.
 */
const AHEAD = 31 * DAY;
const YEAR = 365 * DAY;
/** The longest range of a calendar view (Graph refuses others with "Maximum number of days: 1825"). */
const LONGEST = 1_825 * DAY;
/** Zones lie up to 14 hours from UTC; an all-day event has none of its own. */
const ZONE_MARGIN = 14 * 60 * 60_000;

/**
 * The change feed. A first read begins a feed for the window, and lists the calendar with the sync's marks, which the feed itself
 * never shows. What the feed calls removed may only have left the window: it is told as missing, never as deleted.
 */
export async function* changes(session: Session, request: FeedRequest): AsyncGenerator<FeedPage> {
	const { cursor, window } = request;
	if (cursor === null) return yield* firstRead(session, request);
	const { deltaLink, from, to } = cursor;
	if (typeof deltaLink !== 'string' || typeof from !== 'number' || typeof to !== 'number') throw tooOld();
	if (window.from < from || window.to > to || !session.client.isOwn(deltaLink)) throw tooOld();
	let end: string | null = null;
	try {
		for await (const page of session.pagesFrom(deltaLink)) {
			end = page.deltaLink;
			yield { changes: page.items.flatMap((item) => toChange(session, item)).map(withoutMark), ...(end !== null && cursorOf(end, { from, to })) };
		}
	} catch (error) {
		throw isDeadLink(error) ? tooOld() : containerError(error, 'the calendar');
	}
	if (end === null) throw endless();
}

/**
 * The feed comes before the list: what is changed or deleted in between is told by the next read. The other way round, an event
 * that was deleted in between would be listed, and nothing would ever tell that it is gone.
 */
async function* firstRead(session: Session, { window, everything = false }: FeedRequest): AsyncGenerator<FeedPage> {
	const bound: Record<string, string> = everything ? {} : { $filter: `end/dateTime ge '${new Date(window.from - ZONE_MARGIN).toISOString().slice(0, 19)}'` };
	try {
		const { deltaLink, series, feedWindow } = await beginFeed(session, window);
		for await (const page of session.pages(`${session.calendar}/events`, { query: { $expand: EXPAND_STAMP, ...bound } })) {
			const found = page.items.flatMap((item) => toChange(session, item));
			for (const change of found) series.delete(idOf(change));
			yield { changes: everything ? found : found.filter((change) => !isOver(change, window)) };
		}
		// A series that began long ago is not in the list, because its own times are those of its first day.
		yield { changes: [...series.values()], ...cursorOf(deltaLink, feedWindow) };
	} catch (error) {
		throw containerError(error, 'the calendar');
	}
}

/** Opens the feed for later reads. Of what it tells now, only the series say more than the list. */
async function beginFeed(session: Session, { from, to }: TimeWindow): Promise<{ deltaLink: string; series: Map<string, FeedChange>; feedWindow: TimeWindow }> {
	const feedWindow = { from, to: to + AHEAD };
	const asked = withinLimit(feedWindow, session.now());
	const times = { startDateTime: new Date(asked.from).toISOString(), endDateTime: new Date(asked.to).toISOString() };
	const series = new Map<string, FeedChange>();
	let deltaLink: string | null = null;
	for await (const page of session.pages(`${session.calendar}/calendarView/delta`, { query: times })) {
		for (const item of page.items) if (item.type === 'seriesMaster' || item.type === 'exception') for (const change of toChange(session, item)) series.set(idOf(change), change);
		deltaLink = page.deltaLink;
	}
	if (deltaLink === null) throw endless();
	return { deltaLink, series, feedWindow };
}

/**
 * Graph takes 1,825 days at most. Of a longer window the feed follows the last year and what comes; what changes outside of it the
 * feed calls removed, and it is looked up.
 */
function withinLimit({ from, to }: TimeWindow, now: number): TimeWindow {
	if (to - from <= LONGEST) return { from, to };
	const start = Math.min(Math.max(from, now - YEAR), to - LONGEST);
	return { from: start, to: start + LONGEST };
}

function cursorOf(deltaLink: string, { from, to }: TimeWindow): Pick<FeedPage, 'cursor'> {
	return { cursor: { deltaLink, from, to } };
}

function idOf(change: FeedChange): string {
	return change.kind === 'upsert' ? change.snapshot.id : change.id;
}

function toChange(session: Session, item: Json): FeedChange[] {
	// An occurrence comes as a stub; its series is reported by the master.
	return item.type === 'occurrence' && !('@removed' in item) ? [] : changeOf(session.snapshot, item, 'event');
}

function isOver(change: FeedChange, window: TimeWindow): boolean {
	if (change.kind !== 'upsert' || change.snapshot.recurring || !('start' in change.snapshot.record)) return false;
	const { end } = change.snapshot.record;
	return instantOf(end) + ('date' in end ? ZONE_MARGIN : 0) < window.from;
}

function tooOld(): Error {
	return cursorExpired('the remembered position is too old or the time window has moved on', 'the calendar');
}
