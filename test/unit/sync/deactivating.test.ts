import { describe, expect, it } from 'vitest';
import { getStatus, type ApplySettings } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';

type Options = ConstructorParameters<typeof MemoryPair>[0];

/** Three copies made from the CRM, and one event of the calendar that became a CRM meeting. */
async function busyPair(options: Options = {}, apply: Partial<ApplySettings> = {}) {
	const pair = new MemoryPair(options);
	pair.apply = applySettings(apply);
	const crmIds = ['A', 'B', 'C'].map((title) => pair.crm.create({ title }));
	const own = pair.calendar.create({ title: 'By a person' });
	await pair.settle();
	return { pair, crmIds, own };
}

describe('deactivate: what becomes of the copies × what comes later (B12, Z12)', () => {
	it.each(['relink', 'fresh'] as const)('keep, %s: nothing is written, and switching on again writes nothing either (Z6)', async (later) => {
		const { pair } = await busyPair();
		const writes = pair.writes();
		expect(await pair.deactivate({ later, calendar: null })).toEqual({
			state: 'deactivated', isCancelled: false, deleted: 0, total: 0, kept: 4, left: [],
			message: `The sync is stopped. No copy was removed. ${later === 'relink' ? '4 pairs are remembered.' : 'The pairs are forgotten.'}`,
		});
		expect(await pair.links()).toHaveLength(later === 'relink' ? 4 : 0);
		expect(await pair.activate()).toMatchObject({ state: 'active' });
		await pair.settle();
		expect(pair.writes()).toBe(writes);
		expect(await pair.links()).toHaveLength(4);
	});

	it('a deactivated sync reads nothing, writes nothing and says so', async () => {
		const { pair, crmIds } = await busyPair();
		pair.crm.edit(crmIds[0] ?? '', { title: 'Later' });
		const { items } = await pair.poll('crm');
		await pair.deactivate();
		expect(await pair.poll('crm')).toMatchObject({ items: [], notice: expect.stringContaining('Run "Activate"') as string });
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'deferred' }]);
		await pair.activate();
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title')).sort()).toEqual(['B', 'By a person', 'C', 'Later']);
	});

	it.each(['relink', 'fresh'] as const)('delete copies, %s: only what the sync made in the calendar; the CRM keeps everything (O7, I5)', async (later) => {
		const { pair, own } = await busyPair();
		const mails = pair.calendar.requests.length;
		expect(await pair.deactivate({ copies: 'deleteCopies', later })).toMatchObject({
			state: 'deactivated', deleted: 3, total: 3, kept: 1, left: [], message: expect.stringContaining('3 of 3 copies were removed') as string,
		});
		expect(pair.calendar.living()).toEqual([own]);
		expect(pair.crm.living()).toHaveLength(4);
		expect(pair.calendar.requests.slice(mails).map(({ options }) => options.notifyGuests)).toEqual(['none', 'none', 'none']);
		await pair.activate();
		await pair.settle();
		expect([pair.calendar.living().length, pair.crm.living().length]).toEqual([4, 4]);
	});

	it('a copy that was edited since is kept and listed', async () => {
		const { pair, crmIds } = await busyPair();
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		pair.calendar.edit(calendarId, { title: 'Edited' });
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({
			state: 'deactivated', deleted: 2, total: 3, left: [{ calendarId, isOpen: false, message: expect.stringContaining('edited') as string, next: expect.stringContaining('by hand') as string }],
		});
		expect(pair.calendar.living()).toContain(calendarId);
		await pair.activate();
		await pair.settle();
		expect(pair.crm.value(crmIds[0] ?? '', 'title')).toBe('Edited');
		expect([pair.calendar.living().length, pair.crm.living().length]).toEqual([4, 4]);
	});

	it('an edit that the sync has read and not carried to the CRM is not deleted with its copy (I3)', async () => {
		const { pair, crmIds } = await busyPair({}, { conflictPolicy: 'ask' });
		const { calendarId } = await pair.link(crmIds[0] ?? '');
		pair.crm.edit(crmIds[0] ?? '', { title: 'From the CRM' });
		pair.calendar.edit(calendarId ?? '', { title: 'From a person' });
		await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ calendarId }] });
		expect(pair.calendar.value(calendarId ?? '', 'title')).toBe('From a person');
		expect(pair.calendar.living()).toContain(calendarId);
	});

	it.each([['already read', true], ['not read yet', false]])('a copy that a person made a series of is kept (%s)', async (_, isRead) => {
		const { pair, crmIds } = await busyPair();
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		const stored = pair.calendar.records.get(calendarId);
		if (stored !== undefined) pair.calendar.records.set(calendarId, { ...stored, recurring: true });
		pair.calendar.edit(calendarId, {}, { recurrence: { rules: ['RRULE:FREQ=DAILY'] } });
		if (isRead) await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ calendarId }] });
		expect(pair.calendar.living()).toContain(calendarId);
	});

	it('a copy whose revision moved without an edit is removed', async () => {
		const { pair, crmIds } = await busyPair();
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		pair.calendar.edit(calendarId, {});
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 3, left: [] });
	});

	it('a copy that is edited faster than it can be looked at stays, and calling again goes on', async () => {
		const { pair, crmIds } = await busyPair();
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		pair.calendar.mishap = (request) => {
			if (request.kind === 'delete' && request.id === calendarId) pair.calendar.edit(calendarId, {});
			return undefined;
		};
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivating', deleted: 2, left: [{ calendarId, isOpen: true, message: expect.stringContaining('right now') as string }] });
		pair.calendar.mishap = () => undefined;
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 3, total: 3 });
	});

	it('a calendar that takes no precondition is read before each deletion', async () => {
		const { pair, crmIds } = await busyPair({ calendar: { capabilities: { precondition: { update: true, delete: false } } } });
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		pair.calendar.edit(calendarId, { location: 'Room 1' });
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ calendarId }] });
		expect(pair.calendar.value(calendarId, 'location')).toBe('Room 1');
	});

	it('a copy whose create has no known outcome is looked up, and removed when it is there', async () => {
		for (const mishap of ['lost', 'never'] as const) {
			const pair = new MemoryPair();
			pair.crm.create({ title: 'A' });
			pair.calendar.mishap = () => (mishap === 'lost' ? 'lost' : { outcome: 'unclear', message: 'Cut.' });
			await pair.turn('crm');
			pair.calendar.mishap = () => undefined;
			const isThere = mishap === 'lost' ? 1 : 0;
			expect(pair.calendar.living()).toHaveLength(isThere);
			expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: isThere, left: [] });
			expect(pair.calendar.living()).toEqual([]);
			await pair.activate();
			await pair.settle();
			expect([pair.calendar.living().length, pair.crm.living().length]).toEqual([1, 1]);
		}
	});

	it('where an open create cannot be looked up, it is said and left to the next activation, which makes no second one', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { createKey: 'none' } } });
		pair.crm.create({ title: 'A' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 0, left: [{ isOpen: false, message: expect.stringContaining('being made') as string }] });
		await pair.activate();
		await pair.settle();
		expect([pair.calendar.living().length, pair.crm.living().length]).toEqual([1, 1]);
	});

	it('revisions that stand for a whole second are not relied on: the copy is read before it is removed', async () => {
		const { pair, crmIds } = await busyPair({ calendar: { capabilities: { openRevisionMark: '?' } } });
		const calendarId = (await pair.link(crmIds[0] ?? '')).calendarId ?? '';
		pair.calendar.readIds.length = 0;
		const stored = pair.calendar.records.get(calendarId);
		pair.calendar.edit(calendarId, { location: 'Room 1' });
		const edited = pair.calendar.records.get(calendarId);
		if (stored !== undefined && edited !== undefined) pair.calendar.records.set(calendarId, { ...edited, revision: stored.revision });
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ calendarId }] });
		expect(pair.calendar.readIds).toContain(calendarId);
	});

	it('a copy of which nothing is known any more is kept', async () => {
		const { pair, crmIds } = await busyPair();
		const link = await pair.link(crmIds[0] ?? '');
		const lease = await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/x', MINUTE, pair.now());
		if (lease === null) throw new Error('The lease is taken.');
		await pair.store.commit({ sync: syncName, lease, now: pair.now(), links: [{ ...link, baseline: { crm: {}, calendar: {} }, seen: { crm: null, calendar: null } }] });
		await pair.store.releaseLease(lease);
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 2, left: [{ calendarId: link.calendarId, isOpen: false }] });
	});

	it('only new from now: copies that were deleted are made again all the same', async () => {
		const { pair } = await busyPair();
		for (const side of ['crm', 'calendar'] as const) pair.settings[side] = sideSettings({ firstSync: 'newOnly' });
		await pair.deactivate({ copies: 'deleteCopies' });
		await pair.activate();
		await pair.settle();
		expect([pair.calendar.living().length, pair.crm.living().length]).toEqual([4, 4]);
	});

	it('delete copies, more than one batch', async () => {
		const pair = new MemoryPair();
		for (let n = 0; n < 130; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 130 });
		expect(pair.calendar.living()).toEqual([]);
	});
});

describe('refusals', () => {
	it('deleting copies needs the calendar\'s credential', async () => {
		const { pair } = await busyPair();
		await expect(pair.deactivate({ copies: 'deleteCopies', calendar: null })).rejects.toMatchObject({ kind: 'badSettings' });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active' });
	});

	it('a sync that does not exist; the known ones are named', async () => {
		const pair = new MemoryPair();
		await expect(pair.deactivate()).rejects.toThrow('There is no sync yet.');
		await pair.linked();
		await expect(pair.deactivate({ sync: 'nonsense' })).rejects.toThrow(`Known syncs: ${syncName}.`);
	});

	it('another account: nothing is deleted there', async () => {
		const { pair } = await busyPair();
		pair.calendar.binding = { ...pair.calendar.binding, account: 'other' };
		pair.connections.calendar = 'calendar-2';
		await expect(pair.deactivate({ copies: 'deleteCopies' })).rejects.toMatchObject({ kind: 'otherAccount' });
		expect(pair.calendar.writesOf('delete')).toEqual([]);
	});

	it('a calendar that can only be read: nothing is changed, and it is asked again whether that still holds', async () => {
		const { pair } = await busyPair();
		const { binding } = pair.calendar;
		pair.calendar.binding = { ...binding, writable: false };
		pair.connections.calendar = 'calendar-2';
		await expect(pair.deactivate({ copies: 'deleteCopies' })).rejects.toMatchObject({ kind: 'readOnlyContainer', message: expect.stringContaining('Nothing was changed') as string, next: expect.stringContaining('keep') as string });
		expect(await getStatus(pair.context(), syncName)).toMatchObject({ state: 'active' });
		pair.calendar.binding = binding;
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ state: 'deactivated', deleted: 3 });
	});

	it('a sync that never joined a calendar has no copies there: the vendor is not asked', async () => {
		const pair = new MemoryPair({ calendar: { ownContainer: true } });
		await pair.poll('crm');
		for (const copies of ['deleteCopies', 'deleteContainer'] as const) expect(await pair.deactivate({ copies })).toMatchObject({ state: 'deactivated', deleted: 0, total: 0 });
		expect([pair.calendar.identified, pair.calendar.containerDeleted]).toEqual([0, false]);
	});

	it('while the sync is writing', async () => {
		const { pair } = await busyPair();
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		await expect(pair.deactivate()).rejects.toMatchObject({ kind: 'busy' });
	});
});
