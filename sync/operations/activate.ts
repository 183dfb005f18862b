import type { Connected, EngineContext, PollOutcome, PollRequest, Resource, Side, SideSettings, SyncStatus } from '../types';
import { bindSide, openSync, rebindSide } from '../binding';
import { pollSide } from '../ingest/poll';
import { getStatus } from './status';

export interface ActivateRequest {
	sync: string;
	side: Side;
	resource: Resource;
	connected: Connected;
	settings?: SideSettings;
}

/** Switches the sync on, or on again: links that were kept go on being used, everything else is adopted before it is created. */
export async function activate(context: EngineContext, request: ActivateRequest): Promise<SyncStatus> {
	const row = await openSync(context, request.sync);
	await bindSide(context, row, request.side, request.connected, request.settings);
	await context.store.saveState(request.sync, 'active', null, context.clock.now());
	return await getStatus(context, request.sync);
}

/**
 * Moves one side of a sync to the account and container that the credential shows now. Links of the former container are
 * forgotten, no record is touched; the next read adopts what matches.
 */
export async function rebind(context: EngineContext, request: ActivateRequest): Promise<SyncStatus> {
	await openSync(context, request.sync);
	await context.store.forgetSync(request.sync, 'links');
	await rebindSide(context, request.sync, request.side, request.connected);
	return await getStatus(context, request.sync);
}

/** Delivers what exists and has no partner yet, also when the sync was set to "only new from now". */
export async function uploadUnsynced(context: EngineContext, request: PollRequest): Promise<PollOutcome> {
	await context.store.clearCursor(request.sync, request.side);
	return await pollSide(context, { ...request, mode: 'changes', settings: { ...request.settings, firstSync: 'all' } });
}
