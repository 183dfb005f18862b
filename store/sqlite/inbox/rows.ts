import type { InboxRow, InboxState } from '../../../sync/types';
import type { CanonicalRecord, Side } from '../../../sync/types/record';
import { fromNullableJson } from '../values';

/** A row of the table `inbox`. */
export interface InboxColumns {
	id: number;
	sync: string;
	side: Side;
	record_id: string;
	change: 'upsert' | 'delete';
	record: string | null;
	revision: string;
	digest: string | null;
	modified_at: number | null;
	recurring: number;
	state: InboxState;
	position: number;
	not_before: number;
	attempts: number;
	lease_until: number | null;
	/** Owner of the run that the row is delivered to, when known. */
	delivered_by: string | null;
	superseded: number;
	released: number;
	reason: string | null;
	created_at: number;
}

export function toInboxRow(row: InboxColumns): InboxRow {
	return {
		id: row.id,
		sync: row.sync,
		side: row.side,
		recordId: row.record_id,
		change: row.change,
		record: fromNullableJson<CanonicalRecord>(row.record),
		revision: row.revision,
		digest: row.digest,
		modifiedAt: row.modified_at,
		recurring: row.recurring === 1,
		state: row.state,
		order: row.position,
		notBefore: row.not_before,
		attempts: row.attempts,
		leaseUntil: row.lease_until,
		superseded: row.superseded === 1,
		released: row.released === 1,
		reason: row.reason,
		createdAt: row.created_at,
	};
}
