import { describe, expect, it } from 'vitest';
import { getStatus } from '../../../sync';
import { syncName } from '../../support/memoryPair';
import { chooseAnother, ownCalendar, sizes, vanish } from './ownCalendar';

describe('a calendar that a person has deleted (B12)', () => {
	it('counts as done when the copies are to be deleted; with another calendar they are made there, once', async () => {
		const { pair } = await ownCalendar();
		vanish(pair);
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 2, total: 2, left: [] });
		chooseAnother(pair);
		await pair.activate('calendar');
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
		expect(pair.crm.writesOf('delete')).toEqual([]);
	});

	it("somebody else's calendar that is no longer shared is not: the copies are still there", async () => {
		const { pair } = await ownCalendar(['A', 'B'], false);
		vanish(pair);
		await expect(pair.deactivate({ copies: 'deleteContainer' })).rejects.toThrow('The calendar is not there any more.');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active', links: 2 });
		await expect(pair.deactivate({ copies: 'deleteCopies' })).rejects.toThrow('0 of 2 copies were removed, then: The calendar is not there any more.');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'deactivating', deactivation: { removed: 0, remaining: 2 } });
		expect(await pair.deactivate()).toMatchObject({ state: 'deactivated', message: expect.stringContaining('No copy was removed') as string });
		const writes = pair.writes();
		for (const method of ['identify', 'write', 'readMany', 'changes'] as const) Reflect.deleteProperty(pair.calendar, method);
		await pair.activate();
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
		expect(await pair.links()).toHaveLength(2);
		expect(pair.writes()).toBe(writes);
	});

	it('found by the poll: re-bound and activated for another calendar, the copies are made there, once', async () => {
		const { pair } = await ownCalendar();
		vanish(pair);
		await expect(pair.poll('calendar')).rejects.toThrow('switched off');
		chooseAnother(pair);
		await expect(pair.activate('calendar')).rejects.toMatchObject({ kind: 'otherAccount', next: expect.stringContaining('Re-Bind Account') as string });
		await pair.rebind('calendar');
		await pair.activate('calendar');
		await pair.settle();
		expect(sizes(pair)).toEqual([2, 2]);
	});
});
