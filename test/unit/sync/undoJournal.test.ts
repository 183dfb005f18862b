import { describe, expect, it } from 'vitest';
import { listRuns, type FieldValues, type JournalEntry, type Side } from '../../../sync';
import { MemoryPair, MINUTE, SECOND, syncName } from '../../support/memoryPair';

const told = { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } };
const crmAnswersNothing = { capabilities: { createKey: 'none' as const } };

/** Entries of a run "r", each at its own time, put into the journal as they stand. */
async function write(pair: MemoryPair, side: Side, ...entries: Array<Partial<JournalEntry>>): Promise<void> {
	const lease = await pair.store.acquireLease('test', 'test/1/start/journal', SECOND, pair.now());
	if (lease === null) throw new Error('The lease is taken.');
	const blank = { sync: syncName, run: 'r', side, recordId: '', action: 'update' as const, reason: '', fields: [], before: null, after: null, at: pair.now() };
	await pair.store.commit({ sync: syncName, lease, now: pair.now(), journal: entries.map((entry) => ({ ...blank, ...entry })) });
	await pair.store.releaseLease(lease);
}

/** A pair whose calendar record the run has changed, made or deleted. */
async function withRun(kind: 'update' | 'create' | 'delete') {
	const pair = new MemoryPair(told);
	const ids = await pair.linked({ title: 'Before' });
	if (kind === 'update') pair.crm.edit(ids.crmId, { title: 'After' });
	if (kind === 'delete') pair.crm.remove(ids.crmId);
	if (kind !== 'create') await pair.turn('crm');
	return { pair, ...ids, run: await pair.lastRun() };
}

const entriesOf = async (pair: MemoryPair) => await pair.store.listJournal(syncName, { run: await pair.lastRun(), limit: 10 });

describe('what the journal and the kept contents say afterwards (B7)', () => {
	it('of a change', async () => {
		const { pair, calendarId, run } = await withRun('update');
		await pair.undo('calendar', run);
		expect(await entriesOf(pair)).toMatchObject([{ side: 'calendar', recordId: calendarId, action: 'update', reason: `undo of run ${run}`, fields: ['title'], before: { title: 'After' }, after: { title: 'Before' } }]);
		expect((await entriesOf(pair))[0]?.before, 'and of no other field').toEqual({ title: 'After' });
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId])).toMatchObject([{ values: { title: 'Before' } }]);
	});

	it('of a creation: what was taken away, as a removal, which the guard does not count', async () => {
		const { pair, calendarId, run } = await withRun('create');
		await pair.undo('calendar', run);
		expect(await entriesOf(pair)).toMatchObject([{ recordId: calendarId, action: 'remove', fields: [], before: { title: 'Before', availability: 'busy' }, after: null }]);
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId])).toEqual([]);
	});

	it('of a deletion: the new record, in place of the former one', async () => {
		const { pair, calendarId, run } = await withRun('delete');
		await pair.undo('calendar', run);
		const [made = ''] = pair.calendar.living();
		expect(await entriesOf(pair)).toMatchObject([{ recordId: made, action: 'create', reason: `undo of run ${run}, in place of ${calendarId}`, fields: expect.arrayContaining(['title', 'time']) as string[], before: null, after: { title: 'Before' } }]);
		expect(await pair.store.getImages(syncName, 'calendar', [made])).toMatchObject([{ values: { title: 'Before' } }]);
	});

	it('no contents where none are to be kept', async () => {
		const { pair, calendarId, run } = await withRun('update');
		const side = (await pair.store.getSync(syncName))?.sides.calendar;
		if (side) await pair.store.saveSide(syncName, 'calendar', { ...side, journal: { beforeImages: false, retentionDays: 30 } }, pair.now());
		await pair.undo('calendar', run);
		expect(await entriesOf(pair)).toMatchObject([{ action: 'update', fields: ['title'], before: null, after: null }]);
		expect(await pair.store.getImages(syncName, 'calendar', [calendarId])).toEqual([]);
	});

	it('each undoing is a run of its own in the list', async () => {
		const { pair, run } = await withRun('create');
		await pair.undo('calendar', run);
		expect(await listRuns(pair.context(), { sync: syncName, limit: 5 })).toMatchObject([{ deleted: 1 }, { created: 1, run }]);
	});
});

describe('two writes of one record in the run (B7)', () => {
	it('are taken back in the order in which they were made', async () => {
		const pair = new MemoryPair(told);
		const { calendarId } = await pair.linked({ title: 'C' });
		await write(pair, 'calendar', { recordId: calendarId, fields: ['title'], before: { title: 'A' }, after: { title: 'B' } }, { recordId: calendarId, fields: ['title'], before: { title: 'B' }, after: { title: 'C' } });
		expect(await pair.undo('calendar', 'r')).toMatchObject([{ action: 'restored' }]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('A');
	});
});

describe('records that were deleted where the vendor takes no keys (B7, I1)', () => {
	const demo: FieldValues = { title: 'Demo', time: { start: { dateTime: '2026-03-10T10:00:00Z', timeZone: 'UTC' }, end: { dateTime: '2026-03-10T11:00:00Z', timeZone: 'UTC' } } };

	async function deleted(...entries: Array<Partial<JournalEntry>>) {
		const pair = new MemoryPair({ crm: crmAnswersNothing });
		await pair.poll('crm');
		await pair.poll('calendar');
		pair.advance(60 * MINUTE);
		await write(pair, 'crm', ...entries.map((entry, index) => ({ recordId: `c${index}`, action: 'delete' as const, before: demo, ...entry, at: pair.now() + (entry.at ?? 0) })));
		return pair;
	}
	const actions = async (pair: MemoryPair) => (await pair.undo('crm', 'r')).map((outcome) => (outcome.kind === 'done' ? outcome.action : outcome.reason));

	it('one that somebody entered anew stands for one of two that were alike', async () => {
		const pair = await deleted({}, {});
		pair.crm.create(demo);
		expect(await actions(pair)).toEqual(['unchanged', 'recreated']);
		expect(pair.crm.living()).toHaveLength(2);
	});

	it('a series is not what was deleted', async () => {
		const pair = await deleted({});
		pair.crm.create(demo, { recurring: true });
		expect(await actions(pair)).toEqual(['recreated']);
	});

	it.each<[string, FieldValues]>([['title', { ...demo, title: 'Other' }], ['time', { title: 'Demo', time: { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } } }]])('another %s is another record', async (_, values) => {
		const pair = await deleted({});
		pair.crm.create(values);
		expect(await actions(pair)).toEqual(['recreated']);
	});

	it('what was entered before the deletion is another record; a minute for the clocks of both is allowed', async () => {
		const pair = await deleted({ at: 2 * MINUTE }, { at: 20 * MINUTE });
		const old = pair.crm.create(demo);
		pair.advance(MINUTE);
		const anew = pair.crm.create(demo);
		expect(await actions(pair)).toEqual(['unchanged', 'recreated']);
		expect(pair.crm.living()).toEqual(expect.arrayContaining([old, anew]));
		expect(pair.crm.living()).toHaveLength(3);
	});
});
