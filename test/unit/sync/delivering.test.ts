import { describe, expect, it } from 'vitest';
import { SystemError, type ChangeItem } from '../../../sync';
import { MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';
import { event } from './samples';

const omitting = { crm: { capabilities: { feedOmits: ['description' as const] } } };

describe('echoes and rest (I4)', () => {
	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([
		['answers without the record', {}], ['answers with the record', { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } }], ['a feed that leaves fields out', omitting],
	])('at rest nothing is delivered, also after a full listing: %s', async (_, options) => {
		const pair = new MemoryPair(options);
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', description: 'Text' });
		pair.calendar.edit(calendarId, { location: 'Köln' });
		await pair.settle();
		pair.crm.edit(crmId, { location: 'Bonn' });
		await pair.settle();
		const writes = pair.writes();
		pair.crm.expireCursors();
		pair.calendar.expireCursors();
		await pair.settle();
		expect(await pair.turn('crm')).toEqual([]);
		expect(pair.writes()).toBe(writes);
	});

	it('edited and edited back before anything was delivered: nothing to do', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Oops' });
		const { items } = await pair.poll('crm');
		pair.crm.edit(crmId, { title: 'Demo' });
		expect((await pair.poll('crm')).items).toEqual([]);
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'superseded' }]);
		expect(pair.calendar.writesOf('update')).toEqual([]);
	});

	it('a change of a field that is not mapped changes nothing on the other side (I8)', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		const writes = pair.writes();
		pair.crm.edit(crmId, { tags: ['x'] });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'unchanged' }]);
		await pair.settle();
		expect(pair.writes()).toBe(writes);
	});

	it('everything again: what is in step comes too and changes nothing', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		const writes = pair.writes();
		const { items } = await pair.poll('crm', 'all');
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'unchanged' }]);
		expect(pair.writes()).toBe(writes);
	});
});

describe('filters on linked records', () => {
	it('a linked record that starts to fail a filter stays as it is on both sides and is said once', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.settings.crm = sideSettings({ filters: { ...sideSettings().filters, excludeTitles: ['secret'] } });
		pair.crm.edit(crmId, { title: 'Secret' });
		expect(await pair.poll('crm')).toMatchObject({ items: [], notice: expect.stringContaining('1 linked record(s)') as string });
		pair.crm.expireCursors();
		expect(await pair.poll('crm')).toMatchObject({ items: [], notice: null });
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.living().length]).toEqual(['Demo', 1]);
		pair.crm.edit(crmId, { title: 'Open again' });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'title')).toBe('Open again');
	});

	it('records that cannot be read are counted and left alone', async () => {
		const pair = new MemoryPair();
		pair.crm.unreadable.add(pair.crm.create({ title: 'Locked' }));
		expect(await pair.poll('crm')).toMatchObject({ items: [], notice: expect.stringContaining('1 record(s) could not be read') as string });
	});
});

describe('records that the feed shows in part', () => {
	it('are read before they are delivered', async () => {
		const pair = new MemoryPair(omitting);
		pair.crm.create({ title: 'Demo', description: 'Agenda' });
		const { items } = await pair.poll('crm');
		expect(items).toMatchObject([{ record: { description: 'Agenda' } }]);
		expect(pair.crm.readIds).toHaveLength(1);
	});

	it('deleted since: without a partner nothing happens, with one it is the deletion', async () => {
		const pair = new MemoryPair(omitting);
		const { crmId, calendarId } = await pair.linked({ title: 'Linked' });
		const unlinked = pair.crm.create({ title: 'Unlinked' });
		pair.crm.edit(crmId, { title: 'Linked 2' });
		const readMany = pair.crm.readMany.bind(pair.crm);
		pair.crm.readMany = async (ids) => {
			for (const id of [crmId, unlinked]) pair.crm.remove(id);
			pair.crm.readMany = readMany;
			return await readMany(ids);
		};
		const { items } = await pair.poll('crm');
		expect(items).toMatchObject([{ id: crmId, change: 'delete', record: null }]);
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'deleted', calendarId }]);
	});

	it('unreadable for a while: handed back, never a deletion', async () => {
		const pair = new MemoryPair(omitting);
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		const readMany = pair.crm.readMany.bind(pair.crm);
		pair.crm.readMany = async (ids) => await Promise.resolve(ids.map(() => ({ outcome: 'unreadable' as const, message: 'No access.' })));
		expect((await pair.poll('crm')).items).toEqual([]);
		pair.crm.readMany = readMany;
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'title')).toBe('Renamed');
	});

	it('filtered out once they are known in full', async () => {
		const pair = new MemoryPair(omitting);
		const crmId = pair.crm.create({ title: 'Demo' });
		const readMany = pair.crm.readMany.bind(pair.crm);
		pair.crm.readMany = async (ids) => {
			pair.crm.edit(crmId, {}, { status: 'cancelled' });
			return await readMany(ids);
		};
		expect((await pair.poll('crm')).items).toEqual([]);
	});

	it('called off once they are known in full', async () => {
		const pair = new MemoryPair(omitting);
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'x' });
		const readMany = pair.crm.readMany.bind(pair.crm);
		pair.crm.readMany = async (ids) => {
			pair.crm.edit(crmId, {}, { status: 'cancelled' });
			pair.crm.readMany = readMany;
			return await readMany(ids);
		};
		expect((await pair.poll('crm')).items).toMatchObject([{ change: 'delete' }]);
	});
});

describe('trouble with the vendor loses nothing', () => {
	it('a listing that was cut off is read again', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.cutOff = true;
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect(pair.calendar.value(calendarId, 'title')).toBe('Renamed');
		pair.crm.cutOff = false;
		expect(await pair.turn('crm')).toEqual([]);
	});

	it('a target that is out of reach hands every item back; the next run carries on', async () => {
		const pair = new MemoryPair();
		for (const title of ['A', 'B']) pair.crm.create({ title });
		pair.calendar.failure.write = new SystemError('unavailable', 'Down.', 'Wait.');
		await expect(pair.turn('crm')).rejects.toThrow('Down.');
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toHaveLength(2);
		pair.advance(2 * MINUTE);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(2);
	});

	it('a failure of our own is thrown as it is, and the change is delivered again', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'A' });
		pair.calendar.failure.write = new TypeError('a defect');
		await expect(pair.turn('crm')).rejects.toThrow('a defect');
		pair.advance(30 * MINUTE);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it.each([
		['rejected', { outcome: 'rejected' as const, message: 'Bad.', next: 'Fix.' }, { reason: 'rejected' }],
		['forbidden', { outcome: 'forbidden' as const, message: 'No.', next: 'Ask.' }, { reason: 'lost access' }],
		['throttled', { outcome: 'retry' as const, message: 'Slow.', retryAt: null }, { action: 'deferred' }],
	])('an update that is %s is said once and goes across later', async (_, result, outcome) => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		pair.calendar.mishap = () => result;
		expect(await pair.turn('crm')).toMatchObject([outcome]);
		expect(await pair.turn('crm')).toEqual([]);
		pair.calendar.mishap = () => undefined;
		pair.crm.edit(crmId, { location: 'Köln' });
		await pair.settle();
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['Renamed', 'Köln']);
	});

	it('a target that cannot be read is left alone and tried again', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		pair.calendar.unreadable.add(calendarId);
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'lost access' }]);
		pair.calendar.unreadable.clear();
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'title')).toBe('Renamed');
	});
});

describe('series are recognised and left alone', () => {
	it.each<[string, Parameters<MemoryPair['crm']['create']>[1]]>([
		['a series', { recurrence: { rules: ['RRULE:FREQ=DAILY'] } }], ['an occurrence', { series: { masterId: 'm' } }], ['what only the vendor knows to be one', { recurring: true }],
	])('%s: attention once, nothing written', async (_, extra) => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Weekly' }, extra);
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'recurring', message: expect.stringContaining('Recurring events follow later') as string, crmId }]);
		pair.crm.expireCursors();
		await pair.settle();
		expect(pair.writes()).toBe(0);
	});

	it('a linked event that becomes a series: said once, its partner stays', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		const writes = pair.writes();
		pair.crm.edit(crmId, { title: 'Weekly' }, { recurrence: { rules: ['RRULE:FREQ=DAILY'] } });
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'recurring' }]);
		pair.crm.expireCursors();
		expect(await pair.turn('crm')).toEqual([]);
		expect(pair.writes()).toBe(writes);
	});
});

describe('several runs and strange items', () => {
	const item = (change: Partial<ChangeItem>): ChangeItem => ({ sync: syncName, change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'event', id: 'x', revision: 'r', modifiedAt: null, url: null, record: event(), ...change });

	it('a side that is being read by another run is left to that run', async () => {
		const pair = new MemoryPair();
		await pair.store.acquireLease(`read:crm:${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now());
		expect(await pair.poll('crm')).toMatchObject({ items: [], notice: expect.stringContaining('Another run is reading') as string });
	});

	it('a sync that is being written by another run defers the items', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now());
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'deferred' }]);
		expect(pair.writes()).toBe(0);
	});

	it('an item of the side it would be written to is refused', async () => {
		const pair = new MemoryPair();
		expect(await pair.applyTo('calendar', [item({ side: 'calendar' })])).toMatchObject([{ kind: 'attention', reason: 'rejected', next: expect.stringContaining('other side') as string }]);
	});

	it('one outcome per item, in order, whatever becomes of each', async () => {
		const pair = new MemoryPair();
		const outcomes = await pair.applyTo('calendar', [item({ side: 'calendar', id: 'a' }), item({ id: 'b' }), item({ id: 'c', change: 'delete', record: null }), item({ id: 'b' })]);
		expect(outcomes.map((outcome) => (outcome.kind === 'done' ? outcome.action : outcome.reason))).toEqual(['rejected', 'created', 'unchanged', 'superseded']);
	});

	it('items of several syncs are kept apart', async () => {
		const pair = new MemoryPair();
		await pair.applyTo('calendar', [item({}), item({ sync: 'second', record: event({ title: 'Other' }) })]);
		expect((await pair.store.listSyncs()).map(({ name }) => name)).toEqual(['memory', 'second']);
		expect(pair.calendar.living()).toHaveLength(2);
	});

	it('a hundred and more changes go in batches', async () => {
		const pair = new MemoryPair();
		const ids = Array.from({ length: 230 }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
		await pair.settle();
		for (const id of ids) pair.crm.edit(id, { location: 'Köln' });
		await pair.settle();
		expect(pair.calendar.living().filter((id) => pair.calendar.value(id, 'location') === 'Köln')).toHaveLength(230);
	});
});
