import { describe, expect, it } from 'vitest';
import { MemoryPair, syncName } from '../../support/memoryPair';
import { guests } from './samples';

describe('undo of a run: made and deleted records (B7)', () => {
	it('removes a copy that the run made; the original stays alone until somebody edits it', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		expect(await pair.undo('calendar', await pair.lastRun())).toMatchObject([{ kind: 'done', action: 'removed', recordId: calendarId }]);
		await pair.settle();
		expect([pair.crm.living(), pair.calendar.living()]).toEqual([[crmId], []]);
		await pair.poll('crm', 'all').then(async ({ items }) => await pair.applyTo('calendar', items));
		pair.crm.edit(crmId, { title: 'Again' });
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('keeps a copy that somebody has worked on', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		const { calendarId } = await pair.linked();
		const run = await pair.lastRun();
		pair.calendar.edit(calendarId, {}, { tags: ['mine'] });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since', message: expect.stringContaining('tags') as string }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('makes a deleted copy again, with everything it held; the original stays deleted', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', location: 'Köln', attendees: guests('a') });
		pair.crm.remove(crmId);
		await pair.settle();
		const run = await pair.lastRun();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action: 'recreated', title: 'Demo' }]);
		const [made] = pair.calendar.living();
		expect(made).not.toBe(calendarId);
		expect([pair.calendar.value(made ?? '', 'title'), pair.calendar.value(made ?? '', 'location'), pair.calendar.value(made ?? '', 'attendees')]).toEqual(['Demo', 'Köln', guests('a')]);
		expect(await pair.undo('calendar', run), 'once more').toMatchObject([{ kind: 'done', action: 'unchanged' }]);
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([0, 1]);
		pair.calendar.edit(made ?? '', { title: 'Mine now' });
		await pair.settle();
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('a run that made and deleted the same record leaves nothing to do', async () => {
		const { stepsOf } = await import('../../../sync/operations/undo/steps');
		const base = { sync: syncName, at: 1, run: 'r', side: 'calendar' as const, recordId: 'g1', reason: '', fields: [], before: null, after: null };
		expect(stepsOf([{ ...base, action: 'create' }, { ...base, action: 'delete' }])).toEqual([]);
	});

	it('of two writes of one record in a run the first before-image counts', async () => {
		const { stepsOf } = await import('../../../sync/operations/undo/steps');
		const base = { sync: syncName, run: 'r', side: 'calendar' as const, recordId: 'g1', reason: '', action: 'update' as const };
		expect(
			stepsOf([
				{ ...base, at: 1, fields: ['title'], before: { title: 'A' }, after: { title: 'B' } },
				{ ...base, at: 2, fields: ['title', 'location'], before: { title: 'B', location: 'Köln' }, after: { title: 'C', location: 'Bonn' } },
			]),
		).toEqual([{ kind: 'restore', recordId: 'g1', at: 1, before: { title: 'A', location: 'Köln' }, after: { title: 'C', location: 'Bonn' }, unknown: [] }]);
	});
});
