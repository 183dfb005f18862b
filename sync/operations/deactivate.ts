import { SyncRefusal, SystemError } from '../types';
import type { Connected, DeactivateOutcome, DeactivateRequest, EngineContext, Link, WriteOptions } from '../types';
import { linkGone } from '../apply/linkState';
import { bindSide } from '../binding';
import { type HeldLease, withLease, withReadersOut, writeLease } from '../lease';
import { unknownSync } from './status';

const batchSize = 100;
/** Years that every vendor takes as a bound: four digits, and wider than any calendar. */
const allTime = { from: Date.UTC(1900, 0), to: Date.UTC(9999, 0) };
const patience = 5 * 60_000;

/** Nobody is told: removing copies is housekeeping, not calling meetings off. */
const quiet: WriteOptions = { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: '', guests: 'ignore' };

/**
 * Stops the sync. Only copies that the sync itself made on the calendar side are deleted, and only when asked; the CRM
 * keeps everything. Can be called again after an interruption and goes on where it stopped.
 */
export async function deactivate(context: EngineContext, request: DeactivateRequest): Promise<DeactivateOutcome> {
	const outcome = await withLease(context, writeLease(request.sync), patience, async (held) => await deactivateHeld(context, request, held));
	if (outcome !== null) return outcome;
	throw new SyncRefusal('busy', `The sync "${request.sync}" is writing right now; it was not deactivated.`, 'Run Deactivate again in a few minutes.');
}

/** Removes what must not be found when the sync is switched on again. */
async function forget(context: EngineContext, { sync, copies, later }: DeactivateRequest, held: HeldLease): Promise<void> {
	const { store } = context;
	if (later !== 'fresh' && copies === 'keep') return;
	const isForgotten = await withReadersOut(context, sync, patience, async () => {
		await held.keep();
		if (later === 'fresh') await store.forgetSync(sync, 'links');
		else {
			// What was removed has to be found again by a full listing when the sync is switched on again.
			await store.clearCursor(sync, 'crm');
			await store.clearCursor(sync, 'calendar');
		}
		return true;
	});
	if (isForgotten !== null) return;
	throw new SyncRefusal('busy', `The sync "${sync}" is being read right now; it is stopped, but not yet deactivated.`, 'Run Deactivate again in a few minutes: it goes on where it stopped.');
}

async function deactivateHeld(context: EngineContext, request: DeactivateRequest, held: HeldLease): Promise<DeactivateOutcome> {
	const { store, clock } = context;
	const { sync, copies, later, calendar } = request;
	const row = await store.getSync(sync);
	if (row === null) throw unknownSync(sync, (await store.listSyncs()).map(({ name }) => name));
	if (copies !== 'keep' && calendar === null) {
		throw new SyncRefusal('badSettings', 'Copies can only be deleted with the calendar\'s credential. Nothing was changed.', 'Use Deactivate of the calendar\'s node, or choose to keep the copies.');
	}
	if (calendar !== null) await bindSide(context, row, 'calendar', calendar);
	if (copies === 'deleteContainer' && calendar !== null) await refuseForeign(context, sync, calendar, held);
	await store.saveState(sync, 'deactivating', { copies, later }, clock.now());
	const outcome: DeactivateOutcome = { state: 'deactivating', deleted: 0, kept: 0, left: [] };
	if (copies === 'deleteContainer' && calendar !== null) await deleteContainer(context, sync, calendar, held, outcome);
	else if (copies === 'deleteCopies' && calendar !== null) await deleteCopies(context, sync, calendar, held, outcome);
	outcome.kept = await store.countLinks(sync, 'linked');
	await forget(context, request, held);
	await store.saveState(sync, 'deactivated', null, clock.now());
	return { ...outcome, state: 'deactivated' };
}

async function deleteCopies(context: EngineContext, sync: string, calendar: Connected, held: HeldLease, outcome: DeactivateOutcome): Promise<void> {
	for (let afterId = 0; ; ) {
		const links = await context.store.listLinks(sync, { state: 'linked', afterId, limit: batchSize });
		if (links.length === 0) return;
		afterId = links[links.length - 1]?.id ?? afterId;
		const copies = links.filter((link) => isOurCopy(link) && link.calendarId !== null);
		await held.keep();
		await deleteBatch(context, sync, calendar, copies, held, outcome);
	}
}

async function deleteBatch(context: EngineContext, sync: string, calendar: Connected, copies: Link[], held: HeldLease, outcome: DeactivateOutcome): Promise<void> {
	if (copies.length === 0) return;
	const { store, clock } = context;
	const results = await calendar.system.write(
		copies.map(({ calendarId, seen }) => ({ kind: 'delete', id: calendarId ?? '', revision: seen.calendar?.revision ?? null })),
		quiet,
	);
	const removed: Link[] = [];
	copies.forEach((link, index) => {
		const result = results[index];
		if (result?.outcome === 'deleted' || result?.outcome === 'gone') removed.push(link);
		else outcome.left.push({ calendarId: link.calendarId ?? '', message: messageOf(result?.outcome) });
	});
	const now = clock.now();
	await store.commit({
		sync, lease: held.lease, now,
		links: removed.map(linkGone),
		journal: removed.map(({ calendarId }) => ({
			sync, at: now, run: context.run, side: 'calendar', recordId: calendarId ?? '', action: 'remove', reason: 'deactivated', fields: [], before: null, after: null,
		})),
	});
	outcome.deleted += removed.length;
}

function messageOf(outcome: string | undefined): string {
	if (outcome === 'stale') return 'It was edited in the calendar since it was last in step, so it was kept.';
	return 'The calendar did not delete it; run Deactivate again.';
}

async function deleteContainer(context: EngineContext, sync: string, calendar: Connected, held: HeldLease, outcome: DeactivateOutcome): Promise<void> {
	const count = await context.store.countLinks(sync, 'linked');
	await unlessGone(async () => await calendar.system.deleteContainer?.());
	await held.keep();
	await context.store.forgetSync(sync, 'links');
	outcome.deleted = count;
}

/** Throws before anything is changed when the calendar is not the sync's own to delete. */
async function refuseForeign(context: EngineContext, sync: string, calendar: Connected, held: HeldLease): Promise<void> {
	const canDelete = calendar.system.deleteContainer !== undefined;
	const foreign = canDelete ? ((await unlessGone(async () => await countForeign(context, sync, calendar, held))) ?? 0) : 0;
	if (canDelete && foreign === 0) return;
	throw new SyncRefusal(
		'badSettings',
		canDelete
			? `The calendar holds ${foreign} events that were not made by this sync. It was not deleted; the sync is as it was before.`
			: 'This calendar cannot be deleted by the sync. Nothing was changed.',
		'Choose "delete our copies": it removes only what this sync made.',
	);
}

/** A calendar that is not there any more, deleted by a person or before an interruption, needs no deleting. */
async function unlessGone<T>(work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof SystemError && error.kind === 'containerGone') return null;
		throw error;
	}
}

/**
 * Events in the calendar that this sync did not make: those without its mark, and those that it only joined or edited. The
 * whole calendar is listed, so that nothing is overlooked.
 */
async function countForeign(context: EngineContext, sync: string, calendar: Connected, held: HeldLease): Promise<number> {
	let foreign = 0;
	const joined = await joinedIds(context, sync);
	for await (const page of calendar.system.changes({ cursor: null, window: allTime })) {
		foreign += page.changes.filter((change) => change.kind === 'unreadable' || (change.kind === 'upsert' && (change.snapshot.stamp?.sync !== sync || joined.has(change.snapshot.id)))).length;
		await held.keep();
	}
	return foreign;
}

/** Linked events that a person made: an edit from the CRM put the mark on them, too. */
async function joinedIds(context: EngineContext, sync: string): Promise<Set<string>> {
	const ids = new Set<string>();
	for (let afterId = 0; ; ) {
		const links = await context.store.listLinks(sync, { state: 'linked', afterId, limit: 500 });
		if (links.length === 0) return ids;
		afterId = links[links.length - 1]?.id ?? afterId;
		for (const link of links) if (link.calendarId !== null && !isOurCopy(link)) ids.add(link.calendarId);
	}
}

function isOurCopy({ createdByUs, origin }: Link): boolean {
	return createdByUs && origin === 'crm';
}
