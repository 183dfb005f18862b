import { rowsOfItems } from '../delivery';
import type { ChangeItem, Commit, EngineContext, Side } from '../types';
import { withLease, writeLease } from '../lease';
import { leaveCopies } from './leaveCopies';

const patience = 60_000;

/**
 * Settles items that a rule in the workflow leaves out; they come again only when the record changes. A copy stays when the
 * deletion of its original is skipped. When the sync is being written for longer than a minute, items stay as they are and are
 * delivered once more.
 */
export async function skipItems(context: EngineContext, items: ChangeItem[], reason: string): Promise<void> {
	const bySync = new Map<string, ChangeItem[]>();
	for (const item of items) bySync.set(item.sync, [...(bySync.get(item.sync) ?? []), item]);
	for (const [sync, group] of bySync) {
		if (group.every(({ delivery }) => delivery === undefined)) continue;
		await withLease(context, writeLease(sync), patience, async ({ lease }) => {
			const ofSide = async (side: Side) => [...(await rowsOfItems(context, sync, side, group.filter((item) => item.side === side))).values()];
			const rows = [...(await ofSide('crm')), ...(await ofSide('calendar'))];
			const commit: Commit = {
				sync,
				lease,
				now: context.clock.now(),
				rows: rows.map(({ id }) => ({ id, outcome: 'settled' })),
				...(await leaveCopies(context, sync, rows, 'its deletion was skipped in the workflow')),
				sightings: rows
					.filter(({ change }) => change === 'upsert')
					.map(({ side, recordId, revision, digest }) => ({ side, recordId, revision, digest, reason })),
			};
			await context.store.commit(commit);
		});
	}
}
