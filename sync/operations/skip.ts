import type { ChangeItem, EngineContext } from '../types';

/** Settles items that a rule in the workflow leaves out; they come again only when the record changes. */
export async function skipItems(context: EngineContext, items: ChangeItem[], reason: string): Promise<void> {
	const bySync = new Map<string, number[]>();
	for (const { sync, delivery } of items) {
		if (delivery !== undefined) bySync.set(sync, [...(bySync.get(sync) ?? []), delivery]);
	}
	for (const [sync, ids] of bySync) await settleSkipped(context, sync, ids, reason);
}

async function settleSkipped(context: EngineContext, sync: string, ids: number[], reason: string): Promise<void> {
	const { store, clock, owner } = context;
	const now = clock.now();
	const rows = await store.getRows(ids);
	for (const side of ['crm', 'calendar'] as const) {
		const sightings = rows
			.filter((row) => row.side === side && row.change === 'upsert')
			.map((row) => ({ recordId: row.recordId, revision: row.revision, digest: row.digest, reason }));
		if (sightings.length === 0) continue;
		const lease = await store.acquireLease(`skip:${side}:${sync}:${owner}:${rows[0]?.id ?? 0}`, owner, 60_000, now);
		if (lease === null) continue;
		await store.commitFeed({ sync, side, lease, now, entries: [], dropped: [], seen: [], sightings, cursor: null });
		await store.releaseLease(lease);
	}
	await store.finishRows(sync, rows.map(({ id }) => ({ id, outcome: 'settled' })), now);
}
