import { describe, expect, it, vi } from 'vitest';
import { StoreError, SystemError, type ApplySettings, type ChangeItem, type WriteResult } from '../../../sync';
import { writeLease } from '../../../sync/lease';
import { applySettings, MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';
import { guests } from './samples';

/** A linked pair whose CRM record was renamed; the change is not applied yet. */
async function renamed(options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	const { crmId, calendarId } = await pair.linked();
	pair.crm.edit(crmId, { title: 'Renamed' });
	const { items } = await pair.poll('crm');
	return { pair, crmId, calendarId, items };
}

const waiting = async (pair: MemoryPair) => await pair.store.listRows(syncName, { states: ['waiting'] });
const deferred = (crmId: string | null, calendarId: string | null) => ({ kind: 'done', action: 'deferred', crmId, calendarId, fields: [], losses: [], message: expect.any(String) as string });

describe('a batch that cannot be written', () => {
	it('because the sync is switched off: every change is kept and comes again in a minute', async () => {
		const { pair, crmId, items } = await renamed();
		await pair.deactivate();
		const writes = pair.writes();
		expect(await pair.applyTo('calendar', items)).toEqual([deferred(crmId, null)]);
		expect(pair.writes()).toBe(writes);
		expect(await waiting(pair)).toMatchObject([{ recordId: crmId, notBefore: pair.now() + MINUTE }]);
	});

	it('because another run is writing: nothing is touched, the change is delivered again by itself', async () => {
		const { pair, items } = await renamed();
		await pair.store.acquireLease(writeLease(syncName), 'test/1/start/other', 60 * MINUTE, pair.now());
		expect(await pair.applyTo('calendar', items)).toEqual([deferred(null, null)]);
		expect(await waiting(pair)).toEqual([]);
	});

	it.each<[string, number | undefined, number]>([['an hour, when the vendor asks for it', 60, 60], ['a minute', undefined, 1]])('because the vendor is out of reach: the changes wait for %s', async (_, asked, minutes) => {
		const { pair, crmId, items } = await renamed();
		const retryAt = asked === undefined ? undefined : pair.now() + asked * MINUTE;
		pair.calendar.failure.write = new SystemError('throttled', 'Too fast.', 'Wait.', { retryAt });
		await expect(pair.applyTo('calendar', items)).rejects.toThrow('Too fast.');
		expect(await waiting(pair)).toMatchObject([{ recordId: crmId, reason: 'Too fast.', notBefore: pair.now() + minutes * MINUTE }]);
	});

	it.each<[string, StoreError | TypeError]>([['of the store', new StoreError('busy', 'The store is locked.', 'Wait.')], ['of our own', new TypeError('a defect')]])('because of a failure %s: it is shown, and nothing is handed back', async (_, failure) => {
		const { pair, items } = await renamed();
		vi.spyOn(pair.store, 'getRows').mockRejectedValue(failure);
		await expect(pair.applyTo('calendar', items)).rejects.toBe(failure);
		vi.restoreAllMocks();
		expect(await waiting(pair)).toEqual([]);
	});

	it('one of several syncs at once does not hold up the others', async () => {
		const { pair, crmId, items } = await renamed();
		const foreign: ChangeItem[] = items.map((item) => ({ ...item, sync: 'another', id: 'crm-77', delivery: undefined }));
		expect(await pair.applyTo('calendar', [...foreign, ...items])).toMatchObject([{ crmId: 'crm-77' }, { action: 'updated', crmId }]);
	});
});

describe('a write that does not go through', () => {
	const answered = async (result: WriteResult) => {
		const given = await renamed();
		given.pair.calendar.mishap = () => result;
		const [outcome] = await given.pair.applyTo('calendar', given.items);
		return { ...given, outcome, row: (await waiting(given.pair))[0], link: await given.pair.link(given.crmId) };
	};

	it('refused for good: said once, the record counts as looked at', async () => {
		const { pair, crmId, calendarId, outcome, row, link } = await answered({ outcome: 'rejected', message: 'Bad title.', next: 'Change it.' });
		expect(outcome).toMatchObject({ kind: 'attention', reason: 'rejected', crmId, calendarId, message: expect.stringContaining('Bad title.') as string, next: 'Change it.' });
		expect(row).toBeUndefined();
		expect(link.seen.crm).toMatchObject({ revision: 'r2', inStep: false });
		expect(await pair.store.getSightings(syncName, 'crm', [crmId])).toMatchObject([{ revision: 'r2', reason: 'rejected: Bad title.' }]);
		expect((await pair.poll('crm')).items).toEqual([]);
	});

	it('forbidden: the change is kept, and the record is not looked at yet', async () => {
		const { outcome, row, link } = await answered({ outcome: 'forbidden', message: 'No right.', next: 'Ask.' });
		expect(outcome).toMatchObject({ kind: 'attention', reason: 'lost access', message: expect.stringContaining('No right.') as string, next: 'Ask.' });
		expect(row).toMatchObject({ reason: 'No right.' });
		expect(link.seen.crm).toMatchObject({ revision: 'r1', inStep: true });
	});

	it.each<[string, WriteResult, string]>([
		['unclear', { outcome: 'unclear', message: 'Cut.' }, 'Cut.'],
		['throttled', { outcome: 'retry', message: 'Slow.', retryAt: null }, 'Slow.'],
		['an answer that does not fit', { outcome: 'deleted' }, 'The vendor\'s answer "deleted" does not fit the request.'],
	])('%s: kept and tried again', async (_, result, reason) => {
		const { outcome, row, link } = await answered(result);
		expect(outcome).toMatchObject({ kind: 'done', action: 'deferred', message: expect.stringContaining(reason) as string });
		expect(row).toMatchObject({ reason });
		expect(link.seen.crm).toMatchObject({ revision: 'r1' });
	});

	it('a partner that cannot be read: kept, said, and not taken for deleted', async () => {
		const { pair, calendarId, items } = await renamed({ calendar: { capabilities: { openRevisionMark: '~' } } });
		pair.calendar.unreadable.add(calendarId);
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ kind: 'attention', reason: 'lost access', message: expect.stringContaining('cannot be read: No access.') as string }]);
		expect(await waiting(pair)).toMatchObject([{ reason: 'lost access' }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('the longer a change has waited, the later it is tried again, up to an hour', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		pair.calendar.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		const delays: number[] = [];
		for (let n = 0; n < 9; n += 1) {
			await pair.turn('crm');
			const delay = ((await waiting(pair))[0]?.notBefore ?? 0) - pair.now();
			delays.push(delay / MINUTE);
			pair.advance(delay);
		}
		expect(delays).toEqual([1, 1, 2, 4, 8, 16, 32, 60, 60]);
	});
});

describe('what a side is remembered by', () => {
	const sideOf = async (pair: MemoryPair, side: 'crm' | 'calendar') => (await pair.store.getSync(syncName))?.sides[side];

	it('the text for an empty title, before it is first written, and only where the system wants one (Z9)', async () => {
		const pair = new MemoryPair();
		pair.calendar.create({ title: '' });
		await pair.turn('calendar', { dryRun: true });
		expect(await sideOf(pair, 'crm')).not.toHaveProperty('placeholder');
		pair.advance(61 * MINUTE);
		await pair.turn('calendar', { write: { ...applySettings().write, untitledPlaceholder: ' No title ' } });
		expect(await sideOf(pair, 'crm')).toMatchObject({ placeholder: 'No title' });
		pair.calendar.create({ title: 'x' });
		await pair.turn('calendar', { write: { ...applySettings().write, untitledPlaceholder: ' ' } });
		expect(await sideOf(pair, 'crm')).toMatchObject({ placeholder: 'Not Provided' });
		pair.crm.create({ title: 'Demo' });
		await pair.turn('crm');
		expect(await sideOf(pair, 'calendar')).not.toHaveProperty('placeholder');
	});

	it('what its journal keeps, as the node that writes it was set', async () => {
		const journal = { beforeImages: false, retentionDays: 7 };
		const { pair, items } = await renamed();
		await pair.applyTo('calendar', items, { dryRun: true, journal });
		expect((await sideOf(pair, 'calendar'))?.journal).toBeUndefined();
		await pair.applyTo('calendar', items, { journal });
		expect((await sideOf(pair, 'calendar'))?.journal).toEqual(journal);
		await pair.applyTo('calendar', items, { journal: { ...journal, retentionDays: 8 } });
		expect((await sideOf(pair, 'calendar'))?.journal).toEqual({ beforeImages: false, retentionDays: 8 });
		await pair.applyTo('calendar', items);
		expect((await sideOf(pair, 'calendar'))?.journal).toEqual({ beforeImages: false, retentionDays: 8 });
	});
});

describe('before-images of updates', () => {
	const blind: Partial<ApplySettings> = { journal: { beforeImages: false, retentionDays: 30 } };
	const update = async (pair: MemoryPair) => (await pair.journal()).find(({ action }) => action === 'update');

	it('come from what was kept when the record was last written; nothing is read for them', async () => {
		const { pair, items } = await renamed();
		const reads = pair.calendar.readIds.length;
		await pair.applyTo('calendar', items);
		expect(pair.calendar.readIds).toHaveLength(reads);
		expect(await update(pair)).toMatchObject({ before: { title: 'Demo' }, after: { title: 'Renamed' } });
	});

	it('are read first where nothing was kept', async () => {
		const { pair, calendarId, items } = await renamed();
		await pair.store.forgetContents(syncName, 'calendar');
		await pair.applyTo('calendar', items);
		expect(pair.calendar.readIds).toContain(calendarId);
		expect(await update(pair)).toMatchObject({ before: { title: 'Demo' } });
	});

	it('are neither kept nor read for where the settings say so', async () => {
		const { pair, calendarId, items } = await renamed();
		const reads = pair.calendar.readIds.length;
		await pair.applyTo('calendar', items, blind);
		expect(pair.calendar.readIds).toHaveLength(reads);
		expect(await update(pair)).toMatchObject({ before: null, after: null, fields: ['title'] });
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId])).toEqual([]);
	});

	it('what loses a conflict is kept all the same (I3)', async () => {
		const { pair, calendarId, items } = await renamed();
		pair.calendar.edit(calendarId, { title: 'Other' });
		await pair.applyTo('calendar', items, { ...blind, conflictPolicy: 'crm' });
		expect((await pair.journal()).find(({ action }) => action === 'conflict')).toMatchObject({ before: { title: 'Other' } });
	});
});

describe('a private event of a calendar that shows its time alone (B10)', () => {
	it('is not written from the CRM, and hides nothing from it that came from there', async () => {
		const pair = new MemoryPair();
		pair.settings.calendar = sideSettings({ privateEvents: 'busyOnly' });
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', location: 'Köln', attendees: guests('a') });
		pair.calendar.edit(calendarId, { time: { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } } }, { visibility: 'private' });
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.crm.value(crmId, 'location')]).toEqual(['Demo', 'Köln']);
		expect(pair.crm.value(crmId, 'time')).toMatchObject({ start: { dateTime: '2026-06-10T10:00:00Z' } });
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'title')).toBe('Demo');
	});

	it('that a person made is told to the CRM as busy', async () => {
		const pair = new MemoryPair();
		pair.settings.calendar = sideSettings({ privateEvents: 'busyOnly' });
		pair.calendar.create({ title: 'Doctor' }, { visibility: 'private' });
		await pair.settle();
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title'))).toEqual(['Busy']);
	});
});
