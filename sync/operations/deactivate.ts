import { bindSide } from '../binding';
import { type HeldLease, withLease, withReadersOut, writeLease } from '../lease';
import { SyncRefusal, SystemError } from '../types';
import type { Connected, Deactivation, DeactivateOutcome, DeactivateRequest, EngineContext, SyncRow } from '../types';
import { viewFor } from '../view';
import { refuseForeign, stillRead } from './removal/container';
import { countCopies, countRemoved, isUnderWay, type Removal, type RemovalEnd } from './removal/removal';
import { removeAll } from './removal/removeAll';
import { settleOpenRemovals } from './removal/settle';
import { outcomeOf, stoppedBy, type Vanished } from './removal/words';
import { unknownSync } from './status';

const patience = 5 * 60_000;
/** Copies that are named in Get Status. */
const namedCopies = 100;

/**
 * Stops the sync. Only copies that the sync itself made on the calendar side are deleted, and only when asked; the CRM keeps
 * everything. Can be called again after an interruption and goes on where it stopped; other choices then hold for the rest.
 * `activate` calls it off at the next batch. Throws `SystemError` and `StoreError`; then the sync stays stopped, and what was done
 * is kept. Throws `SyncRefusal` when it may not be done, and the sync is as it was before; kind `busy` may also come when copies are
 * removed already, and then the sync stays stopped.
 */
export async function deactivate(context: EngineContext, request: DeactivateRequest): Promise<DeactivateOutcome> {
	const outcome = await withLease(context, writeLease(request.sync), patience, async (held) => await deactivateHeld(context, request, held));
	if (outcome !== null) return outcome;
	throw new SyncRefusal('busy', `The sync "${request.sync}" is writing right now, or another run is deactivating it; nothing was changed by this one.`, 'Look at Get Status, and run Deactivate again in a few minutes.');
}

async function deactivateHeld(context: EngineContext, request: DeactivateRequest, held: HeldLease): Promise<DeactivateOutcome> {
	const { sync, copies, later } = request;
	const { row, removal, isThere } = await open(context, request, held);
	const startedAt = isUnderWay(row) ? row.deactivation.startedAt : context.clock.now();
	const deactivation: Deactivation = { copies, later, startedAt, isCancelled: false, problem: null, left: [] };
	await save(context, sync, deactivation);
	if (removal === null) return await finish(context, request, deactivation, held);
	const work: Removal = { ...removal, startedAt };
	try {
		await letReadersFinish(context, sync, held);
		const { end, vanished } = await removeAll(work, copies, isThere, row);
		return end === 'through' ? await close(work, request, deactivation, vanished) : await interrupt(work, deactivation, end);
	} catch (error) {
		throw await noted(work, deactivation, error);
	}
}

/** From now on nobody begins to read; who has begun may still see copies that are about to be removed, and must not note them afterwards. */
async function letReadersFinish(context: EngineContext, sync: string, held: HeldLease): Promise<void> {
	const areOut = await withReadersOut(context, sync, patience, async () => true);
	await held.keep();
	if (areOut === null) throw stillRead(sync);
}

async function save({ store, clock }: EngineContext, sync: string, deactivation: Deactivation): Promise<void> {
	await store.saveState(sync, 'deactivating', deactivation, clock.now());
}

interface Opened {
	/** The sync as it was. */
	row: SyncRow;
	/** null where no copy is to be removed. */
	removal: Omit<Removal, 'startedAt'> | null;
	/** False when the calendar that is to be deleted is gone already. */
	isThere: boolean;
}

/** Refuses what cannot be done, before anything is changed. */
async function open(context: EngineContext, request: DeactivateRequest, held: HeldLease): Promise<Opened> {
	const { store } = context;
	const { sync, copies, calendar, isStopped = () => false } = request;
	const row = await store.getSync(sync);
	if (row === null) throw unknownSync(sync, (await store.listSyncs()).map(({ name }) => name));
	if (copies === 'keep') return { row, removal: null, isThere: true };
	if (calendar === null) {
		throw new SyncRefusal('badSettings', 'Copies can only be deleted with the calendar\'s credential. Nothing was changed.', 'Use Deactivate of the calendar\'s node, or choose to keep the copies.');
	}
	// A sync that has joined no calendar, or let go of one that is not there any more, has no copies.
	if (!row.sides.calendar?.binding) return { row, removal: null, isThere: false };
	const bound = await bindWritable(context, row, calendar);
	const removal = { context, sync, calendar, calendarView: viewFor(bound.sides.calendar, []), held, isStopped, left: new Map() };
	return { row, removal, isThere: copies === 'deleteCopies' || (await refuseForeign(removal)) !== null };
}

/** The right may have been given meanwhile, so the vendor is asked again before it is said to be missing. */
async function bindWritable(context: EngineContext, row: SyncRow, calendar: Connected): Promise<SyncRow> {
	const bound = await bindSide(context, row, 'calendar', calendar);
	if (bound.sides.calendar?.binding?.writable !== false) return bound;
	const asked = await bindSide(context, bound, 'calendar', calendar, undefined, 'ask again');
	const binding = asked.sides.calendar?.binding;
	if (binding?.writable !== false) return asked;
	throw new SyncRefusal(
		'readOnlyContainer',
		`"${binding.containerName}" can only be read by ${binding.accountName}, so no copy can be deleted there. Nothing was changed.`,
		'Ask its owner for the right to make changes, or choose to keep the copies.',
	);
}

/** Everything was come to. What could not be removed for now keeps the deactivation open. */
async function close(removal: Removal, request: DeactivateRequest, deactivation: Deactivation, vanished?: Vanished): Promise<DeactivateOutcome> {
	const isOpen = [...removal.left.values()].some((copy) => copy.isOpen);
	if (isOpen) return await interrupt(removal, deactivation, 'refused');
	return await finish(removal.context, request, deactivation, removal.held, removal, vanished);
}

/** Ends before all is done: called off, stopped, or more is to be removed another time. */
async function interrupt(removal: Removal, deactivation: Deactivation, end: Exclude<RemovalEnd, 'through'>): Promise<DeactivateOutcome> {
	const { context, sync, held } = removal;
	const left = [...removal.left.values()];
	const counts = await countsOf(context, sync, deactivation);
	if (end === 'cancelled') {
		await settleOpenRemovals(context, sync, held);
		await context.store.saveState(sync, 'active', null, context.clock.now());
	} else {
		const problem = end === 'stopped' ? 'It was stopped in n8n.' : (left.find(({ isOpen }) => isOpen)?.message ?? null);
		await save(context, sync, { ...deactivation, problem, left: left.slice(0, namedCopies) });
	}
	return outcomeOf(end, counts, left, deactivation);
}

async function finish(context: EngineContext, request: DeactivateRequest, deactivation: Deactivation, held: HeldLease, removal?: Removal, vanished?: Vanished): Promise<DeactivateOutcome> {
	const { store, clock } = context;
	const { sync, later } = request;
	const left = [...(removal?.left.values() ?? [])];
	const { total, ...counts } = await countsOf(context, sync, deactivation);
	// What was moved out of the calendar has no link any more.
	const moved = deactivation.copies === 'deleteContainer' ? left.length : 0;
	await settleOpenRemovals(context, sync, held);
	if (later === 'fresh') await forget(context, sync, held);
	await store.saveState(sync, 'deactivated', null, clock.now());
	return outcomeOf('through', { ...counts, total: total + moved }, left, deactivation, vanished);
}

async function countsOf({ store }: EngineContext, sync: string, { startedAt }: Deactivation) {
	const deleted = await countRemoved(store, sync, startedAt);
	return { deleted, total: deleted + (await countCopies(store, sync)), kept: await store.countLinks(sync, 'linked') };
}

/** No reading under way may bring back what is forgotten. */
async function forget(context: EngineContext, sync: string, held: HeldLease): Promise<void> {
	const isForgotten = await withReadersOut(context, sync, patience, async () => {
		await held.keep();
		await context.store.forgetSync(sync, 'links');
		return true;
	});
	if (isForgotten === null) throw stillRead(sync);
}

/** What stopped the work is kept for Get Status, and says how far it came. */
async function noted({ context, sync, left }: Removal, deactivation: Deactivation, error: unknown): Promise<unknown> {
	const row = await context.store.getSync(sync);
	if (!(error instanceof SystemError) || row?.state !== 'deactivating') return error;
	await save(context, sync, { ...deactivation, isCancelled: row.deactivation?.isCancelled ?? false, problem: error.message, left: [...left.values()].slice(0, namedCopies) });
	return stoppedBy(error, await countsOf(context, sync, deactivation));
}
