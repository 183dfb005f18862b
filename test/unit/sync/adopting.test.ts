import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync';
import { MemoryPair, MINUTE, syncName } from '../../support/memoryPair';
import { guests } from './samples';

describe('adopt before create', () => {
	it('Z6: switching on again over records that exist makes no duplicate and writes nothing', async () => {
		const pair = new MemoryPair();
		for (let n = 0; n < 5; n += 1) pair.crm.create({ title: `Meeting ${n}`, attendees: guests('a') });
		await pair.settle();
		const writes = pair.writes();
		await pair.loseStore();
		await pair.settle();
		expect(pair.writes()).toBe(writes);
		expect(await pair.links()).toHaveLength(5);
	});

	it('an event of the calendar that was there already is joined, both fill each other\'s gaps', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'Köln' });
		const calendarId = pair.calendar.create({ title: 'Demo', description: 'Agenda' });
		await pair.settle();
		expect(await pair.link(crmId)).toMatchObject({ calendarId, createdByUs: false });
		expect([pair.calendar.value(calendarId, 'location'), pair.crm.value(crmId, 'description')]).toEqual(['Köln', 'Agenda']);
	});

	it('ambiguous candidates: nothing is written, and it is said once', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'A' });
		for (const location of ['B', 'C']) pair.calendar.create({ title: 'Demo', location });
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'ambiguous' }]);
		expect(await pair.turn('crm')).toEqual([]);
		expect(pair.writes()).toBe(0);
		pair.crm.edit(crmId, { location: 'B' });
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(2);
	});

	it('a copy is found by its mark after the store was lost, from either side, and stays known as our copy', async () => {
		for (const first of ['crm', 'calendar'] as const) {
			const pair = new MemoryPair();
			const { crmId, calendarId } = await pair.linked();
			await pair.loseStore();
			pair.calendar.edit(calendarId, { title: 'Renamed', time: { start: { dateTime: '2026-05-10T10:00:00Z' }, end: { dateTime: '2026-05-10T11:00:00Z' } } });
			await pair.turn(first);
			await pair.settle();
			expect(await pair.link(crmId)).toMatchObject({ calendarId, createdByUs: true, origin: 'crm' });
			expect(pair.calendar.living()).toHaveLength(1);
		}
	});

	it('an event that a person made is not taken for our copy, even after the sync edited it and lost its store (I5)', async () => {
		const pair = new MemoryPair();
		const calendarId = pair.calendar.create({ title: 'By a person' });
		await pair.settle();
		const crmId = (await pair.links())[0]?.crmId ?? '';
		pair.crm.edit(crmId, { location: 'Room 1' });
		await pair.settle();
		await pair.loseStore();
		await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteCopies' })).toMatchObject({ deleted: 0 });
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('the copy of a record that lost its partner is made anew when the mark leads nowhere', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		await pair.loseStore();
		pair.crm.remove(crmId);
		await pair.settle();
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('a candidate list that cannot be read hands the items back', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		pair.calendar.failure.findCandidates = new SystemError('throttled', 'Too fast.', 'Wait.', { retryAt: pair.now() + 10 * MINUTE });
		await expect(pair.turn('crm')).rejects.toThrow('Too fast.');
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toMatchObject([{ reason: 'Too fast.', notBefore: pair.now() + 10 * MINUTE }]);
		pair.advance(11 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'created' }]);
	});
});
