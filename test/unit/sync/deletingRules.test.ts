import { describe, expect, it } from 'vitest';
import { discardHeld, listHeld, releaseHeld } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

async function deleted(options: ConstructorParameters<typeof MemoryPair>[0] = {}) {
	const pair = new MemoryPair(options);
	const { crmId, calendarId } = await pair.linked({ title: 'Demo', location: 'Köln' });
	pair.crm.remove(crmId);
	return { pair, crmId, calendarId };
}

const whole = { title: 'Demo', location: 'Köln', description: '' };
const done = (action: string, crmId: string, calendarId: string) => ({ kind: 'done', action, crmId, calendarId, fields: [], losses: [] });

describe('what a deletion rests on', () => {
	it('the last known revision, without a read', async () => {
		const { pair, crmId, calendarId } = await deleted();
		expect(await pair.turn('crm', { onDelete: 'cancel' })).toEqual([done('deleted', crmId, calendarId)]);
		expect(pair.calendar.writesOf('delete')).toMatchObject([{ id: calendarId, revision: 'r1', cancel: true }]);
		expect(pair.calendar.readIds).toEqual([]);
	});

	it('a fresh look where the vendor refuses the old revision: a change of what is not mapped is no edit', async () => {
		const { pair, crmId, calendarId } = await deleted();
		pair.calendar.edit(calendarId, { tags: ['x'] });
		expect(await pair.turn('crm')).toEqual([done('deleted', crmId, calendarId)]);
		expect(pair.calendar.writesOf('delete').map((request) => request.kind === 'delete' && request.revision)).toEqual(['r1', 'r2']);
		expect(pair.calendar.readIds).toEqual([calendarId]);
	});

	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([
		['the vendor knows no preconditions', { calendar: { capabilities: { precondition: { update: true, delete: false } } } }],
		['the last revision cannot be relied on', { calendar: { capabilities: { openRevisionMark: '~' } } }],
	])('a look beforehand where %s', async (_, options) => {
		const { pair, calendarId } = await deleted(options);
		await pair.turn('crm');
		expect(pair.calendar.readIds).toEqual([calendarId]);
		expect((await pair.journal())[0]).toMatchObject({ action: 'delete', before: whole });
	});

	it('a partner edited again and again is tried four times', async () => {
		const { pair } = await deleted();
		pair.calendar.mishap = () => ({ outcome: 'stale' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred', message: expect.stringContaining('is being edited right now') as string }]);
		expect(pair.calendar.writesOf('delete')).toHaveLength(4);
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toMatchObject([{ notBefore: pair.now() + MINUTE }]);
	});
});

describe('an edit beats a deletion (B9)', () => {
	it('is told by what the copy held, and delivered on its own side as new', async () => {
		const { pair, crmId, calendarId } = await deleted();
		pair.calendar.edit(calendarId, { title: 'Edited' });
		expect(await pair.turn('crm')).toMatchObject([done('kept', crmId, calendarId)]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone', baseline: { crm: {}, calendar: {} } });
		expect((await pair.journal()).slice(0, 2).map(({ side, recordId, action, fields, before, after }) => ({ side, recordId, action, fields, before, after }))).toEqual(expect.arrayContaining([
			{ side: 'crm', recordId: crmId, action: 'conflict', fields: [], before: null, after: null },
			{ side: 'calendar', recordId: calendarId, action: 'unlink', fields: [], before: null, after: null },
		]));
		expect(await pair.store.listRows(syncName, {})).toMatchObject([{ side: 'calendar', recordId: calendarId, change: 'upsert' }]);
	});

	it('a value of its own that no baseline knows yet counts: an open conflict keeps the record', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		pair.apply = applySettings({ conflictPolicy: 'ask' });
		const crmId = pair.crm.create({ title: 'Demo', location: 'A' });
		const calendarId = pair.calendar.create({ title: 'Demo', location: 'B' });
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'conflict' }]);
		pair.crm.remove(crmId);
		expect(await pair.turn('crm')).toMatchObject([done('kept', crmId, calendarId)]);
	});

	it('the copy\'s own deletion, seen at the same look, ends the matter', async () => {
		const { pair, crmId, calendarId } = await deleted({ calendar: { capabilities: { openRevisionMark: '~' } } });
		pair.calendar.remove(calendarId);
		expect(await pair.turn('crm')).toEqual([done('deleted', crmId, calendarId)]);
		expect(pair.calendar.requests.filter(({ kind }) => kind === 'delete')).toEqual([]);
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toEqual([]);
	});
});

describe('a deletion that is not carried across', () => {
	it('by the settings: the copy stays, is remembered as it was left, and the link ends with a note', async () => {
		const { pair, crmId, calendarId } = await deleted();
		const [before] = await pair.links();
		expect(await pair.turn('crm', { onDelete: 'ignore' })).toMatchObject([done('kept', crmId, calendarId)]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone', baseline: { crm: {}, calendar: before?.baseline.calendar }, seen: { crm: null, calendar: null } });
		expect((await pair.journal())[0]).toMatchObject({ side: 'calendar', recordId: calendarId, action: 'unlink', fields: [], before: null, after: null });
		expect(await pair.store.listRows(syncName, {})).toEqual([]);
	});

	it('because the vendor never will: the same', async () => {
		const { pair, crmId } = await deleted();
		const [before] = await pair.links();
		pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'Never.', next: 'Do it by hand.' });
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'rejected' }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone', baseline: { calendar: before?.baseline.calendar } });
	});

	it('for want of a partner: nothing to do', async () => {
		const { pair, crmId, calendarId } = await deleted();
		const { items } = await pair.poll('crm');
		pair.calendar.remove(calendarId);
		await pair.turn('calendar');
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ kind: 'done', crmId }]);
		expect(pair.calendar.writesOf('delete')).toEqual([]);
	});

	it('for want of a link: nothing to do, and said', async () => {
		const { pair } = await deleted();
		const byHand = (await pair.poll('crm')).items.map((item) => ({ ...item, id: 'crm-77', delivery: undefined }));
		expect(await pair.applyTo('calendar', byHand)).toEqual([{ kind: 'done', action: 'unchanged', crmId: 'crm-77', calendarId: null, fields: [], losses: [], message: expect.stringContaining('no partner') as string }]);
	});

	it('without any answer: unclear, kept, tried again', async () => {
		const { pair, calendarId } = await deleted();
		pair.calendar.write = async () => await Promise.resolve([]);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred', message: expect.stringContaining('did not answer for this record') as string }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});
});

describe('planned deletions (B6)', () => {
	const planOf = async (pair: MemoryPair, change: Parameters<MemoryPair['turn']>[1] = {}) => (await pair.turn('crm', { dryRun: true, ...change }))[0];

	it('are looked at before, and told with title and time', async () => {
		const { pair, crmId, calendarId } = await deleted();
		expect(await planOf(pair)).toMatchObject({ ...done('planned', crmId, calendarId), plan: { action: 'delete', title: 'Demo', when: '2026-03-10T10:00:00Z', fields: [], changes: [] } });
		expect(pair.calendar.readIds).toEqual([calendarId]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it.each<[string, (pair: MemoryPair, calendarId: string) => void, Parameters<MemoryPair['turn']>[1], string]>([
		['that the settings ignore', () => undefined, { onDelete: 'ignore' }, 'Deletions are ignored'],
		['of a record that was edited since', (pair, id) => pair.calendar.edit(id, { title: 'Edited' }), {}, 'The edit wins'],
	])('%s are told to do nothing, and change nothing', async (_, act, change, words) => {
		const { pair, crmId, calendarId } = await deleted();
		act(pair, calendarId);
		expect(await planOf(pair, change)).toMatchObject({ action: 'planned', message: expect.stringContaining(words) as string, plan: { action: 'nothing' } });
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toMatchObject([{ notBefore: pair.now() + 60 * MINUTE }]);
	});
});

describe('the guard counts (B5, I7)', () => {
	async function emptied(count: number, of: number, limit = { count: 2, percent: 50 }) {
		const pair = new MemoryPair();
		pair.apply = applySettings({ deleteGuard: limit });
		const ids = Array.from({ length: of }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
		await pair.settle();
		for (const id of ids.slice(0, count)) pair.crm.remove(id);
		return { pair, ids };
	}

	it('what it held is told with the numbers it went by', async () => {
		const { pair } = await emptied(3, 5);
		const outcomes = await pair.turn('crm');
		expect(outcomes).toHaveLength(3);
		expect(outcomes[0]).toMatchObject({
			kind: 'attention', reason: 'held', message: expect.stringMatching(/^3 of 5 linked records .* Memory Calendar, more than the guard allows \(2 and 50 %\)/) as string, next: expect.stringContaining('Release Held Changes') as string,
		});
		expect(await listHeld(pair.context(), syncName)).toHaveLength(3);
	});

	it.each<[number, number, number]>([[2, 3, 0], [2, 4, 0], [3, 6, 0], [3, 5, 3]])('%i of %i: %i are held', async (count, of, held) => {
		const { pair } = await emptied(count, of);
		await pair.turn('crm');
		expect(await listHeld(pair.context(), syncName)).toHaveLength(held);
	});

	it('what was released passes beside others that are held', async () => {
		const { pair, ids } = await emptied(3, 5);
		await pair.turn('crm');
		const [first] = await listHeld(pair.context(), syncName);
		await releaseHeld(pair.context(), syncName, [first?.id ?? 0]);
		pair.crm.remove(ids[3] ?? '');
		const outcomes = await pair.turn('crm');
		expect(outcomes.map((outcome) => (outcome.kind === 'done' ? outcome.action : outcome.reason)).sort()).toEqual(['deleted', 'held']);
		expect(await listHeld(pair.context(), syncName)).toHaveLength(3);
		expect(pair.calendar.living()).toHaveLength(4);
	});

	it('not what is deleted on the other side as well, as a look there shows', async () => {
		const { pair, ids } = await emptied(3, 5);
		const { calendarId } = await pair.link(ids[0] ?? '');
		pair.calendar.remove(calendarId ?? '');
		await pair.poll('calendar');
		const outcomes = await pair.turn('crm');
		expect(outcomes).toContainEqual({ kind: 'done', action: 'unchanged', crmId: ids[0], calendarId, fields: [], losses: [], message: expect.stringContaining('deleted on both sides') as string });
		expect(outcomes.filter((outcome) => outcome.kind === 'done' && outcome.action === 'deleted')).toHaveLength(2);
		expect(pair.calendar.readIds).toEqual([calendarId]);
		expect(await pair.link(ids[0] ?? '')).toMatchObject({ state: 'gone', baseline: { crm: {}, calendar: {} } });
		expect((await pair.journal()).find(({ action }) => action === 'unlink')).toMatchObject({ side: 'calendar', recordId: calendarId, fields: [], before: null, after: null });
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toEqual([]);
	});

	it('but what is only said to be deleted there and is not', async () => {
		const { pair, ids } = await emptied(3, 5);
		const { calendarId } = await pair.link(ids[0] ?? '');
		pair.calendar.remove(calendarId ?? '');
		await pair.poll('calendar');
		const stored = pair.calendar.records.get(calendarId ?? '');
		if (stored !== undefined) stored.deleted = false;
		expect((await pair.turn('crm')).filter(({ kind }) => kind === 'attention')).toHaveLength(3);
		expect(pair.calendar.living()).toHaveLength(5);
	});

	it('deletions of the last ten minutes as well, and links as they were before', async () => {
		const { pair, ids } = await emptied(2, 6);
		await pair.turn('crm');
		pair.advance(9 * MINUTE);
		for (const id of ids.slice(2, 4)) pair.crm.remove(id);
		expect((await pair.turn('crm'))[0]).toMatchObject({ reason: 'held', message: expect.stringMatching(/^2 of 6 linked records .* after 2 in the last minutes/) as string });
	});

	it('older ones no more', async () => {
		const { pair, ids } = await emptied(2, 6);
		await pair.turn('crm');
		pair.advance(11 * MINUTE);
		for (const id of ids.slice(2, 4)) pair.crm.remove(id);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted' }, { action: 'deleted' }]);
	});

	it('discarding while the sync is written is refused, and nothing is discarded', async () => {
		const { pair } = await emptied(3, 5);
		await pair.turn('crm');
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/other', 60 * MINUTE, pair.now());
		await expect(discardHeld(pair.context(), syncName, 'all')).rejects.toMatchObject({ kind: 'busy' });
		expect(await listHeld(pair.context(), syncName)).toHaveLength(3);
	});
});
