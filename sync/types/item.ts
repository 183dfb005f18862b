import type { Plan } from './api';
import type { CanonicalRecord, FieldName, Resource, Side } from './record';

/** Which source field fed which target field. */
export interface MappedPair {
	from: FieldName;
	to: FieldName;
}

/** What flows between the nodes: one item, one change. */
export interface ChangeItem {
	sync: string;
	change: 'upsert' | 'delete';
	side: Side;
	system: string;
	resource: Resource;
	id: string;
	revision: string;
	modifiedAt: string | null;
	url: string | null;
	/** null for a delete. After a Field Mapper: the record as the target shall hold it. */
	record: CanonicalRecord | null;
	/** Set by a Field Mapper; without it the default mapping applies. */
	mapping?: MappedPair[];
	/** Number of the inbox row that this item delivers; absent on items made by hand. */
	delivery?: number;
	/** Set by a dry run: the item is applied exactly as planned or refused as stale. */
	plan?: Plan;
}

/** `kept`: a copy that a deactivation left where it is. */
export type AttentionReason = 'conflict' | 'held' | 'ambiguous' | 'rejected' | 'lost access' | 'recurring' | 'parked' | 'stale plan' | 'kept';
