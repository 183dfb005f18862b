import { Connection } from './connection';
import { loadSqlite } from './driver';
import { isBusy, toStoreError } from './errors';
import { makePrivate, prepareFile } from './file';
import { checkIsOurs, migrate } from './migrations';

/** Opens the database and brings it to the present schema. `patience` is in milliseconds. Throws as `openSqliteStore` does. */
export function connect(file: string, patience: number): Connection {
	const { DatabaseSync } = loadSqlite();
	const inFile = file !== ':memory:';
	if (inFile) prepareFile(file);
	let connection: Connection | null = null;
	try {
		connection = new Connection(new DatabaseSync(file, { timeout: patience, enableForeignKeyConstraints: true }), file);
		checkIsOurs(connection);
		if (inFile) {
			makePrivate(file);
			makeDurable(connection, patience);
		}
		migrate(connection);
		return connection;
	} catch (error) {
		connection?.close();
		throw toStoreError(error, file);
	}
}

function makeDurable(connection: Connection, patience: number): void {
	switchToWal(connection, patience);
	// NORMAL would sync the log at checkpoints only, so a power loss could undo commits that the vendors' systems have already
	// seen. FULL syncs the log with every commit ("PRAGMA synchronous", WAL mode). `fullfsync` is what macOS needs for the same.
	connection.script('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
	// After a large first sync the log is cut back to 64 MiB; 16 MB of cache hold the upper index pages of a million links.
	connection.script('PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000');
}

/** SQLite does not wait for other processes when the journal mode changes, so this does. */
function switchToWal(connection: Connection, patience: number): void {
	const end = performance.now() + patience;
	const bell = new Int32Array(new SharedArrayBuffer(4));
	for (;;) {
		try {
			connection.script('PRAGMA journal_mode = WAL');
			return;
		} catch (error) {
			if (!isBusy(error) || performance.now() > end) throw error;
			Atomics.wait(bell, 0, 0, 20);
		}
	}
}
