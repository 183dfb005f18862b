import type { SyncStore } from '../../sync/types';
import type { Cursor } from '../../sync/types/system';
import type { Connection } from './connection';
import { dropPending, putEntries } from './inbox/feed';
import { applyOutcome } from './inbox/outcomes';
import { noteWritten, recheck } from './inbox/rereading';
import { saveImage } from './images';
import { addJournalEntries } from './journal';
import { requireLease } from './leases';
import { saveLinks, saveSeen } from './links';
import { saveSighting } from './sightings';
import { fromNullableJson, toTime } from './values';

/** @param journalLimit entries that are kept of one sync; the oldest go first */
export function commitMethods(
	connection: Connection,
	journalLimit: number,
): Pick<SyncStore, 'commit' | 'commitFeed' | 'getCursor' | 'clearCursor'> {
	return {
		commit: async (commit) =>
			connection.write(() => {
				requireLease(connection, commit.lease);
				const links = saveLinks(connection, commit);
				// Settled rows go first: a row that is done with need not be read again because its record was written.
				for (const outcome of commit.rows ?? []) applyOutcome(connection, commit.sync, outcome);
				for (const record of commit.written ?? []) noteWritten(connection, commit.sync, record, commit.now);
				for (const record of commit.recheck ?? []) recheck(connection, commit.sync, record, commit.now);
				for (const sighting of commit.sightings ?? []) {
					saveSighting(connection, commit.sync, sighting.side, sighting, commit.now);
				}
				for (const image of commit.images ?? []) saveImage(connection, commit.sync, image, commit.now);
				addJournalEntries(connection, commit.sync, commit.journal ?? [], journalLimit);
				return links;
			}),
		commitFeed: async (feed) =>
			connection.write(() => {
				requireLease(connection, feed.lease);
				dropPending(connection, feed.sync, feed.side, feed.dropped);
				putEntries(connection, feed.sync, feed.side, feed.entries, feed.now);
				saveSeen(connection, feed.sync, feed.side, feed.seen, feed.now);
				for (const sighting of feed.sightings) saveSighting(connection, feed.sync, feed.side, sighting, feed.now);
				if (feed.cursor === null) return;
				connection.run(
					`INSERT INTO cursors (sync, side, cursor, updated_at) VALUES (?, ?, ?, ?)
					ON CONFLICT (sync, side) DO UPDATE SET cursor = excluded.cursor, updated_at = excluded.updated_at`,
					feed.sync,
					feed.side,
					JSON.stringify(feed.cursor),
					toTime(feed.now),
				);
			}),
		getCursor: async (sync, side) =>
			connection.read(() => {
				const row = connection.get<{ cursor: string }>('SELECT cursor FROM cursors WHERE sync = ? AND side = ?', sync, side);
				return fromNullableJson<Cursor>(row?.cursor ?? null);
			}),
		clearCursor: async (sync, side) =>
			connection.write(() => {
				connection.run('DELETE FROM cursors WHERE sync = ? AND side = ?', sync, side);
			}),
	};
}
