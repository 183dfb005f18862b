import { describe, expect, it } from 'vitest';
import { applySettings, MemoryPair, sideSettings } from '../../support/memoryPair';
import { guests } from './samples';

const told = { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } };

describe('undo of a run that made records: work that people put into them stays (B7)', () => {
	it.each([
		['the vendor shows what it made', told],
		['the vendor shows nothing', {}],
	])('also in fields that the sync does not map, and after the sync has looked at them; %s', async (_, options) => {
		const pair = new MemoryPair(options);
		const { calendarId } = await pair.linked();
		const run = await pair.lastRun();
		pair.calendar.edit(calendarId, {}, { tags: ['mine'] });
		await pair.settle();
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'changed since', message: expect.stringContaining('tags') as string }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('nothing is removed when the journal keeps no contents: it cannot be told whether somebody edited it', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ journal: { beforeImages: false, retentionDays: 30 } });
		const { calendarId } = await pair.linked();
		const run = await pair.lastRun();
		pair.calendar.edit(calendarId, { title: 'By a person' });
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'not kept' }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});
});

describe('undo of a run that deleted records (B7)', () => {
	it('a meeting that was called off instead of deleted is not said to be back', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		await pair.settle();
		pair.calendar.edit(calendarId, {}, { status: 'cancelled' });
		expect(await pair.undo('calendar', await pair.lastRun())).toMatchObject([{ kind: 'attention', reason: 'rejected', title: 'Demo', message: expect.stringContaining('called off') as string }]);
	});
});

describe('undo where the vendor takes no keys (B7)', () => {
	it('a record that a person entered anew is left to that person: not made a second time, carried across, and never removed (I5)', async () => {
		const pair = new MemoryPair();
		const id = pair.calendar.create({ title: 'Demo' });
		await pair.settle();
		pair.calendar.remove(id);
		await pair.settle();
		const run = await pair.lastRun();
		const mine = pair.crm.create({ title: 'Demo' });
		expect(await pair.undo('crm', run)).toMatchObject([{ kind: 'done', action: 'unchanged', message: expect.stringContaining('entered anew since') as string }]);
		expect(await pair.lastRun(), 'nothing is noted as a write').toBe(run);
		await pair.settle();
		expect([pair.crm.living(), pair.calendar.living().length]).toEqual([[mine], 1]);
	});
});

describe('undo while changes are under way (B7)', () => {
	it('an edit that was read and not carried across yet is neither lost nor undone', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked({ title: 'Before', location: 'Köln' });
		pair.crm.edit(crmId, { title: 'After' });
		await pair.turn('crm');
		const run = await pair.lastRun();
		pair.calendar.edit(calendarId, { location: 'Bonn' });
		await pair.poll('calendar');
		expect(await pair.undo('calendar', run)).toMatchObject([{ action: 'restored' }]);
		await pair.settle();
		expect([pair.crm.value(crmId, 'location'), pair.calendar.value(calendarId, 'location'), pair.calendar.value(calendarId, 'title')]).toEqual(['Bonn', 'Bonn', 'Before']);
	});

	it('a copy that was taken away is made again when its original was edited meanwhile', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		const run = await pair.lastRun();
		pair.crm.edit(crmId, { title: 'Edited' });
		await pair.poll('crm');
		await pair.undo('calendar', run);
		await pair.settle();
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Edited']);
		expect(await pair.links()).toHaveLength(1);
	});

	it('held deletions of copies that an undoing took away are off the list, and release deletes nothing', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ deleteGuard: { count: 0, percent: 0 } });
		const { crmId } = await pair.linked();
		const run = await pair.lastRun();
		pair.crm.remove(crmId);
		await pair.turn('crm');
		await pair.undo('calendar', run);
		await pair.settle();
		expect(pair.calendar.writesOf('delete')).toHaveLength(1);
		expect([pair.crm.living(), pair.calendar.living()]).toEqual([[], []]);
	});
});

describe('undo in a one-way sync (B7)', () => {
	it('what was brought back stays until its original is edited; nothing reads the other side', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Before' });
		await pair.turn('crm');
		pair.crm.edit(crmId, { title: 'After' });
		await pair.turn('crm');
		await pair.undo('calendar', await pair.lastRun());
		const [calendarId = ''] = pair.calendar.living();
		pair.crm.edit(crmId, { location: 'Bonn' });
		await pair.turn('crm');
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['Before', 'Bonn']);
		pair.crm.edit(crmId, { title: 'Anew' });
		await pair.turn('crm');
		expect(pair.calendar.value(calendarId, 'title')).toBe('Anew');
	});
});

describe('undo of private and of invited events (B7, B10, B3)', () => {
	it('the word that stands for a private title is never kept or brought back as if it were one', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		pair.settings.calendar = sideSettings({ privateEvents: 'busyOnly' });
		const { crmId, calendarId } = await pair.linked({ title: 'Secret' });
		const time = { start: { dateTime: '2026-03-11T10:00:00Z', timeZone: 'UTC' }, end: { dateTime: '2026-03-11T11:00:00Z', timeZone: 'UTC' } };
		pair.crm.edit(crmId, { time });
		await pair.turn('crm');
		const moved = await pair.lastRun();
		pair.calendar.edit(calendarId, {}, { visibility: 'private' });
		await pair.settle();
		expect(await pair.undo('calendar', moved)).toMatchObject([{ action: 'restored', fields: [{ field: 'time' }] }]);
		expect(pair.calendar.value(calendarId, 'title')).toBe('Secret');
		const images = await pair.store.getImages('memory', 'calendar', [calendarId]);
		expect(images.map(({ values }) => values.title)).not.toContain('Busy');
		const made = (await pair.journal()).find(({ action }) => action === 'create')?.run ?? '';
		expect(await pair.undo('calendar', made), 'private by a person').toMatchObject([{ kind: 'attention', reason: 'changed since' }]);
	});

	it('nobody is mailed, whatever the sync is set to', async () => {
		const pair = new MemoryPair({ calendar: { answersWithRecord: true } });
		pair.apply = applySettings({ write: { ...pair.apply.write, notifyGuests: 'all' } });
		const { crmId } = await pair.linked({ title: 'Board', attendees: guests('a') });
		const made = await pair.lastRun();
		pair.crm.remove(crmId);
		await pair.settle();
		const before = pair.calendar.requests.length;
		await pair.undo('calendar', await pair.lastRun());
		await pair.undo('calendar', made);
		expect(pair.calendar.requests.slice(before).map(({ kind, options }) => [kind, options.notifyGuests])).toEqual([['create', 'none']]);
	});
});
