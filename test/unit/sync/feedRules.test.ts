import { describe, expect, it } from 'vitest';
import { SystemError, type FeedPage, type FeedRequest } from '../../../sync';
import { judgeContainerGone } from '../../../sync/ingest/containerGone';
import { applySettings, MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';

const rows = async (pair: MemoryPair) => await pair.store.listRows(syncName, { side: 'crm' });

/** Forty meetings that the sync has just written into a CRM whose feed leaves fields out. */
async function afterBulkWrite() {
	const pair = new MemoryPair({ crm: { capabilities: { feedOmits: ['description'], openRevisionMark: '~' } } });
	for (let n = 0; n < 40; n += 1) pair.calendar.create({ title: `Meeting ${n}` });
	await pair.turn('calendar');
	pair.crm.isOpen = false;
	pair.crm.readIds.length = 0;
	return pair;
}

/** The feed's pages, changed on their way. */
function through(pair: MemoryPair, change: (page: FeedPage) => FeedPage): void {
	const changes = pair.crm.changes.bind(pair.crm);
	pair.crm.changes = async function* (request: FeedRequest) {
		for await (const page of changes(request)) yield change(page);
	};
}

describe('own writes that come round in part', () => {
	it('are read in full eight times; the others are taken as they look, and noted with their firm revision', async () => {
		const pair = await afterBulkWrite();
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(pair.crm.readIds).toHaveLength(8);
		expect(await rows(pair)).toEqual([]);
		expect(new Set((await pair.links()).map(({ seen }) => seen.crm?.revision))).toEqual(new Set(['r1']));
		expect((await pair.links()).filter(({ seen }) => seen.crm?.inStep !== true)).toEqual([]);
	});

	it('are handed out all the same when everything is asked for', async () => {
		const pair = await afterBulkWrite();
		expect((await pair.poll('crm', 'all')).items).toHaveLength(40);
	});
});

describe('what a feed shows', () => {
	it('a record that moved on without a change is noted at its new revision', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, {});
		expect((await pair.poll('crm')).items).toEqual([]);
		expect((await pair.link(crmId)).seen.crm).toMatchObject({ revision: 'r2', inStep: true });
	});

	it('a record that was edited back takes the edit back that was handed out', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked({ title: 'Before' });
		pair.crm.edit(crmId, { title: 'After' });
		const { items } = await pair.poll('crm');
		pair.crm.edit(crmId, { title: 'Before' });
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'superseded' }]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('Before');
	});

	it('a record without partner that a filter leaves out is nothing to tell', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ filters: { ...sideSettings().filters, excludeTitles: ['secret'] } });
		pair.crm.create({ title: 'secret' });
		expect(await pair.poll('crm')).toEqual({ items: [], notice: null, parked: [] });
	});

	it.each([['tells no time of its last change', null, 1], ['changed long before', 1, 0]])('after a dead cursor, only new from now: a record that %s', async (_, modifiedAt, count) => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		await pair.poll('crm');
		pair.advance(3 * 60 * MINUTE);
		pair.crm.create({ title: 'Which' });
		pair.crm.expireCursors();
		through(pair, (page) => ({ ...page, changes: page.changes.map((one) => (one.kind === 'upsert' ? { ...one, snapshot: { ...one.snapshot, modifiedAt } } : one)) }));
		expect((await pair.poll('crm')).items).toHaveLength(count);
	});
});

describe('after a dead cursor, only new from now', () => {
	it('a record that was made since the first read comes, although later reads never told of it', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		pair.crm.create({ title: 'There before' });
		pair.advance(3 * 60 * MINUTE);
		await pair.poll('crm');
		const id = pair.crm.create({ title: 'Beyond what the feed shows' });
		through(pair, (page) => ({ ...page, changes: page.changes.filter((one) => one.kind !== 'upsert' || one.snapshot.id !== id || pair.now() > Date.parse('2026-03-04')) }));
		expect((await pair.poll('crm')).items).toEqual([]);
		pair.advance(3 * 24 * 60 * MINUTE);
		expect((await pair.poll('crm')).items).toEqual([]);
		pair.crm.expireCursors();
		expect((await pair.poll('crm')).items).toMatchObject([{ id }]);
	});
});

describe('after a dead cursor, only new from now, in a sync that was begun anew', () => {
	const begun: Array<[string, (pair: MemoryPair) => Promise<unknown>]> = [
		['re-bound', async (pair) => await pair.rebind('crm')],
		['started afresh', async (pair) => {
			await pair.deactivate({ later: 'fresh' });
			await pair.activate('crm');
		}],
	];

	it.each(begun)('%s: what was there by then is left alone', async (_, beginAnew) => {
		const pair = new MemoryPair();
		for (const side of ['crm', 'calendar'] as const) pair.settings[side] = sideSettings({ firstSync: 'newOnly' });
		await pair.poll('crm');
		pair.advance(24 * 60 * MINUTE);
		pair.crm.create({ title: 'There by then' });
		pair.advance(24 * 60 * MINUTE);
		await beginAnew(pair);
		expect((await pair.poll('crm')).items).toEqual([]);
		pair.advance(24 * 60 * MINUTE);
		const id = pair.crm.create({ title: 'New' });
		pair.crm.expireCursors();
		expect((await pair.poll('crm')).items).toMatchObject([{ id }]);
	});

	it('a read whose delivery failed was the first one all the same', async () => {
		const pair = new MemoryPair({ crm: { capabilities: { feedOmits: ['description'] } } });
		pair.crm.create({ title: 'Read by itself' });
		const began = pair.now();
		pair.crm.failure.read = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.poll('crm')).rejects.toThrow('Down.');
		pair.advance(MINUTE);
		expect((await pair.poll('crm')).items).toHaveLength(1);
		expect((await pair.store.getSync(syncName))?.sides.crm?.firstReadAt).toBe(began);
	});
});

describe('a full listing looks after what waits and is not listed any more', () => {
	it('handed out and deleted: the item is taken back', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		pair.crm.remove(crmId);
		pair.crm.expireCursors();
		await pair.poll('crm');
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'superseded' }]);
		expect(pair.calendar.living()).toEqual([]);
	});

	it('parked and deleted: forgotten', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		for (let minute = 0; minute < 90; minute += 1) {
			await pair.poll('crm');
			pair.advance(MINUTE);
		}
		expect(await rows(pair)).toMatchObject([{ state: 'parked' }]);
		pair.crm.remove(crmId);
		pair.crm.expireCursors();
		await pair.poll('crm');
		expect(await rows(pair)).toEqual([]);
	});

	it('a copy that outlived its original, was edited and then deleted: nothing is made of it', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ onDelete: 'ignore' });
		const calendarId = pair.calendar.create({ title: 'Demo' });
		await pair.settle();
		const [crmId = ''] = pair.crm.living();
		pair.calendar.remove(calendarId);
		await pair.turn('calendar');
		pair.crm.edit(crmId, { title: 'Mine' });
		expect((await pair.poll('crm')).items).toHaveLength(1);
		pair.crm.remove(crmId);
		pair.crm.expireCursors();
		await pair.poll('crm');
		expect((await rows(pair)).filter(({ superseded }) => !superseded)).toEqual([]);
	});

	it('what cannot be read waits on', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSyncLimit: 1, runLimit: 1 });
		for (const title of ['A', 'B']) pair.crm.create({ title });
		await pair.poll('crm');
		const before = await rows(pair);
		through(pair, (page) => ({ ...page, changes: [] }));
		for (const id of pair.crm.living()) pair.crm.unreadable.add(id);
		pair.crm.expireCursors();
		await pair.poll('crm');
		expect((await rows(pair)).map(({ recordId }) => recordId)).toEqual(before.map(({ recordId }) => recordId));
	});
});

describe('what a failure says about the calendar (B5)', () => {
	const gone = new SystemError('containerGone', 'Gone.', 'Choose another one.');

	it.each<[string, unknown, boolean]>([
		['it is not there, and asked for it is not there either', gone, true],
		['the vendor is out of reach', new SystemError('unavailable', 'Down.', 'Wait.'), false],
		['a defect of our own', new TypeError('a defect'), false],
		['something else with the same word', { kind: 'containerGone' }, false],
	])('%s', async (_, failure, isOff) => {
		const pair = new MemoryPair();
		pair.calendar.binding = { ...pair.calendar.binding, owned: true };
		await pair.linked();
		pair.calendar.identify = async () => await Promise.reject(gone);
		const judged = await judgeContainerGone(pair.context(), syncName, 'calendar', pair.connected('calendar'), failure);
		expect(judged === failure).toBe(!isOff);
		expect((await pair.store.getSync(syncName))?.state).toBe(isOff ? 'deactivated' : 'active');
	});

	it('a sync that is not known, or has not joined that side, is left alone', async () => {
		const pair = new MemoryPair();
		const judge = async () => await judgeContainerGone(pair.context(), syncName, 'calendar', pair.connected('calendar'), gone);
		expect(await judge()).toBe(gone);
		await pair.poll('crm');
		expect(await judge()).toBe(gone);
	});
});
