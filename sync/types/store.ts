import type { Commit, FeedCommit, JournalEntry, Lease, RecordImage, RowOutcome } from './commit';
import type { InboxCounts, InboxEntry, InboxRow, InboxState, Sighting } from './inbox';
import type { Link, LinkState } from './link';
import type { Side } from './record';
import type { ChannelRow, SideState, SyncRow, SyncState } from './sync';
import type { Cursor } from './system';

/**
 * Durable state. Every method is one transaction. Throws `StoreError`. `now` always comes from the caller.
 */
export interface SyncStore {
	getSync(name: string): Promise<SyncRow | null>;
	/** Inserts or replaces. */
	saveSync(row: SyncRow): Promise<void>;
	/** Replaces one side and leaves the other side and the state as they are, whoever changes those at the same time. */
	saveSide(name: string, side: Side, state: SideState, now: number): Promise<void>;
	/** Replaces the state and the options of a deactivation, nothing else. */
	saveState(name: string, state: SyncState, deactivation: SyncRow['deactivation'], now: number): Promise<void>;
	listSyncs(): Promise<SyncRow[]>;
	/** Forgets a sync with everything that belongs to it. */
	forgetSync(name: string, what: 'links' | 'everything'): Promise<void>;

	/** null when somebody else holds it. A holder that is known to be dead loses it at once. */
	acquireLease(name: string, owner: string, ttl: number, now: number): Promise<Lease | null>;
	/** null when it was lost in the meantime. */
	renewLease(lease: Lease, ttl: number, now: number): Promise<Lease | null>;
	releaseLease(lease: Lease): Promise<void>;

	getCursor(sync: string, side: Side): Promise<Cursor | null>;
	clearCursor(sync: string, side: Side): Promise<void>;
	/** Inbox rows, seen revisions and cursor together. Throws `leaseLost` when the lease is not the current one. */
	commitFeed(commit: FeedCommit): Promise<void>;

	/** Marks up to `limit` due rows as delivered until `leaseUntil` and returns them in order. Rows whose delivery ran out
	 * come back first: after 3 deliveries they are parked, before that they wait with growing delay. */
	deliver(request: {
		sync: string;
		side: Side;
		limit: number;
		now: number;
		leaseUntil: number;
		/** Who delivers (form as for leases); rows of a holder that is known to be dead run out at once. */
		owner?: string;
	}): Promise<{ rows: InboxRow[]; parked: InboxRow[] }>;
	/** Deliveries that somebody is still working on: they run out at `leaseUntil` at the earliest. */
	extendDeliveries(ids: number[], leaseUntil: number): Promise<void>;
	getRows(ids: number[]): Promise<InboxRow[]>;
	/** Fills in rows that had to be read again. */
	refreshRows(rows: Array<{ id: number; entry: InboxEntry }>): Promise<void>;
	finishRows(sync: string, outcomes: RowOutcome[], now: number): Promise<void>;
	listRows(sync: string, filter: { side?: Side; states?: InboxState[]; recordIds?: string[]; limit?: number }): Promise<InboxRow[]>;
	countRows(sync: string, side?: Side): Promise<InboxCounts>;
	/** Deletes that wait, are delivered or held, of linked records. */
	countPendingDeletes(sync: string, side: Side): Promise<number>;
	/** Held or parked rows go back to waiting; `released` rows pass the guard. Returns how many. */
	releaseRows(sync: string, ids: number[] | 'all', now: number): Promise<number>;
	discardRows(sync: string, ids: number[] | 'all'): Promise<number>;

	linksByRecord(sync: string, side: Side, recordIds: string[]): Promise<Link[]>;
	getLinks(ids: number[]): Promise<Link[]>;
	/** In the order of their numbers, starting after `afterId`. */
	listLinks(sync: string, filter: { state?: LinkState; afterId?: number; limit: number }): Promise<Link[]>;
	countLinks(sync: string, state?: LinkState): Promise<number>;
	getSightings(sync: string, side: Side, recordIds: string[]): Promise<Sighting[]>;

	/** Throws `leaseLost` or `versionConflict`; then nothing of it is stored. Returns the saved links with number and version. */
	commit(commit: Commit): Promise<Link[]>;

	listJournal(sync: string, filter: { run?: string; recordId?: string; since?: number; limit: number }): Promise<JournalEntry[]>;
	/** Deletes carried out on one side since a time; for the guard. */
	countJournal(sync: string, filter: { side: Side; action: JournalEntry['action']; since: number }): Promise<number>;
	getImages(sync: string, side: Side, recordIds: string[]): Promise<RecordImage[]>;
	/** Removes journal entries, images and sightings of one side that are older than the time. */
	prune(sync: string, side: Side, before: number): Promise<void>;
	/** Removes every image of one side, and the contents of its journal entries except what lost a conflict. */
	forgetContents(sync: string, side: Side): Promise<void>;

	getChannels(sync: string, side: Side): Promise<ChannelRow[]>;
	getChannelByKey(key: string): Promise<ChannelRow | null>;
	saveChannel(row: ChannelRow): Promise<void>;
	removeChannel(key: string): Promise<void>;

	close(): Promise<void>;
}
