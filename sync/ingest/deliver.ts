import { SystemError } from '../types';
import type { ChangeItem, EngineContext, InboxEntry, InboxRow, Link, ReadResult, Resource, RowOutcome, Seen, TimeWindow } from '../types';
import type { HeldLease } from '../lease';
import { linkId } from '../side';
import { viewRead } from '../view';
import { classify, deleteEntry, entryOf } from './classify';
import type { Reading } from './reading';

/** How long a delivered change may stay unsettled before it is delivered again. */
const deliveryTime = 10 * 60_000;
/** Changes taken out at once. Small enough to be read within seconds from a vendor that shows records one by one. */
const batchSize = 200;

/** How much one call may deliver. */
export interface DeliveryLimit {
	items: number;
	/** No further batch is begun after this time, in milliseconds since 1970; the rest comes with the next poll. */
	until: number;
}

/**
 * Takes due changes out of the inbox and turns them into items. Records that were read in part, or written by the engine
 * meanwhile, are read now; what turns out to be in step is settled silently.
 */
export async function deliver(
	context: EngineContext,
	request: Reading,
	window: TimeWindow,
	limit: DeliveryLimit,
	held: HeldLease,
): Promise<{ items: ChangeItem[]; parked: InboxRow[] }> {
	const { store, clock, owner } = context;
	const { sync, side, resource, connected } = request;
	const items: ChangeItem[] = [];
	const parked: InboxRow[] = [];
	for (let left = limit.items; left > 0; ) {
		const now = clock.now();
		const size = Math.min(left, batchSize);
		const batch = await store.deliver({ sync, side, limit: size, now, leaseUntil: now + deliveryTime, owner });
		parked.push(...batch.parked);
		try {
			const fresh = await refresh(context, request, window, batch.rows, held);
			for (const row of fresh) items.push(itemOf(row, resource, connected.system.capabilities.system));
		} catch (error) {
			if (!(error instanceof SystemError)) throw error;
			await handBack(context, request, batch.rows, error);
			// What was read before goes out; the next poll meets the trouble again and reports it.
			if (items.length === 0) throw error;
			break;
		}
		await held.keep();
		left -= batch.rows.length;
		if (batch.rows.length < size || clock.now() >= limit.until) break;
	}
	return { items, parked };
}

/** The vendor's trouble is no failure of these changes: they come again with the next poll. */
async function handBack({ store, clock }: EngineContext, { sync }: Reading, rows: InboxRow[], error: SystemError): Promise<void> {
	const now = clock.now();
	const notBefore = Math.max(now, error.details.retryAt ?? now);
	await store.finishRows(sync, rows.map(({ id }) => ({ id, outcome: 'handedBack', notBefore, reason: error.message })), now);
}

/** The rows that still say something new, complete. */
async function refresh(context: EngineContext, request: Reading, window: TimeWindow, rows: InboxRow[], held: HeldLease): Promise<InboxRow[]> {
	const { store } = context;
	const { sync, side } = request;
	const links = new Map((await store.linksByRecord(sync, side, rows.map((row) => row.recordId))).map((link) => [linkId(link, side) ?? '', link]));
	// A change that comes a second time lay about for a while: what it says may have been overtaken.
	const partial = rows.filter((row) => row.change === 'upsert' && (row.record === null || row.attempts > 1));
	const reads = await request.connected.system.readMany(partial.map((row) => row.recordId));
	const readById = new Map(partial.map((row, index) => [row.recordId, reads[index]]));

	const kept: InboxRow[] = [];
	const finished: RowOutcome[] = [];
	const seen: Array<{ linkId: number; seen: Seen }> = [];
	const refreshed: Array<{ id: number; entry: InboxEntry }> = [];
	const now = context.clock.now();
	for (const row of rows) {
		const link = links.get(row.recordId);
		const read = readById.get(row.recordId);
		const outcome = read === undefined ? checkStored(row, link, request) : checkRead(request, window, now, row, link, read);
		if (outcome.seen !== undefined) seen.push(outcome.seen);
		if (outcome.entry !== undefined) refreshed.push({ id: row.id, entry: outcome.entry });
		if ('outcome' in outcome.row) finished.push(outcome.row);
		else kept.push(outcome.row);
	}
	if (seen.length > 0) await store.commitFeed({ sync, side, lease: held.lease, now, entries: [], dropped: [], seen, sightings: [], cursor: null });
	if (refreshed.length > 0) await store.refreshRows(refreshed);
	if (finished.length > 0) await store.finishRows(sync, finished, now);
	return kept;
}

interface Checked {
	/** What is to be delivered, or how the row ends here. */
	row: InboxRow | RowOutcome;
	seen?: { linkId: number; seen: Seen };
	/** What was read in place of the row's contents. */
	entry?: InboxEntry;
}

function settled(row: InboxRow): Checked {
	return { row: { id: row.id, outcome: 'settled' } };
}

/** A row that came complete: it may have been overtaken by our own writes or an adoption since. */
function checkStored(row: InboxRow, link: Link | undefined, request: Reading): Checked {
	if (row.change === 'delete') return link === undefined || link.state === 'gone' ? settled(row) : { row };
	const isKnown = link !== undefined && link.state === 'linked' && link.seen[request.side]?.digest === row.digest;
	return isKnown && request.mode !== 'all' ? settled(row) : { row };
}

function checkRead(request: Reading, window: TimeWindow, now: number, row: InboxRow, link: Link | undefined, read: ReadResult): Checked {
	if (read.outcome === 'unreadable') return { row: { id: row.id, outcome: 'handedBack', notBefore: now + 5 * 60_000, reason: read.message } };
	if (read.outcome === 'gone') {
		// Deleted between the listing and now. With a link this is the confirmed deletion; without, there is nothing to do.
		if (link === undefined || link.state === 'gone') return settled(row);
		const entry = deleteEntry(row.recordId, null, now);
		return { row: { ...row, ...entry }, entry };
	}
	const snapshot = viewRead(read.snapshot, request.view);
	const verdict = classify(snapshot, {
		side: request.side, settings: request.settings, window, now, link, sighting: undefined, force: request.mode === 'all', takeUnlinked: true,
	});
	if (verdict.kind === 'seen') return { ...settled(row), seen: { linkId: verdict.linkId, seen: verdict.seen } };
	if (verdict.kind !== 'take') return settled(row);
	const entry = verdict.entry.change === 'delete' ? verdict.entry : entryOf(snapshot, { now, settings: request.settings }, now);
	return { row: { ...row, ...entry }, entry };
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
