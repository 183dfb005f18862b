import type { CanonicalRecord, Side } from './record';

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

export interface InboxCounts {
	waiting: number;
	delivered: number;
	held: number;
	parked: number;
	/** Age in milliseconds of the oldest row that could be delivered; null when there is none. */
	oldestAge: number | null;
}
