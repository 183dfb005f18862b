import * as fs from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteStore, SqliteMissing } from '../../store';
import { connect } from '../../store/sqlite/connect';
import { loadSqlite } from '../../store/sqlite/driver';
import { StoreError } from '../../sync/types/errors';
import { outputOf, start } from './children/child';
import { useFolder } from './folder';
import { commit, link, sync, syncRow, take } from './samples';

const inFolder = useFolder();
/** SQLite's number for `PRAGMA synchronous = FULL`. */
const fullSynchronous = 2;
const unprivileged = { uid: 65_534, gid: 65_534 };

function refusal(file: string): StoreError {
	try {
		void openSqliteStore({ file }).close();
	} catch (error) {
		if (error instanceof StoreError) return error;
		throw error;
	}
	throw new Error('the store was opened');
}

function modeOf(file: string): number {
	return fs.statSync(file).mode & 0o777;
}

async function filled(file: string): Promise<void> {
	const store = openSqliteStore({ file });
	await store.saveSync(syncRow());
	await commit(store, await take(store), {
		links: Array.from({ length: 500 }, (_, index) => link({ crmId: `c${index}`, calendarId: `g${index}` })),
	});
	await store.close();
}

describe('the SQLite file', () => {
	it('is created for its owner only, with all files beside it and the folder', async () => {
		const mask = process.umask(0);
		try {
			const store = openSqliteStore({ file: inFolder('deep/er/sync.db') });
			await store.saveSync(syncRow());
			expect(['', '-wal', '-shm'].map((end) => modeOf(inFolder(`deep/er/sync.db${end}`)))).toEqual([0o600, 0o600, 0o600]);
			expect([modeOf(inFolder('deep')), modeOf(inFolder('deep/er'))]).toEqual([0o700, 0o700]);
			await store.close();
		} finally {
			process.umask(mask);
		}
	});

	it('is made private again after it was restored with wider rights', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		fs.chmodSync(file, 0o644);
		await openSqliteStore({ file }).close();
		expect(modeOf(file)).toBe(0o600);
	});

	it('keeps what was stored after it is closed and opened again; closing twice is harmless', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		const store = openSqliteStore({ file });
		expect(await store.getSync(sync)).toEqual(syncRow());
		expect(await store.countLinks(sync)).toBe(500);
		await store.close();
		await store.close();
	});

	it('syncs its log with every commit, so that a power loss undoes none', () => {
		const connection = connect(inFolder('sync.db'), 50);
		expect(connection.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
		expect(connection.get('PRAGMA synchronous')).toEqual({ synchronous: fullSynchronous });
		expect(connection.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1 });
		connection.close();
	});

	it('is refused and left alone when it is not a database', () => {
		const file = inFolder('sync.db');
		fs.writeFileSync(file, 'a letter to somebody', { mode: 0o644 });
		const error = refusal(file);
		expect(error.kind).toBe('corrupt');
		expect(error.message).toContain(file);
		expect(error.next).toContain('backup');
		expect(fs.readFileSync(file, 'utf8')).toBe('a letter to somebody');
		expect(modeOf(file)).toBe(0o644);
	});

	it('is refused and left alone when it is the database of another program', () => {
		const file = inFolder('other.db');
		const other = new DatabaseSync(file);
		other.exec('CREATE TABLE workflow (id INTEGER)');
		other.close();
		const before = fs.readFileSync(file);
		expect(refusal(file)).toMatchObject({ kind: 'corrupt', message: expect.stringContaining('another program') });
		expect(fs.readFileSync(file).equals(before)).toBe(true);
	});

	it.each([
		['its end is missing', (content: Buffer) => content.subarray(0, Math.floor(content.length / 2))],
		['its header is damaged', (content: Buffer) => Buffer.concat([content.subarray(0, 16), Buffer.alloc(84), content.subarray(100)])],
		['its table of contents is damaged', (content: Buffer) => Buffer.concat([content.subarray(0, 100), Buffer.alloc(3_996, 7), content.subarray(4_096)])],
	])('is refused and left alone when %s', async (_, damage) => {
		const file = inFolder('sync.db');
		await filled(file);
		const damagedContent = damage(fs.readFileSync(file));
		fs.writeFileSync(file, damagedContent);
		expect(refusal(file).kind).toBe('corrupt');
		expect(fs.readFileSync(file).equals(damagedContent)).toBe(true);
	});

	it('answers with a clear error when damage is met later, and keeps the file', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		const content = fs.readFileSync(file);
		content.fill(0xee, content.length / 2);
		fs.writeFileSync(file, content);
		const store = openSqliteStore({ file });
		await expect(store.listLinks(sync, { limit: 1_000 })).rejects.toMatchObject({ name: 'StoreError', kind: 'corrupt' });
		await store.close();
		expect(fs.readFileSync(file).equals(content)).toBe(true);
	});

	it('is not started anew when the main file is lost but its log is there', () => {
		const file = inFolder('sync.db');
		fs.writeFileSync(`${file}-wal`, 'changes');
		expect(refusal(file)).toMatchObject({ kind: 'corrupt', message: expect.stringContaining('-wal') });
		expect(fs.readFileSync(`${file}-wal`, 'utf8')).toBe('changes');
		expect(fs.existsSync(file)).toBe(false);
	});

	it('is refused and left alone when a newer version wrote it', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		const newer = new DatabaseSync(file);
		newer.exec('INSERT INTO schema_versions (version, applied_at) VALUES (999, 0)');
		newer.close();
		const before = fs.readFileSync(file);
		const error = refusal(file);
		expect(error).toMatchObject({ kind: 'newerSchema', message: expect.stringContaining('999') });
		expect(error.next).toContain('Update');
		expect(fs.readFileSync(file).equals(before)).toBe(true);
	});

	it('applies each schema version once', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		await filled(inFolder('again.db'));
		await openSqliteStore({ file }).close();
		const database = new DatabaseSync(file, { readOnly: true });
		expect(database.prepare('SELECT version FROM schema_versions').all()).toEqual([{ version: 1 }, { version: 2 }]);
		database.close();
	});

	it('brings a file of the first schema up to date and keeps what it holds', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		const old = new DatabaseSync(file);
		old.exec('DROP TABLE images; DELETE FROM schema_versions WHERE version > 1;');
		old.close();
		const store = openSqliteStore({ file });
		expect(await store.listSyncs()).toEqual([syncRow()]);
		expect(await store.getImages('a', 'crm', ['c1'])).toEqual([]);
		await store.close();
	});

	it('waits for another writer and says so when that takes too long', async () => {
		const file = inFolder('sync.db');
		await filled(file);
		const store = openSqliteStore({ file, patience: 50 });
		const other = new DatabaseSync(file);
		other.exec('BEGIN IMMEDIATE');
		await expect(store.saveSync(syncRow('b'))).rejects.toMatchObject({ kind: 'busy', next: expect.stringContaining('Try again') });
		expect(await store.listSyncs()).toEqual([syncRow()]);
		other.exec('ROLLBACK');
		other.close();
		await store.saveSync(syncRow('b'));
		expect(await store.listSyncs()).toHaveLength(2);
		await store.close();
	});

	it('is not opened when it is a folder or lies below a file', () => {
		fs.mkdirSync(inFolder('folder.db'));
		fs.writeFileSync(inFolder('plain'), 'x');
		expect(refusal(inFolder('folder.db'))).toMatchObject({ kind: 'readOnly', message: expect.stringContaining('folder') });
		expect(refusal(inFolder('plain/sync.db'))).toMatchObject({ kind: 'readOnly', message: expect.stringContaining('path') });
	});

	it.each([
		['the file is read-only', 0o400, 0o700],
		['the folder is read-only', 0o600, 0o500],
	])('is refused and left alone when %s', async (_, fileMode, folderMode) => {
		const file = inFolder('own/sync.db');
		await filled(file);
		const before = fs.readFileSync(file);
		const isRoot = process.getuid?.() === 0;
		if (isRoot) {
			// Rights do not stop the superuser, so an ordinary user owns and opens the file.
			fs.chmodSync(inFolder('.'), 0o755);
			fs.chownSync(file, unprivileged.uid, unprivileged.gid);
			fs.chownSync(inFolder('own'), unprivileged.uid, unprivileged.gid);
		}
		fs.chmodSync(file, fileMode);
		fs.chmodSync(inFolder('own'), folderMode);
		const answer: unknown = JSON.parse(await outputOf(start('opener.ts', [file], isRoot ? unprivileged : {})));
		fs.chmodSync(inFolder('own'), 0o700);
		expect(answer).toMatchObject({ kind: 'readOnly', message: expect.stringContaining(file), next: expect.stringContaining('access') });
		expect(fs.readFileSync(file).equals(before)).toBe(true);
		expect(fs.readdirSync(inFolder('own'))).toEqual(['sync.db']);
	});
});

describe('a Node.js without SQLite', () => {
	it('is named, whether it has no way to load it or hides it', () => {
		for (const getBuiltinModule of [null, () => undefined]) {
			expect(() => loadSqlite(getBuiltinModule)).toThrow(SqliteMissing);
			expect(() => loadSqlite(getBuiltinModule)).toThrow(/Node\.js .* does not contain/);
		}
	});
});
