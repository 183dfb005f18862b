import { describe, expect, it } from 'vitest';
import { getStatus, SystemError } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const gone = () => new SystemError('containerGone', 'The calendar is not there.', 'Choose another one.', { status: 404 });

/** Two linked records; the calendar is the account's own unless `owned` says otherwise. */
async function linkedPair(owned = true) {
	const pair = new MemoryPair();
	if (owned) pair.calendar.binding = { ...pair.calendar.binding, owned };
	pair.crm.create({ title: 'First' });
	pair.crm.create({ title: 'Second' });
	await pair.settle();
	const { calendar } = pair;
	const real = { changes: calendar.changes.bind(calendar), identify: calendar.identify.bind(calendar), write: calendar.write.bind(calendar) };
	/** A person deletes the calendar: nothing of it answers any more. */
	const deleteOutside = () => {
		calendar.changes = () => {
			throw gone();
		};
		calendar.identify = async () => await Promise.reject(gone());
		calendar.write = async () => await Promise.reject(gone());
	};
	return { pair, real, deleteOutside, restore: () => void Object.assign(calendar, real) };
}

const stateOf = async (pair: MemoryPair) => (await getStatus(pair.context(), syncName)).state;

describe('a calendar that a person deleted outside ends the sync and nothing else (B5, S6)', () => {
	it('the poll that finds it says what happened, what was kept and what to do; later polls are quiet', async () => {
		const { pair, deleteOutside } = await linkedPair();
		const writes = pair.writes();
		deleteOutside();
		await expect(pair.poll('calendar')).rejects.toMatchObject({
			kind: 'containerGone',
			message: expect.stringMatching(/The calendar "Main" in Memory Calendar was deleted.*switched off.*Nothing was changed or deleted.*2 pairs are kept/) as string,
			next: expect.stringMatching(/Activate.*Re-Bind Account/) as string,
		});
		expect(await stateOf(pair)).toBe('deactivated');
		for (const side of ['calendar', 'crm'] as const) expect(await pair.poll(side)).toMatchObject({ items: [], notice: expect.stringContaining('deactivated') as string });
		expect(pair.crm.living()).toHaveLength(2);
		expect(pair.writes()).toBe(writes);
		expect(await pair.links()).toHaveLength(2);
		expect((await getStatus(pair.context(), syncName)).sides.calendar?.problem).toContain('was deleted');
	});

	it('is found as well by the node that writes, where nobody polls the calendar', async () => {
		const { pair, deleteOutside } = await linkedPair();
		pair.crm.create({ title: 'Third' });
		const { items } = await pair.poll('crm');
		deleteOutside();
		await expect(pair.applyTo('calendar', items)).rejects.toThrow(/was deleted/);
		expect(await stateOf(pair)).toBe('deactivated');
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toHaveLength(1);
	});

	it.each(['poll', 'apply'] as const)('another account that does not see the calendar says nothing about it: the sync stays on, and goes on with the former account (%s)', async (found) => {
		const { pair, deleteOutside, restore } = await linkedPair();
		pair.crm.create({ title: 'Third' });
		const { items } = await pair.poll('crm');
		pair.connections.calendar = 'calendar-2';
		deleteOutside();
		await expect(found === 'poll' ? pair.poll('calendar') : pair.applyTo('calendar', items)).rejects.toMatchObject({ kind: 'containerGone', message: gone().message });
		expect(await stateOf(pair)).toBe('active');
		pair.connections.calendar = 'calendar-1';
		restore();
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(3);
	});

	it('restored and activated, the links go on and what waited comes', async () => {
		const { pair, deleteOutside, restore } = await linkedPair();
		pair.crm.create({ title: 'Third' });
		deleteOutside();
		await expect(pair.poll('calendar')).rejects.toThrow(/was deleted/);
		restore();
		const writes = pair.writes();
		await pair.activate();
		await pair.settle();
		expect(pair.writes() - writes).toBe(1);
		expect(pair.calendar.living()).toHaveLength(3);
		expect((await getStatus(pair.context(), syncName)).sides.calendar?.problem).toBeNull();
	});

	it('activated for another calendar after re-binding, all records come there', async () => {
		const { pair, deleteOutside, restore } = await linkedPair();
		deleteOutside();
		await expect(pair.poll('calendar')).rejects.toThrow(/was deleted/);
		restore();
		pair.calendar.records.clear();
		pair.calendar.binding = { ...pair.calendar.binding, container: 'second', containerName: 'Second' };
		pair.connections.calendar = 'calendar-2';
		await pair.rebind('calendar');
		await pair.activate();
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(2);
		expect(pair.crm.living()).toHaveLength(2);
	});
});

describe('what looks like a deleted calendar and is none leaves the sync on', () => {
	it('a passing "not found"', async () => {
		const { pair } = await linkedPair();
		pair.calendar.failure.changes = gone();
		await expect(pair.poll('calendar')).rejects.toThrow('The calendar is not there.');
		expect(await stateOf(pair)).toBe('active');
		expect(await pair.poll('calendar')).toMatchObject({ items: [], notice: null });
	});

	it("somebody else's calendar that is no longer shared: each poll says so, and it goes on once it is shared again", async () => {
		const { pair, deleteOutside, restore } = await linkedPair(false);
		deleteOutside();
		for (let n = 0; n < 2; n += 1) await expect(pair.poll('calendar')).rejects.toThrow('The calendar is not there.');
		expect(await stateOf(pair)).toBe('active');
		restore();
		pair.crm.create({ title: 'Third' });
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(3);
	});

	it.each(['forbidden', 'unavailable'] as const)('an account that cannot be asked: %s', async (kind) => {
		const { pair, deleteOutside } = await linkedPair();
		deleteOutside();
		pair.calendar.identify = async () => await Promise.reject(new SystemError(kind, 'No answer.', 'Wait.'));
		await expect(pair.poll('calendar')).rejects.toThrow('The calendar is not there.');
		expect(await stateOf(pair)).toBe('active');
	});

	it('a sync that is being deactivated stays so', async () => {
		const { pair, deleteOutside } = await linkedPair();
		pair.crm.create({ title: 'Third' });
		const { items } = await pair.poll('crm');
		deleteOutside();
		const { calendar } = pair;
		calendar.write = async () => {
			await pair.store.saveState(syncName, 'deactivating', { copies: 'keep', later: 'relink', startedAt: 0, isCancelled: false, problem: null, left: [] }, pair.now());
			throw gone();
		};
		await expect(pair.applyTo('calendar', items)).rejects.toThrow('The calendar is not there.');
		expect(await stateOf(pair)).toBe('deactivating');
		pair.advance(MINUTE);
		await pair.deactivate();
		expect(await stateOf(pair)).toBe('deactivated');
	});
});
