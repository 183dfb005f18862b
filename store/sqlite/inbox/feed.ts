import type { InboxEntry } from '../../../sync/types';
import type { Side } from '../../../sync/types/record';
import type { Connection } from '../connection';
import { toFlag, toJson, toList, toNullableTime, toTime } from '../values';
import type { InboxColumns } from './rows';

/** What a replaced row hands on to its successor. */
type Inherited = Pick<InboxColumns, 'state' | 'released' | 'reason'>;

type Replaced = Inherited & Pick<InboxColumns, 'change'>;

const fresh: Inherited = { state: 'waiting', released: 0, reason: null };

/**
 * Puts changes into the inbox. A row of the same record that is not delivered is replaced; the successor gets a number of its
 * own, so that a late answer about the old row cannot settle the new change. A deletion that is held and reported once more
 * keeps its row: people decide about it by its number.
 */
export function putEntries(connection: Connection, sync: string, side: Side, entries: InboxEntry[], now: number): void {
	const lastOfRecord = new Map(entries.map((entry) => [entry.recordId, entry]));
	for (const entry of lastOfRecord.values()) {
		if (entry.change === 'delete' && isHeldAlready(connection, sync, side, entry)) continue;
		const replaced = connection.get<Replaced>(
			`DELETE FROM inbox WHERE sync = ? AND side = ? AND record_id = ? AND state <> 'delivered'
			RETURNING change, state, released, reason`,
			sync,
			side,
			entry.recordId,
		);
		insertRow(connection, sync, side, entry, inherit(replaced, entry), now);
	}
}

/** Removes what is not delivered of the records, and marks what is as superseded. */
export function dropPending(connection: Connection, sync: string, side: Side, recordIds: string[]): void {
	if (recordIds.length === 0) return;
	connection.run(
		`DELETE FROM inbox WHERE sync = ? AND side = ? AND state <> 'delivered'
		AND record_id IN (SELECT value FROM json_each(?))`,
		sync,
		side,
		toList(recordIds),
	);
	// What is under way says something that no longer holds: the action node must not carry it out.
	connection.run(
		`UPDATE inbox SET superseded = 1 WHERE sync = ? AND side = ? AND state = 'delivered'
		AND record_id IN (SELECT value FROM json_each(?))`,
		sync,
		side,
		toList(recordIds),
	);
}

export function insertRow(
	connection: Connection,
	sync: string,
	side: Side,
	entry: InboxEntry,
	inherited: Inherited,
	now: number,
): void {
	connection.run(
		`INSERT INTO inbox (sync, side, record_id, change, record, revision, digest, modified_at, recurring, state, position,
			not_before, attempts, lease_until, delivered_by, superseded, released, reason, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, NULL, NULL, 0, ?, ?, ?)`,
		sync,
		side,
		entry.recordId,
		entry.change,
		toJson(entry.record),
		entry.revision,
		entry.digest,
		toNullableTime(entry.modifiedAt),
		toFlag(entry.recurring),
		inherited.state,
		entry.order,
		toTime(entry.notBefore),
		inherited.released,
		inherited.reason,
		toTime(now),
	);
}

/** An entry for a record that is to be read before it is delivered. */
export function unreadEntry(recordId: string, now: number): InboxEntry {
	return {
		recordId,
		change: 'upsert',
		record: null,
		revision: '',
		digest: null,
		modifiedAt: null,
		recurring: false,
		order: 0,
		notBefore: now,
	};
}

/** Brings a held deletion of the record up to date; false when there is none. */
function isHeldAlready(connection: Connection, sync: string, side: Side, { recordId, revision, modifiedAt }: InboxEntry): boolean {
	const { changes } = connection.run(
		`UPDATE inbox SET revision = ?, modified_at = ? WHERE sync = ? AND side = ? AND record_id = ? AND state = 'held' AND change = 'delete'`,
		revision,
		toNullableTime(modifiedAt),
		sync,
		side,
		recordId,
	);
	return changes > 0;
}

/** A person's word about a deletion holds for the same deletion reported again, and for nothing else. */
function inherit(replaced: Replaced | null, entry: InboxEntry): Inherited {
	if (replaced === null || replaced.change !== 'delete' || entry.change !== 'delete') return fresh;
	return { ...fresh, released: replaced.released };
}
