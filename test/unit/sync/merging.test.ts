import { describe, expect, it } from 'vitest';
import type { ApplySettings, Attendee, Reminder } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, SECOND, sideSettings } from '../../support/memoryPair';
import { event, guests } from './samples';

const noPrecondition = { capabilities: { precondition: { update: false, delete: false } } };
const popup = (minutes: number): Reminder => ({ minutes, method: 'popup' });

describe('two people edit the same meeting', () => {
	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([
		['with preconditions', {}],
		['without preconditions', { crm: noPrecondition, calendar: noPrecondition }],
		['with revisions that are no precondition to rely on', { crm: { capabilities: { openRevisionMark: '~' } } }],
		['with answers that show the record', { crm: { answersWithRecord: true }, calendar: { answersWithRecord: true } }],
		['with a feed that leaves fields out', { crm: { capabilities: { feedOmits: ['description', 'attendees'] } } }],
	])('different fields: nothing is lost, %s (B2, I1, I3)', async (_, options) => {
		const pair = new MemoryPair(options);
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', attendees: guests('a') });
		pair.crm.edit(crmId, { title: 'From CRM', attendees: guests('a', 'b') });
		pair.calendar.edit(calendarId, { location: 'From calendar', attendees: guests('a', 'c') });
		await pair.settle();
		for (const [system, id] of [[pair.crm, crmId], [pair.calendar, calendarId]] as const) {
			expect([system.value(id, 'title'), system.value(id, 'location')]).toEqual(['From CRM', 'From calendar']);
			expect((system.value(id, 'attendees') as Attendee[]).map(({ email }) => email).sort()).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
		}
	});

	it.each<[ApplySettings['conflictPolicy'], 'crm' | 'calendar', string]>([
		['newest', 'calendar', 'From calendar'], ['newest', 'crm', 'From CRM'], ['crm', 'calendar', 'From CRM'], ['calendar', 'crm', 'From calendar'],
	])('the same field, policy %s, %s later: "%s" stands on both sides and the other is in the journal (B9)', async (conflictPolicy, later, winner) => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ conflictPolicy });
		const { crmId, calendarId } = await pair.linked();
		const edits = { crm: () => pair.crm.edit(crmId, { title: 'From CRM' }), calendar: () => pair.calendar.edit(calendarId, { title: 'From calendar' }) };
		edits[later === 'crm' ? 'calendar' : 'crm']();
		pair.advance(10 * SECOND);
		edits[later]();
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.calendar.value(calendarId, 'title')]).toEqual([winner, winner]);
		const loser = winner === 'From CRM' ? 'From calendar' : 'From CRM';
		const kept = (await pair.journal()).filter(({ action }) => action === 'conflict').map(({ before }) => before?.title);
		expect(new Set(kept)).toEqual(new Set([loser]));
	});

	it('policy ask: the field stays on both sides, the rest goes through, and it is asked once (B9)', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ conflictPolicy: 'ask' });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'From CRM', location: 'Köln' });
		pair.calendar.edit(calendarId, { title: 'From calendar' });
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'conflict', message: expect.stringContaining('location went across') as string }]);
		expect([pair.crm.value(crmId, 'title'), pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['From CRM', 'From calendar', 'Köln']);
		await pair.turn('calendar');
		await pair.settle();
		pair.crm.edit(crmId, { title: 'Agreed' });
		pair.calendar.edit(calendarId, { title: 'Agreed' });
		await pair.settle();
		pair.calendar.edit(calendarId, { title: 'Later' });
		await pair.settle();
		expect(pair.crm.value(crmId, 'title')).toBe('Later');
	});

	it('policy ask with nothing else to write says so', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ conflictPolicy: 'ask' });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: '' });
		pair.calendar.edit(calendarId, { title: 'From calendar' });
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'conflict', message: expect.stringContaining('"(no title)"') as string }]);
	});

	it('an edit between reading and writing is merged, not overwritten', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'From CRM' });
		let edits = 0;
		pair.calendar.mishap = () => {
			if (edits++ === 0) pair.calendar.edit(calendarId, { location: 'Meanwhile' });
			return undefined;
		};
		expect(await pair.turn('crm')).toMatchObject([{ action: 'updated' }]);
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['From CRM', 'Meanwhile']);
	});

	it('a record that is edited faster than it can be merged comes again by itself', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'From CRM' });
		let place = 0;
		pair.calendar.mishap = () => {
			place += 1;
			pair.calendar.edit(calendarId, { location: `Place ${place}` });
			return undefined;
		};
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred' }]);
		pair.calendar.mishap = () => undefined;
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'title')).toBe('From CRM');
	});
});

describe('what one side holds less of is not destroyed on the other (I8)', () => {
	it('Z8: the second reminder stays in the calendar, whatever happens in the CRM', async () => {
		const pair = new MemoryPair();
		const calendarId = pair.calendar.create({ title: 'Demo', reminders: [popup(10), popup(30)] });
		const [created] = await pair.turn('calendar');
		expect(created).toMatchObject({ action: 'created', losses: [{ field: 'reminders' }] });
		const crmId = (await pair.links())[0]?.crmId ?? '';
		expect(pair.crm.value(crmId, 'reminders')).toEqual([popup(10)]);
		pair.crm.edit(crmId, { title: 'Renamed' });
		await pair.settle();
		pair.crm.edit(crmId, { reminders: [popup(15)] });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'reminders')).toEqual([popup(15), popup(30)]);
		pair.crm.edit(crmId, { reminders: [] });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'reminders')).toEqual([popup(30)]);
	});

	it('a guest who is no contact stays in the calendar when the CRM changes the guests', async () => {
		const pair = new MemoryPair({ crm: { knownGuests: ['a@example.com', 'b@example.com'] } });
		const calendarId = pair.calendar.create({ title: 'Demo', attendees: guests('a', 'stranger') });
		await pair.settle();
		const crmId = (await pair.links())[0]?.crmId ?? '';
		expect(pair.crm.value(crmId, 'attendees')).toEqual(guests('a'));
		pair.crm.edit(crmId, { attendees: guests('a', 'b') });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'attendees')).toEqual(guests('a', 'stranger', 'b'));
		pair.crm.edit(crmId, { attendees: guests('b') });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'attendees')).toEqual(guests('stranger', 'b'));
	});

	it('a text that was cut is not written back', async () => {
		const pair = new MemoryPair();
		const long = 'a long description that the CRM cannot hold';
		const calendarId = pair.calendar.create({ title: 'Demo', description: long });
		await pair.settle();
		const crmId = (await pair.links())[0]?.crmId ?? '';
		pair.crm.edit(crmId, { location: 'Köln' });
		await pair.settle();
		const writes = pair.writes();
		pair.calendar.edit(calendarId, { description: `${long}, changed at its end` });
		await pair.settle();
		expect(pair.calendar.value(calendarId, 'description')).toBe(`${long}, changed at its end`);
		expect(pair.writes()).toBe(writes);
	});

	it('Z9: an untitled event stays untitled in the calendar', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Not Provided' });
		await pair.settle();
		const { calendarId } = await pair.link(crmId);
		expect(pair.calendar.value(calendarId ?? '', 'title')).toBe('');
	});

	it('busy only: what a person writes on the CRM\'s stand-in never overwrites the private event (B10, I3)', async () => {
		const pair = new MemoryPair();
		pair.settings.calendar = sideSettings({ privateEvents: 'busyOnly' });
		const calendarId = pair.calendar.create({ title: 'Doctor', location: 'Clinic' }, { visibility: 'private' });
		await pair.settle();
		const crmId = (await pair.links())[0]?.crmId ?? '';
		expect([pair.crm.value(crmId, 'title'), pair.crm.value(crmId, 'location')]).toEqual(['Busy', '']);
		pair.crm.edit(crmId, { title: 'Not available', time: { start: { dateTime: '2026-03-11T10:00:00Z' }, end: { dateTime: '2026-03-11T11:00:00Z' } } });
		await pair.settle();
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location')]).toEqual(['Doctor', 'Clinic']);
		expect(pair.calendar.value(calendarId, 'time')).toMatchObject({ start: { dateTime: '2026-03-11T10:00:00Z' } });
	});
});

describe('busy only: a calendar copy that is made private (B10)', () => {
	const busyPair = () => {
		const pair = new MemoryPair();
		pair.settings.calendar = sideSettings({ privateEvents: 'busyOnly' });
		return pair;
	};

	it('of a CRM meeting: the CRM keeps its own texts', async () => {
		const pair = busyPair();
		const { crmId, calendarId } = await pair.linked({ title: 'Demo', description: 'Agenda' });
		pair.calendar.edit(calendarId, { location: 'Köln' }, { visibility: 'private' });
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.crm.value(crmId, 'description')]).toEqual(['Demo', 'Agenda']);
		pair.calendar.edit(calendarId, { title: 'Public again' }, { visibility: 'default' });
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.crm.value(crmId, 'location')]).toEqual(['Public again', 'Köln']);
	});

	it('of an event of the calendar: the CRM shows busy from then on', async () => {
		const pair = busyPair();
		const calendarId = pair.calendar.create({ title: 'Demo' });
		await pair.settle();
		pair.calendar.edit(calendarId, {}, { visibility: 'private' });
		await pair.settle();
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title'))).toEqual(['Busy']);
	});
});

describe('mappings', () => {
	it('an item that a Field Mapper made brings its own fields', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo', location: 'Köln' });
		const { items } = await pair.poll('crm');
		const mapped = items.map((item) => ({ ...item, record: event({ title: 'Demo at Köln' }), mapping: [{ from: 'title' as const, to: 'title' as const }, { from: 'time' as const, to: 'time' as const }] }));
		await pair.applyTo('calendar', mapped);
		const { calendarId } = await pair.link(crmId);
		expect([pair.calendar.value(calendarId ?? '', 'title'), pair.calendar.value(calendarId ?? '', 'location')]).toEqual(['Demo at Köln', '']);
	});

	it('an item of an unknown system is carried field by field', async () => {
		const pair = new MemoryPair();
		const record = event({ title: 'By hand', source: { ...event().source, system: 'elsewhere', id: 'x1' } });
		const [outcome] = await pair.applyTo('calendar', [{ sync: 'memory', change: 'upsert', side: 'crm', system: 'elsewhere', resource: 'event', id: 'x1', revision: 'r', modifiedAt: null, url: null, record }]);
		expect(outcome).toMatchObject({ action: 'created', crmId: 'x1' });
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['By hand']);
	});
});

describe('one-way syncs (Z2)', () => {
	it('CRM to calendar: edits in the calendar stay until the CRM changes the same field', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		await pair.turn('crm');
		const calendarId = (await pair.link(crmId)).calendarId ?? '';
		pair.calendar.edit(calendarId, { title: 'Mine', location: 'Room' });
		pair.advance(MINUTE);
		pair.crm.edit(crmId, { description: 'News' });
		await pair.turn('crm');
		expect([pair.calendar.value(calendarId, 'title'), pair.calendar.value(calendarId, 'location'), pair.calendar.value(calendarId, 'description')]).toEqual(['Mine', 'Room', 'News']);
		pair.crm.edit(crmId, { title: 'Newest' });
		await pair.turn('crm');
		expect(pair.calendar.value(calendarId, 'title')).toBe('Newest');
		expect(pair.crm.requests).toEqual([]);
	});
});
