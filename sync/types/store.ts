import type { CanonicalRecord, FieldName, FieldValues, Side } from './record';
import type { Binding, Cursor, PushSubscription, TimeWindow } from './system';

/** Hash per field; for sets the hashes of the elements, sorted and joined with `.`. A field that is missing is not in step. */
export type Baseline = Partial<Record<FieldName, string>>;

/** What was last looked at on one side of a link, whether or not it is in step. */
export interface Seen {
	revision: string;
	/** Hash of the whole record; null when the record after our own write is not known in full. */
	digest: string | null;
	/** True when at this revision every mapped field equalled the baseline, so that a write may use the revision as precondition. */
	inStep: boolean;
}

export type LinkState = 'creating' | 'linked' | 'gone';

/** The pairing of one CRM record with one calendar record. */
export interface Link {
	/** Number given by the store; 0 before it is saved. */
	id: number;
	sync: string;
	/** null while the record on that side is being created. */
	crmId: string | null;
	calendarId: string | null;
	/** Which side was first. */
	origin: Side;
	/** True when this sync created the other side's record; only such records are removed by deactivation. */
	createdByUs: boolean;
	baseline: Record<Side, Baseline>;
	seen: Record<Side, Seen | null>;
	state: LinkState;
	/** Raised when a create's key is burnt, so that the next key differs. */
	generation: number;
	/** The create's key while `creating` and after. */
	key: string | null;
	/** When the create was noted (milliseconds since 1970, vendor's clock when known), while `creating`. */
	intentAt: number | null;
	/** Hash of title and time of the record being created, while `creating`. */
	contentKey: string | null;
	/** Raised by every save; a save with an old version is refused. */
	version: number;
	updatedAt: number;
}

export type SyncState = 'active' | 'deactivating' | 'deactivated';

/** Settings of one side that the engine must know in every node of the sync. */
export interface SideSettings {
	window: TimeWindowSettings;
	firstSync: 'all' | 'newOnly';
	firstSyncLimit: number;
	runLimit: number;
	filters: Filters;
	privateEvents: 'asPrivate' | 'busyOnly' | 'skip';
}

export interface TimeWindowSettings {
	monthsBack: number;
	monthsAhead: number;
}

/** Empty lists and `false` mean "no filter". */
export interface Filters {
	includeTypes: string[];
	excludeTypes: string[];
	includeTags: string[];
	excludeTags: string[];
	/** Records whose title contains one of these (any case) are left out. */
	excludeTitles: string[];
	skipDeclined: boolean;
	skipAllDay: boolean;
	/** `HH:mm` in the given IANA zone; null means any time. */
	workingHours: { from: string; to: string; timeZone: string; weekdays: number[] } | null;
	/** Owner's vendor id; null means any. */
	owner: string | null;
}

export interface SideState {
	system: string;
	binding: Binding | null;
	/** Changes when a credential is reconnected; a hash, never a secret. */
	connection: string | null;
	settings: SideSettings | null;
	/** Fingerprint of filters and window at the last read. */
	fingerprint: string | null;
	lastReadAt: number | null;
	/** What stands in the way, for Get Status; null when the last read went well. */
	lastProblem: string | null;
}

export interface SyncRow {
	name: string;
	state: SyncState;
	sides: Record<Side, SideState | null>;
	/** Options of a deactivation in progress. */
	deactivation: { copies: 'keep' | 'deleteCopies' | 'deleteContainer'; later: 'relink' | 'fresh' } | null;
	createdAt: number;
	updatedAt: number;
}

export type InboxState =
	/** May be delivered from `notBefore` on. */
	| 'waiting'
	/** Delivered; comes back by itself at `leaseUntil`. */
	| 'delivered'
	/** Stopped by a guard until released or discarded. */
	| 'held'
	/** Delivered too often without being settled; reported, kept. */
	| 'parked';

/** One change read from a side and not yet settled. */
export interface InboxRow {
	/** Number given by the store. */
	id: number;
	sync: string;
	side: Side;
	recordId: string;
	change: 'upsert' | 'delete';
	/** null for a delete, and for a record that must be read again before it is delivered. */
	record: CanonicalRecord | null;
	revision: string;
	digest: string | null;
	modifiedAt: number | null;
	recurring: boolean;
	state: InboxState;
	/** Smaller is delivered first. */
	order: number;
	notBefore: number;
	attempts: number;
	leaseUntil: number | null;
	/** True when the engine wrote the record after this row was read, so its contents are out of date. */
	superseded: boolean;
	/** A person released it from a guard. */
	released: boolean;
	reason: string | null;
	createdAt: number;
}

/** Contents of a row to put into the inbox; a waiting, held or parked row of the same record is replaced. */
export type InboxEntry = Pick<
	InboxRow,
	'recordId' | 'change' | 'record' | 'revision' | 'digest' | 'modifiedAt' | 'recurring' | 'order' | 'notBefore'
>;

/** A record without link that was looked at and settled (skipped, rejected, recurring …), so that it is not reported twice. */
export interface Sighting {
	recordId: string;
	revision: string;
	digest: string | null;
	reason: string;
}

export interface JournalEntry {
	sync: string;
	at: number;
	/** n8n execution id, or a name given by the caller. */
	run: string;
	side: Side;
	recordId: string;
	action: 'create' | 'update' | 'delete' | 'adopt' | 'conflict' | 'unlink';
	reason: string;
	fields: FieldName[];
	/** Values before the write where they are known; for a conflict the loser's values. */
	before: FieldValues | null;
	after: FieldValues | null;
}

export interface Lease {
	name: string;
	owner: string;
	/** Rises with every holder; a commit with an old one is refused. */
	token: number;
	until: number;
}

/** Ends of inbox rows within a commit. */
export type RowOutcome =
	| { id: number; outcome: 'settled' }
	/** Not the item's fault: comes back at `notBefore`, does not count as an attempt. */
	| { id: number; outcome: 'handedBack'; notBefore: number; reason: string }
	| { id: number; outcome: 'held'; reason: string };

/** Everything one batch changed; committed as a whole or not at all. */
export interface Commit {
	sync: string;
	lease: Lease;
	now: number;
	/** Saved when the stored version equals `version`; inserted when `id` is 0. */
	links?: Link[];
	removedLinks?: number[];
	rows?: RowOutcome[];
	sightings?: Array<Sighting & { side: Side }>;
	journal?: JournalEntry[];
	/** Records the engine has written: their open inbox rows are out of date and are read again. */
	written?: Array<{ side: Side; recordId: string }>;
	/** Records to be read again and delivered on their own side. */
	recheck?: Array<{ side: Side; recordId: string }>;
}

export interface FeedCommit {
	sync: string;
	side: Side;
	lease: Lease;
	now: number;
	entries: InboxEntry[];
	/** Records that are gone or left out now: their open rows are removed, delivered ones marked as superseded. */
	dropped: string[];
	/** Links whose record is in step although its revision moved. */
	seen: Array<{ linkId: number; seen: Seen }>;
	sightings: Sighting[];
	/** null keeps the stored cursor. */
	cursor: Cursor | null;
}

/** A push subscription and whose it is. */
export interface ChannelRow {
	sync: string;
	side: Side;
	/** Workflow id, node id and webhook address: what n8n gives us to tell registrations apart. */
	key: string;
	subscription: PushSubscription;
	createdAt: number;
}

export interface InboxCounts {
	waiting: number;
	delivered: number;
	held: number;
	parked: number;
	/** Age in milliseconds of the oldest row that could be delivered; null when there is none. */
	oldestAge: number | null;
}

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
	getRows(ids: number[]): Promise<InboxRow[]>;
	/** Fills in a row that had to be read again. */
	refreshRow(id: number, entry: InboxEntry): Promise<void>;
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
	/** Removes journal entries and sightings older than the time. */
	prune(sync: string, before: number): Promise<void>;

	getChannels(sync: string, side: Side): Promise<ChannelRow[]>;
	getChannelByKey(key: string): Promise<ChannelRow | null>;
	saveChannel(row: ChannelRow): Promise<void>;
	removeChannel(key: string): Promise<void>;

	close(): Promise<void>;
}

export type { TimeWindow };
