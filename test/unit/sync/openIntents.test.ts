import { describe, expect, it } from 'vitest';
import type { FieldValues } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const elsewhen = { start: { dateTime: '2026-06-10T10:00:00Z' }, end: { dateTime: '2026-06-10T11:00:00Z' } };

/** Creates into the CRM that were carried out, or not, without an answer. */
async function unanswered(records: FieldValues[], isMade: boolean): Promise<MemoryPair> {
	const pair = new MemoryPair();
	for (const values of records) pair.calendar.create(values);
	pair.crm.mishap = () => (isMade ? 'lost' : { outcome: 'unclear', message: 'Cut.' });
	await pair.turn('calendar');
	pair.crm.mishap = () => undefined;
	return pair;
}

describe('the result of a create without an answer, seen on its own side before the create is settled (I2)', () => {
	it('is told by its content and joined at once', async () => {
		const pair = await unanswered([{ title: 'Demo' }], true);
		const [calendarId, crmId] = [pair.calendar.living()[0], pair.crm.living()[0]];
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'done', action: 'adopted', crmId, calendarId }]);
		expect(await pair.links()).toMatchObject([{ state: 'linked', crmId, calendarId, origin: 'calendar', createdByUs: true }]);
		expect(pair.calendar.writesOf('create')).toEqual([]);
		expect(pair.calendar.readIds).toContain(calendarId);
	});

	it('two of the same content are the results of two creates, one each', async () => {
		const pair = await unanswered([{ title: 'Demo' }, { title: 'Demo' }], true);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'adopted' }, { action: 'adopted' }]);
		const links = await pair.links();
		expect([new Set(links.map(({ crmId }) => crmId)).size, new Set(links.map(({ calendarId }) => calendarId)).size]).toEqual([2, 2]);
	});

	it('waits when it was edited meanwhile, and comes again in ten seconds, so that each of the next polls finds it', async () => {
		const pair = await unanswered([{ title: 'Demo', location: 'Köln' }], true);
		pair.crm.edit(pair.crm.living()[0] ?? '', { title: 'Edited' });
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'done', action: 'deferred', calendarId: null, message: expect.stringContaining('may be its result') as string }]);
		expect(await pair.store.listRows(syncName, { side: 'crm', states: ['waiting'] })).toMatchObject([{ reason: 'waits for an open create', notBefore: pair.now() + 10_000 }]);
		for (let poll = 0; poll < 3; poll += 1) {
			// The reading before took a while, so a minute has not gone by since.
			pair.advance(MINUTE - 5_000);
			expect(await pair.turn('crm'), `poll ${poll}`).toMatchObject([{ action: 'deferred' }]);
		}
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('a record that was there before the create is none of it', async () => {
		const pair = new MemoryPair();
		const before = pair.crm.create({ title: 'Older', time: elsewhen });
		pair.advance(3_000);
		pair.calendar.create({ title: 'Demo' });
		pair.crm.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('calendar');
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created', crmId: before }]);
	});

	it('a record made a moment before the intent, by a clock that is slow, may be its result', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Older', time: elsewhen });
		pair.advance(2_000);
		pair.calendar.create({ title: 'Demo' });
		pair.crm.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('calendar');
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred' }]);
	});

	it.each<[number, string]>([[10, 'deferred'], [11, 'created']])('a stranger\'s record waits for the create for ten minutes: after %i it is %s', async (minutes, action) => {
		const pair = await unanswered([{ title: 'Demo' }], false);
		pair.crm.create({ title: 'Stranger', time: elsewhen });
		pair.advance(minutes * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action }]);
	});

	it('edited, and nobody looked for it in all that time: what still holds as it was written tells', async () => {
		const pair = await unanswered([{ title: 'Demo', location: 'Köln' }], true);
		pair.crm.edit(pair.crm.living()[0] ?? '', { title: 'Edited' });
		pair.advance(11 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'adopted', fields: ['title'] }]);
		expect(await pair.links()).toHaveLength(1);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Edited']);
	});

	it('edited so that each may be the result of either of two creates, they count as new records', async () => {
		const pair = await unanswered([{ title: 'A', location: 'Köln' }, { title: 'B', location: 'Köln' }], true);
		for (const id of pair.crm.living()) pair.crm.edit(id, { title: 'Edited' });
		pair.advance(11 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }, { action: 'created' }]);
	});
});

describe('a marked copy whose create has no answer', () => {
	/** The calendar holds our copy of a CRM record, made without an answer, born by a clock that is an hour slow. */
	async function markedCopy(): Promise<MemoryPair> {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		const [copy] = pair.calendar.records.values();
		if (copy !== undefined) copy.createdAt -= 60 * MINUTE;
		return pair;
	}

	it('is left to the create, however the clocks differ, also when it was edited', async () => {
		const pair = await markedCopy();
		pair.calendar.edit(pair.calendar.living()[0] ?? '', { title: 'Edited', time: elsewhen });
		expect(await pair.turn('calendar')).toMatchObject([{ kind: 'done', action: 'deferred' }]);
		expect(pair.crm.writesOf('create')).toEqual([]);
	});

	it('is joined by its mark once the create has had its time', async () => {
		const pair = await markedCopy();
		const calendarId = pair.calendar.living()[0] ?? '';
		pair.calendar.edit(calendarId, { title: 'Edited', time: elsewhen });
		pair.advance(11 * MINUTE);
		expect(await pair.turn('calendar')).toMatchObject([{ kind: 'done', calendarId, crmId: pair.crm.living()[0] }]);
		expect(await pair.links()).toMatchObject([{ origin: 'crm', createdByUs: true }]);
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('is told by a plan: what is left to do is to join it', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.crm.create({ title: 'Not made' });
		pair.calendar.mishap = (request) => (request.kind === 'create' && request.values.title === 'Demo' ? 'lost' : { outcome: 'unclear', message: 'Cut.' });
		await pair.turn('crm');
		pair.calendar.mishap = () => undefined;
		pair.advance(2 * MINUTE);
		const plans = (await pair.turn('crm', { dryRun: true })).map((outcome) => (outcome.kind === 'done' ? outcome.plan?.action : undefined));
		expect(plans.sort()).toEqual(['adopt', 'create']);
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('of another sync is like any other record', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('crm');
		pair.advance(11 * MINUTE);
		pair.calendar.create({ title: 'Other', time: elsewhen }, { stamp: { sync: 'another', partnerId: pair.crm.living()[0] ?? '', generation: 0 } });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created' }]);
	});
});
