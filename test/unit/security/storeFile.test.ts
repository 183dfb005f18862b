import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineContext } from '../../../nodes/shared/engine/context';
import { storeFile } from '../../../nodes/shared/engine/userFolder';
import { openSqliteStore } from '../../../store';
import { useFolder } from '../../store/folder';
import { syncRow } from '../../store/samples';

const inFolder = useFolder();
const modeOf = (name: string): number => fs.statSync(name).mode & 0o777;
const ends = ['', '-wal', '-shm'];

describe.skipIf(process.platform === 'win32')('the store\'s files', () => {
	let formerFolder: string | undefined;
	let umask: number;

	beforeEach(() => {
		formerFolder = process.env.N8N_USER_FOLDER;
		process.env.N8N_USER_FOLDER = inFolder('home');
		umask = process.umask(0);
	});

	afterEach(() => {
		process.umask(umask);
		if (formerFolder === undefined) delete process.env.N8N_USER_FOLDER;
		else process.env.N8N_USER_FOLDER = formerFolder;
	});

	it('are the owner\'s alone where nodes keep them, whatever rights n8n gives new files', async () => {
		const { store } = await engineContext(undefined);
		await store.saveSync(syncRow());
		expect(ends.map((end) => modeOf(storeFile() + end))).toEqual([0o600, 0o600, 0o600]);
		expect(modeOf(dirname(storeFile()))).toBe(0o700);
		await store.close();
	});

	it('lose the rights that others had on them and on their folder, e.g. after a backup was restored', async () => {
		process.env.N8N_USER_FOLDER = inFolder('restored');
		const file = storeFile();
		const first = openSqliteStore({ file });
		await first.saveSync(syncRow());
		// As after a copy of a store in use: all three files are there, readable to everybody.
		for (const end of ends) fs.copyFileSync(file + end, `${file}.copy${end}`);
		await first.close();
		for (const end of ends) {
			fs.renameSync(`${file}.copy${end}`, file + end);
			fs.chmodSync(file + end, 0o666);
		}
		fs.chmodSync(dirname(file), 0o777);
		const { store } = await engineContext(undefined);
		expect(await store.getSync(syncRow().name)).not.toBeNull();
		await store.saveSync({ ...syncRow(), updatedAt: 9 });
		expect([...ends.map((end) => modeOf(file + end)), modeOf(dirname(file))]).toEqual([0o600, 0o600, 0o600, 0o700]);
		await store.close();
	});

	it('leave the folder above theirs as it is', async () => {
		process.env.N8N_USER_FOLDER = inFolder('shared');
		fs.mkdirSync(join(inFolder('shared'), '.n8n'), { recursive: true });
		fs.chmodSync(join(inFolder('shared'), '.n8n'), 0o755);
		const { store } = await engineContext(undefined);
		expect([modeOf(join(inFolder('shared'), '.n8n')), modeOf(dirname(storeFile()))]).toEqual([0o755, 0o700]);
		await store.close();
	});
});
