import { describe, expect, it } from 'vitest';
import { clientOf, errorReason, googleClient, hour, primary } from './googleSupport';

const events = `${primary}/events`;
const holidays = `/calendar/v3/calendars/${encodeURIComponent('de.german#holiday@group.v.calendar.google.com')}`;

describe('creating', () => {
	it('mints a 26 character id, an iCalUID from it and a quoted etag', async () => {
		const event = await googleClient().ok('POST', events, { summary: 'Visit', ...hour() });
		expect(event.id).toMatch(/^[a-v0-9]{26}$/);
		expect(event.iCalUID).toBe(`${String(event.id)}@google.com`);
		expect(event.etag).toMatch(/^"\d+"$/);
		expect(event).toMatchObject({ kind: 'calendar#event', status: 'confirmed', eventType: 'default', sequence: 0, reminders: { useDefault: true } });
		expect(event.organizer).toEqual({ email: 'owner@example.test', self: true });
	});

	it('answers times in the calendar zone and keeps the zone of the event', async () => {
		const event = await googleClient().ok('POST', events, {
			start: { dateTime: '2026-03-10T09:00:00', timeZone: 'America/New_York' },
			end: { dateTime: '2026-03-10T16:00:00Z', timeZone: 'America/New_York' },
		});
		expect(event.start).toEqual({ dateTime: '2026-03-10T14:00:00+01:00', timeZone: 'America/New_York' });
		expect(event.end).toEqual({ dateTime: '2026-03-10T17:00:00+01:00', timeZone: 'America/New_York' });
	});

	it.each(['abcd', 'ABCDE', 'wxyz1', 'abc-de', 'a'.repeat(1025)])('refuses the client id %.20s', async (id) => {
		expect((await googleClient().call('POST', events, { id, ...hour() })).status).toBe(400);
	});

	it('refuses an id again, also after its event was deleted', async () => {
		const { call, ok } = googleClient();
		await ok('POST', events, { id: 'abcde12345', ...hour() });
		for (let round = 0; round < 2; round++) {
			const again = await call('POST', events, { id: 'abcde12345', ...hour() });
			expect([again.status, errorReason(again)]).toEqual([409, 'duplicate']);
			await call('DELETE', `${events}/abcde12345`);
		}
	});

	it.each([
		['no end', { start: { date: '2026-03-10' } }],
		['date mixed with dateTime', { start: { date: '2026-03-10' }, end: { dateTime: '2026-03-10T11:00:00Z' } }],
		['an end before the start', hour('11:00', '10:00')],
		['an all-day event without a day', { start: { date: '2026-03-10' }, end: { date: '2026-03-10' } }],
		['local time without a zone', { start: { dateTime: '2026-03-10T10:00:00' }, end: { dateTime: '2026-03-10T11:00:00' } }],
		['an unknown zone', { start: { dateTime: '2026-03-10T10:00:00', timeZone: 'Mars/Base' }, end: { dateTime: '2026-03-10T11:00:00', timeZone: 'Mars/Base' } }],
		['a series without a zone', { ...hour(), recurrence: ['RRULE:FREQ=DAILY;COUNT=3'] }],
		['six reminders', { ...hour(), reminders: { useDefault: false, overrides: Array.from({ length: 6 }, (_, minutes) => ({ method: 'popup', minutes })) } }],
		['default and own reminders', { ...hour(), reminders: { useDefault: true, overrides: [{ method: 'popup', minutes: 5 }] } }],
		['a reminder too early', { ...hour(), reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 40_321 }] } }],
		['an attendee without an address', { ...hour(), attendees: [{ displayName: 'Guest' }] }],
		['the type fromGmail', { ...hour(), eventType: 'fromGmail' }],
	])('refuses %s', async (_what, body) => {
		const { call, sandbox } = googleClient();
		expect((await call('POST', events, body)).status).toBe(400);
		expect(sandbox.services.google.person.list()).toEqual([]);
	});

	it('applies the limits of extended properties silently', async () => {
		const longName = 'n'.repeat(45);
		const event = await googleClient().ok('POST', events, {
			...hour(),
			extendedProperties: { private: { [longName]: 'dropped', kept: 'v'.repeat(2000) }, shared: { all: 'see' } },
		});
		expect(event.extendedProperties).toEqual({ private: { kept: 'v'.repeat(1024) }, shared: { all: 'see' } });
	});
});

describe('changing', () => {
	it('merges a PATCH and deletes properties set to null', async () => {
		const { ok } = googleClient();
		const { id } = await ok('POST', events, { summary: 'a', location: 'b', ...hour(), extendedProperties: { private: { one: '1', two: '2' } } });
		const after = await ok('PATCH', `${events}/${String(id)}`, { summary: 'c', extendedProperties: { private: { one: null, three: '3' } } });
		expect(after).toMatchObject({ summary: 'c', location: 'b' });
		expect(after.extendedProperties).toEqual({ private: { two: '2', three: '3' } });
	});

	it('drops with a PUT whatever is left out', async () => {
		const { ok } = googleClient();
		const { id } = await ok('POST', events, { summary: 'a', location: 'b', ...hour(), attendees: [{ email: 'guest@example.test' }] });
		const after = await ok('PUT', `${events}/${String(id)}`, { summary: 'a', ...hour() });
		expect(after).not.toHaveProperty('location');
		expect(after).not.toHaveProperty('attendees');
	});

	it('needs null to swap date and dateTime in a PATCH', async () => {
		const { call, ok } = googleClient();
		const { id } = await ok('POST', events, hour());
		const day = { start: { date: '2026-03-11' }, end: { date: '2026-03-12' } };
		expect((await call('PATCH', `${events}/${String(id)}`, day)).status).toBe(400);
		const cleared = { start: { ...day.start, dateTime: null, timeZone: null }, end: { ...day.end, dateTime: null, timeZone: null } };
		expect(await ok('PATCH', `${events}/${String(id)}`, cleared)).toMatchObject(day);
	});

	it('gives a new etag with every write, but leaves `updated` when only reminders change', async () => {
		const { ok, sandbox } = googleClient();
		const before = await ok('POST', events, hour());
		sandbox.control.clock.advance(60_000);
		const after = await ok('PATCH', `${events}/${String(before.id)}`, { reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] } });
		expect(after.etag).not.toBe(before.etag);
		expect(after.updated).toBe(before.updated);
		const renamed = await ok('PATCH', `${events}/${String(before.id)}`, { summary: 'new' });
		expect(renamed.updated).not.toBe(before.updated);
	});

	it('checks If-Match on change and deletion and If-None-Match on reading', async () => {
		const { call, ok } = googleClient();
		const before = await ok('POST', events, hour());
		const path = `${events}/${String(before.id)}`;
		const after = await ok('PATCH', path, { summary: 'other' });
		const stale = { 'If-Match': String(before.etag) };
		const refused = await call('PATCH', path, { summary: 'mine' }, stale);
		expect([refused.status, errorReason(refused)]).toEqual([412, 'conditionNotMet']);
		expect((await call('DELETE', path, undefined, stale)).status).toBe(412);
		expect((await call('GET', path, undefined, { 'If-None-Match': String(after.etag) })).status).toBe(304);
		expect((await call('PATCH', path, { summary: 'mine' }, { 'If-Match': String(after.etag) })).status).toBe(200);
	});

	it('refuses a changed type and locked fields', async () => {
		const { call, sandbox } = googleClient();
		const mailed = sandbox.services.google.person.create({ ...hour(), eventType: 'fromGmail', organizer: { email: 'airline@example.test' } });
		expect((await call('PATCH', `${events}/${String(mailed.id)}`, { summary: 'x' })).status).toBe(400);
		expect((await call('PATCH', `${events}/${String(mailed.id)}`, { colorId: '4' })).status).toBe(200);
		const locked = sandbox.services.google.person.create({ ...hour(), locked: true, organizer: { email: 'boss@example.test' } });
		expect((await call('PATCH', `${events}/${String(locked.id)}`, { summary: 'x' })).status).toBe(403);
	});
});

describe('deleting', () => {
	it('keeps the event readable as cancelled, refuses a second time and a stale etag', async () => {
		const { call, ok } = googleClient();
		const before = await ok('POST', events, { summary: 'gone', ...hour() });
		const path = `${events}/${String(before.id)}`;
		expect((await call('DELETE', path)).status).toBe(204);
		const cancelled = await ok('GET', path);
		expect(cancelled).toMatchObject({ status: 'cancelled', summary: 'gone' });
		expect(cancelled.etag).not.toBe(before.etag);
		const again = await call('DELETE', path);
		expect([again.status, errorReason(again)]).toEqual([410, 'deleted']);
		expect((await call('DELETE', path, undefined, { 'If-Match': String(before.etag) })).status).toBe(412);
		expect((await call('DELETE', `${events}/neverthere`)).status).toBe(404);
	});

	it.each(['PATCH', 'PUT'] as const)('comes back by %s with status confirmed', async (method) => {
		const { call, ok } = googleClient();
		const { id } = await ok('POST', events, { summary: 'gone', ...hour() });
		await call('DELETE', `${events}/${String(id)}`);
		const back = await ok(method, `${events}/${String(id)}`, { status: 'confirmed', summary: 'back', ...hour() });
		expect(back).toMatchObject({ id, status: 'confirmed', summary: 'back' });
		expect((await call('DELETE', `${events}/${String(id)}`)).status).toBe(204);
	});
});

describe('importing', () => {
	it('keeps the iCalUID, takes another organizer, mails nobody and updates on repetition', async () => {
		const { call, ok, sandbox } = googleClient();
		const body = { ...hour(), iCalUID: 'abc@crm.example', organizer: { email: 'else@example.test' }, attendees: [{ email: 'guest@example.test' }] };
		const first = await ok('POST', `${events}/import?sendUpdates=all`, body);
		expect(first).toMatchObject({ iCalUID: 'abc@crm.example', privateCopy: true, organizer: { email: 'else@example.test' } });
		expect((await ok('POST', `${events}/import`, body)).id).toBe(first.id);
		expect((await call('POST', `${events}/import`, hour())).status).toBe(400);
		expect(sandbox.control.outbox.list()).toEqual([]);
	});
});

describe('access', () => {
	it('lets a reader read and not write', async () => {
		const { call, sandbox } = googleClient();
		expect((await call('GET', `${holidays}/events`)).status).toBe(200);
		const refused = await call('POST', `${holidays}/events`, hour());
		expect([refused.status, errorReason(refused)]).toEqual([403, 'requiredAccessLevel']);
		sandbox.services.google.person.share('owner@example.test', 'owner@example.test', 'reader');
		expect((await call('POST', events, hour())).status).toBe(403);
	});

	it('hides calendars without access and deleted ones', async () => {
		const { call, sandbox } = googleClient();
		expect((await call('GET', '/calendar/v3/calendars/colleague@example.test/events')).status).toBe(404);
		const id = sandbox.services.google.person.createCalendar('CRM');
		expect((await call('GET', `/calendar/v3/calendars/${id}/events`)).status).toBe(200);
		sandbox.services.google.person.deleteCalendar(id);
		expect((await call('GET', `/calendar/v3/calendars/${id}/events`)).status).toBe(404);
	});

	it('shows times only of private events to readers', async () => {
		const { sandbox } = googleClient();
		sandbox.services.google.person.create({ summary: 'secret', visibility: 'private', ...hour() });
		sandbox.services.google.person.share('owner@example.test', 'colleague@example.test', 'reader');
		const page = await clientOf(sandbox, { user: 'colleague@example.test' }).ok('GET', '/calendar/v3/calendars/owner@example.test/events');
		expect(JSON.stringify(page)).not.toContain('secret');
		expect(page.items).toHaveLength(1);
	});
});
