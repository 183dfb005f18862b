import type { InboxEntry, Sighting } from './inbox';
import type { Link, Seen } from './link';
import type { FieldName, FieldValues, Side } from './record';
import type { Cursor } from './system';

export interface JournalEntry {
	sync: string;
	at: number;
	/** n8n execution id, or a name given by the caller. */
	run: string;
	side: Side;
	recordId: string;
	/** `remove`: a copy that a deactivation took away; not counted by the guard. */
	action: 'create' | 'update' | 'delete' | 'adopt' | 'conflict' | 'unlink' | 'remove';
	reason: string;
	fields: FieldName[];
	/** Values before the write where they are known; for a conflict the loser's values. */
	before: FieldValues | null;
	/** What was written; for a `create` the whole new record, where the vendor tells it. */
	after: FieldValues | null;
}

/** What a record held when it was last written or read in full: the before-image of its next write. */
export interface RecordImage {
	side: Side;
	recordId: string;
	values: FieldValues;
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
	/** Replaces what is kept of these records; null forgets it. */
	images?: Array<Omit<RecordImage, 'values'> & { values: FieldValues | null }>;
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
