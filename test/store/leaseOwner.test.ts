import * as os from 'node:os';
import { describe, expect, it } from 'vitest';
import { leaseOwner, openSqliteStore } from '../../store';
import { holderIsDead, processIsAlive } from '../../store/leaseOwner';
import { outputOf, start } from './children/child';

describe('owners of leases', () => {
	it('name host, process, start of the process and run, the same in every copy of the module', () => {
		const owner = leaseOwner('run/1');
		expect(owner.split('/')).toEqual([os.hostname(), String(process.pid), expect.stringMatching(/^\d+$/), 'run', '1']);
		expect(leaseOwner('run/1')).toBe(owner);
		expect(holderIsDead(leaseOwner('a'), leaseOwner('b'), null, () => false)).toBe(false);
	});

	it('are alive while their process runs, also one that belongs to another user', () => {
		expect(processIsAlive(process.pid)).toBe(true);
		expect(processIsAlive(1)).toBe(true);
	});

	it('are dead when their process has ended', async () => {
		const child = start('opener.ts', [':memory:']);
		const { pid } = child;
		if (pid === undefined) throw new Error('the process did not start');
		expect(processIsAlive(pid)).toBe(true);
		await outputOf(child);
		expect(processIsAlive(pid)).toBe(false);
	});

	it('are judged by the name that this host goes by in the store', async () => {
		const store = openSqliteStore({ file: ':memory:', instance: 'blue', processIsAlive: () => false });
		await store.acquireLease('a', 'blue/5/s/run', 1_000, 0);
		await store.acquireLease('b', 'green/5/s/run', 1_000, 0);
		expect(await store.acquireLease('a', 'green/6/s/run', 1_000, 1)).toMatchObject({ token: 2 });
		expect(await store.acquireLease('b', 'green/6/s/run', 1_000, 1)).toBeNull();
		await store.close();
	});
});
