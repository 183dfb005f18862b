import { describe, expect, it } from 'vitest';
import { getStatus, SystemError } from '../../../sync';
import { MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';
import { chooseAnother, gone, ownCalendar, sizes, stateOf, vanish } from './ownCalendar';

describe('delete the whole calendar (B12)', () => {
	it.each(['relink', 'fresh'] as const)('when it holds nothing but our copies; with another one the copies are made there, once (%s)', async (later) => {
		const { pair } = await ownCalendar();
		expect(await pair.deactivate({ copies: 'deleteContainer', later })).toMatchObject({ state: 'deactivated', deleted: 2, total: 2, kept: 0 });
		expect(pair.calendar.containerDeleted).toBe(true);
		expect(pair.crm.living()).toHaveLength(2);
		chooseAnother(pair);
		expect(await pair.activate('calendar')).toMatchObject({ state: 'active', sides: { calendar: { container: 'Second', problem: null } } });
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
		expect(await pair.links()).toHaveLength(2);
	});

	it('an event that a person enters between the look-through and the deletion keeps the calendar, and the sync goes on', async () => {
		const { pair } = await ownCalendar();
		const { store } = pair;
		const saveState = store.saveState.bind(store);
		Object.assign(store, {
			saveState: async (...parameters: Parameters<typeof saveState>) => {
				if (parameters[1] === 'deactivating') pair.calendar.create({ title: 'By a person' });
				await saveState(...parameters);
			},
		});
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toMatchObject({ kind: 'badSettings', message: expect.stringContaining('1 event that was not made by this sync') as string });
		expect(pair.calendar.containerDeleted).toBe(false);
		expect(await stateOf(pair)).toBe('active');
	});

	it('only new from now: the copies are made in the next calendar all the same', async () => {
		const { pair } = await ownCalendar();
		for (const side of ['crm', 'calendar'] as const) pair.settings[side] = sideSettings({ firstSync: 'newOnly' });
		await pair.deactivate({ copies: 'deleteContainer' });
		chooseAnother(pair);
		await pair.activate('calendar');
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
	});

	it('what was read of the former calendar and not delivered makes nothing in the CRM afterwards', async () => {
		const { pair } = await ownCalendar();
		await pair.poll('calendar', 'all');
		await pair.deactivate({ copies: 'deleteContainer' });
		chooseAnother(pair);
		await pair.activate('calendar');
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
		expect(pair.crm.writesOf('create')).toEqual([]);
		expect(pair.crm.writesOf('delete')).toEqual([]);
	});

	it('with the store lost in between: joined by content, once', async () => {
		const { pair } = await ownCalendar();
		await pair.deactivate({ copies: 'deleteContainer' });
		await pair.loseStore();
		chooseAnother(pair);
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
	});

	it('not when its listing was cut off: nobody knows what else is in it', async () => {
		const { pair } = await ownCalendar();
		const mine = pair.calendar.create({ title: 'By a person' });
		pair.calendar.changes = async function* () {
			yield await Promise.resolve({ changes: [] });
		};
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toMatchObject({ message: expect.stringContaining('not listed in full') as string });
		expect([pair.calendar.containerDeleted, pair.calendar.living().includes(mine), await stateOf(pair)]).toEqual([false, true, 'active']);
	});

	it('deactivated again after that: there is nothing left to ask the vendor for', async () => {
		const { pair } = await ownCalendar();
		await pair.deactivate({ copies: 'deleteContainer' });
		vanish(pair);
		pair.advance(MINUTE);
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated', total: 0 });
	});

	it.each<[string, (pair: MemoryPair, crmId: string) => unknown]>([
		['an event that the sync did not make', (pair) => pair.calendar.create({ title: 'By a person' })],
		['an event that became a CRM meeting', async (pair) => {
			pair.calendar.create({ title: 'By a person' });
			await pair.settle();
		}],
		['a duplicate of a copy that a person made, mark and all', (pair, crmId) => pair.calendar.create({ title: 'A' }, { stamp: { sync: syncName, partnerId: crmId, generation: 0 } })],
		['a copy that a person has edited since', async (pair, crmId) => pair.calendar.edit((await pair.link(crmId)).calendarId ?? '', { title: 'Edited' })],
		['an event that cannot be read', async (pair, crmId) => pair.calendar.unreadable.add((await pair.link(crmId)).calendarId ?? '')],
	])('refused while it holds %s; nothing changes (I5)', async (_, happen) => {
		const { pair, crmIds } = await ownCalendar();
		await happen(pair, crmIds[0] ?? '');
		const writes = pair.writes();
		const living = sizes(pair);
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toMatchObject({
			kind: 'badSettings', message: expect.stringMatching(/1 event that was not made by this sync.*as it was before/) as string, next: expect.stringContaining('Delete Our Copies') as string,
		});
		expect([pair.calendar.containerDeleted, pair.writes(), sizes(pair)]).toEqual([false, writes, living]);
		expect(await stateOf(pair)).toBe('active');
	});

	it('a copy whose revision moved without an edit does not stand in the way, nor one whose create was never settled', async () => {
		const { pair, crmIds } = await ownCalendar();
		pair.calendar.edit((await pair.link(crmIds[0] ?? '')).calendarId ?? '', {});
		pair.crm.create({ title: 'C' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated' });
	});

	it('refused where the vendor has no such calendar; nothing changes', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('cannot be deleted by the sync');
		expect(await stateOf(pair)).toBe('active');
	});

	it('a calendar that the vendor never deletes, as the main one: the sync goes on as before', async () => {
		const { pair } = await ownCalendar();
		pair.calendar.failure.deleteContainer = new SystemError('rejected', 'The main calendar is not deleted.', 'Delete the copies instead.');
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('The main calendar is not deleted.');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active', deactivation: null, links: 2 });
	});

	it('a refusal leaves a sync that was deactivated before deactivated', async () => {
		const { pair } = await ownCalendar();
		pair.calendar.create({ title: 'By a person' });
		await pair.deactivate();
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('not made by this sync');
		expect(await stateOf(pair)).toBe('deactivated');
	});

	it('a passing "not found" while it is looked through deletes nothing', async () => {
		const { pair } = await ownCalendar();
		pair.calendar.create({ title: 'By a person' });
		pair.calendar.failure.changes = gone();
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('not there any more');
		expect([pair.calendar.containerDeleted, await stateOf(pair)]).toEqual([false, 'active']);
	});

	it('a vendor that fails: the sync is stopped, says so, and calling again goes on', async () => {
		const { pair } = await ownCalendar();
		pair.calendar.failure.deleteContainer = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toMatchObject({ message: expect.stringMatching(/0 of 2 copies.*Down\./) as string, next: expect.stringMatching(/Wait\. Run Deactivate again/) as string });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivating', deactivation: { copies: 'deleteContainer', problem: 'Down.' } });
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated', deleted: 2 });
	});

	it('interrupted after the calendar was deleted: calling again finishes', async () => {
		const { pair } = await ownCalendar();
		const remove = pair.calendar.deleteContainer;
		pair.calendar.deleteContainer = async () => {
			await remove?.();
			throw new Error('The process was killed.');
		};
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('killed');
		vanish(pair);
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated', deleted: 2 });
		expect(await pair.links()).toEqual([]);
		expect(pair.crm.living()).toHaveLength(2);
	});

	it('called off before it begins: the calendar stays', async () => {
		const { pair } = await ownCalendar();
		const read = pair.store.getSync.bind(pair.store);
		let isCalled = false;
		pair.store.getSync = async (name) => {
			const row = await read(name);
			if (row?.state === 'deactivating' && row.deactivation !== null && !isCalled) {
				isCalled = true;
				await pair.store.saveState(name, 'deactivating', { ...row.deactivation, isCancelled: true }, pair.now());
			}
			return await read(name);
		};
		expect(await pair.deactivate({ copies: 'deleteContainer' })).toMatchObject({ state: 'active', isCancelled: true, deleted: 0, total: 2 });
		expect(pair.calendar.containerDeleted).toBe(false);
		expect(await stateOf(pair)).toBe('active');
	});
});
