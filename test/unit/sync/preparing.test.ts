import { describe, expect, it, vi } from 'vitest';
import { StoreError, type ChangeItem } from '../../../sync';
import { withoutFields } from '../../../sync/record/fields';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

/** A change of a linked pair, handed out and not applied yet. */
async function handedOut(edit: (pair: MemoryPair, crmId: string) => void = (pair, id) => pair.crm.edit(id, { title: 'Renamed' })) {
	const pair = new MemoryPair();
	const { crmId, calendarId } = await pair.linked();
	edit(pair, crmId);
	const { items } = await pair.poll('crm');
	const [item] = items;
	if (item === undefined) throw new Error('Nothing was handed out.');
	return { pair, crmId, calendarId, items, item };
}

const superseded = (crmId: string, calendarId: string) => ({ kind: 'done', action: 'superseded', crmId, calendarId, fields: [], losses: [], message: expect.stringContaining('settled already') as string });

describe('items that are overtaken are left alone', () => {
	it.each<[string, (item: ChangeItem) => ChangeItem]>([
		['by another revision', (item) => ({ ...item, revision: 'r9' })],
		['by a deletion', (item) => ({ ...item, change: 'delete', record: null })],
		['by a delivery that is not theirs', (item) => ({ ...item, delivery: 999 })],
	])('%s', async (_, change) => {
		const { pair, crmId, calendarId, item } = await handedOut();
		expect(await pair.applyTo('calendar', [change(item)])).toEqual([superseded(crmId, calendarId)]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('Demo');
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toHaveLength(1);
	});

	it('by a newer state of the record that was read meanwhile: settled as well', async () => {
		const { pair, crmId, calendarId, items } = await handedOut();
		pair.crm.edit(crmId, { title: 'Demo' });
		await pair.poll('crm');
		expect(await pair.applyTo('calendar', items)).toEqual([superseded(crmId, calendarId)]);
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toEqual([]);
	});

	it('by an item of the same record in the same batch', async () => {
		const { pair, item } = await handedOut();
		const byHand = { ...item, delivery: undefined };
		expect(await pair.applyTo('calendar', [byHand, byHand])).toMatchObject([{ action: 'updated' }, { action: 'superseded' }]);
		const gone = { ...byHand, change: 'delete' as const, record: null };
		expect(await pair.applyTo('calendar', [gone, gone])).toMatchObject([{ action: 'deleted' }, { action: 'superseded' }]);
	});
});

describe('a series is left alone on both sides', () => {
	it.each<[string, Parameters<MemoryPair['crm']['create']>[1]]>([
		['by its rule', { recurrence: { rules: ['RRULE:FREQ=DAILY'] } }], ['as one of its days', { series: { masterId: 'm' } }], ['as the system says', { recurring: true }],
	])('known %s', async (_, extra) => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Stand-up' }, extra);
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'recurring', crmId, calendarId: null, message: expect.stringContaining('"Stand-up" belongs to a series') as string }]);
		expect(pair.writes()).toBe(0);
		expect(await pair.store.getSightings(syncName, 'crm', [crmId])).toMatchObject([{ revision: 'r1', reason: 'recurring' }]);
		expect(await pair.turn('crm')).toEqual([]);
	});

	it('that a linked event became counts as looked at', async () => {
		const { pair, crmId, items } = await handedOut((pair, id) => pair.crm.edit(id, {}, { recurrence: { rules: ['RRULE:FREQ=DAILY'] } }));
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ reason: 'recurring' }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked', seen: { crm: { revision: 'r2', inStep: false } } });
	});
});

describe('items made by hand', () => {
	it('of a system that is not known are taken by their own fields', async () => {
		const { pair, item, calendarId } = await handedOut();
		await pair.applyTo('calendar', [{ ...item, system: 'somethingElse' }]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('Renamed');
	});

	it('say nothing about fields that they leave out', async () => {
		const { pair, item, calendarId } = await handedOut((pair, id) => pair.crm.edit(id, { title: 'Renamed', location: 'Köln' }));
		if (item.record === null) throw new Error('There is no record.');
		const record = withoutFields(item.record, ['location']);
		await pair.applyTo('calendar', [{ ...item, delivery: undefined, record, mapping: [{ from: 'title', to: 'title' }, { from: 'location', to: 'location' }] }]);
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['Renamed', '']);
	});

	it('that tell nothing the other side can hold change nothing', async () => {
		const { pair, item } = await handedOut();
		if (item.record === null) throw new Error('There is no record.');
		const record = withoutFields(item.record, ['title', 'location', 'description', 'reminders', 'attendees']);
		const capabilities = { ...pair.crm.capabilities, fields: { title: pair.crm.capabilities.fields.title } };
		Object.assign(pair.calendar.capabilities, { fields: capabilities.fields });
		expect(await pair.applyTo('calendar', [{ ...item, delivery: undefined, record }])).toMatchObject([{ action: 'unchanged' }]);
		expect(pair.calendar.writesOf('update')).toEqual([]);
	});
});

describe('a long run', () => {
	it('keeps the deliveries that are still to come from running out, and those alone', async () => {
		const pair = new MemoryPair();
		for (let n = 0; n < 250; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		const items = [...(await pair.poll('crm')).items];
		const extended = vi.spyOn(pair.store, 'extendDeliveries');
		const write = pair.calendar.write.bind(pair.calendar);
		pair.calendar.write = async (...given) => {
			pair.advance(3 * MINUTE);
			return await write(...given);
		};
		const began = pair.now();
		await pair.applyTo('calendar', items);
		const calls = extended.mock.calls.map(([ids, until]) => [ids.length, (until - began) / MINUTE]);
		expect(calls[0]).toEqual([250, 10]);
		expect(calls.slice(1).map(([, until]) => until)).toEqual([13, 16, 19]);
		expect(calls.map(([count]) => count ?? 0)).toEqual([...calls.map(([count]) => count ?? 0)].sort((a, b) => b - a));
		expect(calls.at(-1)?.[0]).toBeLessThan(100);
	});

	it('that lost its lease leaves everything to the run that has it', async () => {
		const { pair, crmId, items, item } = await handedOut();
		pair.calendar.write = async () => {
			pair.advance(60 * MINUTE);
			await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now());
			return [];
		};
		const outcomes = await pair.applyTo('calendar', [...items, { ...item, id: 'crm-8', delivery: undefined, change: 'delete', record: null }]);
		expect(outcomes[0]).toEqual({ kind: 'done', action: 'deferred', crmId, calendarId: null, fields: [], losses: [], message: expect.stringContaining('What is left of it comes again by itself.') as string });
		expect(outcomes[1]).toMatchObject({ kind: 'done', message: expect.stringMatching(/Run this item again|nothing to delete/) as string });
		expect((await pair.store.listRows(syncName, { side: 'crm' })).map(({ state }) => state)).toEqual(['delivered']);
	});

	it('whose commit fails tells no outcome that was not stored', async () => {
		const { pair, items } = await handedOut();
		const { commit } = pair.store;
		pair.store.commit = async (given) => ((given.rows ?? []).length > 0 ? await Promise.reject(new StoreError('busy', 'The store is locked.', 'Wait.')) : await commit.call(pair.store, given));
		await expect(pair.applyTo('calendar', items)).rejects.toThrow('The store is locked.');
		pair.store.commit = commit;
		expect(await pair.link(items[0]?.id ?? '')).toMatchObject({ seen: { crm: { revision: 'r1' } } });
	});
});
