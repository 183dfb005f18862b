import { isEvent } from '../record/fields';
import type { ChangeItem, EngineContext, InboxRow, Link, PollRequest, ReadResult, Resource, Seen, TimeWindow } from '../types';
import type { HeldLease } from '../lease';
import { linkId } from '../side';
import { viewFor, viewSnapshot } from '../view';
import { classify, deleteEntry, entryOf } from './classify';

/** How long a delivered change may stay unsettled before it is delivered again. */
const deliveryTime = 10 * 60_000;

/**
 * Takes due changes out of the inbox and turns them into items. Records that were read in part, or written by the engine
 * meanwhile, are read now; what turns out to be in step is settled silently.
 */
export async function deliver(
	context: EngineContext,
	request: PollRequest,
	window: TimeWindow,
	limit: number,
	held: HeldLease,
): Promise<{ items: ChangeItem[]; parked: InboxRow[] }> {
	const { sync, side } = request;
	const now = context.clock.now();
	const { rows, parked } = await context.store.deliver({ sync, side, limit, now, leaseUntil: now + deliveryTime, owner: context.owner });
	const items: ChangeItem[] = [];
	for (let start = 0; start < rows.length; start += 500) {
		const fresh = await refresh(context, request, window, rows.slice(start, start + 500), held);
		for (const row of fresh) items.push(itemOf(row, request.resource, request.connected.system.capabilities.system));
		await held.keep();
	}
	return { items, parked };
}

/** The rows that still say something new, complete. */
async function refresh(context: EngineContext, request: PollRequest, window: TimeWindow, rows: InboxRow[], held: HeldLease): Promise<InboxRow[]> {
	const { store } = context;
	const { sync, side } = request;
	const links = new Map((await store.linksByRecord(sync, side, rows.map((row) => row.recordId))).map((link) => [linkId(link, side) ?? '', link]));
	// A change that comes a second time lay about for a while: what it says may have been overtaken.
	const partial = rows.filter((row) => row.change === 'upsert' && (row.record === null || row.attempts > 1));
	const reads = await request.connected.system.readMany(partial.map((row) => row.recordId));
	const readById = new Map(partial.map((row, index) => [row.recordId, reads[index]]));

	const kept: InboxRow[] = [];
	const settled: number[] = [];
	const seen: Array<{ linkId: number; seen: Seen }> = [];
	for (const row of rows) {
		const link = links.get(row.recordId);
		const read = readById.get(row.recordId);
		const outcome = read === undefined ? checkStored(row, link, request) : await checkRead(context, request, window, row, link, read);
		if (outcome.seen !== undefined) seen.push(outcome.seen);
		if (outcome.row === 'settle') settled.push(row.id);
		else if (outcome.row !== 'later') kept.push(outcome.row);
	}
	if (seen.length > 0) {
		await store.commitFeed({ sync, side, lease: held.lease, now: context.clock.now(), entries: [], dropped: [], seen, sightings: [], cursor: null });
	}
	await store.finishRows(sync, settled.map((id) => ({ id, outcome: 'settled' })), context.clock.now());
	return kept;
}

interface Checked {
	row: InboxRow | 'settle' | 'later';
	seen?: { linkId: number; seen: Seen };
}

/** A row that came complete: it may have been overtaken by our own writes or an adoption since. */
function checkStored(row: InboxRow, link: Link | undefined, request: PollRequest): Checked {
	if (row.change === 'delete') return { row: link === undefined || link.state === 'gone' ? 'settle' : row };
	const isKnown = link !== undefined && link.state === 'linked' && link.seen[request.side]?.digest === row.digest;
	return { row: isKnown && request.mode !== 'all' ? 'settle' : row };
}

async function checkRead(context: EngineContext, request: PollRequest, window: TimeWindow, row: InboxRow, link: Link | undefined, read: ReadResult): Promise<Checked> {
	const { store, clock } = context;
	const now = clock.now();
	if (read.outcome === 'unreadable') {
		await store.finishRows(request.sync, [{ id: row.id, outcome: 'handedBack', notBefore: now + 5 * 60_000, reason: read.message }], now);
		return { row: 'later' };
	}
	if (read.outcome === 'gone') {
		// Deleted between the listing and now. With a link this is the confirmed deletion; without, there is nothing to do.
		if (link === undefined || link.state === 'gone') return { row: 'settle' };
		const entry = deleteEntry(row.recordId, null, now);
		await store.refreshRow(row.id, entry);
		return { row: { ...row, ...entry } };
	}
	const snapshot = viewSnapshot(read.snapshot, viewFor(request.settings, []));
	const verdict = classify(snapshot, {
		side: request.side, settings: request.settings, window, now, link, sighting: undefined, force: request.mode === 'all', takeUnlinked: true,
	});
	if (verdict.kind === 'seen') return { row: 'settle', seen: { linkId: verdict.linkId, seen: verdict.seen } };
	if (verdict.kind !== 'take') return { row: 'settle' };
	const entry = verdict.entry.change === 'delete' ? verdict.entry : entryOf(snapshot, { now }, now);
	await store.refreshRow(row.id, entry);
	return { row: { ...row, ...entry } };
}

/** One change as it flows between the nodes. */
export function itemOf(row: InboxRow, resource: Resource, system: string): ChangeItem {
	return {
		sync: row.sync,
		change: row.change,
		side: row.side,
		system,
		resource,
		id: row.recordId,
		revision: row.revision,
		modifiedAt: row.modifiedAt === null ? null : new Date(row.modifiedAt).toISOString(),
		url: row.record?.url ?? null,
		record: row.record,
		delivery: row.id,
	};
}

/** Title of a row for lists that people read. */
export function titleOf(row: InboxRow): string | null {
	if (row.record === null) return null;
	return isEvent(row.record) ? row.record.title : `${row.record.firstName} ${row.record.lastName}`.trim();
}
