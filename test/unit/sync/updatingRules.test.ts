import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../sync/record/hash';
import { MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';
import { guests } from './samples';

async function linkedPair(options: ConstructorParameters<typeof MemoryPair>[0] = {}, settings: Partial<MemoryPair['settings']> = {}) {
	const pair = new MemoryPair(options);
	Object.assign(pair.settings, settings);
	const { crmId, calendarId } = await pair.linked({ title: 'Demo', location: 'Köln' });
	pair.advance(MINUTE);
	return { pair, crmId, calendarId };
}

const recordOf = (pair: MemoryPair, id: string) => {
	const stored = pair.calendar.records.get(id);
	if (stored === undefined) throw new Error(`There is no ${id}.`);
	return stored.record;
};

describe('what an update tells', () => {
	it('what the target could not hold of it', async () => {
		const pair = new MemoryPair();
		const calendarId = pair.calendar.create({ title: 'Demo' });
		await pair.settle();
		pair.calendar.edit(calendarId, { description: 'Agenda with many more words' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'updated', fields: ['description'], losses: [{ field: 'description', message: 'Description holds 20 of 27 characters' }] }]);
	});

	it('what the vendor took otherwise', async () => {
		const pair = new MemoryPair({ crm: { knownGuests: [] } });
		const calendarId = pair.calendar.create({ title: 'Demo' });
		await pair.settle();
		pair.calendar.edit(calendarId, { attendees: guests('a') });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'updated', losses: [{ field: 'attendees', message: 'some guests are no contacts' }] }]);
		expect((await pair.links())[0]?.baseline.crm.attendees).toBe('-');
	});

	it('nothing lost where everything fits', async () => {
		const { pair, crmId, calendarId } = await linkedPair();
		pair.crm.edit(crmId, { title: 'Renamed' });
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'updated', crmId, calendarId, fields: ['title'], losses: [] }]);
	});
});

describe('what an update leaves known of the target', () => {
	it('all of it, where the answer shows the record', async () => {
		const { pair, crmId, calendarId } = await linkedPair({ calendar: { answersWithRecord: true } });
		pair.calendar.edit(calendarId, { tags: ['x'] });
		await pair.turn('calendar');
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect((await pair.link(crmId)).seen.calendar).toEqual({ revision: 'r3', digest: digestOf(recordOf(pair, calendarId)), inStep: true });
		expect((await pair.store.getImages(syncName, 'calendar', [calendarId]))[0]?.values).toMatchObject({ title: 'Renamed', tags: ['x'] });
	});

	it('what was mapped, where it does not, also when the target was read before', async () => {
		const { pair, crmId, calendarId } = await linkedPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect(pair.calendar.readIds).toContain(calendarId);
		expect((await pair.link(crmId)).seen.calendar).toEqual({ revision: 'r2~', digest: null, inStep: true });
	});

	it('that what was read of it before is out of date', async () => {
		const { pair, crmId, calendarId } = await linkedPair();
		pair.calendar.edit(calendarId, { location: 'Bonn' });
		pair.crm.mishap = () => ({ outcome: 'retry', message: 'Slow.', retryAt: null });
		await pair.turn('calendar');
		pair.crm.mishap = () => undefined;
		const waiting = async () => (await pair.store.listRows(syncName, { side: 'calendar', states: ['waiting'] }))[0]?.record;
		expect(await waiting()).toMatchObject({ location: 'Bonn' });
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect(await waiting()).toBeNull();
	});
});

describe('a change that reaches nothing on the target (I8)', () => {
	it('is settled, and what was seen there stands as it was', async () => {
		const { pair, crmId, calendarId } = await linkedPair();
		const before = await pair.link(crmId);
		pair.crm.edit(crmId, { tags: ['x'] });
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'unchanged', crmId, calendarId, fields: [], losses: [] }]);
		const link = await pair.link(crmId);
		expect([link.seen.calendar, link.baseline]).toEqual([before.seen.calendar, before.baseline]);
		expect(link.seen.crm).toMatchObject({ revision: 'r2', inStep: true });
		expect(await pair.store.listRows(syncName, {})).toEqual([]);
		expect(await pair.journal()).toHaveLength(1);
	});
});

describe('a target that is looked at before it is written', () => {
	it('because it may be private and must not be written blindly (B10)', async () => {
		const { pair, crmId, calendarId } = await linkedPair({}, { calendar: sideSettings({ privateEvents: 'busyOnly' }) });
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.turn('crm');
		expect(pair.calendar.readIds).toContain(calendarId);
	});

	it('not where nothing would be written', async () => {
		const { pair, crmId } = await linkedPair({ calendar: { capabilities: { precondition: { update: false, delete: false } } } });
		const reads = pair.calendar.readIds.length;
		pair.crm.edit(crmId, { tags: ['x'] });
		await pair.turn('crm');
		expect(pair.calendar.readIds).toHaveLength(reads);
	});

	it('and is gone: another one is made, under another key', async () => {
		const { pair, crmId, calendarId } = await linkedPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		pair.calendar.remove(calendarId);
		pair.crm.edit(crmId, { title: 'Renamed' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created', crmId }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked', generation: 1 });
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Renamed']);
	});

	it('and was edited since, again and again: four tries, then in a minute', async () => {
		const { pair, crmId } = await linkedPair();
		pair.crm.edit(crmId, { title: 'Renamed' });
		pair.calendar.mishap = () => ({ outcome: 'stale' });
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'done', action: 'deferred', message: expect.stringContaining('edited again and again') as string }]);
		expect(pair.calendar.writesOf('update')).toHaveLength(4);
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toMatchObject([{ notBefore: pair.now() + MINUTE }]);
	});

	it('and does not answer: unclear, kept', async () => {
		const { pair, crmId } = await linkedPair();
		pair.crm.edit(crmId, { title: 'Renamed' });
		pair.calendar.write = async () => await Promise.resolve([]);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred', message: expect.stringContaining('did not answer for this record') as string }]);
		expect((await pair.link(crmId)).seen.crm).toMatchObject({ revision: 'r1' });
	});
});

describe('joining with a gap to fill', () => {
	it('is one change of the target, told and journalled as joining', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'Köln' });
		const calendarId = pair.calendar.create({ title: 'Demo' });
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'adopted', crmId, calendarId, fields: ['location'], losses: [] }]);
		expect((await pair.journal()).map(({ action, fields, before, after }) => ({ action, fields, before, after }))).toContainEqual({ action: 'adopt', fields: [], before: null, after: null });
		expect((await pair.journal()).map(({ action, fields, before, after }) => ({ action, fields, before, after }))).toContainEqual({ action: 'update', fields: ['location'], before: { location: '' }, after: { location: 'Köln' } });
	});

	it.each<[string, boolean, string]>([['that still fits is carried out', false, 'adopted'], ['whose target was edited since is refused', true, 'stale plan']])('a plan %s', async (_, isEdited, result) => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const calendarId = pair.calendar.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		const [planned] = await pair.applyTo('calendar', items, { dryRun: true });
		if (planned?.kind !== 'done' || planned.plan === undefined) throw new Error('There is no plan.');
		if (isEdited) pair.calendar.edit(calendarId, { tags: ['x'] });
		const [outcome] = await pair.applyTo('calendar', items.map((item) => ({ ...item, plan: planned.plan })));
		expect(outcome?.kind === 'done' ? outcome.action : outcome?.reason).toBe(result);
	});
});
