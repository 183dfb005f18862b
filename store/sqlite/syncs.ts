import type { SideState, SyncRow, SyncState, SyncStore } from '../../sync/types';
import type { Connection } from './connection';
import { fromNullableJson, toJson, toTime } from './values';

interface SyncColumns {
	name: string;
	state: SyncState;
	crm: string | null;
	calendar: string | null;
	deactivation: string | null;
	created_at: number;
	updated_at: number;
}

type SyncMethod = 'getSync' | 'saveSync' | 'saveSide' | 'saveState' | 'listSyncs' | 'forgetSync';

const ofLinks = ['links', 'inbox', 'cursors', 'sightings', 'images'] as const;
const ofEverything = [...ofLinks, 'journal', 'channels'] as const;

export function syncMethods(connection: Connection): Pick<SyncStore, SyncMethod> {
	return {
		getSync: async (name) =>
			connection.read(() => {
				const row = connection.get<SyncColumns>('SELECT * FROM syncs WHERE name = ?', name);
				return row === null ? null : toSync(row);
			}),
		listSyncs: async () => connection.read(() => connection.all<SyncColumns>('SELECT * FROM syncs ORDER BY name').map(toSync)),
		saveSync: async (row) => connection.write(() => save(connection, row)),
		saveSide: async (name, side, state, now) =>
			connection.write(() => {
				connection.run(`UPDATE syncs SET ${side === 'crm' ? 'crm' : 'calendar'} = ?, updated_at = ? WHERE name = ?`, toJson(state), toTime(now), name);
			}),
		saveState: async (name, state, deactivation, now) =>
			connection.write(() => {
				connection.run(
					'UPDATE syncs SET state = ?, deactivation = ?, updated_at = ? WHERE name = ?',
					state,
					toJson(deactivation),
					toTime(now),
					name,
				);
			}),
		forgetSync: async (name, what) =>
			connection.write(() => {
				for (const table of what === 'links' ? ofLinks : ofEverything) {
					connection.run(`DELETE FROM ${table} WHERE sync = ?`, name);
				}
				if (what === 'everything') connection.run('DELETE FROM syncs WHERE name = ?', name);
			}),
	};
}

function save(connection: Connection, row: SyncRow): void {
	connection.run(
		`INSERT INTO syncs (name, state, crm, calendar, deactivation, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (name) DO UPDATE SET state = excluded.state, crm = excluded.crm, calendar = excluded.calendar,
			deactivation = excluded.deactivation, created_at = excluded.created_at, updated_at = excluded.updated_at`,
		row.name,
		row.state,
		toJson(row.sides.crm),
		toJson(row.sides.calendar),
		toJson(row.deactivation),
		toTime(row.createdAt),
		toTime(row.updatedAt),
	);
}

function toSync(row: SyncColumns): SyncRow {
	return {
		name: row.name,
		state: row.state,
		sides: { crm: fromNullableJson<SideState>(row.crm), calendar: fromNullableJson<SideState>(row.calendar) },
		deactivation: fromNullableJson<NonNullable<SyncRow['deactivation']>>(row.deactivation),
		createdAt: row.created_at,
		updatedAt: row.updated_at,
	};
}
