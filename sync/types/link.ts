import type { FieldName, Side } from './record';

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
	/**
	 * While `creating`: when the create was noted (milliseconds since 1970, vendor's clock when known). While `gone`: when the
	 * removal of the copy was noted by a deactivation, as long as it is not known whether it happened.
	 */
	intentAt: number | null;
	/** Hash of title and time of the record being created, while `creating`. */
	contentKey: string | null;
	/** Raised by every save; a save with an old version is refused. */
	version: number;
	updatedAt: number;
}
