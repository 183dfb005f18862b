import { describe, expect, it } from 'vitest';
import type { FieldValues, WriteRequest } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const elsewhen = { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } };
const titleOf = (request: WriteRequest): unknown => (request.kind === 'create' ? request.values.title : undefined);

/** Creates into the CRM, which knows no keys: the named ones were carried out, none was answered. */
async function unanswered(records: FieldValues[], made: string[]): Promise<MemoryPair> {
	const pair = new MemoryPair();
	for (const values of records) pair.calendar.create(values);
	pair.crm.mishap = (request) => (made.includes(String(titleOf(request))) ? 'lost' : { outcome: 'unclear', message: 'Cut.' });
	await pair.turn('calendar');
	pair.crm.mishap = () => undefined;
	return pair;
}

async function nextTurn(pair: MemoryPair) {
	pair.advance(2 * MINUTE);
	return await pair.turn('calendar');
}

const creates = (pair: MemoryPair): number => pair.crm.writesOf('create').length;

describe('looking for what an unanswered create has made, in a system without keys (I2)', () => {
	it('is found by its content and is a copy of ours', async () => {
		const pair = await unanswered([{ title: 'Demo' }], ['Demo']);
		expect(await nextTurn(pair)).toMatchObject([{ action: 'adopted', crmId: pair.crm.living()[0] }]);
		expect(await pair.links()).toMatchObject([{ createdByUs: true, origin: 'calendar' }]);
		expect(creates(pair)).toBe(1);
	});

	it('two of the same content are found one each', async () => {
		const pair = await unanswered([{ title: 'Demo' }, { title: 'Demo' }], ['Demo']);
		expect(await nextTurn(pair)).toMatchObject([{ action: 'adopted' }, { action: 'adopted' }]);
		expect(new Set((await pair.links()).map(({ crmId }) => crmId)).size).toBe(2);
		expect(creates(pair)).toBe(2);
	});

	it('one that was edited is found by title or time, as a copy of ours, and given away once', async () => {
		const pair = await unanswered([{ title: 'A' }, { title: 'B' }], ['A']);
		pair.crm.edit(pair.crm.living()[0] ?? '', { title: 'Edited' });
		expect(await nextTurn(pair)).toMatchObject([{ kind: 'done', crmId: 'crm-1' }, { action: 'created' }]);
		expect((await pair.links()).map(({ createdByUs }) => createdByUs)).toEqual([true, true]);
		expect(pair.crm.living()).toHaveLength(2);
	});

	it('one whose original was edited meanwhile is found by what was written', async () => {
		const pair = await unanswered([{ title: 'Demo', location: 'Köln' }], ['Demo']);
		pair.advance(MINUTE);
		pair.calendar.edit(pair.calendar.living()[0] ?? '', { title: 'Other', time: elsewhen });
		expect(await nextTurn(pair)).toMatchObject([{ kind: 'done', crmId: 'crm-1' }]);
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title'))).toEqual(['Other']);
	});

	it('a record without title is not told by its missing title', async () => {
		const pair = await unanswered([{ title: '' }], []);
		const stranger = pair.crm.create({ title: '', time: elsewhen });
		expect(await nextTurn(pair)).toMatchObject([{ action: 'created' }]);
		expect(pair.crm.living()).toContain(stranger);
		expect(pair.crm.living()).toHaveLength(2);
	});

	it('a series, and a record that has its partner, are nobody\'s result', async () => {
		const pair = await unanswered([{ title: 'Demo' }], []);
		pair.crm.create({ title: 'Demo' }, { recurring: true });
		expect(await nextTurn(pair)).toMatchObject([{ action: 'created' }]);
		const other = new MemoryPair();
		await other.linked({ title: 'Demo' });
		other.calendar.create({ title: 'Demo' });
		other.crm.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await other.turn('calendar');
		other.crm.mishap = () => undefined;
		expect(await nextTurn(other)).toMatchObject([{ action: 'created' }]);
		expect(other.crm.living()).toHaveLength(2);
	});

	it('results of earlier creates are found beside later ones', async () => {
		const pair = await unanswered([{ title: 'First' }], ['First']);
		pair.advance(30 * 1_000);
		pair.calendar.create({ title: 'Second', time: elsewhen });
		pair.crm.mishap = () => 'lost';
		await pair.turn('calendar');
		pair.crm.mishap = () => undefined;
		pair.advance(2 * MINUTE);
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'adopted' }, { action: 'adopted' }]);
		expect(creates(pair)).toBe(2);
	});

	it('where several could be it, the change is settled until somebody edits the original', async () => {
		const pair = await unanswered([{ title: 'Demo' }], []);
		for (const title of ['A', 'B']) pair.crm.create({ title });
		expect(await nextTurn(pair)).toMatchObject([{ reason: 'ambiguous', message: expect.stringContaining('2 records made since') as string }]);
		expect(await pair.store.listRows(syncName, { side: 'calendar' })).toEqual([]);
	});
});

describe('a source that is deleted before its create was settled', () => {
	it('takes each of several equal copies along', async () => {
		const pair = await unanswered([{ title: 'Demo' }, { title: 'Demo' }], ['Demo']);
		for (const id of pair.calendar.living()) pair.calendar.remove(id);
		expect(await nextTurn(pair)).toMatchObject([{ action: 'deleted' }, { action: 'deleted' }]);
		expect(pair.crm.living()).toEqual([]);
	});

	it('takes nothing of a stranger along when nothing came of its create', async () => {
		const pair = await unanswered([{ title: 'Demo' }], []);
		const stranger = pair.crm.create({ title: 'Stranger' });
		pair.calendar.remove(pair.calendar.living()[0] ?? '');
		expect(await nextTurn(pair)).toMatchObject([{ action: 'unchanged' }]);
		expect(pair.crm.living()).toEqual([stranger]);
	});

	it('is told by its key where there is one: a copy that was edited stays', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		pair.calendar.edit(pair.calendar.living()[0] ?? '', { title: 'Edited', time: elsewhen });
		pair.crm.remove(crmId);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'kept' }]);
		expect(pair.calendar.living()).toHaveLength(1);
	});
});

describe('a record that comes back while its copy was left', () => {
	/** A copy that stayed when its original was deleted; then the original is restored. */
	async function restored(meanwhile: (pair: MemoryPair, calendarId: string) => Promise<void> | void = () => undefined) {
		const pair = new MemoryPair();
		pair.apply = applySettings({ onDelete: 'ignore' });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		await pair.turn('crm');
		await meanwhile(pair, calendarId);
		pair.crm.edit(crmId, { title: 'Back again', time: elsewhen });
		return { pair, crmId, calendarId, outcomes: await pair.turn('crm') };
	}

	it('is joined to it again, whatever both hold', async () => {
		const { pair, crmId, calendarId, outcomes } = await restored();
		expect(outcomes).toMatchObject([{ kind: 'done', crmId, calendarId }]);
		expect(await pair.links()).toMatchObject([{ crmId, calendarId, origin: 'crm', createdByUs: true, state: 'linked' }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it.each<[string, (pair: MemoryPair, calendarId: string) => Promise<void> | void]>([
		['was deleted', (pair, id) => pair.calendar.remove(id)],
		['was called off', (pair, id) => pair.calendar.edit(id, {}, { status: 'cancelled' })],
		['became a series', (pair, id) => { (pair.calendar.records.get(id) ?? { recurring: false }).recurring = true; }],
		['has another partner now', async (pair, id) => { pair.calendar.edit(id, { title: 'An event of its own' }); await pair.turn('calendar'); }],
	])('gets a new copy when the former one %s', async (_, meanwhile) => {
		const { pair, crmId, calendarId, outcomes } = await restored(meanwhile);
		expect(outcomes).toMatchObject([{ action: 'created', crmId }]);
		expect((await pair.link(crmId)).calendarId).not.toBe(calendarId);
	});
});
