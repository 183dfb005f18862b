import type { Sighting, SyncStore } from '../../sync/types';
import type { Side } from '../../sync/types/record';
import type { Connection } from './connection';
import { toList, toTime } from './values';

interface SightingColumns {
	record_id: string;
	revision: string;
	digest: string | null;
	reason: string;
}

export function sightingMethods(connection: Connection): Pick<SyncStore, 'getSightings'> {
	return {
		getSightings: async (sync, side, recordIds) =>
			connection.read(() =>
				connection
					.all<SightingColumns>(
						`SELECT s.record_id, s.revision, s.digest, s.reason FROM json_each(?) AS wanted CROSS JOIN sightings AS s
						WHERE s.sync = ? AND s.side = ? AND s.record_id = wanted.value ORDER BY wanted.key`,
						toList(recordIds),
						sync,
						side,
					)
					.map((row) => ({ recordId: row.record_id, revision: row.revision, digest: row.digest, reason: row.reason })),
			),
	};
}

/** Notes within a transaction that a record without link was looked at. */
export function saveSighting(connection: Connection, sync: string, side: Side, sighting: Sighting, now: number): void {
	connection.run(
		`INSERT INTO sightings (sync, side, record_id, revision, digest, reason, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (sync, side, record_id) DO UPDATE SET revision = excluded.revision, digest = excluded.digest,
			reason = excluded.reason, seen_at = excluded.seen_at`,
		sync,
		side,
		sighting.recordId,
		sighting.revision,
		sighting.digest,
		sighting.reason,
		toTime(now),
	);
}
