import { SyncRefusal } from '../types';
import type { EngineContext, HeldChange } from '../types';
import { withLease, writeLease } from '../lease';
import { describeHeld } from './heldList';
import { leaveCopies } from './leaveCopies';

const listLimit = 10_000;
const patience = 60_000;

/**
 * Changes that a guard stopped or that nobody settled, oldest first. Deletions that have nothing left to delete, because the
 * other record was edited meanwhile and got a new partner, are forgotten here.
 */
export async function listHeld(context: EngineContext, sync: string): Promise<HeldChange[]> {
	const { store } = context;
	const rows = await store.listRows(sync, { states: ['held', 'parked'], limit: listLimit });
	const described = await describeHeld(context, sync, rows);
	const moot = described.flatMap(({ held, isMoot }) => (isMoot ? [held.id] : []));
	if (moot.length > 0) await store.discardRows(sync, moot);
	return described.flatMap(({ held, isMoot }) => (isMoot ? [] : [held]));
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
		const meant = stopped.filter(({ id }) => ids === 'all' || ids.includes(id));
		await context.store.commit({
			sync, lease: held.lease, now: context.clock.now(),
			...(await leaveCopies(context, sync, meant, 'its deletion was discarded')),
		});
		// By number, so that a number that is not among the stopped ones drops nothing.
		return await context.store.discardRows(sync, meant.map(({ id }) => id));
	});
	if (discarded !== null) return discarded;
	throw new SyncRefusal('busy', `The sync "${sync}" is writing right now; nothing was discarded.`, 'Run "Discard Held Changes" again in a minute.');
}
