import type { InboxCounts, InboxRow, InboxState, SyncStore } from '../../../sync/types';
import type { Side } from '../../../sync/types/record';
import type { Connection } from '../connection';
import { linkIdColumn } from '../links';
import { toList } from '../values';
import { toInboxRow, type InboxColumns } from './rows';

export function queryMethods(
	connection: Connection,
	now: () => number,
): Pick<SyncStore, 'getRows' | 'listRows' | 'countRows' | 'countPendingDeletes'> {
	return {
		getRows: async (ids) =>
			connection.read(() =>
				connection
					.all<InboxColumns>(
						'SELECT i.* FROM json_each(?) AS wanted CROSS JOIN inbox AS i WHERE i.id = wanted.value ORDER BY wanted.key',
						toList(ids),
					)
					.map(toInboxRow),
			),
		listRows: async (sync, filter) => connection.read(() => list(connection, sync, filter)),
		countRows: async (sync, side) => connection.read(() => count(connection, sync, side, now())),
		countPendingDeletes: async (sync, side) =>
			connection.read(
				() =>
					connection.get<{ count: number }>(
						`SELECT COUNT(*) AS count FROM (
							SELECT DISTINCT i.record_id FROM inbox AS i
							JOIN links AS l ON l.sync = i.sync AND l.${linkIdColumn[side]} = i.record_id AND l.state = 'linked'
							WHERE i.sync = ? AND i.side = ? AND i.change = 'delete' AND i.released = 0
								AND i.state IN ('waiting', 'delivered', 'held')
						) AS deletes`,
						sync,
						side,
					)?.count ?? 0,
			),
	};
}

function list(connection: Connection, sync: string, filter: Parameters<SyncStore['listRows']>[1]): InboxRow[] {
	const conditions = ['sync = ?'];
	const values: Array<string | number> = [sync];
	if (filter.side !== undefined) {
		conditions.push('side = ?');
		values.push(filter.side);
	}
	if (filter.states !== undefined) {
		conditions.push('state IN (SELECT value FROM json_each(?))');
		values.push(toList(filter.states));
	}
	if (filter.recordIds !== undefined) {
		conditions.push('record_id IN (SELECT value FROM json_each(?))');
		values.push(toList(filter.recordIds));
	}
	const limit = filter.limit === undefined ? '' : ' LIMIT ?';
	if (filter.limit !== undefined) values.push(filter.limit);
	return connection
		.all<InboxColumns>(`SELECT * FROM inbox WHERE ${conditions.join(' AND ')} ORDER BY position, id${limit}`, ...values)
		.map(toInboxRow);
}

function count(connection: Connection, sync: string, side: Side | undefined, now: number): InboxCounts {
	const sides: Side[] = side === undefined ? ['crm', 'calendar'] : [side];
	const counts: InboxCounts = { waiting: 0, delivered: 0, held: 0, parked: 0, oldestAge: null };
	for (const each of sides) {
		const states = connection.all<{ state: InboxState; count: number }>(
			'SELECT state, COUNT(*) AS count FROM inbox WHERE sync = ? AND side = ? GROUP BY state',
			sync,
			each,
		);
		for (const row of states) counts[row.state] += row.count;
		const oldest = connection.get<{ created: number | null }>(
			`SELECT MIN(i.created_at) AS created FROM inbox AS i
			WHERE i.sync = ? AND i.side = ? AND i.state = 'waiting' AND i.not_before <= ?
				AND NOT EXISTS (SELECT 1 FROM inbox AS d
					WHERE d.sync = i.sync AND d.side = i.side AND d.record_id = i.record_id AND d.state = 'delivered')`,
			sync,
			each,
			now,
		);
		if (oldest === null || oldest.created === null) continue;
		counts.oldestAge = Math.max(counts.oldestAge ?? 0, now - oldest.created);
	}
	return counts;
}
