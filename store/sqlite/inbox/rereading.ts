import type { InboxEntry } from '../../../sync/types';
import type { Side } from '../../../sync/types/record';
import type { Connection } from '../connection';
import { toFlag, toJson, toNullableTime, toTime } from '../values';
import { insertRow, unreadEntry } from './feed';

interface WrittenRecord {
	side: Side;
	recordId: string;
}

/**
 * The engine wrote the record, so what the inbox holds of it is out of date: pending rows are emptied, and behind a delivered
 * one a row is added that reads the record again. A pending deletion stays one.
 */
export function noteWritten(connection: Connection, sync: string, record: WrittenRecord, now: number): void {
	connection.run(
		`UPDATE inbox SET record = NULL, digest = NULL, superseded = 0
		WHERE sync = ? AND side = ? AND record_id = ? AND state <> 'delivered' AND change = 'upsert'`,
		sync,
		record.side,
		record.recordId,
	);
	const delivered = connection.get<{ position: number; recurring: number; revision: string }>(
		`UPDATE inbox SET superseded = 1 WHERE sync = ? AND side = ? AND record_id = ? AND state = 'delivered'
		RETURNING position, recurring, revision`,
		sync,
		record.side,
		record.recordId,
	);
	if (delivered === null) return;
	addUnread(connection, sync, record.side, now, {
		...unreadEntry(record.recordId, now),
		order: delivered.position,
		recurring: delivered.recurring === 1,
		revision: delivered.revision,
	});
}

/** Lets the record be read and delivered on its own side, unless a change of it is pending anyway. */
export function recheck(connection: Connection, sync: string, record: WrittenRecord, now: number): void {
	addUnread(connection, sync, record.side, now, unreadEntry(record.recordId, now));
}

/**
 * Fills in a row that was read again. Its order, state and attempts stay, and so does the mark of a row that went out of date
 * while it was read: what was read may be older than the write.
 */
export function refresh(connection: Connection, id: number, entry: InboxEntry): void {
	connection.run(
		`UPDATE inbox SET change = ?, record = ?, revision = ?, digest = ?, modified_at = ?, recurring = ? WHERE id = ?`,
		entry.change,
		toJson(entry.record),
		entry.revision,
		entry.digest,
		toNullableTime(entry.modifiedAt),
		toFlag(entry.recurring),
		id,
	);
}

function addUnread(connection: Connection, sync: string, side: Side, now: number, entry: InboxEntry): void {
	const pending = connection.get<{ id: number }>(
		`SELECT id FROM inbox WHERE sync = ? AND side = ? AND record_id = ? AND state <> 'delivered'`,
		sync,
		side,
		entry.recordId,
	);
	if (pending !== null) return;
	insertRow(connection, sync, side, { ...entry, notBefore: toTime(now) }, { state: 'waiting', released: 0, reason: null }, now);
}
