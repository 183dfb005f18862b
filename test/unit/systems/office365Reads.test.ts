import { describe, expect, it } from 'vitest';
import type { CalendarEvent } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { meeting, office365World, quiet, stamp, startOfTest, type Office365World } from './office365Support';

async function recordOf(world: Office365World, id: string): Promise<CalendarEvent> {
	const result = await world.system.read(id);
	if (result.outcome !== 'found' || !('start' in result.snapshot.record)) throw new Error('not found');
	return result.snapshot.record;
}

/** A record as it comes from the CRM, at the time of an event but not made of it. */
async function crmRecord(more: Record<string, unknown> = {}, day = 10): Promise<CalendarEvent> {
	const other = office365World();
	const { iCalUID: _none, ...record } = await recordOf(other, other.microsoft.person.create(meeting('x', day, more)).id);
	return { ...record, source: { ...record.source, system: 'crm', id: 'crm-1' } };
}

function fail(world: Office365World, status: number, code: string, more: Record<string, unknown> = {}): void {
	world.sandbox.control.faults.add({ service: 'microsoft', kind: 'status', status, body: { error: { code, message: `It says ${code}.` } }, ...more });
}

describe('reading single Outlook events', () => {
	it('finds one with its mark, in one request', async () => {
		const world = office365World();
		const time = { start: { dateTime: '2026-03-10T10:00:00Z' }, end: { dateTime: '2026-03-10T11:00:00Z' } };
		const [made] = await world.system.write([{ kind: 'create', key: 'k', values: { title: 'A', time }, stamp }], quiet);
		world.asked();
		expect(await world.system.read(made?.outcome === 'written' ? made.id : '')).toMatchObject({ outcome: 'found', snapshot: { stamp, omitted: [], recurring: false, record: { title: 'A' } } });
		expect(world.asked()).toEqual(['GET /me/events/{id}']);
	});

	it('takes 404 for deleted only when the calendar is still there (S6)', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Gone'));
		world.microsoft.person.remove(id);
		expect(await world.system.read(id)).toEqual({ outcome: 'gone' });
		const calendar = world.microsoft.person.createCalendar('CRM');
		const other = office365World();
		const away = systemModule.connect({ ...other.connection, container: calendar });
		await expect(away.read(id)).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('asks once for many whether the calendar is there, and only after all of them: it may be deleted at any moment (S6)', async () => {
		const world = office365World();
		const calendarId = world.microsoft.person.createCalendar('CRM');
		const system = systemModule.connect({ ...world.connection, container: calendarId });
		const ids = [1, 2, 3, 4, 5].map((index) => world.microsoft.person.create(meeting(`Gone ${index}`), { calendarId }).id);
		const there = world.microsoft.person.create(meeting('There'), { calendarId }).id;
		for (const id of ids) world.microsoft.person.remove(id, { calendarId });
		world.asked();
		expect((await system.readMany([...ids, there])).map(({ outcome }) => outcome)).toEqual(['gone', 'gone', 'gone', 'gone', 'gone', 'found']);
		const asked = world.asked();
		expect(asked.slice(0, -1)).toEqual(Array(6).fill('GET /me/events/{id}'));
		expect(asked.at(-1)).toBe('GET /me/calendars/{id}');
		await system.readMany([there]);
		expect(world.asked()).toEqual(['GET /me/events/{id}']);
		world.microsoft.person.deleteCalendar(calendarId);
		await expect(system.readMany(ids)).rejects.toMatchObject({ kind: 'containerGone' });
		await expect(system.read(there)).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('an event that the feed tells as removed is not taken for deleted when the calendar goes before it is looked up (S6)', async () => {
		const world = office365World();
		const calendarId = world.microsoft.person.createCalendar('CRM');
		const system = systemModule.connect({ ...world.connection, container: calendarId });
		const { id } = world.microsoft.person.create(meeting('Moved away'), { calendarId });
		const window = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-06-01T00:00:00Z') };
		let cursor = null;
		for await (const page of system.changes({ cursor: null, window })) cursor = page.cursor ?? cursor;
		const far = { dateTime: '2029-03-10T10:00:00', timeZone: 'Europe/Berlin' };
		world.microsoft.person.change(id, { start: far, end: { ...far, dateTime: '2029-03-10T11:00:00' } }, { calendarId });
		for await (const page of system.changes({ cursor, window })) expect(page.changes).toEqual([{ kind: 'missing', id }]);
		world.microsoft.person.deleteCalendar(calendarId);
		await expect(system.readMany([id])).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it.each([
		[403, 'ErrorAccessDenied'],
		[400, 'ErrorInvalidIdMalformed'],
		[400, 'ErrorInvalidRequest'],
	])('a refusal %i %s is never a deletion', async (status, code) => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('There'));
		fail(world, status, code);
		expect(await world.system.read(id)).toMatchObject({ outcome: 'unreadable', message: expect.stringContaining(code) as string });
	});

	it('what is no id, or belongs to no event, is unreadable and goes nowhere', async () => {
		const world = office365World();
		expect(await world.system.readMany(['..', '', 'a/../b'])).toMatchObject([{ outcome: 'unreadable' }, { outcome: 'unreadable' }, { outcome: 'unreadable' }]);
		expect(world.requests.filter(({ url }) => !url.includes('/me/events/'))).toEqual([]);
	});

	it('an answer about another event is not believed', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Asked for'));
		const other = world.microsoft.person.create(meeting('Another'));
		world.sandbox.control.faults.add({ kind: 'status', status: 200, body: { ...other }, path: 'events' });
		expect(await world.system.read(id)).toMatchObject({ outcome: 'unreadable' });
	});

	it('an event without times is unreadable', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Odd'));
		world.sandbox.control.faults.add({ kind: 'status', status: 200, body: { id, subject: 'Odd' }, path: 'events' });
		expect(await world.system.read(id)).toMatchObject({ outcome: 'unreadable' });
	});

	it('keeps the order of the ids, and to the three requests at a time that are left of the four', async () => {
		const world = office365World();
		const ids = Array.from({ length: 12 }, (_, index) => world.microsoft.person.create(meeting(`Event ${index}`)).id);
		world.microsoft.throttle.configure({ enabled: true });
		const results = await world.system.readMany(ids);
		expect(results.map((result) => result.outcome === 'found' && result.snapshot.id)).toEqual(ids);
		expect(world.microsoft.throttle.uses()).toMatchObject([{ maxInFlight: 3, refused: 0 }]);
	});
});

describe('finding the same event', () => {
	const titles = (found: Array<{ record: unknown }>) => found.map(({ record }) => (record as CalendarEvent).title).sort();

	it('looks at the same time, also of all-day events, and names each event once', async () => {
		const world = office365World();
		const allDay = { isAllDay: true, start: { dateTime: '2026-03-20T00:00:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-21T00:00:00', timeZone: 'Europe/Berlin' } };
		world.microsoft.person.create(meeting('Same hour'));
		world.microsoft.person.create(meeting('Another day', 15));
		world.microsoft.person.create({ subject: 'Same day', ...allDay });
		expect(titles(await world.system.findCandidates([await crmRecord()]))).toEqual(['Same hour']);
		expect(titles(await world.system.findCandidates([await crmRecord(allDay)]))).toEqual(['Same day']);
	});

	it('looks at the iCalendar id, wherever the event lies', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Moved', 25));
		const { iCalUID } = await recordOf(world, id);
		expect(titles(await world.system.findCandidates([{ ...(await crmRecord()), iCalUID }]))).toEqual(['Moved']);
	});

	it.each(['42', "O'Hara", 'say "hi"', 'back\\slash', "x' or 1 eq 1 or 'y"])('looks at the mark of %j, wherever the event lies', async (partnerId) => {
		const world = office365World();
		const time = { start: { dateTime: '2026-05-10T10:00:00Z' }, end: { dateTime: '2026-05-10T11:00:00Z' } };
		await world.system.write([{ kind: 'create', key: 'k', values: { title: 'Marked', time }, stamp: { ...stamp, partnerId } }], quiet);
		world.microsoft.person.create(meeting('Unmarked', 21));
		const record = await crmRecord();
		const [found, ...more] = await world.system.findCandidates([{ ...record, iCalUID: partnerId, source: { ...record.source, id: partnerId } }]);
		expect(found?.stamp?.partnerId).toBe(partnerId);
		expect(more).toEqual([]);
	});

	it('looks many records up in two listings: all their times, and everything that carries a mark', async () => {
		const world = office365World();
		for (const day of [10, 12, 14, 16]) world.microsoft.person.create(meeting(`Day ${day}`, day));
		world.microsoft.person.create(meeting('Outside', 28));
		const records = await Promise.all([10, 12, 14, 16].map(async (day) => await crmRecord({}, day)));
		expect(titles(await world.system.findCandidates(records))).toEqual(['Day 10', 'Day 12', 'Day 14', 'Day 16']);
		expect(world.asked()).toEqual(['GET /me/calendars/{id}/events', 'GET /me/calendars/{id}/events']);
	});

	it('stays inside the calendar, and leaves out what was called off', async () => {
		const world = office365World();
		const crm = world.microsoft.person.createCalendar('CRM');
		world.microsoft.person.create(meeting('In the other calendar'), { calendarId: crm });
		const colleague = { user: 'colleague@example.test' };
		const invitation = meeting('Called off', 10, { attendees: [{ type: 'required', emailAddress: { address: 'owner@example.test', name: 'Owner' } }] });
		const { id } = world.microsoft.person.create(invitation, colleague);
		expect(titles(await world.system.findCandidates([await crmRecord()]))).toEqual(['Called off']);
		world.microsoft.person.remove(id, colleague);
		expect(world.microsoft.person.list()).toMatchObject([{ isCancelled: true }]);
		expect(await world.system.findCandidates([await crmRecord()])).toEqual([]);
	});

	it('finds what was created since a time', async () => {
		const world = office365World();
		world.microsoft.person.create(meeting('Before'));
		world.later(60_000);
		world.microsoft.person.create(meeting('After', 11));
		expect(titles(await world.system.createdSince(startOfTest + 30_000))).toEqual(['After']);
		expect(titles(await world.system.createdSince(startOfTest))).toEqual(['After', 'Before']);
	});

	it('says that the calendar is gone instead of "nothing found"', async () => {
		const world = office365World();
		fail(world, 404, 'ErrorItemNotFound');
		await expect(world.system.createdSince(0)).rejects.toMatchObject({ kind: 'containerGone' });
	});
});

describe('knowing account and calendar', () => {
	it('resolves them to real ids in two requests (O1)', async () => {
		const world = office365World();
		expect(await world.system.identify()).toEqual({
			account: 'owner@example.test',
			accountName: 'owner@example.test',
			container: world.connection.container,
			containerName: 'Calendar',
			writable: true,
			owned: true,
		});
		expect(world.asked()).toEqual(['GET /me/calendar', 'GET /me/calendars/{id}']);
	});

	it("tells a colleague's shared calendar from an own one", async () => {
		const world = office365World();
		const theirs = world.microsoft.person.createCalendar('Theirs', { user: 'colleague@example.test' });
		world.microsoft.person.share(theirs, 'owner@example.test', false, { user: 'colleague@example.test' });
		const binding = await systemModule.connect({ ...world.connection, container: theirs }).identify();
		expect(binding).toMatchObject({ account: 'owner@example.test', containerName: 'Theirs', writable: false });
		expect(binding.owned ?? false).toBe(false);
	});

	it('works for an application with a mailbox of its choice (B18)', async () => {
		const world = office365World({ asApplication: true, mailbox: 'owner@example.test' });
		expect(await world.system.identify()).toMatchObject({ account: 'owner@example.test', owned: true });
		expect(world.asked()[0]).toBe('GET /users/owner%40example.test/calendar');
	});

	it('a deleted calendar is gone (O7)', async () => {
		const world = office365World();
		const crm = world.microsoft.person.createCalendar('CRM');
		world.microsoft.person.deleteCalendar(crm);
		await expect(systemModule.connect({ ...world.connection, container: crm }).identify()).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it.each([
		['the main calendar is not found either', 404, 'ErrorItemNotFound', 'unavailable'],
		['the mailbox has no licence', 404, 'MailboxNotEnabledForRESTAPI', 'forbidden'],
		['a proxy answers', 404, '', 'unavailable'],
	])('nothing was deleted when %s', async (_what, status, code, kind) => {
		const world = office365World();
		fail(world, status, code);
		await expect(world.system.identify()).rejects.toMatchObject({ kind });
	});

	it('lists calendars that can be written, the own main one first', async () => {
		const world = office365World();
		const theirs = world.microsoft.person.createCalendar('Read only', { user: 'colleague@example.test' });
		world.microsoft.person.share(theirs, 'owner@example.test', false, { user: 'colleague@example.test' });
		world.microsoft.person.createCalendar('A calendar');
		const lists = systemModule.directory(world.connection);
		const names = (await lists.containers()).map(({ name, primary }) => [name, primary]);
		expect(names.slice(0, 2)).toEqual([['Calendar', true], ['A calendar', false]]);
		expect(JSON.stringify(names)).not.toContain('Read only');
		expect((await lists.containers('a cal')).map(({ name }) => name)).toEqual(['A calendar']);
	});

	it.each([
		['its answer is lost', { kind: 'resetAfter' as const }],
		['it answers 503 after doing it', { kind: 'errorAfter' as const, status: 503 }],
	])('a calendar is made once, also when %s (O1)', async (_what, fault) => {
		const world = office365World();
		const lists = systemModule.directory(world.connection);
		world.sandbox.control.faults.add({ ...fault, method: 'POST', path: 'calendars', times: 1 });
		await expect(lists.createContainer?.('Zoho CRM')).rejects.toMatchObject({ kind: 'unavailable' });
		const found = await lists.createContainer?.('zoho crm');
		expect(found?.name).toBe('Zoho CRM');
		expect(world.microsoft.person.calendarList().filter(({ name }) => name === 'Zoho CRM')).toHaveLength(1);
	});

	it('deletes a calendar of its own and never the main one (B12)', async () => {
		const world = office365World();
		await expect(world.system.deleteContainer?.()).rejects.toMatchObject({ kind: 'rejected' });
		const crm = world.microsoft.person.createCalendar('CRM');
		const own = systemModule.connect({ ...world.connection, container: crm });
		world.sandbox.control.faults.add({ kind: 'resetAfter', method: 'DELETE', path: 'calendars', times: 1 });
		await own.deleteContainer?.();
		const names = world.microsoft.person.calendarList().map(({ name }) => name);
		expect([names.includes('Calendar'), names.includes('CRM')]).toEqual([true, false]);
	});
});
