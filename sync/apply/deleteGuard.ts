import { mustHold } from '../plan/guard';
import type { Link, Snapshot } from '../types';
import { linkGone } from './linkState';
import { mayProceed } from './plans';
import { type ApplyRun, attention, done, targetIdOf, type Work } from './run';
import { Settlement } from './settlement';

/** Deletes of the last minutes count as well, so that a mass deletion that arrives in slices is still seen as one. */
const guardMemory = 10 * 60_000;
const deletedThere = 'The record is deleted on both sides; nothing is left to delete.';

export type LinkedDelete = Work & { link: Link; present: Snapshot | null; mustRead: boolean };

/** Holds the deletions when there are too many at once. Returns those that may go on. */
export async function passGuard(run: ApplyRun, works: LinkedDelete[]): Promise<LinkedDelete[]> {
	const released = works.filter(({ row }) => row?.released === true);
	const guarded = works.filter(({ row }) => row?.released !== true);
	if (guarded.length === 0 || (await heldBy(run, guarded.length)) === null) return works;
	const living = await withoutDeletedThere(run, guarded);
	const guard = living.length === 0 ? null : await heldBy(run, living.length);
	if (guard === null) return [...released, ...living];
	const settlement = new Settlement(run);
	const { pending, recent, links, limit } = guard;
	for (const work of living) {
		attention(
			run, work, 'held',
			`${pending} of ${links} linked records would be deleted from ${run.capabilities.label}${recent > 0 ? ` after ${recent} in the last minutes` : ''}, more than the guard allows (${limit.count} and ${limit.percent} %). Nothing was deleted; other changes go on.`,
			'Look at "List Held Changes", then run "Release Held Changes" to delete them or "Discard Held Changes" to keep the records.',
		);
		settlement.hold(work, `${pending} deletions at once, of ${links} linked records; up to ${limit.count}, or ${limit.percent} % of them, pass by themselves`);
	}
	await settlement.commit();
	return released;
}

/** What the guard counts when it holds these deletions; null when it lets them pass. */
async function heldBy(run: ApplyRun, deletions: number): Promise<{ pending: number; recent: number; links: number; limit: { count: number; percent: number } } | null> {
	const { store, clock } = run.context;
	const recent = await store.countJournal(run.sync.name, { side: run.target, action: 'delete', since: clock.now() - guardMemory });
	const pending = Math.max(await store.countPendingDeletes(run.sync.name, run.source), deletions);
	const links = (await store.countLinks(run.sync.name, 'linked')) + recent;
	const limit = run.request.settings.deleteGuard;
	return mustHold({ deletes: pending + recent, links, limit }) ? { pending, recent, links, limit } : null;
}

/**
 * Settles what is deleted on the other side as well, by its own look, and returns the rest: there is nothing left that the guard
 * could protect. A run that died after its deletions, before it could note them, sees them come back so.
 */
async function withoutDeletedThere(run: ApplyRun, works: LinkedDelete[]): Promise<LinkedDelete[]> {
	const idOf = ({ link }: LinkedDelete): string => targetIdOf(run, link);
	const rows = await run.context.store.listRows(run.sync.name, { side: run.target, recordIds: works.map(idOf) });
	const reported = new Set(rows.filter(({ change }) => change === 'delete').map(({ recordId }) => recordId));
	const asked = works.filter((work) => reported.has(idOf(work)));
	const reads = asked.length === 0 ? [] : await run.request.target.system.readMany(asked.map(idOf));
	const gone = new Set(asked.filter((_, index) => reads[index]?.outcome === 'gone'));
	const settlement = new Settlement(run);
	for (const work of gone) {
		if (!mayProceed(run, work, { action: 'nothing', fields: [], restsOn: ['deleted on both sides'], message: deletedThere }, settlement)) continue;
		done(run, work, 'unchanged', { message: deletedThere });
		settlement.saveLink(linkGone(work.link));
		settlement.settle(work);
		settlement.note({ side: run.target, recordId: idOf(work), action: 'unlink', reason: 'deleted on both sides', fields: [], before: null, after: null });
	}
	await settlement.commit();
	return works.filter((work) => !gone.has(work));
}
