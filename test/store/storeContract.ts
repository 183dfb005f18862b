import { afterEach, beforeEach, describe } from 'vitest';
import type { SyncStore } from '../../sync/types';
import { channelContract } from './contract/channels';
import { commitContract } from './contract/commit';
import { deliveryContract } from './contract/delivery';
import { feedContract } from './contract/feed';
import { journalContract } from './contract/journal';
import { leaseContract } from './contract/leases';
import { linkContract } from './contract/links';
import { outcomeContract } from './contract/outcomes';
import { syncContract } from './contract/syncs';

/** What a store under test can be told; the same for every database. */
export interface ContractOptions {
	processIsAlive: (pid: number) => boolean;
	now: () => number;
	/** Entries kept of one sync. */
	journalLimit: number;
}

export const journalLimit = 20;

/** State that a test may set, and the store that reads it. */
export interface Bench {
	store: () => SyncStore;
	/** Process ids that run no more. */
	deadProcesses: Set<number>;
	clock: { now: number };
}

/** The promises of `SyncStore`, whatever database is behind it. `open` must give an empty store. */
export function describeStoreContract(database: string, open: (options: ContractOptions) => Promise<SyncStore>): void {
	describe(`store contract on ${database}`, () => {
		let store: SyncStore;
		const deadProcesses = new Set<number>();
		const clock = { now: 0 };
		const bench: Bench = { store: () => store, deadProcesses, clock };

		beforeEach(async () => {
			deadProcesses.clear();
			clock.now = 0;
			store = await open({ processIsAlive: (pid) => !deadProcesses.has(pid), now: () => clock.now, journalLimit });
		});
		afterEach(() => store.close());

		syncContract(bench);
		leaseContract(bench);
		feedContract(bench);
		deliveryContract(bench);
		outcomeContract(bench);
		linkContract(bench);
		commitContract(bench);
		journalContract(bench);
		channelContract(bench);
	});
}
