import type { ActivateOutcome, Connected, EngineContext, PollOutcome, PollRequest, Resource, Side, SideSettings, SyncStatus } from '../types';
import { SyncRefusal } from '../types';
import { bindSide, emptySide, openSync, rebindSide, refuseOtherResource, saveSide } from '../binding';
import { pollSide } from '../ingest/poll';
import { type HeldLease, withLease, withReadersOut, writeLease } from '../lease';
import { countCopies, countRemoved } from './removal/removal';
import { settleOpenRemovals } from './removal/settle';
import { cancelledWords } from './removal/words';
import { getStatus } from './status';

export interface ActivateRequest {
	sync: string;
	side: Side;
	resource: Resource;
	connected: Connected;
	settings?: SideSettings;
}

const patience = 5 * 60_000;

/**
 * Switches the sync on, or on again: links that were kept go on being used, everything else is adopted before it is created.
 * A deactivation that is under way, or was interrupted, is called off: it stops at its next batch, what it removed is made
 * again. Throws `SyncRefusal` kind `busy` when that batch takes too long; it is stopped all the same.
 */
export async function activate(context: EngineContext, request: ActivateRequest): Promise<ActivateOutcome> {
	const { sync, side, connected, settings } = request;
	const row = await openSync(context, sync);
	const hasProblem = (row.sides[side]?.lastProblem ?? null) !== null;
	await bindSide(context, row, side, connected, settings, hasProblem ? 'ask again' : 'when changed');
	// It was reached just now, so whatever stood in the way is over.
	if (hasProblem) await saveSide(context, sync, side, (current) => ({ ...(current ?? emptySide(connected.system.capabilities.system)), lastProblem: null }));
	if (row.state === 'active') return { ...(await getStatus(context, sync)), notice: null };
	if (row.state === 'deactivating' && row.deactivation !== null) {
		await context.store.saveState(sync, 'deactivating', { ...row.deactivation, isCancelled: true }, context.clock.now());
	}
	const notice = await withLease(context, writeLease(sync), patience, async (held) => ({ text: await switchOn(context, sync, row.deactivation?.startedAt ?? null, held) }));
	if (notice === null) {
		throw new SyncRefusal('busy', `The sync "${sync}" is being deactivated right now. That is called off and ends with the copies that are being removed at this moment; the rest stays.`, 'Run Activate again in a few minutes.');
	}
	return { ...(await getStatus(context, sync)), notice: notice.text };
}

/** @param startedAt when the deactivation that is called off began; null when there was none */
async function switchOn(context: EngineContext, sync: string, startedAt: number | null, held: HeldLease): Promise<string | null> {
	const { store, clock } = context;
	const deleted = startedAt === null ? 0 : await countRemoved(store, sync, startedAt);
	const notice = startedAt === null ? null : cancelledWords(deleted, deleted + (await countCopies(store, sync)));
	await settleOpenRemovals(context, sync, held);
	await store.saveState(sync, 'active', null, clock.now());
	return notice;
}

/**
 * Moves one side of a sync to the account and container that the credential shows now. Links of the former container are
 * forgotten, no record is touched; the next read adopts what matches. Throws `SyncRefusal` kind `busy` while the sync is read or
 * written, and while copies are still to be removed from the former container; then nothing was changed.
 */
export async function rebind(context: EngineContext, request: ActivateRequest): Promise<SyncStatus> {
	const { sync, side, connected } = request;
	const isBound = await withLease(context, writeLease(sync), patience, async () =>
		await withReadersOut(context, sync, patience, async () => {
			const row = await openSync(context, sync);
			if (row.state === 'deactivating') throw halfWay(sync);
			// Without pairs nothing is lost when the sync was begun with a wrong record type.
			if ((await context.store.countLinks(sync, 'linked')) > 0) refuseOtherResource(row, connected);
			// Asked before anything is forgotten.
			const binding = await connected.system.identify();
			await context.store.forgetSync(sync, 'links');
			await rebindSide(context, sync, side, connected, binding);
			return true;
		}),
	);
	if (isBound !== null) return await getStatus(context, sync);
	throw new SyncRefusal('busy', `The sync "${sync}" is at work right now; nothing was changed.`, 'Run Re-Bind Account again in a few minutes.');
}

function halfWay(sync: string): SyncRefusal {
	return new SyncRefusal(
		'busy',
		`A deactivation of the sync "${sync}" is not finished, and re-binding would forget which copies it is to remove. Nothing was changed.`,
		'Run Deactivate again to finish it (with Keep, the copies that are left stay), or run Activate to call it off. Then run Re-Bind Account.',
	);
}

/** Delivers what exists and has no partner yet, also when the sync was set to "only new from now". */
export async function uploadUnsynced(context: EngineContext, request: PollRequest): Promise<PollOutcome> {
	return await pollSide(context, { ...request, mode: 'unsynced' });
}
