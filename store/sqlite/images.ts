import type { Commit, SyncStore } from '../../sync/types';
import type { FieldValues, Side } from '../../sync/types/record';
import type { Connection } from './connection';
import { fromJson, toList, toTime } from './values';

interface ImageColumns {
	record_id: string;
	contents: string;
}

export function imageMethods(connection: Connection): Pick<SyncStore, 'getImages'> {
	return {
		getImages: async (sync, side, recordIds) =>
			connection.read(() =>
				connection
					.all<ImageColumns>(
						`SELECT i.record_id, i.contents FROM json_each(?) AS wanted CROSS JOIN images AS i
						WHERE i.sync = ? AND i.side = ? AND i.record_id = wanted.value ORDER BY wanted.key`,
						toList(recordIds),
						sync,
						side,
					)
					.map((row) => ({ side, recordId: row.record_id, values: fromJson<FieldValues>(row.contents) })),
			),
	};
}

/** Replaces or forgets an image within a transaction. */
export function saveImage(connection: Connection, sync: string, image: NonNullable<Commit['images']>[number], now: number): void {
	if (image.values === null) {
		connection.run('DELETE FROM images WHERE sync = ? AND side = ? AND record_id = ?', sync, image.side, image.recordId);
		return;
	}
	connection.run(
		`INSERT INTO images (sync, side, record_id, contents, saved_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (sync, side, record_id) DO UPDATE SET contents = excluded.contents, saved_at = excluded.saved_at`,
		sync,
		image.side,
		image.recordId,
		JSON.stringify(image.values),
		toTime(now),
	);
}

/** Removes images of one side within a transaction: those older than a time, or all. */
export function removeImages(connection: Connection, sync: string, side: Side, before?: number): void {
	if (before === undefined) connection.run('DELETE FROM images WHERE sync = ? AND side = ?', sync, side);
	else connection.run('DELETE FROM images WHERE sync = ? AND side = ? AND saved_at < ?', sync, side, toTime(before));
}
