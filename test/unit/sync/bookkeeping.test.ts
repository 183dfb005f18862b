import { describe, expect, it } from 'vitest';
import type { FieldName, JournalEntry, Link } from '../../../sync';
import { keyOf } from '../../../sync/apply/creates';
import { baselineOf, contentKey, digestOf } from '../../../sync/record/hash';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';
import { guests } from './samples';

const fields: FieldName[] = ['title', 'time', 'location', 'description', 'reminders', 'attendees'];
const popup = (minutes: number) => ({ minutes, method: 'popup' as const });
const original = { title: 'Demo', description: 'Agenda with many more words', reminders: [popup(10), popup(30)], attendees: guests('a') };
const copied = {
	title: 'Demo', time: { start: { dateTime: '2026-03-10T10:00:00Z', timeZone: 'UTC' }, end: { dateTime: '2026-03-10T11:00:00Z', timeZone: 'UTC' } }, location: '',
	description: 'Agenda with many mo…', reminders: [popup(10)], attendees: guests('a'),
};

/** What the two sides hold, as a linked pair that is in step remembers it. */
function inStep(pair: MemoryPair, crmId: string, calendarId: string): Pick<Link, 'baseline'> {
	const recordOf = (side: 'crm' | 'calendar', id: string) => {
		const stored = pair.system(side).records.get(id);
		if (stored === undefined) throw new Error(`There is no ${id}.`);
		return stored.record;
	};
	return { baseline: { crm: baselineOf(recordOf('crm', crmId), fields), calendar: baselineOf(recordOf('calendar', calendarId), fields) } };
}

async function created(answersWithRecord = false) {
	const pair = new MemoryPair({ crm: { answersWithRecord } });
	const calendarId = pair.calendar.create(original);
	const outcomes = await pair.turn('calendar');
	return { pair, calendarId, crmId: pair.crm.living()[0] ?? '', outcomes };
}

const newest = async (pair: MemoryPair): Promise<JournalEntry | undefined> => (await pair.journal())[0];

describe('what is remembered of a create, to the letter', () => {
	it('the request, the outcome with what was lost, the link and the journal', async () => {
		const { pair, calendarId, crmId, outcomes } = await created();
		const key = keyOf(syncName, 'calendar', calendarId, 0);
		expect(pair.crm.requests).toMatchObject([{ kind: 'create', key, values: copied, stamp: { sync: syncName, partnerId: calendarId, generation: 0 } }]);
		expect(pair.crm.requests[0]).toHaveProperty('values', copied);
		expect(outcomes).toEqual([{
			kind: 'done', action: 'created', crmId, calendarId, fields,
			losses: [{ field: 'description', message: 'Description holds 20 of 27 characters' }, { field: 'reminders', message: 'Reminders holds 1 of 2 reminders' }],
		}]);
		const digest = digestOf((pair.calendar.records.get(calendarId) ?? { record: {} as never }).record);
		expect(await pair.links()).toEqual([{
			id: 1, sync: syncName, crmId, calendarId, origin: 'calendar', createdByUs: true, ...inStep(pair, crmId, calendarId), state: 'linked', generation: 0, key,
			seen: { crm: { revision: 'r1', digest: null, inStep: true }, calendar: { revision: 'r1', digest, inStep: true } },
			intentAt: null, contentKey: null, version: 2, updatedAt: pair.now(),
		}]);
		expect(await pair.journal()).toEqual([{
			sync: syncName, at: pair.now(), run: 'run-2', side: 'crm', recordId: crmId, action: 'create', reason: 'new in memoryCalendar', fields, before: null, after: copied,
		}]);
		expect(await pair.store.getImages(syncName, 'crm', [crmId])).toEqual([{ side: 'crm', recordId: crmId, values: copied }]);
	});

	it('where the answer shows the record, all of it is known', async () => {
		const { pair, crmId } = await created(true);
		const digest = digestOf((pair.crm.records.get(crmId) ?? { record: {} as never }).record);
		expect((await pair.links())[0]?.seen.crm).toEqual({ revision: 'r1', digest, inStep: true });
		expect((await pair.store.getImages(syncName, 'crm', [crmId]))[0]?.values).toMatchObject({ ...copied, tags: [], visibility: 'default' });
	});

	it('values that the vendor took otherwise are told, and remembered as they are', async () => {
		const pair = new MemoryPair({ crm: { knownGuests: [] } });
		pair.calendar.create({ title: 'Demo', attendees: guests('a') });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created', losses: [{ field: 'attendees', message: 'some guests are no contacts' }] }]);
		expect((await pair.links())[0]?.baseline.crm.attendees).toBe('-');
	});

	it('a field that the target does not have is not written', async () => {
		const pair = new MemoryPair();
		pair.calendar.create({ title: 'Demo' }, { visibility: 'private' });
		const { items } = await pair.poll('calendar');
		const mapping = (['title', 'time', 'visibility'] as const).map((field) => ({ from: field, to: field }));
		await pair.applyTo('crm', items.map((item) => ({ ...item, mapping })));
		expect(Object.keys((pair.crm.requests[0] as { values?: object }).values ?? {})).toEqual(['title', 'time']);
	});

	it('one that has no answer: the intent, with what the record would hold', async () => {
		const pair = new MemoryPair();
		const calendarId = pair.calendar.create(original);
		pair.crm.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('calendar');
		const [intent] = await pair.store.linksByRecord(syncName, 'calendar', [calendarId]);
		const record = pair.calendar.records.get(calendarId)?.record;
		expect(intent).toMatchObject({
			state: 'creating', crmId: null, intentAt: pair.now(), contentKey: record === undefined ? '' : contentKey(record), generation: 0,
			key: keyOf(syncName, 'calendar', calendarId, 0), createdByUs: true, origin: 'calendar',
		});
		expect(Object.keys(intent?.baseline.crm ?? {}).sort()).toEqual(['attendees', 'description', 'location', 'reminders', 'time', 'title']);
		expect(await pair.journal()).toEqual([]);
		pair.advance(2 * MINUTE);
		await pair.turn('calendar');
		expect((await pair.store.linksByRecord(syncName, 'calendar', [calendarId]))[0]?.baseline.crm).toEqual({});
	});

	it('one without any answer at all counts as unclear, one that was refused leaves no intent', async () => {
		const pair = new MemoryPair();
		pair.calendar.create({ title: 'Demo' });
		const write = pair.crm.write.bind(pair.crm);
		pair.crm.write = async () => await Promise.resolve([]);
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'deferred', message: expect.stringContaining('did not answer for this record') as string }]);
		expect(await pair.store.countLinks(syncName, 'creating')).toBe(1);
		pair.crm.write = write;
		const other = new MemoryPair();
		other.calendar.create({ title: 'Demo' });
		other.crm.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Change it.' });
		await other.turn('calendar');
		expect(await other.store.listLinks(syncName, { limit: 10 })).toEqual([]);
	});

	it('keys that are all burnt are tried four times', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => ({ outcome: 'keyUsed' });
		await pair.turn('crm');
		expect(pair.calendar.requests).toHaveLength(4);
	});

	it('a key that a live record answers for makes it the partner, as a copy of ours', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		pair.advance(2 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'adopted', crmId }]);
		expect(await pair.links()).toMatchObject([{ createdByUs: true, origin: 'crm', state: 'linked' }]);
	});
});

describe('what is remembered of an update and a deletion, to the letter', () => {
	it('the fields that changed, with what they held before', async () => {
		const { pair, calendarId, crmId } = await created();
		pair.advance(MINUTE);
		pair.calendar.edit(calendarId, { title: 'Renamed', description: 'Other' });
		const [before] = await pair.links();
		expect(await pair.turn('calendar')).toEqual([{ kind: 'done', action: 'updated', crmId, calendarId, fields: ['title', 'description'], losses: [] }]);
		expect(pair.crm.requests[1]).toMatchObject({ kind: 'update', id: crmId, revision: 'r1' });
		expect(pair.crm.requests[1]).toHaveProperty('values', { title: 'Renamed', description: 'Other' });
		expect(pair.crm.requests[1]).not.toHaveProperty('stamp');
		const digest = digestOf((pair.calendar.records.get(calendarId) ?? { record: {} as never }).record);
		expect(await pair.links()).toEqual([{
			...before, ...inStep(pair, crmId, calendarId), version: 3, updatedAt: pair.now(),
			seen: { crm: { revision: 'r2', digest: null, inStep: true }, calendar: { revision: 'r2', digest, inStep: true } },
		}]);
		expect(await newest(pair)).toMatchObject({
			side: 'crm', recordId: crmId, action: 'update', fields: ['title', 'description'],
			before: { title: 'Demo', description: 'Agenda with many mo…' }, after: { title: 'Renamed', description: 'Other' },
		});
		expect((await pair.store.getImages(syncName, 'crm', [crmId]))[0]?.values).toMatchObject({ title: 'Renamed', description: 'Other', location: '' });
	});

	it('our copies carry the mark on, records of people do not', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect(pair.calendar.writesOf('update')[0]).toHaveProperty('stamp', { sync: syncName, partnerId: crmId, generation: 0 });
		const joined = new MemoryPair();
		joined.calendar.create({ title: 'By a person' });
		await joined.settle();
		joined.crm.edit(joined.crm.living()[0] ?? '', { title: 'Renamed' });
		await joined.turn('crm');
		expect(joined.calendar.writesOf('update')[0]).not.toHaveProperty('stamp');
	});

	it('a deletion: what the record held, the link ends with nothing known', async () => {
		const { pair, calendarId, crmId } = await created();
		const [before] = await pair.links();
		pair.calendar.remove(calendarId);
		expect(await pair.turn('calendar')).toEqual([{ kind: 'done', action: 'deleted', crmId, calendarId, fields: [], losses: [] }]);
		expect(pair.crm.requests[1]).toMatchObject({ kind: 'delete', id: crmId, revision: 'r1', cancel: false });
		expect(await pair.store.linksByRecord(syncName, 'crm', [crmId])).toEqual([
			{ ...before, state: 'gone', baseline: { crm: {}, calendar: {} }, seen: { crm: null, calendar: null }, version: 3, updatedAt: pair.now() },
		]);
		expect(await newest(pair)).toEqual({
			sync: syncName, at: pair.now(), run: 'run-4', side: 'crm', recordId: crmId, action: 'delete', reason: 'deleted in memoryCalendar', fields: [], before: copied, after: null,
		});
		expect(await pair.store.getImages(syncName, 'crm', [crmId])).toEqual([]);
	});
});

describe('what is remembered of a pairing and of a conflict, to the letter', () => {
	it('two equal records: joined without a write', async () => {
		const pair = new MemoryPair();
		const [crmId, calendarId] = [pair.crm.create({ title: 'Demo' }), pair.calendar.create({ title: 'Demo' })];
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'adopted', crmId, calendarId, fields: [], losses: [] }]);
		expect(await pair.links()).toMatchObject([{
			origin: 'crm', createdByUs: false, state: 'linked', key: null, ...inStep(pair, crmId, calendarId),
			seen: { crm: { revision: 'r1', inStep: true, digest: expect.any(String) as string }, calendar: { revision: 'r1', inStep: true, digest: expect.any(String) as string } },
		}]);
		expect(await pair.journal()).toMatchObject([{ side: 'calendar', recordId: calendarId, action: 'adopt', fields: [], before: null, after: null }]);
	});

	it('the source wins: the value that loses is in the journal before it is overwritten (B9)', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.calendar.edit(calendarId, { title: 'Other' });
		pair.advance(MINUTE);
		pair.crm.edit(crmId, { title: 'Mine' });
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'updated', crmId, calendarId, fields: ['title'], losses: [] }]);
		expect((await pair.journal()).slice(0, 2)).toMatchObject([
			{ action: 'update', before: { title: 'Other' }, after: { title: 'Mine' } },
			{ side: 'calendar', recordId: calendarId, action: 'conflict', fields: ['title'], before: { title: 'Other' }, after: null },
		]);
	});

	it('the target wins: the source\'s value is in the journal, and the target is read again', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Mine' });
		pair.advance(MINUTE);
		pair.calendar.edit(calendarId, { title: 'Other' });
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'unchanged', crmId, calendarId, fields: [], losses: [] }]);
		expect(await newest(pair)).toMatchObject({ side: 'crm', recordId: crmId, action: 'conflict', fields: ['title'], before: { title: 'Mine' }, after: null });
		expect(await pair.store.listRows(syncName, { side: 'calendar' })).toMatchObject([{ recordId: calendarId, change: 'upsert' }]);
		expect((await pair.links())[0]?.seen.calendar).toMatchObject({ inStep: false, digest: null });
	});

	it('a person decides: both stay, and what can go across does', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Mine', location: 'Köln' });
		pair.calendar.edit(calendarId, { title: 'Other' });
		expect(await pair.turn('crm', { conflictPolicy: 'ask' })).toMatchObject([{
			kind: 'attention', reason: 'conflict', crmId, calendarId, message: expect.stringContaining('changed title to different values') as string,
		}]);
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['Other', 'Köln']);
		expect((await pair.links())[0]?.seen).toMatchObject({ crm: { inStep: false }, calendar: { inStep: false } });
	});
});
