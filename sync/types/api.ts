import type { Clock } from './clock';
import type { AttentionReason, ChangeItem, MappedPair } from './item';
import type { FieldName, FieldValue, Resource, Side } from './record';
import type { InboxCounts } from './inbox';
import type { SyncStore } from './store';
import type { Deactivation, JournalSettings, LeftCopy, SideSettings, SyncState } from './sync';
import type { Binding, Capabilities, Loss, SyncSystem, WriteOptions } from './system';

/** What every operation of the engine needs. */
export interface EngineContext {
	store: SyncStore;
	clock: Clock;
	/** Identifies this process and run as holder of leases. */
	owner: string;
	/** n8n execution id; groups journal entries. */
	run: string;
}

/** A system together with a hash that changes when its credential is reconnected. */
export interface Connected {
	system: SyncSystem;
	connection: string;
}

export interface PollRequest {
	sync: string;
	side: Side;
	resource: Resource;
	connected: Connected;
	settings: SideSettings;
	/**
	 * `all` reads everything again and delivers also what is in step as far as the baseline knows; `unsynced` reads
	 * everything again and delivers what has no partner, beside what was changed. Both keep the old cursor until they are through.
	 */
	mode: 'changes' | 'all' | 'unsynced';
	hint?: 'upsert' | 'delete';
}

export interface PollOutcome {
	items: ChangeItem[];
	/** Why nothing came, or what a person should know; null when all is well. */
	notice: string | null;
	/** Rows that were delivered too often without being settled and now wait for a person. */
	parked: Array<{ id: string; side: Side; reason: string }>;
}

export interface ApplySettings {
	dryRun: boolean;
	conflictPolicy: 'newest' | 'crm' | 'calendar' | 'ask';
	/** `cancel` marks the copy as cancelled where the system can, else deletes. */
	onDelete: 'delete' | 'cancel' | 'ignore';
	deleteGuard: { count: number; percent: number };
	write: WriteOptions;
	/** Absent: the usual (sync/journal.ts). */
	journal?: JournalSettings;
}

export interface ApplyRequest {
	items: ChangeItem[];
	target: Connected;
	targetSettings?: SideSettings;
	/** Capabilities of the system that an item came from, by name; null when unknown. */
	capabilitiesOf(system: string, resource: Resource): Capabilities | null;
	settings: ApplySettings;
}

export interface PlannedField {
	field: FieldName;
	/** null when the present value is not known without a read. */
	old: FieldValue | null;
	new: FieldValue;
}

/** What a dry run proposes for one item; feeding the item back applies exactly this or refuses it as stale. */
export interface Plan {
	action: 'create' | 'update' | 'delete' | 'adopt' | 'nothing';
	/** Of the record that would be written; for a delete of the one that would be deleted. '' where it has none. */
	title: string;
	/** Start in the event's own zone, as ISO 8601, or its first day; null for contacts and where it is not known. */
	when: string | null;
	fields: PlannedField[];
	/** The fields once more, one line each for people: "Subject: Demo → Renamed". */
	changes: string[];
	/** Fingerprint of everything the plan was made from. */
	basis: string;
}

export interface Done {
	kind: 'done';
	/** `kept`: deleted on one side, edited on the other; the edit won. `deferred`: handed back, comes again by itself.
	 * `superseded`: a newer state of the record is on its way. */
	action: 'created' | 'updated' | 'deleted' | 'adopted' | 'unchanged' | 'planned' | 'superseded' | 'kept' | 'deferred';
	/** A sentence for people where the action alone does not say enough. */
	message?: string;
	crmId: string | null;
	calendarId: string | null;
	fields: FieldName[];
	losses: Loss[];
	plan?: Plan;
}

export interface Attention {
	kind: 'attention';
	reason: AttentionReason;
	/** What happened and what was kept safe. */
	message: string;
	/** What to do. */
	next: string;
	crmId: string | null;
	calendarId: string | null;
}

/** One per item, in the order of the items. */
export type ApplyOutcome = Done | Attention;

export interface UndoRequest {
	sync: string;
	/** The run as the journal names it: n8n's execution id. */
	run: string;
	/** The side whose records are brought back. */
	target: Connected;
	/** Say what would be done and write nothing. */
	dryRun: boolean;
	/** Text that stands for a missing title. Absent: the one that was last written. */
	untitledPlaceholder?: string;
}

/** One record of an undone run. */
export type UndoOutcome =
	| {
			kind: 'done';
			recordId: string;
			title: string | null;
			/** `unchanged`: the record is as it was before the run already. */
			action: 'restored' | 'removed' | 'recreated' | 'unchanged' | 'planned';
			fields: PlannedField[];
			message?: string;
	  }
	| {
			kind: 'attention';
			recordId: string;
			title: string | null;
			reason: 'changed since' | 'not kept' | 'gone' | 'rejected' | 'lost access' | 'not finished';
			message: string;
			next: string;
	  };

export interface JournalRequest {
	sync: string;
	run?: string;
	recordId?: string;
	/** Milliseconds since 1970. */
	since?: number;
	limit: number;
}

/** A run as people choose it for undoing. */
export interface RunSummary {
	run: string;
	side: Side;
	/** ISO 8601, of the first and the last write. */
	from: string;
	to: string;
	created: number;
	updated: number;
	deleted: number;
	/** Other entries: joined, unlinked, conflicts, removed copies. */
	other: number;
	/** Some titles of records concerned, where contents are kept. */
	titles: string[];
}

export interface HeldChange {
	/** Number of the inbox row: what Release and Discard take. */
	id: number;
	sync: string;
	/** Where the change was made. */
	side: Side;
	/** null when that side was never joined. */
	system: string | null;
	recordId: string;
	change: 'upsert' | 'delete';
	/** null when the store keeps no contents of the record. */
	title: string | null;
	/** Start of the event in its own zone, as ISO 8601, or its first day. */
	when: string | null;
	/** Where it would be carried out: for a delete, what would be deleted. */
	target: { side: Side; system: string | null; container: string | null; recordId: string | null };
	/** Why it was stopped. */
	reason: string | null;
	/** ISO 8601. */
	since: string;
	state: 'held' | 'parked';
}

export interface SyncStatus {
	sync: string;
	state: SyncState;
	sides: Partial<
		Record<Side, { system: string; account: string | null; container: string | null; lastReadAt: string | null; problem: string | null }>
	>;
	links: number;
	openCreates: number;
	inbox: Record<Side, InboxCounts>;
	/** A deactivation that was begun and is not finished; null when there is none. */
	deactivation: DeactivationStatus | null;
}

export interface DeactivationStatus extends Pick<Deactivation, 'copies' | 'later' | 'isCancelled' | 'problem'> {
	/** When it was first asked for. */
	since: string;
	/** Copies removed so far, by however many runs. */
	removed: number;
	/** Copies that are still to be removed. */
	remaining: number;
	/** The first of those that the last run could not remove. */
	left: LeftCopy[];
}

export interface ActivateOutcome extends SyncStatus {
	/** What became of a deactivation that was under way; null when there was none. */
	notice: string | null;
}

export interface DeactivateRequest {
	sync: string;
	copies: Deactivation['copies'];
	later: Deactivation['later'];
	/** The calendar side; null is enough for `keep`. */
	calendar: Connected | null;
	/** Asked before each batch: true ends the work there. Deactivating again goes on with it. */
	isStopped?(): boolean;
}

export interface DeactivateOutcome {
	/** `deactivating`: not finished, deactivate again. `active`: cancelled by Activate meanwhile. */
	state: SyncState;
	isCancelled: boolean;
	/** Copies that are gone since this deactivation was first asked for, by however many runs, or with a calendar that somebody deleted. */
	deleted: number;
	/** Copies that there were to remove; 0 when all are kept. */
	total: number;
	/** Pairs that were linked in the end. */
	kept: number;
	/** Copies that this run came to and did not remove. */
	left: LeftCopy[];
	/** The same in a sentence for people, with what to do where something is left. */
	message: string;
}

export type { Binding, MappedPair };
