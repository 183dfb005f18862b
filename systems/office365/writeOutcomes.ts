import type { FieldValues, Loss, Snapshot, WriteResult } from '../../sync/types';
import type { Json } from './client';
import { malformed, type GraphRefusal } from './errors';
import { revisionOf } from './mapping/revision';
import { textOf } from './mapping/values';

/** What a write did, from the record that Graph answers with. */
export function written(snapshotOf: (record: Json) => Snapshot, record: Json, extra: { losses: Loss[]; written?: FieldValues }): WriteResult {
	if (textOf(record.id) === '') throw malformed('to a write names no record', true);
	const snapshot = understood(snapshotOf, record);
	return {
		outcome: 'written',
		id: textOf(record.id),
		// What must be known before the next write is known even of a record that cannot be understood.
		revision: snapshot?.revision ?? revisionOf(record),
		modifiedAt: snapshot?.modifiedAt ?? null,
		...(snapshot !== null && { snapshot }),
		...(extra.written !== undefined && { written: extra.written }),
		...(extra.losses.length > 0 && { losses: extra.losses }),
	};
}

function understood(snapshotOf: (record: Json) => Snapshot, record: Json): Snapshot | null {
	try {
		return snapshotOf(record);
	} catch {
		return null;
	}
}

/** A refusal of one write that is about this record. */
export function refused(error: GraphRefusal): WriteResult {
	if (error.status === 401 || error.status === 403) {
		return {
			outcome: 'forbidden',
			message: `Office 365 does not let the connected account write here: ${error.message} Nothing was changed.`,
			next: 'Give the account the right to make changes, or connect again and allow everything that is asked for.',
		};
	}
	return {
		outcome: 'rejected',
		message: `Office 365 refuses this record: ${error.message} Nothing was changed.`,
		next: 'Correct the named value in the source, or leave its field out of the mapping.',
	};
}
