import { describe, expect, it, vi } from 'vitest';
import { getStatus, SystemError, type Deactivation } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const deleteCopies = { copies: 'deleteCopies' } as const;

/** `count` copies in the calendar. */
async function copies(count: number, options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	for (let n = 0; n < count; n += 1) pair.crm.create({ title: `Meeting ${n}` });
	await pair.settle();
	return pair;
}

const deactivation = async (pair: MemoryPair): Promise<Deactivation | null | undefined> => (await pair.store.getSync(syncName))?.deactivation;

describe('Activate (B12)', () => {
	it('on a sync that is active says so at once, also while it is writing', async () => {
		const pair = await copies(1);
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		const [began, saved] = [pair.now(), vi.spyOn(pair.store, 'saveState')];
		expect(await pair.activate()).toMatchObject({ state: 'active', notice: null, links: 1 });
		expect([pair.now(), saved.mock.calls]).toEqual([began, []]);
	});

	it('on a sync that was deactivated has nothing to call off, and only switches it on', async () => {
		const pair = await copies(1);
		await pair.deactivate();
		const saved = vi.spyOn(pair.store, 'saveState');
		expect(await pair.activate()).toMatchObject({ state: 'active', notice: null, deactivation: null });
		expect(saved.mock.calls).toEqual([[syncName, 'active', null, pair.now()]]);
	});

	it('on one that is being deactivated, nobody knows how, has nothing to tell either', async () => {
		const pair = await copies(1);
		await pair.store.saveState(syncName, 'deactivating', null, pair.now());
		expect((await getStatus(pair.context(), syncName)).deactivation).toBeNull();
		const saved = vi.spyOn(pair.store, 'saveState');
		expect(await pair.activate()).toMatchObject({ state: 'active', notice: null });
		expect(saved.mock.calls).toEqual([[syncName, 'active', null, pair.now()]]);
	});

	it('on one that is being deactivated right now calls it off, and says so when that takes too long', async () => {
		const pair = await copies(1);
		const begun: Deactivation = { ...deleteCopies, later: 'relink', startedAt: 1, isCancelled: false, problem: null, left: [] };
		await pair.store.saveState(syncName, 'deactivating', begun, pair.now());
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		await expect(pair.activate()).rejects.toMatchObject({ kind: 'busy', next: expect.stringContaining('Run Activate again') as string });
		expect(await deactivation(pair)).toEqual({ ...begun, isCancelled: true });
	});

	it('needs the account that the sync joined', async () => {
		const pair = await copies(1);
		await pair.deactivate();
		pair.connections.crm = 'crm-2';
		pair.crm.binding = { ...pair.crm.binding, account: 'other' };
		await expect(pair.activate('crm')).rejects.toMatchObject({ kind: 'otherAccount' });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivated' });
	});
});

describe('Activate and what stood in the way', () => {
	it('asks once more where the last read failed; what is over is said no longer, and what stays is told', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		const identify = pair.crm.identify.bind(pair.crm);
		const down = async () => await Promise.reject(new SystemError('unavailable', 'Down.', 'Wait.'));
		pair.crm.failure.changes = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.poll('crm')).rejects.toThrow('Down.');
		pair.crm.identify = down;
		await expect(pair.activate('crm')).rejects.toThrow('Down.');
		expect((await getStatus(pair.context(), syncName)).sides.crm?.problem).toBe('Down.');
		pair.crm.identify = identify;
		expect(await pair.activate('crm')).toMatchObject({ sides: { crm: { problem: null } } });
	});

	it('asks nothing where all is well', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		const before = pair.crm.identified;
		await pair.activate('crm');
		expect(pair.crm.identified).toBe(before);
	});
});

describe('Re-bind while the sync is at work (B12)', () => {
	it.each(['write:', 'read:crm:', 'read:calendar:'])('is refused, and changes nothing (%s)', async (lease) => {
		const pair = await copies(1);
		await pair.store.acquireLease(`${lease}${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now());
		await expect(pair.rebind('calendar')).rejects.toMatchObject({ kind: 'busy', next: expect.stringContaining('Re-Bind Account again') as string });
		expect(await pair.links()).toHaveLength(1);
	});
});

describe('Deactivate: what it notes of its troubles (B12)', () => {
	it('a sync of which nobody knows how it was being deactivated is deactivated as any other', async () => {
		const pair = await copies(1);
		await pair.store.saveState(syncName, 'deactivating', null, pair.now());
		expect(await pair.deactivate(deleteCopies)).toMatchObject({ state: 'deactivated', deleted: 1, total: 1 });
	});

	it('one that was called off and is begun anew counts from the start', async () => {
		const pair = await copies(1);
		await pair.store.saveState(syncName, 'deactivating', { ...deleteCopies, later: 'relink', startedAt: 1, isCancelled: true, problem: null, left: [] }, pair.now());
		pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Later.', retryAt: null });
		await pair.deactivate(deleteCopies);
		expect(await deactivation(pair)).toMatchObject({ startedAt: pair.now(), isCancelled: false });
	});

	it('up to a hundred copies that are left are named', async () => {
		const pair = await copies(120);
		let calls = 0;
		// Not all of a batch, so that the next one is tried as well.
		pair.calendar.mishap = () => ((calls += 1) % 50 === 0 ? undefined : { outcome: 'retry', message: 'Later.', retryAt: null });
		const outcome = await pair.deactivate(deleteCopies);
		expect(outcome).toMatchObject({ state: 'deactivating', deleted: 2, total: 120 });
		expect(outcome.left.length).toBe(118);
		expect((await deactivation(pair))?.left).toEqual(outcome.left.slice(0, 100));
	});

	it('when the vendor fails in the middle, what was left before is named, too', async () => {
		const pair = await copies(170);
		const write = pair.calendar.write.bind(pair.calendar);
		let calls = 0;
		pair.calendar.write = async (requests, options) => {
			calls += 1;
			if (calls === 4) throw new SystemError('unavailable', 'Down.', 'Wait.');
			return await write(requests, options);
		};
		let sent = 0;
		pair.calendar.mishap = () => ((sent += 1) % 50 === 0 ? undefined : { outcome: 'retry', message: 'Later.', retryAt: null });
		await expect(pair.deactivate(deleteCopies)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('3 of 170 copies were removed') as string });
		const noted = await deactivation(pair);
		expect(noted).toMatchObject({ problem: 'Down.', isCancelled: false });
		expect(noted?.left).toHaveLength(100);
	});

	it('called off while the vendor fails: it stays called off', async () => {
		const pair = await copies(1);
		pair.calendar.write = async () => {
			const begun = await deactivation(pair);
			if (begun) await pair.store.saveState(syncName, 'deactivating', { ...begun, isCancelled: true }, pair.now());
			throw new SystemError('unavailable', 'Down.', 'Wait.');
		};
		await expect(pair.deactivate(deleteCopies)).rejects.toThrow('Down.');
		expect(await deactivation(pair)).toMatchObject({ isCancelled: true, problem: 'Down.' });
	});

	it('a vendor that refuses to delete single copies as a whole leaves the sync stopped, so that it can go on', async () => {
		const pair = await copies(1);
		pair.calendar.failure.write = new SystemError('forbidden', 'No right.', 'Ask.');
		await expect(pair.deactivate(deleteCopies)).rejects.toMatchObject({ kind: 'forbidden' });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivating', deactivation: { problem: 'No right.' } });
	});

	it.each<[string, SystemError, 'active' | 'deactivating']>([
		['refuses for good', new SystemError('rejected', 'Never.', 'Keep it.'), 'active'],
		['has no right to', new SystemError('forbidden', 'No right.', 'Ask.'), 'active'],
		['cannot at the moment', new SystemError('unavailable', 'Down.', 'Wait.'), 'deactivating'],
		['refuses, but may have done it', new SystemError('rejected', 'Unclear.', 'Look.', { mayHaveHappened: true }), 'deactivating'],
	])('a vendor that %s, when the whole calendar is to be deleted', async (_, error, state) => {
		const pair = await copies(1, { calendar: { ownContainer: true } });
		pair.calendar.failure.deleteContainer = error;
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toMatchObject({ kind: error.kind });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state, links: 1 });
	});
});
