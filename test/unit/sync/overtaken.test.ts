import { describe, expect, it, vi } from 'vitest';
import { StoreError } from '../../../sync';
import { MemoryPair, MINUTE, SECOND, sideSettings, syncName } from '../../support/memoryPair';

const rowsOf = async (pair: MemoryPair) => await pair.store.listRows(syncName, { side: 'crm' });

describe('a change that was overtaken before it is handed out is settled without a word', () => {
	/** Two new records of which one may be handed out; the other one waits. */
	async function oneWaits() {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSyncLimit: 1 });
		pair.crm.create({ title: 'First' });
		const crmId = pair.crm.create({ title: 'Second', time: { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } } });
		await pair.turn('crm');
		pair.calendar.create({ title: 'Second', time: { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } } });
		await pair.turn('calendar');
		return { pair, crmId };
	}

	it('a new record that was joined from the other side', async () => {
		const { pair, crmId } = await oneWaits();
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await rowsOf(pair)).toEqual([]);
		expect(pair.crm.readIds).not.toContain(crmId);
	});

	it('not when everything is asked for', async () => {
		const { pair, crmId } = await oneWaits();
		pair.settings.crm = sideSettings();
		expect((await pair.poll('crm', 'all')).items.map(({ id }) => id)).toContain(crmId);
	});

	it('a deletion whose link has ended meanwhile', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		expect((await pair.poll('crm')).items).toHaveLength(1);
		pair.calendar.remove(calendarId);
		await pair.turn('calendar');
		pair.advance(12 * MINUTE);
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await rowsOf(pair)).toEqual([]);
	});

	it('a deletion whose link stands comes again', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		await pair.poll('crm');
		pair.advance(12 * MINUTE);
		expect((await pair.poll('crm')).items).toMatchObject([{ change: 'delete', id: crmId }]);
	});

	it('a new record that was handed out and deleted: its item is taken back', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		pair.crm.remove(crmId);
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'superseded' }]);
		expect(pair.calendar.living()).toEqual([]);
	});
});

describe('a page that was on its way while the other direction wrote', () => {
	it('does not take the write back', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { tags: ['x'] });
		const changes = pair.crm.changes.bind(pair.crm);
		pair.crm.changes = async function* (request) {
			const pages = [];
			for await (const page of changes(request)) pages.push(page);
			pair.advance(MINUTE);
			pair.calendar.edit(calendarId, { title: 'Written meanwhile' });
			await pair.turn('calendar');
			yield* pages;
		};
		await pair.turn('crm');
		pair.crm.changes = changes;
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.calendar.value(calendarId, 'title')]).toEqual(['Written meanwhile', 'Written meanwhile']);
	});
});

describe('a poll that takes long', () => {
	const slow = (seconds: number) => {
		const pair = new MemoryPair({ crm: { capabilities: { feedOmits: ['description'] } } });
		for (let n = 0; n < 500; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		const read = pair.crm.readMany.bind(pair.crm);
		pair.crm.readMany = async (ids) => {
			if (ids.length > 0) pair.advance(seconds * SECOND);
			return await read(ids);
		};
		return pair;
	};

	it.each([[30, 400, 100], [45, 200, 200], [44.999, 400, 100]])('hands out what it has after 45 seconds: %d seconds for each part, %i changes, then %i', async (seconds, count, next) => {
		const pair = slow(seconds);
		expect((await pair.poll('crm')).items).toHaveLength(count);
		expect((await pair.poll('crm')).items).toHaveLength(next);
	});

	it('takes its time when everything was asked for', async () => {
		expect((await slow(60).poll('crm', 'all')).items).toHaveLength(500);
	});

	it('so long that another run took over: it says so, and that run has the changes', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const changes = pair.crm.changes.bind(pair.crm);
		pair.crm.changes = async function* (request) {
			pair.advance(60 * MINUTE);
			await pair.store.acquireLease(`read:crm:${syncName}`, 'test/1/start/other', MINUTE, pair.now());
			yield* changes(request);
		};
		expect(await pair.poll('crm')).toEqual({ items: [], parked: [], notice: expect.stringContaining('another one took over') as string });
		pair.crm.changes = changes;
		pair.advance(2 * MINUTE);
		expect((await pair.poll('crm')).items).toHaveLength(1);
	});

	it.each<[string, Error]>([['the store', new StoreError('busy', 'The store is locked.', 'Wait.')], ['our own', new TypeError('a defect')]])('any other failure of %s is shown', async (_, failure) => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		vi.spyOn(pair.store, 'commitFeed').mockRejectedValue(failure);
		await expect(pair.poll('crm')).rejects.toBe(failure);
		vi.restoreAllMocks();
	});
});

describe('a listing of what exists', () => {
	const asked = async (pair: MemoryPair) => {
		const changes = vi.spyOn(pair.crm, 'changes');
		await pair.poll('crm');
		const [request] = changes.mock.calls[0] ?? [];
		changes.mockRestore();
		return request;
	};

	it('takes in what lies before the window once there are links that may lie there', async () => {
		const pair = new MemoryPair();
		expect(await asked(pair)).not.toHaveProperty('everything');
		pair.crm.expireCursors();
		await pair.store.clearCursor(syncName, 'crm');
		expect(await asked(pair)).not.toHaveProperty('everything');
		await pair.linked();
		expect(await asked(pair)).not.toHaveProperty('everything');
		await pair.store.clearCursor(syncName, 'crm');
		expect(await asked(pair)).toHaveProperty('everything', true);
	});

	it.each([[59, ['Touched']], [61, []]])('after a dead cursor brings what was touched up to an hour before the only read, by whatever clock: %i minutes', async (minutes, titles) => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		pair.crm.create({ title: 'Too old' });
		pair.advance(2 * 60 * MINUTE);
		pair.crm.create({ title: 'Touched' });
		const [touched] = [...pair.crm.records.values()].slice(-1);
		pair.advance(MINUTE);
		await pair.poll('crm');
		if (touched !== undefined) touched.modifiedAt = pair.now() - minutes * MINUTE;
		await pair.store.forgetSync(syncName, 'links');
		pair.crm.expireCursors();
		const lastReadAt = pair.now();
		await pair.store.commitFeed({
			sync: syncName, side: 'crm', now: lastReadAt, entries: [], dropped: [], seen: [], sightings: [], cursor: { since: 0 },
			lease: (await pair.store.acquireLease(`read:crm:${syncName}`, pair.context().owner, MINUTE, lastReadAt)) ?? { name: '', owner: '', token: 0, until: 0 },
		});
		pair.advance(2 * MINUTE);
		expect((await pair.poll('crm')).items.map(({ record }) => record !== null && 'title' in record && record.title)).toEqual(titles);
	});
});
