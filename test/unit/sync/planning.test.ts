import { describe, expect, it } from 'vitest';
import type { ApplyOutcome, ChangeItem, FieldName } from '../../../sync';
import { MemoryPair, MINUTE, sideSettings } from '../../support/memoryPair';
import { event } from './samples';

const noPrecondition = { capabilities: { precondition: { update: false, delete: false } } };
const plans = (items: ChangeItem[], outcomes: ApplyOutcome[]): ChangeItem[] =>
	items.flatMap((item, index) => {
		const outcome = outcomes[index];
		return outcome?.kind === 'done' && outcome.plan !== undefined ? [{ ...item, plan: outcome.plan }] : [];
	});

async function plan(pair: MemoryPair): Promise<{ approved: ChangeItem[]; outcomes: ApplyOutcome[] }> {
	const { items } = await pair.poll('crm');
	const outcomes = await pair.applyTo('calendar', items, { dryRun: true });
	return { approved: plans(items, outcomes), outcomes };
}

describe('plan first: exactly what was approved is applied, or refused as stale (B6)', () => {
	it('a new record', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'Köln' });
		const { approved, outcomes } = await plan(pair);
		expect(outcomes).toMatchObject([{ kind: 'done', action: 'planned', plan: { action: 'create', title: 'Demo', when: '2026-03-10T10:00:00Z' } }]);
		expect(approved[0]?.plan?.fields).toContainEqual({ field: 'location', old: null, new: 'Köln' });
		expect(pair.calendar.requests).toEqual([]);
		expect(await pair.store.linksByRecord('memory', 'crm', [crmId])).toEqual([]);
		expect(await pair.applyTo('calendar', approved)).toMatchObject([{ action: 'created' }]);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([['with preconditions', {}], ['without', { calendar: noPrecondition }]])('a change, %s', async (_, options) => {
		const pair = new MemoryPair(options);
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		const { approved } = await plan(pair);
		expect(approved[0]?.plan).toMatchObject({ action: 'update', fields: [{ field: 'title', old: 'Demo', new: 'Renamed' }] });
		expect(pair.calendar.value(calendarId, 'title')).toBe('Demo');
		expect(await pair.applyTo('calendar', approved)).toMatchObject([{ action: 'updated', fields: ['title'] }]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('Renamed');
	});

	it('a deletion', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		const { approved } = await plan(pair);
		expect(approved[0]?.plan).toMatchObject({ action: 'delete', title: 'Demo', when: '2026-03-10T10:00:00Z' });
		expect(pair.calendar.living()).toHaveLength(1);
		expect(await pair.applyTo('calendar', approved)).toMatchObject([{ action: 'deleted' }]);
	});

	it('joining a record that is there already', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' }, { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } });
		pair.calendar.create({ title: 'Demo' }, { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } });
		const { approved } = await plan(pair);
		expect(approved[0]?.plan).toMatchObject({ action: 'adopt', when: '2026-03-10', fields: [] });
		expect(await pair.links()).toEqual([]);
		expect(await pair.applyTo('calendar', approved)).toMatchObject([{ action: 'adopted' }]);
		expect(await pair.links()).toHaveLength(1);
		expect((await pair.journal()).map(({ action }) => action)).toEqual(['adopt']);
	});

	it.each<[string, (pair: MemoryPair, ids: { crmId: string; calendarId: string }) => void]>([
		['the target was edited since', (pair, { calendarId }) => pair.calendar.edit(calendarId, { location: 'Elsewhere' })],
		['the target was given the same field', (pair, { calendarId }) => pair.calendar.edit(calendarId, { title: 'Other' })],
	])('refused as stale: %s; it comes again with a new plan', async (_, meanwhile) => {
		const pair = new MemoryPair();
		const ids = await pair.linked();
		pair.crm.edit(ids.crmId, { title: 'Renamed' });
		const { approved } = await plan(pair);
		meanwhile(pair, ids);
		const writes = pair.writes();
		expect(await pair.applyTo('calendar', approved)).toMatchObject([{ kind: 'attention', reason: 'stale plan' }]);
		expect(pair.writes()).toBe(writes);
		expect((await pair.poll('crm')).items).toMatchObject([{ id: ids.crmId }]);
	});

	it('refused as stale: the item was altered after the approval, be it in a guest\'s name only', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo', attendees: [{ email: 'a@example.com', name: 'Ann' }] });
		const { approved } = await plan(pair);
		const [item] = JSON.parse(JSON.stringify(approved)) as ChangeItem[];
		if (item?.record == null || !('attendees' in item.record)) throw new Error('There is no planned item.');
		const mapping = (Object.keys(pair.calendar.capabilities.fields) as FieldName[]).map((field) => ({ from: field, to: field }));
		const withGuest = (name: string): ChangeItem => ({ ...item, mapping, record: { ...item.record, attendees: [{ email: 'a@example.com', name }] } as ChangeItem['record'] });
		expect(await pair.applyTo('calendar', [withGuest('Somebody else')])).toMatchObject([{ reason: 'stale plan' }]);
		expect(pair.calendar.living()).toEqual([]);
		expect(await pair.applyTo('calendar', [withGuest('Ann')])).toMatchObject([{ action: 'created' }]);
	});

	it('the source was edited since: the newer state comes instead', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Renamed' });
		const { approved } = await plan(pair);
		pair.crm.edit(crmId, { title: 'Renamed again' });
		await pair.poll('crm');
		expect(await pair.applyTo('calendar', approved)).toMatchObject([{ action: 'superseded' }]);
	});

	it('a plan that nobody approves comes again after an hour', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		await plan(pair);
		expect((await pair.poll('crm')).items).toEqual([]);
		pair.advance(61 * MINUTE);
		expect((await pair.poll('crm')).items).toHaveLength(1);
	});

	it('what needs no write is settled without a plan', async () => {
		const pair = new MemoryPair();
		await pair.linked();
		const { items } = await pair.poll('crm', 'all');
		expect(await pair.applyTo('calendar', items, { dryRun: true })).toMatchObject([{ action: 'unchanged' }]);
	});

	it('an item made by hand is planned too', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		const item: ChangeItem = { sync: 'memory', change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'event', id: 'x', revision: 'r', modifiedAt: null, url: null, record: event() };
		expect(await pair.applyTo('calendar', [item], { dryRun: true })).toMatchObject([{ action: 'planned' }]);
		expect(await pair.applyTo('calendar', [{ ...item, plan: { action: 'create', title: 'x', when: null, fields: [], changes: [], basis: 'made up' } }])).toMatchObject([{ reason: 'stale plan' }]);
	});
});

describe('caps of a run (Z4)', () => {
	it('what exceeds a cap waits in the inbox for the next run; nothing is dropped', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSyncLimit: 120, runLimit: 50 });
		for (let n = 0; n < 230; n += 1) pair.crm.create({ title: `Meeting ${n}` });
		const sizes: number[] = [];
		for (let run = 0; run < 5; run += 1) sizes.push((await pair.turn('crm')).length);
		expect(sizes).toEqual([120, 50, 50, 10, 0]);
		expect(pair.calendar.living()).toHaveLength(230);
	});

	it('an event beyond the window comes when the window reaches it', async () => {
		const pair = new MemoryPair();
		const far = { dateTime: '2027-04-10T10:00:00Z' };
		pair.crm.create({ title: 'Far' }, { start: far, end: far });
		expect(await pair.turn('crm')).toEqual([]);
		pair.advance(60 * 24 * 60 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});
});
