import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock, EngineContext, SyncStore } from '../../../sync/types';
import { processWide } from '../processWide';
import { rooms } from '../rooms';
import { storeFile } from './userFolder';

/** The only clock of the nodes: the computer's. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: async (milliseconds) => await wait(milliseconds),
};

/**
 * What the engine needs. `execution` is n8n's execution id; polls have none and get a name of their own. Throws
 * `StoreError` when the store cannot be opened.
 */
export async function engineContext(execution: string | undefined): Promise<EngineContext> {
	const run = execution ?? `poll-${randomUUID().slice(0, 8)}`;
	const { leaseOwner } = await rooms.store();
	return { store: await openStore(storeFile()), clock: systemClock, owner: leaseOwner(run), run };
}

/** Opened once per process and file. One that could not be opened is tried again by the next caller. */
async function openStore(file: string): Promise<SyncStore> {
	const stores = processWide('stores', () => new Map<string, Promise<SyncStore>>());
	const present = stores.get(file);
	if (present !== undefined) return await present;
	const opening = (async () => {
		const { makeFolderPrivate, openSqliteStore } = await rooms.store();
		makeFolderPrivate(dirname(file));
		return openSqliteStore({ file });
	})();
	stores.set(file, opening);
	opening.catch(() => stores.delete(file));
	return await opening;
}
