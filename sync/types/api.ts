import type { Clock } from './clock';
import type { AttentionReason, ChangeItem, MappedPair } from './item';
import type { FieldName, FieldValue, Resource, Side } from './record';
import type { InboxCounts } from './inbox';
import type { SyncStore } from './store';
import type { SideSettings, SyncState } from './sync';
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
	title: string;
	when: string | null;
	fields: PlannedField[];
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

export interface HeldChange {
	/** Number of the inbox row: what Release and Discard take. */
	id: number;
	side: Side;
	recordId: string;
	change: 'upsert' | 'delete';
	title: string | null;
	reason: string | null;
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
}

export interface DeactivateRequest {
	sync: string;
	copies: 'keep' | 'deleteCopies' | 'deleteContainer';
	later: 'relink' | 'fresh';
	/** The calendar side; null is enough for `keep`. */
	calendar: Connected | null;
}

export interface DeactivateOutcome {
	state: SyncState;
	deleted: number;
	kept: number;
	/** Copies that a person changed since, or that could not be removed. */
	left: Array<{ calendarId: string; message: string }>;
}

/** One row of a mapping, as a person fills it in. */
export interface MappingRow {
	to: FieldName;
	transform:
		| { kind: 'copy'; from: FieldName }
		/** Placeholders `{{field}}`; everything else is taken as it stands, never evaluated. */
		| { kind: 'template'; text: string }
		| { kind: 'constant'; value: string }
		| { kind: 'firstOf'; from: FieldName[] }
		| { kind: 'mapValues'; from: FieldName; values: Array<{ when: string; then: string }>; otherwise: 'keep' | 'empty' }
		| { kind: 'limit'; from: FieldName; maxLength: number };
}

export type { Binding, MappedPair };
