import type { SyncStore } from '../../../sync/types';
import type { Connection } from '../connection';
import { toList, toTime } from '../values';

/** What a person decides about rows that were stopped. Deliveries under way are never touched. */
export function releaseMethods(connection: Connection): Pick<SyncStore, 'releaseRows' | 'discardRows'> {
	return {
		releaseRows: async (sync, ids, now) =>
			connection.write(() => {
				// A parked row was never judged by a guard, so releasing it does not let it pass one.
				const release = `UPDATE inbox SET released = CASE WHEN state = 'held' THEN 1 ELSE released END,
					state = 'waiting', not_before = ?, attempts = 0, reason = NULL WHERE sync = ? AND state IN ('held', 'parked')`;
				if (ids === 'all') return connection.run(release, toTime(now), sync).changes;
				return connection.run(`${release} AND id IN (SELECT value FROM json_each(?))`, toTime(now), sync, toList(ids)).changes;
			}),
		discardRows: async (sync, ids) =>
			connection.write(() => {
				if (ids === 'all') {
					return connection.run(`DELETE FROM inbox WHERE sync = ? AND state IN ('held', 'parked')`, sync).changes;
				}
				return connection.run(
					`DELETE FROM inbox WHERE sync = ? AND state <> 'delivered' AND id IN (SELECT value FROM json_each(?))`,
					sync,
					toList(ids),
				).changes;
			}),
	};
}
