import { SyncRefusal } from '../types';
import type { EngineContext, HeldChange, InboxRow } from '../types';
import { titleOf } from '../ingest/deliver';
import { withLease, writeLease } from '../lease';
import { leaveCopies } from './leaveCopies';

const listLimit = 1_000;
const patience = 60_000;

/** Changes that a guard stopped or that nobody settled, oldest first. */
export async function listHeld(context: EngineContext, sync: string): Promise<HeldChange[]> {
	const rows = await context.store.listRows(sync, { states: ['held', 'parked'], limit: listLimit });
	return rows.map((row) => ({
		id: row.id,
		side: row.side,
		recordId: row.recordId,
		change: row.change,
		title: titleOf(row),
		reason: row.reason,
		since: new Date(row.createdAt).toISOString(),
		state: row.state === 'parked' ? 'parked' : 'held',
	}));
}

/** Lets held changes pass; the trigger delivers them with its next run. Returns how many. */
export async function releaseHeld(context: EngineContext, sync: string, ids: number[] | 'all'): Promise<number> {
	return await context.store.releaseRows(sync, ids, context.clock.now());
}

/**
 * Forgets held changes; the records stay on the other side, and a deletion that was discarded is not found anew. Returns how
 * many. Throws `SyncRefusal` kind `busy` while another run is writing; then nothing was discarded.
 */
export async function discardHeld(context: EngineContext, sync: string, ids: number[] | 'all'): Promise<number> {
	const discarded = await withLease(context, writeLease(sync), patience, async (held) => {
		const stopped = await context.store.listRows(sync, { states: ['held', 'parked'] });
		const isMeant = ({ id }: InboxRow): boolean => ids === 'all' || ids.includes(id);
		await context.store.commit({
			sync, lease: held.lease, now: context.clock.now(),
			...(await leaveCopies(context, sync, stopped.filter(isMeant), 'its deletion was discarded')),
		});
		return await context.store.discardRows(sync, ids);
	});
	if (discarded !== null) return discarded;
	throw new SyncRefusal('busy', `The sync "${sync}" is writing right now; nothing was discarded.`, 'Run "Discard Held Changes" again in a minute.');
}
