import type { EngineContext, HeldChange } from '../types';
import { titleOf } from '../ingest/deliver';

const listLimit = 1_000;

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

/** Forgets held changes; the records stay on the other side. Returns how many. */
export async function discardHeld(context: EngineContext, sync: string, ids: number[] | 'all'): Promise<number> {
	return await context.store.discardRows(sync, ids);
}
