import { SystemError } from '../../sync/types';
import type { FeedChange, FeedPage, FeedRequest } from '../../sync/types';
import { cursorExpired, fromCursor, toCursor } from './cursor';
import type { ZohoCursor } from './cursor';
import { malformed } from './errors';
import { customFieldNames } from './fieldList';
import { listedFields } from './fields';
import { idOf, parseInstant } from './row';
import type { ZohoSession } from './session';

/**
 * Rows of this long before the watermark are read again: whether If-Modified-Since is inclusive is not documented, and a
 * write may become visible a little after its Modified_Time.
 */
const overlapMs = 60_000;

/** What one reading of a feed found out besides the changes themselves. */
interface Reading {
	/** The vendor's time at the start of the reading; null when the vendor named none. */
	startedAt: number | null;
	pages: number;
	/** Changes that were not within the overlap, so surely new. */
	fresh: number;
	/** Time of the newest change; null when there was none. */
	newest: number | null;
}

/**
 * Pages of changes since the cursor. Two feeds, "modified" and "deleted", each with its own watermark by the vendor's clock.
 * An idle round reads both. After a round that read both, a round in which one feed brings news leaves the other out once,
 * because whatever that one holds is still there in the next round.
 */
export async function* changes(session: ZohoSession, request: FeedRequest): AsyncGenerator<FeedPage> {
	if (request.cursor === null) {
		yield* everything(session);
		return;
	}
	const cursor = fromCursor(request.cursor);
	try {
		if (request.hint === 'delete') yield* deletedFirst(session, cursor);
		else yield* changedFirst(session, cursor, request.hint === 'upsert');
	} catch (error) {
		// A custom field that the cursor names may have been removed; a new cursor asks for those that exist.
		const outdated = error instanceof SystemError && error.kind === 'rejected' && cursor.customFields.length > 0;
		throw outdated ? cursorExpired() : error;
	}
}

/** The whole list, then the start of both watermarks. */
async function* everything(session: ZohoSession): AsyncGenerator<FeedPage> {
	const customFields = await customFieldNames(session);
	const cursor: ZohoCursor = {
		changedSince: 0,
		deletedSince: 0,
		changedSkipped: false,
		deletedSkipped: false,
		customFields,
		customFieldsAt: session.client.serverTime() ?? 0,
	};
	const changed = yield* changedPages(session, cursor);
	// From here on deletions are told by the feed; before that there was nothing that could be deleted.
	cursor.deletedSince = watermark(changed, 0);
	const gap = changed.pages > 1 ? yield* deletedPages(session, cursor) : null;
	yield { changes: [], cursor: toCursor({ ...cursor, changedSince: changedWatermark(cursor, changed, gap) }) };
}

async function* changedFirst(session: ZohoSession, cursor: ZohoCursor, hinted: boolean): AsyncGenerator<FeedPage> {
	const changed = yield* changedPages(session, cursor);
	// A list of several pages may have lost rows to deletions meanwhile; only the deleted feed can tell.
	const mayWait = !cursor.deletedSkipped && changed.pages <= 1 && (hinted || changed.fresh > 0);
	const deleted = mayWait ? null : yield* deletedPages(session, cursor);
	const next: ZohoCursor = {
		...cursor,
		changedSince: changedWatermark(cursor, changed, deleted),
		deletedSince: deleted === null ? cursor.deletedSince : watermark(deleted, cursor.deletedSince),
		changedSkipped: false,
		deletedSkipped: deleted === null,
	};
	yield { changes: [], cursor: toCursor(await withCurrentCustomFields(session, next, changed)) };
}

async function* deletedFirst(session: ZohoSession, cursor: ZohoCursor): AsyncGenerator<FeedPage> {
	const deleted = yield* deletedPages(session, cursor);
	const mayWait = !cursor.changedSkipped && deleted.fresh > 0;
	const changed = mayWait ? null : yield* changedPages(session, cursor);
	const next: ZohoCursor = {
		...cursor,
		deletedSince: watermark(deleted, cursor.deletedSince),
		// The deleted feed was read before the list here, so a long list cannot be vouched for: it is read again.
		changedSince: changed === null || changed.pages > 1 ? cursor.changedSince : watermark(changed, cursor.changedSince),
		changedSkipped: changed === null,
		deletedSkipped: false,
	};
	yield { changes: [], cursor: toCursor(next) };
}

/**
 * Newest first: a record that is modified while the pages are read moves to the front, which shows others twice but hides
 * none. A deletion moves the others forward and can hide one at the border of two pages; see `changedWatermark`.
 */
async function* changedPages(session: ZohoSession, cursor: ZohoCursor): AsyncGenerator<FeedPage, Reading> {
	const reading: Reading = { startedAt: null, pages: 0, fresh: 0, newest: null };
	const fields = listedFields(session.resource, cursor.customFields);
	const list = session.client.list({
		path: session.module,
		parameters: { fields: fields.names.join(','), sort_by: 'Modified_Time', sort_order: 'desc' },
		modifiedSince: cursor.changedSince - overlapMs,
	});
	for await (const page of list) {
		note(reading, page.at);
		const changes = page.rows.map((row): FeedChange => {
			count(reading, parseInstant(row.Modified_Time), cursor.changedSince);
			const snapshot = session.snapshot(row, page.at, false);
			if (typeof snapshot === 'string') return { kind: 'unreadable', id: idOf(row.id), message: snapshot };
			for (const name of fields.leftOut) snapshot.omitted.push(`custom.${name}`);
			return { kind: 'upsert', snapshot };
		});
		if (changes.length > 0) yield { changes };
	}
	return reading;
}

async function* deletedPages(session: ZohoSession, cursor: ZohoCursor): AsyncGenerator<FeedPage, Reading> {
	const reading: Reading = { startedAt: null, pages: 0, fresh: 0, newest: null };
	const list = session.client.list({
		path: `${session.module}/deleted`,
		parameters: { type: 'all' },
		modifiedSince: cursor.deletedSince - overlapMs,
	});
	for await (const page of list) {
		note(reading, page.at);
		const changes = page.rows.map((row): FeedChange => {
			const id = idOf(row.id);
			if (id === '') throw malformed(`with deleted records of ${session.module}`);
			const deletedAt = parseInstant(row.deleted_time);
			count(reading, deletedAt, cursor.deletedSince);
			return { kind: 'delete', id, deletedAt };
		});
		if (changes.length > 0) yield { changes };
	}
	return reading;
}

function note(reading: Reading, at: number | null): void {
	reading.pages += 1;
	if (reading.pages === 1) reading.startedAt = at;
}

function count(reading: Reading, at: number | null, since: number): void {
	// Times have a resolution of one second, so the watermark's own second counts as new.
	if (at === null || at >= Math.floor(since / 1000) * 1000) reading.fresh += 1;
	if (at !== null) reading.newest = Math.max(reading.newest ?? 0, at);
}

/** Where the next reading starts; never behind where this one did, and never by our own clock. */
function watermark(reading: Reading, before: number): number {
	return Math.max(before, reading.startedAt ?? reading.newest ?? 0);
}

/** Stays where it was when a deletion may have hidden a row of a list of several pages: then the list is read again. */
function changedWatermark(cursor: ZohoCursor, changed: Reading, deleted: Reading | null): number {
	const deletedMeanwhile = deleted?.newest ?? null;
	const hidden = changed.pages > 1 && deletedMeanwhile !== null && deletedMeanwhile >= (changed.startedAt ?? 0) - 1000;
	return hidden ? cursor.changedSince : watermark(changed, cursor.changedSince);
}

const dayMs = 24 * 60 * 60 * 1000;

/** Custom fields that an administrator adds later are noticed within a day, in a round that has news anyway. */
async function withCurrentCustomFields(session: ZohoSession, cursor: ZohoCursor, changed: Reading): Promise<ZohoCursor> {
	const now = session.client.serverTime();
	if (changed.fresh === 0 || now === null || now - cursor.customFieldsAt < dayMs) return cursor;
	return { ...cursor, customFields: await customFieldNames(session), customFieldsAt: now };
}
