import { describe, expect, it } from 'vitest';
import { MemoryPair } from '../../support/memoryPair';
import { guests } from './samples';
import { values, withEditedTitle } from './undoSupport';

describe('undo of a run: changed records (B7)', () => {
	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([
		['answers say nothing', {}],
		['answers show the record', { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } }],
	])('brings the former values back with one write, and leaves the other side alone; %s', async (_, options) => {
		const { pair, crmId, calendarId, run } = await withEditedTitle(options);
		const writes = pair.writes();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', recordId: calendarId, action: 'restored', fields: [{ field: 'title', old: 'After', new: 'Before' }] }]);
		expect(pair.writes()).toBe(writes + 1);
		await pair.settle();
		expect(pair.writes(), 'at rest nothing flows in either direction').toBe(writes + 1);
		expect([...values(pair, 'crm', crmId, 'title'), ...values(pair, 'calendar', calendarId, 'title')]).toEqual(['After', 'Before']);
	});

	it('later edits go across as ever: of another field that field alone, of the restored one on either side that value', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		await pair.undo('calendar', run);
		pair.crm.edit(crmId, { location: 'Bonn' });
		await pair.settle();
		expect(values(pair, 'calendar', calendarId, 'title', 'location')).toEqual(['Before', 'Bonn']);
		pair.calendar.edit(calendarId, { title: 'Agreed' });
		await pair.settle();
		expect(values(pair, 'crm', crmId, 'title')).toEqual(['Agreed']);
	});

	it('a record whose value changed since is left as it is and reported', async () => {
		const { pair, calendarId, run } = await withEditedTitle();
		pair.calendar.edit(calendarId, { title: 'By a person' });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since', title: 'By a person', message: expect.stringContaining('title changed since') as string }]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['By a person']);
	});

	it('a later run counts as a change, too', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		pair.crm.edit(crmId, { title: 'Later' });
		await pair.turn('crm');
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since' }]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['Later']);
	});

	it('what somebody changed in other fields since stays, and goes across', async () => {
		const { pair, crmId, calendarId, run } = await withEditedTitle();
		pair.calendar.edit(calendarId, { location: 'Bonn', attendees: guests('a') });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action: 'restored' }]);
		await pair.settle();
		expect([...values(pair, 'calendar', calendarId, 'title', 'location'), ...values(pair, 'crm', crmId, 'title', 'location')]).toEqual(['Before', 'Bonn', 'After', 'Bonn']);
	});

	it('undoing twice writes once; undoing the undoing brings the run\'s values again', async () => {
		const { pair, calendarId, run } = await withEditedTitle();
		await pair.undo('calendar', run);
		const undoing = await pair.lastRun();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done', action: 'unchanged' }]);
		expect(await pair.undo('calendar', undoing)).toMatchObject([{ kind: 'done', action: 'restored' }]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['After']);
	});

	it('a dry run says what would be done and writes nothing', async () => {
		const { pair, calendarId, run } = await withEditedTitle();
		const [writes, entries] = [pair.writes(), (await pair.journal()).length];
		expect(await pair.undo('calendar', run, { dryRun: true })).toMatchObject([{ kind: 'done', action: 'planned', title: 'After', fields: [{ field: 'title', old: 'After', new: 'Before' }] }]);
		expect([pair.writes(), (await pair.journal()).length]).toEqual([writes, entries]);
		expect(values(pair, 'calendar', calendarId, 'title')).toEqual(['After']);
	});

	it.each([
		['deleted since', 'gone', (pair: MemoryPair, id: string) => pair.calendar.remove(id)],
		['unreadable', 'lost access', (pair: MemoryPair, id: string) => void pair.calendar.unreadable.add(id)],
		['refused by the vendor', 'rejected', (pair: MemoryPair) => void (pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Ask.' }))],
		['edited at that very moment', 'changed since', (pair: MemoryPair) => void (pair.calendar.mishap = () => ({ outcome: 'stale' }))],
		['without an answer', 'not finished', (pair: MemoryPair) => void (pair.calendar.mishap = () => ({ outcome: 'retry', message: 'Slow down.', retryAt: null }))],
	])('a record that is %s is reported as "%s" with what to do', async (_, reason, happen) => {
		const { pair, calendarId, run } = await withEditedTitle();
		happen(pair, calendarId);
		const [outcome] = await pair.undo('calendar', run);
		expect(outcome).toMatchObject({ kind: 'attention', reason, message: expect.stringMatching(/\.$/) as string, next: expect.stringMatching(/\.$/) as string });
	});

	it('a write that was refused leaves the pair in step: the run\'s value is no edit', async () => {
		const { pair, crmId, run } = await withEditedTitle();
		pair.calendar.mishap = () => ({ outcome: 'rejected', message: 'No.', next: 'Ask.' });
		await pair.undo('calendar', run);
		pair.calendar.mishap = () => undefined;
		const writes = pair.writes();
		await pair.settle();
		expect(pair.writes()).toBe(writes);
		expect((await pair.link(crmId)).seen.calendar?.inStep).toBe(true);
	});
});

describe('undo refuses what it cannot do, and changes nothing', () => {
	it.each([
		['an unknown sync', { sync: 'other' }, 'unknownSync'],
		['an unknown run', { run: 'nobody' }, 'badSettings'],
	])('%s', async (_, change, kind) => {
		const { pair, run } = await withEditedTitle();
		const writes = pair.writes();
		await expect(pair.undo('calendar', run, change)).rejects.toMatchObject({ kind });
		expect(pair.writes()).toBe(writes);
	});

	it('another account', async () => {
		const { pair, run } = await withEditedTitle();
		pair.connections.calendar = 'calendar-2';
		pair.calendar.binding = { ...pair.calendar.binding, account: 'somebody-else' };
		await expect(pair.undo('calendar', run)).rejects.toMatchObject({ kind: 'otherAccount' });
	});

	it('a run of the other side only', async () => {
		const { pair, run } = await withEditedTitle();
		await expect(pair.undo('crm', run)).rejects.toMatchObject({ kind: 'badSettings', message: expect.stringContaining('Memory CRM') as string });
	});
});

describe('undo of a large run (B7)', () => {
	it('500 writes: every untouched record is brought back with one write, the touched one is reported', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = { ...pair.settings.crm, runLimit: 1_000 };
		const ids = Array.from({ length: 500 }, (_, index) => pair.crm.create({ title: `Before ${index}` }));
		await pair.settle();
		for (const id of ids) pair.crm.edit(id, { title: `After ${id}` });
		await pair.turn('crm');
		const run = await pair.lastRun();
		const touched = (await pair.link(ids[7] ?? '')).calendarId ?? '';
		pair.calendar.edit(touched, { title: 'By a person' });
		const writes = pair.writes();
		const outcomes = await pair.undo('calendar', run);
		expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(499);
		expect(outcomes.filter(({ kind }) => kind === 'attention')).toMatchObject([{ recordId: touched, reason: 'changed since' }]);
		expect(pair.writes() - writes).toBe(499);
		const titles = pair.calendar.living().map((id) => pair.calendar.value(id, 'title'));
		expect(titles.filter((title) => String(title).startsWith('Before'))).toHaveLength(499);
	});
});
