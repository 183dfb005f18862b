/** Node itself is too old to hold the store; nothing was opened. */
export class SqliteMissing extends Error {
	override readonly name = 'SqliteMissing';
	readonly next = 'Run n8n on Node.js 24 (n8n 2 needs it), or keep the sync state in PostgreSQL.';

	constructor(nodeVersion: string) {
		super(`The sync store needs SQLite, which Node.js ${nodeVersion} does not contain. No file was touched.`);
	}
}

/** Loads Node's SQLite only when a store is opened, so that loading a node file stays cheap. Throws `SqliteMissing`. */
export function loadSqlite(getBuiltinModule: unknown = process.getBuiltinModule): typeof import('node:sqlite') {
	// Node before 22.16/20.16 has no `getBuiltinModule`; Node 22 before 22.13 hides the module behind a flag.
	const load = getBuiltinModule as typeof process.getBuiltinModule | null | undefined;
	const sqlite = load?.('node:sqlite') as typeof import('node:sqlite') | undefined;
	if (sqlite === undefined) throw new SqliteMissing(process.versions.node);
	return sqlite;
}
