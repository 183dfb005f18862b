import { describe, expect, it } from 'vitest';
import { getStatus, listHeld, skipItems, SystemError, type ChangeItem } from '../../../sync';
import { MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';
import { event } from './samples';

describe('a sync remembers whom it joined', () => {
	const otherAccount = { account: 'other', accountName: 'Somebody else', container: 'main', containerName: 'Main', writable: true };

	it('asks the vendor when it joins and after a reconnect only', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		expect([pair.crm.identified, pair.calendar.identified]).toEqual([1, 1]);
		pair.connections.crm = 'crm-2';
		await pair.poll('crm');
		expect(pair.crm.identified).toBe(2);
	});

	it.each<[string, object]>([['account', otherAccount], ['container', { ...otherAccount, account: 'crm-account', container: 'second' }]])('another %s is refused on reading and on writing, and nothing changes', async (_, shown) => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.calendar.edit(calendarId, { title: 'Later' });
		const { items } = await pair.poll('calendar');
		const writes = pair.writes();
		pair.crm.binding = { ...pair.crm.binding, ...shown };
		pair.connections.crm = 'crm-2';
		pair.crm.records.clear();
		await expect(pair.poll('crm')).rejects.toMatchObject({ kind: 'otherAccount', next: expect.stringContaining('Re-Bind') as string });
		await expect(pair.applyTo('crm', items)).rejects.toMatchObject({ kind: 'otherAccount' });
		expect(pair.writes()).toBe(writes);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
		expect((await getStatus(pair.context(), syncName)).sides.crm?.problem).toContain('credential now shows');
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toHaveLength(1);
	});

	it('re-binding moves to the new account: nothing is deleted, what matches is adopted', async () => {
		const pair = new MemoryPair();
		const { calendarId } = await pair.linked({ title: 'Demo' });
		pair.crm.records.clear();
		pair.crm.binding = otherAccount;
		pair.connections.crm = 'crm-2';
		const crmId = pair.crm.create({ title: 'Demo' });
		const writes = pair.writes();
		expect(await pair.rebind('crm')).toMatchObject({ links: 0, sides: { crm: { account: 'Somebody else', problem: null } } });
		await pair.settle();
		expect(await pair.link(crmId)).toMatchObject({ calendarId });
		expect(pair.writes()).toBe(writes);
	});

	it('re-binding to what cannot be reached forgets nothing', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		pair.crm.identify = async () => await Promise.reject(new SystemError('unavailable', 'Down.', 'Wait.'));
		await expect(pair.rebind('crm')).rejects.toThrow('Down.');
		expect(await pair.store.countLinks(syncName, 'linked')).toBe(1);
	});

	it('re-binding a sync that has not begun joins it', async () => {
		expect(await new MemoryPair().rebind('calendar')).toMatchObject({ state: 'active', sides: { calendar: { account: 'Account' } } });
	});
});

describe('a container that can only be read', () => {
	it('is refused as target in clear words, and the changes come again (Z1)', async () => {
		const pair = new MemoryPair();
		pair.calendar.binding = { ...pair.calendar.binding, writable: false };
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await expect(pair.applyTo('calendar', items)).rejects.toMatchObject({
			name: 'SyncRefusal', kind: 'readOnlyContainer', message: expect.stringContaining('Main') as string, next: expect.stringContaining('right') as string,
		});
		expect(pair.writes()).toBe(0);
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toHaveLength(1);
	});

	it('is written as soon as the right is given, without a reconnect', async () => {
		const pair = new MemoryPair();
		const { binding } = pair.calendar;
		pair.calendar.binding = { ...binding, writable: false };
		pair.crm.create({ title: 'Demo' });
		await expect(pair.turn('crm')).rejects.toMatchObject({ kind: 'readOnlyContainer' });
		pair.calendar.binding = binding;
		pair.advance(2 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
		expect((await pair.store.getSync(syncName))?.sides.calendar?.binding?.writable).toBe(true);
	});

	it('is read like any other', async () => {
		const pair = new MemoryPair();
		pair.calendar.binding = { ...pair.calendar.binding, writable: false };
		pair.calendar.create({ title: 'Demo' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created' }]);
	});
});

describe('status (B16)', () => {
	it('shows both sides, links, what is open and what stands in the way', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		pair.crm.create({ title: 'Unclear' });
		pair.calendar.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('crm');
		pair.calendar.failure.changes = new SystemError('unauthorized', 'The token was revoked.', 'Reconnect.');
		await expect(pair.poll('calendar')).rejects.toThrow('revoked');
		expect(await getStatus(pair.context(), syncName)).toMatchObject({
			state: 'active', links: 1, openCreates: 1, inbox: { crm: { waiting: 1 }, calendar: { waiting: 0 } },
			sides: { crm: { system: 'memoryCrm', account: 'Account', container: 'Main', problem: null }, calendar: { problem: 'The token was revoked.' } },
		});
		await pair.poll('calendar');
		expect((await getStatus(pair.context(), syncName)).sides.calendar?.problem).toBeNull();
	});

	it('knows sides that were never read, and refuses unknown names', async () => {
		const pair = new MemoryPair();
		expect(await pair.activate('crm')).toMatchObject({ sides: { crm: { lastReadAt: null } } });
		expect((await getStatus(pair.context(), syncName)).sides).not.toHaveProperty('calendar');
		await expect(getStatus(pair.context(), 'nonsense')).rejects.toMatchObject({ kind: 'unknownSync' });
	});

	it('a side that failed before it was ever joined shows the reason', async () => {
		const pair = new MemoryPair();
		pair.crm.identify = async () => await Promise.reject(new SystemError('forbidden', 'A scope is missing.', 'Add it.'));
		await expect(pair.poll('crm')).rejects.toThrow('A scope is missing.');
		expect((await getStatus(pair.context(), syncName)).sides.crm).toMatchObject({ account: null, container: null, problem: 'A scope is missing.' });
	});

	it('a failure of our own is not put down to the vendor', async () => {
		const pair = new MemoryPair();
		pair.crm.failure.changes = new TypeError('a defect');
		await expect(pair.poll('crm')).rejects.toThrow('a defect');
		expect((await getStatus(pair.context(), syncName)).sides.crm?.problem).toBeNull();
	});
});

describe('only new from now, and upload (P3, P4)', () => {
	it('what exists stays out until it is edited or uploaded', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		const [edited] = [pair.crm.create({ title: 'Old 1' }), pair.crm.create({ title: 'Old 2' })];
		expect(await pair.turn('crm')).toEqual([]);
		pair.crm.edit(edited ?? '', { title: 'Old 1 edited' });
		pair.crm.create({ title: 'New' });
		expect(await pair.turn('crm')).toHaveLength(2);
		const { items } = await pair.uploadUnsynced('crm');
		expect(items.map(({ record }) => record !== null && 'title' in record && record.title)).toEqual(['Old 2']);
		await pair.applyTo('calendar', items);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(3);
		expect(pair.crm.living()).toHaveLength(3);
	});

	it('a cursor that dies brings in what was made or edited since the first read, not everything that exists', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		pair.crm.create({ title: 'Old' });
		const edited = pair.crm.create({ title: 'Old too' });
		pair.advance(MINUTE);
		await pair.turn('crm');
		pair.advance(24 * 60 * MINUTE);
		await pair.turn('crm');
		pair.advance(24 * 60 * MINUTE);
		pair.crm.create({ title: 'New' });
		pair.crm.edit(edited, { title: 'Old, edited' });
		pair.crm.expireCursors();
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title')).sort()).toEqual(['New', 'Old, edited']);
	});

	it('an upload that fails half-way forgets nothing: what was made since the last read still comes (P4)', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		pair.crm.create({ title: 'Old' });
		await pair.turn('crm');
		pair.crm.create({ title: 'New' });
		pair.crm.failure.changes = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.uploadUnsynced('crm')).rejects.toThrow('Down.');
		const { items } = await pair.poll('crm');
		expect(items.map(({ record }) => record !== null && 'title' in record && record.title)).toEqual(['New']);
	});

	it('an upload leaves the setting "only new from now" as it is', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		await pair.turn('crm');
		await pair.uploadUnsynced('crm');
		expect((await pair.store.getSync(syncName))?.sides.crm?.settings?.firstSync).toBe('newOnly');
	});

	it('uploading twice uploads once', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		expect((await pair.uploadUnsynced('crm')).items).toEqual([]);
	});
});

describe('skipping in the workflow', () => {
	it('a skipped change is settled and comes again only when the record changes', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await skipItems(pair.context(), items, 'not wanted');
		pair.crm.expireCursors();
		pair.advance(60 * MINUTE);
		expect((await pair.poll('crm')).items).toEqual([]);
		pair.crm.edit(crmId, { title: 'Changed' });
		expect((await pair.poll('crm')).items).toHaveLength(1);
	});

	it('a skipped deletion keeps the partner', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		await skipItems(pair.context(), (await pair.poll('crm')).items, 'not wanted');
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('items made by hand have nothing to settle', async () => {
		const pair = new MemoryPair();
		const item: ChangeItem = { sync: syncName, change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'event', id: 'x', revision: 'r', modifiedAt: null, url: null, record: event() };
		await skipItems(pair.context(), [item], 'not wanted');
		expect(await pair.store.listSyncs()).toEqual([]);
	});
});

describe('changes that nobody settles', () => {
	it('are delivered three times with growing delay, then parked, reported, and come again when released', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const deliveries: number[] = [];
		let parked: unknown[] = [];
		for (let minute = 0; minute < 90 && parked.length === 0; minute += 1) {
			const outcome = await pair.poll('crm');
			if (outcome.items.length > 0) deliveries.push(minute);
			parked = outcome.parked;
			pair.advance(MINUTE);
		}
		expect(deliveries).toHaveLength(3);
		expect((deliveries[2] ?? 0) - (deliveries[1] ?? 0)).toBeGreaterThan((deliveries[1] ?? 0) - (deliveries[0] ?? 0));
		expect(parked).toMatchObject([{ id: crmId, side: 'crm', reason: expect.stringContaining('Delivered 3 times') as string }]);
		expect(await listHeld(pair.context(), syncName)).toMatchObject([{ state: 'parked', title: 'Demo', change: 'upsert' }]);
		await pair.store.releaseRows(syncName, 'all', pair.now());
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});
});
