import type { ChannelRow, SyncStore } from '../../sync/types';
import type { PushSubscription } from '../../sync/types/system';
import type { Side } from '../../sync/types/record';
import type { Connection } from './connection';
import { fromJson, toTime } from './values';

interface ChannelColumns {
	key: string;
	sync: string;
	side: Side;
	subscription: string;
	created_at: number;
}

export function channelMethods(
	connection: Connection,
): Pick<SyncStore, 'getChannels' | 'getChannelByKey' | 'saveChannel' | 'removeChannel'> {
	return {
		getChannels: async (sync, side) =>
			connection.read(() =>
				connection
					.all<ChannelColumns>('SELECT * FROM channels WHERE sync = ? AND side = ? ORDER BY created_at, key', sync, side)
					.map(toChannel),
			),
		getChannelByKey: async (key) =>
			connection.read(() => {
				const row = connection.get<ChannelColumns>('SELECT * FROM channels WHERE key = ?', key);
				return row === null ? null : toChannel(row);
			}),
		saveChannel: async (row) =>
			connection.write(() => {
				connection.run(
					`INSERT INTO channels (key, sync, side, subscription, created_at) VALUES (?, ?, ?, ?, ?)
					ON CONFLICT (key) DO UPDATE SET sync = excluded.sync, side = excluded.side,
						subscription = excluded.subscription, created_at = excluded.created_at`,
					row.key,
					row.sync,
					row.side,
					JSON.stringify(row.subscription),
					toTime(row.createdAt),
				);
			}),
		removeChannel: async (key) =>
			connection.write(() => {
				connection.run('DELETE FROM channels WHERE key = ?', key);
			}),
	};
}

function toChannel(row: ChannelColumns): ChannelRow {
	return {
		sync: row.sync,
		side: row.side,
		key: row.key,
		subscription: fromJson<PushSubscription>(row.subscription),
		createdAt: row.created_at,
	};
}
