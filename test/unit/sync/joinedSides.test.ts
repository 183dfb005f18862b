import { describe, expect, it, vi } from 'vitest';
import { getStatus, skipItems, type SideSettings } from '../../../sync';
import { bindSide, bindTarget, emptySide, openSync, saveSide } from '../../../sync/binding';
import { rowsOfItems } from '../../../sync/delivery';
import { journalOf, retentionStart } from '../../../sync/journal';
import { MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';

const binding = { account: 'crm-account', accountName: 'Account', container: 'main', containerName: 'Main', writable: true };
const nobody = { system: 'memoryCrm', binding: null, connection: null, settings: null, fingerprint: null, lastReadAt: null, lastProblem: null };

describe('a side that is joined', () => {
	it('begins with nothing known, in a sync that is on', async () => {
		const pair = new MemoryPair();
		expect(await openSync(pair.context(), syncName)).toEqual({ name: syncName, state: 'active', sides: { crm: null, calendar: null }, deactivation: null, createdAt: pair.now(), updatedAt: pair.now() });
		expect(emptySide('memoryCrm')).toEqual(nobody);
	});

	it('is remembered with account, container, connection and settings; the other one stays as it is', async () => {
		const pair = new MemoryPair();
		const row = await openSync(pair.context(), syncName);
		const settings = sideSettings({ runLimit: 7 });
		const bound = await bindSide(pair.context(), row, 'crm', pair.connected('crm'), settings);
		expect(bound.sides).toEqual({ crm: { ...nobody, resource: 'event', binding, connection: 'crm-1', settings }, calendar: null });
		expect((await pair.store.getSync(syncName))?.sides).toEqual(bound.sides);
	});

	it('is asked for and saved again only when something changed', async () => {
		const pair = new MemoryPair();
		const saved = vi.spyOn(pair.store, 'saveSide');
		let row = await openSync(pair.context(), syncName);
		const bind = async (settings?: SideSettings) => { row = await bindSide(pair.context(), row, 'crm', pair.connected('crm'), settings); };
		const counts = () => [pair.crm.identified, saved.mock.calls.length];
		await bind(sideSettings());
		expect(counts()).toEqual([1, 1]);
		await bind(sideSettings());
		await bind();
		expect(counts()).toEqual([1, 1]);
		await bind(sideSettings({ runLimit: 7 }));
		expect(counts()).toEqual([1, 2]);
		pair.connections.crm = 'crm-2';
		await bind();
		expect(counts()).toEqual([2, 3]);
		expect(row.sides.crm).toMatchObject({ connection: 'crm-2', settings: sideSettings({ runLimit: 7 }) });
	});

	it('that may be written is not asked again before a write, one that may not is', async () => {
		const pair = new MemoryPair();
		const row = await openSync(pair.context(), syncName);
		await bindTarget(pair.context(), row, 'crm', pair.connected('crm'));
		expect(pair.crm.identified).toBe(1);
		pair.calendar.binding = { ...pair.calendar.binding, writable: false };
		await expect(bindTarget(pair.context(), row, 'calendar', pair.connected('calendar'))).rejects.toMatchObject({ kind: 'readOnlyContainer' });
		expect(pair.calendar.identified).toBe(2);
	});

	it('changes by itself: what another run has saved meanwhile is kept', async () => {
		const pair = new MemoryPair();
		await saveSide(pair.context(), syncName, 'calendar', () => emptySide('memoryCalendar'));
		const row = await saveSide(pair.context(), syncName, 'crm', (current) => ({ ...(current ?? emptySide('memoryCrm')), lastProblem: 'x' }));
		expect(row.sides).toMatchObject({ crm: { lastProblem: 'x' }, calendar: { system: 'memoryCalendar' } });
		expect((await saveSide(pair.context(), syncName, 'crm', (current) => ({ ...(current ?? emptySide('other')), lastReadAt: 5 }))).sides.crm).toMatchObject({ system: 'memoryCrm', lastProblem: 'x', lastReadAt: 5 });
	});
});

describe('status, to the letter (B16)', () => {
	it('of a sync at rest', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		await pair.poll('crm');
		const side = (system: string) => ({ system, account: 'Account', container: 'Main', lastReadAt: expect.stringMatching(/^2026-03-02T/) as string, problem: null });
		expect(await getStatus(pair.context(), syncName)).toEqual({
			sync: syncName, state: 'active', sides: { crm: side('memoryCrm'), calendar: side('memoryCalendar') },
			links: 1, openCreates: 0, deactivation: null,
			inbox: { crm: expect.objectContaining({ waiting: 0, held: 0, parked: 0 }) as object, calendar: expect.objectContaining({ waiting: 0 }) as object },
		});
	});

	it('counts what waits by the side it comes from', async () => {
		for (const [side, expected] of [['crm', [1, 0]], ['calendar', [0, 1]]] as const) {
			const pair = new MemoryPair();
			pair.system(side).create({ title: 'Demo' });
			await pair.poll(side);
			const { inbox } = await getStatus(pair.context(), syncName);
			expect([inbox.crm.delivered, inbox.calendar.delivered]).toEqual(expected);
		}
	});

	it('of a deactivation that keeps the copies: none are left to be removed', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		const begun = { later: 'relink', startedAt: pair.now(), isCancelled: false, problem: null, left: [] } as const;
		for (const [copies, remaining] of [['keep', 0], ['deleteCopies', 1]] as const) {
			await pair.store.saveState(syncName, 'deactivating', { ...begun, left: [], copies }, pair.now());
			expect((await getStatus(pair.context(), syncName)).deactivation).toMatchObject({ copies, remaining, removed: 0 });
		}
	});

	it('an unknown name is refused with the names there are', async () => {
		const pair = new MemoryPair();
		await expect(getStatus(pair.context(), 'x')).rejects.toMatchObject({ message: expect.stringContaining('There is no sync yet.') as string });
		await openSync(pair.context(), 'b');
		await openSync(pair.context(), 'a');
		await expect(getStatus(pair.context(), 'x')).rejects.toMatchObject({ message: expect.stringMatching(/Known syncs: (a, b|b, a)\./) as string });
	});
});

describe('the rows of items', () => {
	it('are those of the item\'s own record, side and sync, whatever number it shows', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const [item] = (await pair.poll('crm')).items;
		const given = { id: crmId, delivery: item?.delivery };
		const found = async (sync: string, side: 'crm' | 'calendar', items: Array<{ id: string; delivery?: number }>) => [...(await rowsOfItems(pair.context(), sync, side, items)).keys()];
		expect(await found(syncName, 'crm', [given])).toEqual([item?.delivery]);
		expect(await found(syncName, 'crm', [{ id: crmId }])).toEqual([]);
		expect(await found(syncName, 'crm', [{ ...given, id: 'crm-2' }])).toEqual([]);
		expect(await found(syncName, 'calendar', [given])).toEqual([]);
		expect(await found('another', 'crm', [given])).toEqual([]);
	});
});

describe('items that a rule in the workflow leaves out', () => {
	it('are settled with the reason, and not reported again', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		await skipItems(pair.context(), (await pair.poll('crm')).items, 'private');
		expect(await pair.store.listRows(syncName, {})).toEqual([]);
		expect(await pair.store.getSightings(syncName, 'crm', [crmId])).toEqual([{ recordId: crmId, revision: 'r1', digest: expect.any(String) as string, reason: 'private' }]);
	});

	it('a deletion leaves no sighting, and ends the link with a note', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		await skipItems(pair.context(), (await pair.poll('crm')).items, 'private');
		expect(await pair.store.getSightings(syncName, 'crm', [crmId])).toEqual([]);
		expect((await pair.journal())[0]).toMatchObject({ side: 'calendar', recordId: calendarId, action: 'unlink', fields: [], before: null, after: null });
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone', baseline: { crm: {}, calendar: expect.objectContaining({ title: expect.any(String) as string }) as object } });
	});

	it('stay for the next delivery while another run is writing', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now());
		await skipItems(pair.context(), items, 'private');
		expect(await pair.store.listRows(syncName, {})).toMatchObject([{ state: 'delivered' }]);
	});

	it('of several syncs are settled each in its own', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await skipItems(pair.context(), [...items.map((item) => ({ ...item, sync: 'another' })), ...items], 'private');
		expect(await pair.store.listRows(syncName, {})).toEqual([]);
	});
});

describe('how long the journal remembers', () => {
	it('thirty days with contents, unless the side was set otherwise', () => {
		const day = 24 * 60 * MINUTE;
		expect([journalOf(null), journalOf(undefined), journalOf(emptySide('x'))]).toEqual(Array.from({ length: 3 }, () => ({ beforeImages: true, retentionDays: 30 })));
		expect([retentionStart(null, 100 * day), retentionStart({ ...emptySide('x'), journal: { beforeImages: false, retentionDays: 7 } }, 100 * day)]).toEqual([70 * day, 93 * day]);
	});
});
