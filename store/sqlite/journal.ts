import type { JournalEntry, SyncStore } from '../../sync/types';
import type { FieldName, FieldValues, Side } from '../../sync/types/record';
import type { Connection } from './connection';
import { removeImages } from './images';
import { fromJson, fromNullableJson, toJson, toTime } from './values';

interface JournalColumns {
	sync: string;
	at: number;
	run: string;
	side: Side;
	record_id: string;
	action: JournalEntry['action'];
	reason: string;
	fields: string;
	before: string | null;
	after: string | null;
}

export function journalMethods(connection: Connection): Pick<SyncStore, 'listJournal' | 'countJournal' | 'prune' | 'forgetContents'> {
	return {
		listJournal: async (sync, filter) =>
			connection.read(() => {
				const conditions = ['sync = ?'];
				const values: Array<string | number> = [sync];
				if (filter.run !== undefined) {
					conditions.push('run = ?');
					values.push(filter.run);
				}
				if (filter.recordId !== undefined) {
					conditions.push('record_id = ?');
					values.push(filter.recordId);
				}
				if (filter.since !== undefined) {
					conditions.push('at >= ?');
					values.push(toTime(filter.since));
				}
				return connection
					.all<JournalColumns>(
						`SELECT * FROM journal WHERE ${conditions.join(' AND ')} ORDER BY at DESC, id DESC LIMIT ?`,
						...values,
						filter.limit,
					)
					.map(toEntry);
			}),
		countJournal: async (sync, filter) =>
			connection.read(
				() =>
					connection.get<{ count: number }>(
						'SELECT COUNT(*) AS count FROM journal WHERE sync = ? AND side = ? AND action = ? AND at >= ?',
						sync,
						filter.side,
						filter.action,
						toTime(filter.since),
					)?.count ?? 0,
			),
		prune: async (sync, side, before) =>
			connection.write(() => {
				connection.run('DELETE FROM journal WHERE sync = ? AND side = ? AND at < ?', sync, side, toTime(before));
				connection.run('DELETE FROM sightings WHERE sync = ? AND side = ? AND seen_at < ?', sync, side, toTime(before));
				removeImages(connection, sync, side, before);
			}),
		forgetContents: async (sync, side) =>
			connection.write(() => {
				connection.run("UPDATE journal SET before = NULL, after = NULL WHERE sync = ? AND side = ? AND action <> 'conflict'", sync, side);
				removeImages(connection, sync, side);
			}),
	};
}

/** How often, in entries, it is looked at whether the journal has grown too long. */
const countingInterval = 1_000;

/** Adds entries within a transaction, and keeps the journal from growing without end. */
export function addJournalEntries(connection: Connection, sync: string, entries: JournalEntry[], limit: number): void {
	let isDue = false;
	for (const entry of entries) isDue = addJournalEntry(connection, entry) % Math.min(countingInterval, limit) === 0 || isDue;
	if (!isDue) return;
	connection.run(
		'DELETE FROM journal WHERE sync = ? AND id <= (SELECT id FROM journal WHERE sync = ? ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?)',
		sync,
		sync,
		limit,
	);
}

/** Returns the entry's number. */
function addJournalEntry(connection: Connection, entry: JournalEntry): number {
	const { id } = connection.run(
		`INSERT INTO journal (sync, at, run, side, record_id, action, reason, fields, before, after)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		entry.sync,
		toTime(entry.at),
		entry.run,
		entry.side,
		entry.recordId,
		entry.action,
		entry.reason,
		JSON.stringify(entry.fields),
		toJson(entry.before),
		toJson(entry.after),
	);
	return id;
}

function toEntry(row: JournalColumns): JournalEntry {
	return {
		sync: row.sync,
		at: row.at,
		run: row.run,
		side: row.side,
		recordId: row.record_id,
		action: row.action,
		reason: row.reason,
		fields: fromJson<FieldName[]>(row.fields),
		before: fromNullableJson<FieldValues>(row.before),
		after: fromNullableJson<FieldValues>(row.after),
	};
}
