import { describe, expect, it } from 'vitest';
import { activate, getStatus, type ActivateOutcome } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const deleteCopies = { copies: 'deleteCopies' } as const;

async function copies(count: number) {
	const pair = new MemoryPair();
	for (let n = 0; n < count; n += 1) pair.crm.create({ title: `Meeting ${n}` });
	await pair.settle();
	return pair;
}

/** Somebody else does something while the n-th batch is on its way. It is not waited for, as it may wait for the batch itself. */
function during(pair: MemoryPair, n: number, work: () => Promise<unknown>): { done: Promise<unknown> } {
	const write = pair.calendar.write.bind(pair.calendar);
	const meanwhile: { done: Promise<unknown> } = { done: Promise.resolve() };
	let calls = 0;
	pair.calendar.write = async (requests, options) => {
		calls += 1;
		if (calls === n) {
			meanwhile.done = work();
			await isCancelled(pair);
		}
		return await write(requests, options);
	};
	return meanwhile;
}

/** The other process waits in real time, so the batch can end. */
async function activateMeanwhile(pair: MemoryPair): Promise<ActivateOutcome> {
	const context = pair.context();
	const sleep = async () => await new Promise<void>((resolve) => void setImmediate(resolve));
	return await activate({ ...context, clock: { ...context.clock, sleep } }, { sync: syncName, side: 'crm', resource: 'event', connected: pair.connected('crm'), settings: pair.settings.crm });
}

async function isCancelled(pair: MemoryPair): Promise<void> {
	for (let n = 0; n < 1_000; n += 1) {
		if ((await pair.store.getSync(syncName))?.deactivation?.isCancelled === true) return;
		await new Promise((resolve) => setImmediate(resolve));
	}
	throw new Error('Nobody cancelled.');
}

describe('Activate while copies are being removed (B12)', () => {
	it('stops it at the next batch: what was removed is made again once, the rest stays linked and goes on', async () => {
		const pair = await copies(170);
		const meanwhile = during(pair, 2, async () => await activateMeanwhile(pair));
		expect(await pair.deactivate(deleteCopies)).toMatchObject({
			state: 'active', isCancelled: true, deleted: 100, total: 170, kept: 70, left: [], message: expect.stringMatching(/^100 of 170 copies were removed; cancelled\./) as string,
		});
		const activated = (await meanwhile.done) as ActivateOutcome;
		expect(activated).toMatchObject({ state: 'active', links: 70, deactivation: null, notice: expect.stringMatching(/^100 of 170 copies were removed; cancelled\./) as string });
		expect(pair.calendar.living()).toHaveLength(70);
		expect(pair.calendar.writesOf('delete')).toHaveLength(100);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(170);
		expect(pair.calendar.writesOf('create')).toHaveLength(270);
		expect([pair.crm.living().length, pair.crm.writesOf('delete').length, (await pair.links()).length]).toEqual([170, 0, 170]);
		const writes = pair.writes();
		await pair.settle();
		expect(pair.writes()).toBe(writes);
	});

	it('after it was cancelled, Deactivate begins anew and counts anew', async () => {
		const pair = await copies(60);
		const meanwhile = during(pair, 1, async () => await activateMeanwhile(pair));
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ isCancelled: true, deleted: 50, total: 60 });
		await meanwhile.done;
		pair.advance(MINUTE);
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', isCancelled: false, deleted: 10, total: 10 });
	});

	it('that has to wait too long for the batch: refused in clear words, and the removal stops all the same', async () => {
		const pair = await copies(120);
		const write = pair.calendar.write.bind(pair.calendar);
		let refusal: unknown = null;
		pair.calendar.write = async (requests, options) => {
			pair.calendar.write = write;
			refusal = await pair.activate().catch((error: unknown) => error);
			expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivating', deactivation: { isCancelled: true } });
			return await write(requests, options);
		};
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'active', isCancelled: true, deleted: 50, total: 120 });
		expect(refusal).toMatchObject({ kind: 'busy', message: expect.stringContaining('called off') as string, next: expect.stringContaining('Activate again') as string });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active', links: 70 });
	});

	it('killed after it asked for the end: Deactivate begins anew, Activate ends it', async () => {
		for (const again of ['deactivate', 'activate'] as const) {
			const pair = await copies(60);
			const row = await pair.store.getSync(syncName);
			await pair.store.saveState(syncName, 'deactivating', { ...deleteCopies, later: 'relink', startedAt: pair.now() - MINUTE, isCancelled: true, problem: null, left: [] }, pair.now());
			expect(row?.state).toBe('active');
			if (again === 'activate') expect(await pair.activate()).toMatchObject({ state: 'active', links: 60, notice: expect.stringContaining('0 of 60') as string });
			else expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', isCancelled: false, deleted: 60 });
		}
	});

	it('with another account is refused, and the removal goes on', async () => {
		const pair = await copies(60);
		const write = pair.calendar.write.bind(pair.calendar);
		pair.calendar.write = async (requests, options) => {
			pair.calendar.write = write;
			pair.crm.binding = { ...pair.crm.binding, account: 'other' };
			pair.connections.crm = 'crm-2';
			await expect(pair.activate()).rejects.toMatchObject({ kind: 'otherAccount' });
			return await write(requests, options);
		};
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 60 });
	});

	it('of a sync that is active changes nothing and has nothing to say', async () => {
		const pair = await copies(2);
		const writes = pair.writes();
		expect(await pair.activate()).toMatchObject({ state: 'active', links: 2, notice: null });
		expect(pair.writes()).toBe(writes);
	});

	it('of a sync that is deactivated waits for its writer', async () => {
		const pair = await copies(2);
		await pair.deactivate();
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		await expect(pair.activate()).rejects.toMatchObject({ kind: 'busy' });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivated' });
	});
});
