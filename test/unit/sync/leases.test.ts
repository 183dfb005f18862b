import { describe, expect, it, vi } from 'vitest';
import { readLease, withLease, withReadersOut, writeLease } from '../../../sync/lease';
import { MemoryPair, MINUTE, SECOND } from '../../support/memoryPair';

const someone = 'test/1/start/other';
const held = 10 * MINUTE;

describe('one at a time', () => {
	it('the work holds the lease and gives it back, also when it fails', async () => {
		const pair = new MemoryPair();
		const context = pair.context();
		const during = await withLease(context, 'a', 0, async ({ lease }) => ({ lease, other: await pair.store.acquireLease('a', someone, MINUTE, pair.now()) }));
		expect(during).toMatchObject({ lease: { name: 'a', owner: context.owner, until: pair.now() + held }, other: null });
		await expect(withLease(context, 'a', 0, async () => await Promise.reject(new Error('It failed.')))).rejects.toThrow('It failed.');
		expect(await pair.store.acquireLease('a', someone, MINUTE, pair.now())).not.toBeNull();
	});

	it('somebody else holds it: the work waits that long and is left out', async () => {
		const pair = new MemoryPair();
		const began = pair.now();
		await pair.store.acquireLease('a', someone, 60 * MINUTE, began);
		const work = vi.fn(async () => await Promise.resolve('done'));
		expect(await withLease(pair.context(), 'a', 5 * SECOND, work)).toBeNull();
		expect(work).not.toHaveBeenCalled();
		expect(pair.now() - began).toBe(5 * SECOND);
	});

	it('somebody else gives it back in time: the work is done', async () => {
		const pair = new MemoryPair();
		await pair.store.acquireLease('a', someone, 2 * SECOND, pair.now());
		expect(await withLease(pair.context(), 'a', 5 * SECOND, async () => await Promise.resolve('done'))).toBe('done');
	});

	it('without patience nobody is waited for', async () => {
		const pair = new MemoryPair();
		const began = pair.now();
		await pair.store.acquireLease('a', someone, MINUTE, began);
		expect(await withLease(pair.context(), 'a', 0, async () => await Promise.resolve('done'))).toBeNull();
		expect(pair.now()).toBe(began);
	});
});

describe('work that takes long', () => {
	it('renews the lease once a third of its time is over, not before', async () => {
		const pair = new MemoryPair();
		const renewals = vi.spyOn(pair.store, 'renewLease');
		await withLease(pair.context(), 'a', 0, async (mine) => {
			pair.advance(held / 3 - 1);
			await mine.keep();
			expect(renewals).not.toHaveBeenCalled();
			pair.advance(1);
			await mine.keep();
			expect(renewals).toHaveBeenCalledTimes(1);
			expect(mine.lease.until).toBe(pair.now() + held);
		});
	});

	it('says until when it may write, and renews for that', async () => {
		const pair = new MemoryPair();
		await withLease(pair.context(), 'a', 0, async (mine) => {
			const first = await mine.writesUntil();
			expect(first).toBeLessThan(mine.lease.until);
			expect(first).toBeGreaterThan(pair.now());
			pair.advance(held / 2);
			expect(await mine.writesUntil()).toBe(first + held / 2);
		});
	});

	it('that lost its lease goes on keeping quiet, but may not write any more', async () => {
		const pair = new MemoryPair();
		await withLease(pair.context(), 'a', 0, async (mine) => {
			pair.advance(held + MINUTE);
			await pair.store.acquireLease('a', someone, 60 * MINUTE, pair.now());
			const before = mine.lease;
			await mine.keep();
			expect(mine.lease).toEqual(before);
			await expect(mine.writesUntil()).rejects.toMatchObject({ name: 'StoreError', kind: 'leaseLost' });
		});
	});
});

describe('work that no reader may see half-done', () => {
	it.each(['crm', 'calendar'])('is left out while the %s is read', async (side) => {
		const pair = new MemoryPair();
		await pair.store.acquireLease(readLease('s', side), someone, 60 * MINUTE, pair.now());
		expect(await withReadersOut(pair.context(), 's', SECOND, async () => await Promise.resolve('done'))).toBeNull();
	});

	it('keeps the readers of both sides out, and nobody else', async () => {
		const pair = new MemoryPair();
		const names = [readLease('s', 'crm'), readLease('s', 'calendar'), readLease('t', 'crm'), writeLease('s')];
		const taken = await withReadersOut(pair.context(), 's', 0, async () => {
			const leases = [];
			for (const name of names) leases.push(await pair.store.acquireLease(name, someone, MINUTE, pair.now()));
			return leases.map((lease) => lease !== null);
		});
		expect(taken).toEqual([false, false, true, true]);
		expect(new Set(names).size).toBe(4);
	});
});
