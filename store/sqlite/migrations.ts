import { StoreError } from '../../sync/types/errors';
import type { Connection } from './connection';
import { damaged } from './errors';
import { schemaVersion1, schemaVersion2 } from './schema';

/** Versions in order; a published one is never edited, a change is a new one. */
const migrations: ReadonlyArray<{ version: number; sql: string }> = [
	{ version: 1, sql: schemaVersion1 },
	{ version: 2, sql: schemaVersion2 },
];

/** Marks the file as ours in SQLite's header (`PRAGMA application_id`): "SYNC" in ASCII. */
const applicationId = 0x53594e43;

/** Looks, without writing, whether the file is a store that this version understands. Throws `corrupt` or `newerSchema`. */
export function checkIsOurs(connection: Connection): void {
	// In one transaction, because another process may be creating the tables at this moment.
	connection.read(() => check(connection));
}

function check(connection: Connection): void {
	const mark = connection.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0;
	if (mark === applicationId) {
		refuseNewer(connection, appliedVersion(connection));
		return;
	}
	const tables = connection.get<{ count: number }>('SELECT COUNT(*) AS count FROM sqlite_schema')?.count ?? 0;
	if (mark !== 0 || tables > 0) throw damaged(connection.file, 'it is the database of another program');
}

/** Brings the file to the present schema, one transaction for each version. Safe when several processes do it at once. */
export function migrate(connection: Connection): void {
	for (const migration of migrations) {
		if (isMarked(connection) && appliedVersion(connection) >= migration.version) continue;
		connection.write(() => apply(connection, migration));
	}
}

function apply(connection: Connection, migration: { version: number; sql: string }): void {
	// Another process may have been faster while this one waited for the lock.
	const present = isMarked(connection) ? appliedVersion(connection) : 0;
	refuseNewer(connection, present);
	if (present >= migration.version) return;
	connection.script(`PRAGMA application_id = ${applicationId}`);
	connection.script('CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, applied_at INTEGER NOT NULL) STRICT');
	connection.script(migration.sql);
	connection.run('INSERT INTO schema_versions (version, applied_at) VALUES (?, ?)', migration.version, Date.now());
}

function isMarked(connection: Connection): boolean {
	return connection.get<{ application_id: number }>('PRAGMA application_id')?.application_id === applicationId;
}

function appliedVersion(connection: Connection): number {
	return connection.get<{ version: number | null }>('SELECT MAX(version) AS version FROM schema_versions')?.version ?? 0;
}

function refuseNewer(connection: Connection, version: number): void {
	const known = migrations.at(-1)?.version ?? 0;
	if (version <= known) return;
	throw new StoreError(
		'newerSchema',
		`The sync store ${connection.file} was written by a newer version of this package (schema ${version}, known ${known}). ` +
			'Nothing was changed.',
		'Update n8n-nodes-crm-calendar-sync to the version that wrote the file, or restore a backup of the file from before the update.',
	);
}
