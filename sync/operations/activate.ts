import type { Connected, EngineContext, PollOutcome, PollRequest, Resource, Side, SideSettings, SyncStatus } from '../types';
import { SyncRefusal } from '../types';
import { bindSide, openSync, rebindSide } from '../binding';
import { pollSide } from '../ingest/poll';
import { withLease, withReadersOut, writeLease } from '../lease';
import { getStatus } from './status';

export interface ActivateRequest {
	sync: string;
	side: Side;
	resource: Resource;
	connected: Connected;
	settings?: SideSettings;
}

const patience = 5 * 60_000;

/** Switches the sync on, or on again: links that were kept go on being used, everything else is adopted before it is created. */
export async function activate(context: EngineContext, request: ActivateRequest): Promise<SyncStatus> {
	const row = await openSync(context, request.sync);
	await bindSide(context, row, request.side, request.connected, request.settings);
	await context.store.saveState(request.sync, 'active', null, context.clock.now());
	return await getStatus(context, request.sync);
}

/**
 * Moves one side of a sync to the account and container that the credential shows now. Links of the former container are
 * forgotten, no record is touched; the next read adopts what matches. Throws `SyncRefusal` kind `busy` while the sync is read or
 * written; then nothing was changed.
 */
export async function rebind(context: EngineContext, request: ActivateRequest): Promise<SyncStatus> {
	const { sync, side, connected } = request;
	const isBound = await withLease(context, writeLease(sync), patience, async () =>
		await withReadersOut(context, sync, patience, async () => {
			await openSync(context, sync);
			await context.store.forgetSync(sync, 'links');
			await rebindSide(context, sync, side, connected);
			return true;
		}),
	);
	if (isBound !== null) return await getStatus(context, sync);
	throw new SyncRefusal('busy', `The sync "${sync}" is at work right now; nothing was changed.`, 'Run Re-Bind Account again in a few minutes.');
}

/** Delivers what exists and has no partner yet, also when the sync was set to "only new from now". */
export async function uploadUnsynced(context: EngineContext, request: PollRequest): Promise<PollOutcome> {
	return await pollSide(context, { ...request, mode: 'unsynced' });
}
