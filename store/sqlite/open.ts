import type { SyncStore } from '../../sync/types';
import { holderIsDead, processIsAlive, type ProcessIsAlive } from '../leaseOwner';
import { channelMethods } from './channels';
import { commitMethods } from './commit';
import { connect } from './connect';
import { imageMethods } from './images';
import { inboxMethods } from './inbox';
import { journalMethods } from './journal';
import { leaseMethods } from './leases';
import { linkMethods } from './links';
import { sightingMethods } from './sightings';
import { syncMethods } from './syncs';

/** A transaction takes far less than a second. */
const usualPatience = 10_000;
/** With usual records some 200 MB. */
const usualJournalLimit = 100_000;

export interface SqliteStoreOptions {
	/** Path of the database; `:memory:` keeps everything in memory until `close`. */
	file: string;
	/** This host's name in lease owners; by default the one in the owner that asks for a lease. */
	instance?: string;
	/** How a dead holder of a lease is recognised; by default by asking the operating system. */
	processIsAlive?: ProcessIsAlive;
	/** Milliseconds that a writer waits for another one; by default ten seconds. */
	patience?: number;
	/** Journal entries kept of one sync, give or take a thousand; the oldest go first. By default 100,000. */
	journalLimit?: number;
	/** Milliseconds since 1970, for the age of the inbox; by default the system's clock. */
	now?: () => number;
}

/**
 * Opens the store, creating file and folder where they are missing. Several processes may have the same file open. Throws
 * `StoreError` (`corrupt`, `readOnly`, `busy`, `newerSchema`) and `SqliteMissing`, leaving an existing file as it is.
 */
export function openSqliteStore(options: SqliteStoreOptions): SyncStore {
	const connection = connect(options.file, options.patience ?? usualPatience);
	const isDead = (holder: string, asking: string): boolean =>
		holderIsDead(holder, asking, options.instance ?? null, options.processIsAlive ?? processIsAlive);
	return {
		...syncMethods(connection),
		...leaseMethods(connection, isDead),
		...inboxMethods(connection, isDead, options.now ?? Date.now),
		...linkMethods(connection),
		...sightingMethods(connection),
		...commitMethods(connection, options.journalLimit ?? usualJournalLimit),
		...journalMethods(connection),
		...imageMethods(connection),
		...channelMethods(connection),
		close: async () => connection.close(),
	};
}
