import type { CanonicalRecord, FieldName, FieldValues, Resource, Side } from './record';

/** What a system can hold of one field. All limits are those of the vendor's API. */
export interface FieldCapability {
	/** The vendor's own label, e.g. "Subject" or "Where". */
	label: string;
	/** How values are compared and merged: sets element by element, everything else as one value. */
	kind: 'text' | 'time' | 'reminders' | 'people' | 'choice' | 'texts' | 'date' | 'number' | 'boolean';
	read: boolean;
	write: boolean;
	required?: boolean;
	/** Characters. */
	maxLength?: number;
	/** Elements of a set. */
	maxItems?: number;
	/** Elements of a set held of each kind (phones, addresses); those of other kinds are lost. */
	kinds?: Partial<Record<string, number>>;
	/** Reminder methods held; others are lost. */
	methods?: Array<'popup' | 'email'>;
	/** Values held, for `choice`. */
	choices?: string[];
	/** True when this field is one of the CRM's own custom fields. */
	custom?: boolean;
}

/** The table by which vendors differ. The engine, the docs and the nodes' warnings all read it. */
export interface Capabilities {
	system: string;
	/** Name for people, e.g. "Zoho CRM". */
	label: string;
	side: Side;
	resource: Resource;
	/** Fields by canonical name. A field that is missing cannot be held. */
	fields: Partial<Record<FieldName, FieldCapability>>;
	/** True where an administrator may add fields: `custom.*` is then written although the table does not name it. */
	customFields?: boolean;
	/** `clientId`: the caller's key is the record's id, so a repeated create is refused. `none`: a repeat makes a second record. */
	createKey: 'clientId' | 'none';
	/** True when the link's mark can be kept inside the record. */
	stamp: boolean;
	/** True when a stale write or delete is refused by the vendor. Without it the engine reads first. */
	precondition: { update: boolean; delete: boolean };
	/**
	 * A revision that ends with this mark was taken so early that a later content may carry the same one (clocks of whole
	 * seconds). It is no precondition to rely on: the record is read before it is written or deleted.
	 */
	openRevisionMark?: string;
	/** Records per call and calls at once. */
	bulk: { create: number; update: number; delete: number; concurrency: number };
	/** null: no push, poll only. */
	push: { maxLifetimeMs: number } | null;
	recurrence: 'rrule' | 'instances' | 'none';
	/** When the vendor mails guests: never, only when a write asks for it, or on every write of guests. */
	guestMails: 'never' | 'onRequest' | 'always';
	/** Fields that the change feed leaves out or cuts; a single read has them. */
	feedOmits: FieldName[];
	/** A record without a title must be given one; this is the default text for it. */
	untitledPlaceholder?: string;
}

/** The link's mark inside a record: says which sync made it, and from what. */
export interface Stamp {
	sync: string;
	/** Id of the record on the other side. */
	partnerId: string;
	generation: number;
}

/** One record as read from a system. */
export interface Snapshot {
	id: string;
	revision: string;
	/** Milliseconds since 1970 by the vendor's clock; null when the vendor does not say. */
	modifiedAt: number | null;
	createdAt: number | null;
	record: CanonicalRecord;
	/** Fields whose value in `record` must not be relied on (see `feedOmits`). Empty for a complete read. */
	omitted: FieldName[];
	stamp?: Stamp;
	/** True where a mark would not have been told: only a single read knows whether the record has one. */
	isStampUntold?: boolean;
	/** A series or one of its occurrences. */
	recurring: boolean;
	/** As the vendor sent it. */
	raw?: unknown;
}

export type FeedChange =
	| { kind: 'upsert'; snapshot: Snapshot }
	/** A positive tombstone. Absence from a listing is never one. */
	| { kind: 'delete'; id: string; deletedAt: number | null }
	/** Not among the listed any more, which says nothing about why: it is looked up before it counts as deleted. */
	| { kind: 'missing'; id: string }
	| { kind: 'unreadable'; id: string; message: string };

/** Opaque to the engine; plain JSON. */
export type Cursor = { [key: string]: string | number | boolean | null };

export interface FeedPage {
	changes: FeedChange[];
	/** Set on the last page only. */
	cursor?: Cursor;
}

/** Milliseconds since 1970. */
export interface TimeWindow {
	from: number;
	to: number;
}

export interface FeedRequest {
	/** null: list everything there is inside the window (see `everything`), and start a cursor. */
	cursor: Cursor | null;
	window: TimeWindow;
	/** What a push message hinted at; lets a system read less, never decides what is true. */
	hint?: 'upsert' | 'delete';
	/** Together with no cursor: list what lies before the window as well, because linked records may be there. */
	everything?: boolean;
}

export type ReadResult =
	| { outcome: 'found'; snapshot: Snapshot }
	/** The vendor positively says that the record is deleted or never was. */
	| { outcome: 'gone' }
	/** Anything else: lost permission, an answer that cannot be understood. Never a deletion. */
	| { outcome: 'unreadable'; message: string };

export interface WriteOptions {
	notifyGuests: 'none' | 'external' | 'all';
	/** False: the CRM's own workflow rules do not run for this write. */
	runAutomations: boolean;
	/** For new records. */
	defaults: { owner?: string; type?: string; availability?: 'busy' | 'free'; color?: string };
	/** Text written where the system insists on a title. */
	untitledPlaceholder: string;
	/** What becomes of guests on a system that only holds people it knows. */
	guests: 'ignore' | 'linkExisting' | 'addAsContacts';
	/**
	 * Milliseconds since 1970 after which another run may be at the same work. What has no key or precondition to refuse a second time
	 * is not sent any more then, however long it had to wait; its outcome is `retry`. Absent: no limit.
	 */
	notAfter?: number;
}

export type WriteRequest =
	| { kind: 'create'; key: string; values: FieldValues; stamp: Stamp }
	| {
			kind: 'update';
			id: string;
			values: FieldValues;
			/** Precondition; null writes without one. */
			revision: string | null;
			stamp?: Stamp;
	  }
	/** `cancel`: call the meeting off instead of deleting it, where the system can; else delete it. */
	| { kind: 'delete'; id: string; revision: string | null; cancel?: boolean };

export type WriteResult =
	| {
			outcome: 'written';
			id: string;
			revision: string;
			modifiedAt: number | null;
			/** The record as the vendor now holds it, when the answer contains it. */
			snapshot?: Snapshot;
			/** Values that were actually written where they differ from those asked for (e.g. guests that are no contacts). */
			written?: FieldValues;
			losses?: Loss[];
	  }
	| { outcome: 'deleted' }
	/** The create's key is taken by a live record. */
	| { outcome: 'exists'; snapshot: Snapshot }
	/** The create's key is burnt by a deleted record. */
	| { outcome: 'keyUsed' }
	/** The precondition failed: somebody else changed the record. */
	| { outcome: 'stale' }
	| { outcome: 'gone' }
	/** The vendor will not take these values, now or later. */
	| { outcome: 'rejected'; message: string; next: string; field?: FieldName }
	| { outcome: 'forbidden'; message: string; next: string }
	/** Nothing was written; try again, not before `retryAt` (milliseconds since 1970) when given. */
	| { outcome: 'retry'; message: string; retryAt: number | null }
	/** It is not known whether the write happened. */
	| { outcome: 'unclear'; message: string };

/** A value that the target cannot hold, for the warning on the item. */
export interface Loss {
	field: FieldName;
	message: string;
}

/** The account and container that a sync joined, as the vendor's own ids. */
export interface Binding {
	account: string;
	accountName: string;
	container: string;
	containerName: string;
	/** False: the container can only be read. */
	writable: boolean;
	/** True: the container is the account's own. Nobody can take the access away, so when it is gone, it was deleted. */
	owned?: boolean;
}

export interface PushSubscription {
	id: string;
	/** What the vendor needs to end it besides the id. */
	resource?: string;
	expiresAt: number;
	/** Secret that each message must repeat. Kept as a digest of it. */
	token: string;
}

/**
 * A vendor as the engine sees it: one account, one container, one resource. Every method may throw a `SystemError`;
 * `write` reports per request and throws only when not one request was sent.
 */
export interface SyncSystem {
	readonly capabilities: Capabilities;
	/** Resolves "me" and "primary" to real ids. One or two requests; called on activation and after a reconnect only. */
	identify(): Promise<Binding>;
	/** Pages of changes since the cursor. Throws `SystemError` kind `cursorExpired` when the cursor is dead. */
	changes(request: FeedRequest): AsyncIterable<FeedPage>;
	read(id: string): Promise<ReadResult>;
	/** Complete reads of several records, in the order of the ids. */
	readMany(ids: string[]): Promise<ReadResult[]>;
	/** Existing records that might be the same as the given ones (same time, iCalUID or stamp). May return others too. */
	findCandidates(records: CanonicalRecord[]): Promise<Snapshot[]>;
	/** Records created at or after the time by the connected account; for finding out what an unclear create did. */
	createdSince(time: number): Promise<Snapshot[]>;
	/** One result per request, in order. Splits into the vendor's batch sizes and paces itself. */
	write(requests: WriteRequest[], options: WriteOptions): Promise<WriteResult[]>;
	/** Milliseconds since 1970 by the vendor's clock, from the last answer; null before the first. */
	serverTime(): number | null;
	subscribe?(url: string, token: string): Promise<PushSubscription>;
	unsubscribe?(subscription: PushSubscription): Promise<void>;
	/** Deletes the whole container. Only where the sync created it. */
	deleteContainer?(): Promise<void>;
	/** True when people would be mailed about the record when it is deleted together with its container. Absent: nobody is. */
	mailsOnDelete?(snapshot: Snapshot): boolean;
}
