import { describe, expect, it, vi } from 'vitest';
import { SystemError } from '../../../sync';
import { digestOf } from '../../../sync/record/hash';
import { MemoryPair, MINUTE, SECOND, sideSettings, syncName } from '../../support/memoryPair';

const inPart = { crm: { capabilities: { feedOmits: ['description' as const] } } };
const rowsOf = async (pair: MemoryPair) => await pair.store.listRows(syncName, { side: 'crm' });
const titles = (items: Array<{ record: object | null }>) => items.map(({ record }) => (record !== null && 'title' in record ? record.title : null));

describe('one change as it is handed out', () => {
	it('to the letter', async () => {
		const pair = new MemoryPair();
		const id = pair.crm.create({ title: 'Demo' }, { url: 'https://crm.example.com/1' });
		const { items } = await pair.poll('crm');
		const [row] = await rowsOf(pair);
		expect(items).toEqual([{
			sync: syncName, change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'event', id, revision: 'r1', modifiedAt: '2026-03-02T09:00:00.000Z',
			url: 'https://crm.example.com/1', record: expect.objectContaining({ title: 'Demo' }) as object, delivery: row?.id,
		}]);
		expect(row).toMatchObject({ state: 'delivered', attempts: 1 });
	});

	it('a deletion has no record, and a time only where the vendor tells one', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		expect((await pair.poll('crm')).items).toMatchObject([{ change: 'delete', record: null, url: null, revision: '', modifiedAt: new Date(pair.now()).toISOString() }]);
		const other = new MemoryPair();
		const linked = await other.linked();
		other.crm.remove(linked.crmId);
		other.crm.expireCursors();
		expect((await other.poll('crm')).items).toMatchObject([{ change: 'delete', modifiedAt: null }]);
	});
});

describe('a change that the feed shows in part', () => {
	it('is read in full before it is handed out, and kept so', async () => {
		const pair = new MemoryPair(inPart);
		const id = pair.crm.create({ title: 'Demo', description: 'Agenda' });
		expect((await pair.poll('crm')).items).toMatchObject([{ record: { description: 'Agenda' } }]);
		expect(pair.crm.readIds).toEqual([id]);
		const [row] = await rowsOf(pair);
		expect(row).toMatchObject({ record: { description: 'Agenda' }, revision: 'r1', digest: row?.record == null ? '' : digestOf(row.record) });
	});

	it('not to be read: waits five minutes with the reason', async () => {
		const pair = new MemoryPair(inPart);
		const id = pair.crm.create({ title: 'Demo' });
		const changes = pair.crm.changes.bind(pair.crm);
		pair.crm.changes = async function* (request) {
			pair.crm.unreadable.delete(id);
			yield* changes(request);
			pair.crm.unreadable.add(id);
		};
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await rowsOf(pair)).toMatchObject([{ state: 'waiting', notBefore: pair.now() + 5 * MINUTE, reason: 'No access.' }]);
	});

	it.each<[string, boolean, string[]]>([['that has a partner: the deletion is handed out', true, ['delete']], ['that has none: there is nothing to do', false, []]])('deleted between listing and reading, of a record %s', async (_, isLinked, changes) => {
		const pair = new MemoryPair(inPart);
		const id = isLinked ? (await pair.linked()).crmId : pair.crm.create({ title: 'Demo' });
		if (isLinked) pair.crm.edit(id, { title: 'Edited' });
		const list = pair.crm.changes.bind(pair.crm);
		pair.crm.changes = async function* (request) {
			yield* list(request);
			if (pair.crm.living().includes(id)) pair.crm.remove(id);
		};
		expect((await pair.poll('crm')).items.map(({ change }) => change)).toEqual(changes);
		expect(await rowsOf(pair)).toHaveLength(changes.length);
	});

	it('called off, as only the reading tells: the deletion is handed out', async () => {
		const pair = new MemoryPair(inPart);
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Edited' });
		const list = pair.crm.changes.bind(pair.crm);
		pair.crm.changes = async function* (request) {
			for await (const page of list(request)) yield page;
			pair.crm.edit(crmId, {}, { status: 'cancelled' });
		};
		expect((await pair.poll('crm')).items).toMatchObject([{ change: 'delete', record: null }]);
	});

	it('left out by a filter on what only the reading tells: settled without a word', async () => {
		const pair = new MemoryPair({ crm: { capabilities: { feedOmits: ['title'] } } });
		pair.settings.crm = sideSettings({ filters: { ...sideSettings().filters, excludeTitles: ['secret'] } });
		pair.crm.create({ title: 'secret' });
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await rowsOf(pair)).toEqual([]);
	});

	it('in step, as only the reading tells: noted with its revision, and not read again', async () => {
		const pair = new MemoryPair(inPart);
		const { crmId } = await pair.linked({ title: 'Demo', description: 'Agenda' });
		pair.crm.edit(crmId, { title: 'Demo' });
		expect((await pair.poll('crm')).items).toEqual([]);
		expect((await pair.link(crmId)).seen.crm).toMatchObject({ revision: 'r2', inStep: true });
		const reads = pair.crm.readIds.length;
		await pair.poll('crm');
		expect(pair.crm.readIds).toHaveLength(reads);
	});
});

describe('a change that was handed out before', () => {
	it('is looked at again before it is handed out once more', async () => {
		const pair = new MemoryPair();
		const id = pair.crm.create({ title: 'Demo' });
		await pair.poll('crm');
		expect(pair.crm.readIds).toEqual([]);
		pair.advance(12 * MINUTE);
		expect((await pair.poll('crm')).items).toHaveLength(1);
		expect(pair.crm.readIds).toEqual([id]);
	});

	it('and was overtaken by an adoption from the other side is settled without a word', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		await pair.poll('crm');
		pair.calendar.create({ title: 'Demo' });
		await pair.turn('calendar');
		pair.advance(12 * MINUTE);
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await rowsOf(pair)).toEqual([]);
	});
});

describe('a vendor that fails while changes are read in full', () => {
	it('hands them back until the time it asked for', async () => {
		const pair = new MemoryPair(inPart);
		pair.crm.create({ title: 'Demo' });
		pair.crm.failure.read = new SystemError('throttled', 'Too fast.', 'Wait.', { retryAt: pair.now() + 7 * MINUTE });
		await expect(pair.poll('crm')).rejects.toThrow('Too fast.');
		expect(await rowsOf(pair)).toMatchObject([{ state: 'waiting', notBefore: pair.now() + 7 * MINUTE, reason: 'Too fast.' }]);
	});

	it('never before now, and at once where it asked for nothing', async () => {
		for (const retryAt of [undefined, 5]) {
			const pair = new MemoryPair(inPart);
			pair.crm.create({ title: 'Demo' });
			pair.crm.failure.read = new SystemError('unavailable', 'Down.', 'Wait.', { retryAt });
			await expect(pair.poll('crm')).rejects.toThrow('Down.');
			expect(await rowsOf(pair)).toMatchObject([{ notBefore: pair.now() }]);
			expect((await pair.poll('crm')).items).toHaveLength(1);
		}
	});

	it('a failure of our own hands nothing back', async () => {
		const pair = new MemoryPair(inPart);
		pair.crm.create({ title: 'Demo' });
		pair.crm.failure.read = new TypeError('a defect');
		await expect(pair.poll('crm')).rejects.toThrow('a defect');
		expect(await rowsOf(pair)).toMatchObject([{ state: 'delivered' }]);
	});
});

describe('how much one poll hands out', () => {
	it('as many as the first sync may at first, then as many as a run may, in order', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSyncLimit: 2, runLimit: 1 });
		for (const day of [13, 11, 12, 14]) pair.crm.create({ title: String(day), time: { start: { date: `2026-03-${day}` }, end: { date: `2026-03-${day + 1}` } } });
		expect(titles((await pair.poll('crm')).items)).toEqual(['11', '12']);
		expect(titles((await pair.poll('crm')).items)).toEqual(['13']);
	});

	it('as many as a first sync may when everything is asked for', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSyncLimit: 2, runLimit: 1 });
		await pair.poll('crm');
		for (const title of ['a', 'b', 'c']) pair.crm.create({ title });
		expect((await pair.poll('crm', 'all')).items).toHaveLength(2);
	});

	it('says what it left out and what it could not read', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.settings.crm = sideSettings({ filters: { ...sideSettings().filters, excludeTitles: ['secret'] } });
		pair.crm.edit(crmId, { title: 'secret' });
		expect((await pair.poll('crm')).notice).toBe('1 linked record(s) no longer pass the filters and stay as they are on both sides.');
		pair.crm.unreadable.add(pair.crm.create({ title: 'x' }));
		pair.crm.edit(crmId, { title: 'secret too' });
		expect((await pair.poll('crm')).notice).toBe('1 linked record(s) no longer pass the filters and stay as they are on both sides. 1 record(s) could not be read and were left alone.');
		expect((await pair.poll('crm')).notice).toBeNull();
	});

	it.each<[string, (pair: MemoryPair) => Promise<unknown>]>([
		['while another run reads that side', async (pair) => await pair.store.acquireLease(`read:crm:${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now())],
		['while the sync is switched off', async (pair) => await pair.deactivate()],
	])('nothing %s, and says why', async (_, act) => {
		const pair = new MemoryPair();
		await pair.linked();
		await act(pair);
		pair.crm.create({ title: 'New' });
		const outcome = await pair.poll('crm');
		expect(outcome).toEqual({ items: [], parked: [], notice: expect.stringMatching(/\w/) as string });
		expect(pair.writes()).toBe(1);
	});
});

describe('what a read leaves behind', () => {
	const side = async (pair: MemoryPair) => (await pair.store.getSync(syncName))?.sides.crm;

	it('its time, noted again after half a minute, or when filters changed or trouble is over', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		const first = pair.now();
		pair.advance(30 * SECOND - 1);
		await pair.poll('crm');
		expect((await side(pair))?.lastReadAt).toBe(first);
		pair.advance(1);
		await pair.poll('crm');
		expect((await side(pair))?.lastReadAt).toBe(first + 30 * SECOND);
		pair.advance(1);
		const fingerprint = (await side(pair))?.fingerprint;
		pair.settings.crm = sideSettings({ privateEvents: 'skip' });
		await pair.poll('crm');
		expect(await side(pair)).toMatchObject({ lastReadAt: pair.now(), fingerprint: expect.not.stringMatching(fingerprint ?? 'x') as string });
		pair.advance(1);
		pair.crm.failure.changes = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.poll('crm')).rejects.toThrow('Down.');
		expect(await side(pair)).toMatchObject({ lastProblem: 'Down.' });
		await pair.poll('crm');
		expect(await side(pair)).toMatchObject({ lastReadAt: pair.now(), lastProblem: null });
	});

	it('no old journal: forgotten once a day, each side by its own setting', async () => {
		const pair = new MemoryPair();
		const pruned = vi.spyOn(pair.store, 'prune');
		await pair.poll('crm');
		expect(pruned.mock.calls).toEqual([[syncName, 'crm', pair.now() - 30 * 24 * 60 * MINUTE], [syncName, 'calendar', pair.now() - 30 * 24 * 60 * MINUTE]]);
		pair.advance(MINUTE);
		await pair.poll('crm');
		expect(pruned).toHaveBeenCalledTimes(2);
		pair.advance(24 * 60 * MINUTE);
		await pair.poll('crm');
		expect(pruned).toHaveBeenCalledTimes(4);
	});
});
