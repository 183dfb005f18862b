import { describe, expect, it } from 'vitest';
import { asObject } from '../../../sandbox/core/json';
import { errorCode, graphClient, immutable, meeting, times, valuesOf } from './graphSupport';

const property = { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Partner', value: 'Zoho-1' };

describe('creating an event', () => {
	it('answers 201 with ids and times of the server', async () => {
		const { call } = graphClient();
		const answer = await call('POST', '/me/events', meeting({ iCalUId: 'mine', uid: 'mine' }));
		expect(answer.status).toBe(201);
		expect(answer.headers.location).toContain('/events(');
		const event = asObject(answer.body);
		expect(event.iCalUId).toMatch(/^040000008200E00074C5B7101A82E00800000000[0-9A-F]{16}000000000000000010000000?[0-9A-F]+$/);
		expect(event).toMatchObject({ type: 'singleInstance', createdDateTime: '2026-03-02T09:00:00.0000000Z', isOrganizer: true, transactionId: null });
		expect(event['@odata.etag']).toBe(`W/"${String(event.changeKey)}"`);
	});

	it('returns the first event for a repeated transactionId and refuses other content', async () => {
		const { ok, call, sandbox } = graphClient();
		const first = await ok('POST', '/me/events', meeting({ transactionId: 'a-1' }));
		expect(await ok('POST', '/me/events', meeting({ transactionId: 'a-1' }))).toMatchObject({ id: first.id, transactionId: 'a-1' });
		expect(errorCode(await call('POST', '/me/events', meeting({ transactionId: 'a-1', subject: 'Other' })))).toBe('409 ErrorDuplicateTransactionId');
		expect(sandbox.services.microsoft.person.list()).toHaveLength(1);
		expect(errorCode(await call('PATCH', `/me/events/${String(first.id)}`, { transactionId: 'a-2' }))).toBe('400 ErrorPropertyValidationFailure');
		await ok('DELETE', `/me/events/${String(first.id)}`);
		expect(errorCode(await call('POST', '/me/events', meeting({ transactionId: 'a-1' })))).toBe('409 ErrorDuplicateTransactionId');
	});

	it('forgets a transactionId after the time that the option sets', async () => {
		const { ok, sandbox } = graphClient();
		sandbox.services.microsoft.state.options.transactionMinutes = 10;
		const first = await ok('POST', '/me/events', meeting({ transactionId: 'a-1' }));
		sandbox.control.clock.advance(11 * 60_000);
		expect((await ok('POST', '/me/events', meeting({ transactionId: 'a-1' }))).id).not.toBe(first.id);
	});

	it.each([
		['an unknown member', meeting({ colour: 'red' }), '400 RequestBodyRead'],
		['a wrong choice', meeting({ showAs: 'away' }), '400 RequestBodyRead'],
		['a zone nobody knows', meeting(times('2026-03-10T10:00:00', '2026-03-10T11:00:00', 'Middle/Earth')), '400 TimeZoneNotSupportedException'],
		['a time that is none', meeting(times('tomorrow', '2026-03-10T11:00:00')), '400 RequestBodyRead'],
		['an end before the start', meeting(times('2026-03-10T10:00:00', '2026-03-10T09:00:00')), '400 ErrorCalendarEndDateIsEarlierThanStartDate'],
		['no times', { subject: 'x' }, '400 ErrorPropertyValidationFailure'],
		['an all-day event that does not start at midnight', meeting({ isAllDay: true }), '400 ErrorInvalidRequest'],
		['an all-day event of no day', meeting({ isAllDay: true, ...times('2026-03-10', '2026-03-10') }), '400 ErrorInvalidRequest'],
		['a guest without an address', meeting({ attendees: [{ emailAddress: { name: 'Nobody' } }] }), '400 ErrorInvalidRecipients'],
	])('refuses %s', async (_what, body, code) => {
		const { call, sandbox } = graphClient();
		expect(errorCode(await call('POST', '/me/events', body))).toBe(code);
		expect(sandbox.services.microsoft.person.list()).toEqual([]);
	});

	it('refuses an all-day event in two zones', async () => {
		const { call } = graphClient();
		const body = { isAllDay: true, start: { dateTime: '2026-03-10', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-11', timeZone: 'UTC' } };
		expect(errorCode(await call('POST', '/me/events', body))).toBe('400 ErrorInvalidRequest');
	});

	it('refuses a body that is no JSON', async () => {
		const { call } = graphClient();
		expect(errorCode(await call('POST', '/me/events', '{"subject":'))).toBe('400 BadRequest');
	});
});

describe('times', () => {
	it('are UTC unless Prefer names a zone, whose name is echoed', async () => {
		const { ok } = graphClient();
		const { id } = await ok('POST', '/me/events', meeting());
		const read = async (prefer?: string): Promise<unknown> => (await ok('GET', `/me/events/${String(id)}`, undefined, prefer === undefined ? {} : { prefer })).start;
		expect(await read()).toEqual({ dateTime: '2026-03-10T09:00:00.0000000', timeZone: 'UTC' });
		expect(await read('outlook.timezone="Europe/Berlin"')).toEqual({ dateTime: '2026-03-10T10:00:00.0000000', timeZone: 'Europe/Berlin' });
		expect(await read('outlook.timezone="Tokyo Standard Time"')).toEqual({ dateTime: '2026-03-10T18:00:00.0000000', timeZone: 'Tokyo Standard Time' });
	});

	it('keep the zone they were given in originalStartTimeZone, Windows names as well', async () => {
		const { ok } = graphClient();
		const event = await ok('POST', '/me/events', meeting(times('2026-03-10T10:00:00', '2026-03-10T11:00:00', 'W. Europe Standard Time')));
		expect(event).toMatchObject({ originalStartTimeZone: 'W. Europe Standard Time', start: { dateTime: '2026-03-10T09:00:00.0000000' } });
	});

	it('of a whole day are the same date in every zone', async () => {
		const { ok, call } = graphClient();
		const event = await ok('POST', '/me/events', { isAllDay: true, ...times('2026-03-10T00:00:00', '2026-03-11T00:00:00') });
		const read = await call('GET', `/me/events/${String(event.id)}`, undefined, { prefer: 'outlook.timezone="America/New_York"' });
		expect(read.body).toMatchObject({ start: { dateTime: '2026-03-10T00:00:00.0000000', timeZone: 'America/New_York' }, isAllDay: true });
		expect(read.headers['preference-applied']).toBe('outlook.timezone="America/New_York"');
	});

	it('refuse a zone in Prefer that Outlook does not know', async () => {
		const { call } = graphClient();
		expect(errorCode(await call('GET', '/me/events', undefined, { prefer: 'outlook.timezone="Nowhere"' }))).toBe('400 TimeZoneNotSupportedException');
	});
});

describe('ids', () => {
	it('come in the form that Prefer asks for, both are taken, and only the mutable one changes on a move', async () => {
		const { ok, call, sandbox } = graphClient();
		const { id } = await ok('POST', '/me/events', meeting());
		const stable = (await ok('GET', `/me/events/${encodeURIComponent(String(id))}`, undefined, immutable)).id;
		expect(stable).not.toBe(id);
		expect((await ok('GET', `/me/events/${String(stable)}`)).id).toBe(id);
		const { person } = sandbox.services.microsoft;
		person.move(String(stable), person.createCalendar('Other'));
		expect((await ok('GET', `/me/events/${String(stable)}`, undefined, immutable)).id).toBe(stable);
		expect((await ok('GET', `/me/events/${String(stable)}`)).id).not.toBe(id);
		expect(errorCode(await call('GET', `/me/events/${encodeURIComponent(String(id))}`))).toBe('404 ErrorItemNotFound');
	});

	it('are case-sensitive, and what is no id is refused as such', async () => {
		const { ok, call } = graphClient();
		const { id } = await ok('POST', '/me/events', meeting(), immutable);
		const swapped = String(id).replace(/(.{20})AAAA$/, (_all, key: string) => `${key.replace(/[a-zA-Z]/g, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))}AAAA`);
		expect(swapped).not.toBe(id);
		expect(['404 ErrorItemNotFound', '400 ErrorInvalidIdMalformed']).toContain(errorCode(await call('GET', `/me/events/${swapped}`)));
		expect(errorCode(await call('GET', '/me/events/not-an-id'))).toBe('400 ErrorInvalidIdMalformed');
	});
});

describe('the body', () => {
	it('of plain text comes back as HTML, or as text when asked for', async () => {
		const { ok } = graphClient();
		const event = await ok('POST', '/me/events', meeting({ body: { contentType: 'text', content: 'One & two\nthree' } }));
		expect(event).toMatchObject({ body: { contentType: 'html' }, bodyPreview: 'One & two\r\nthree' });
		expect(asObject(event.body).content).toContain('<!-- converted from text -->');
		const text = await ok('GET', `/me/events/${String(event.id)}`, undefined, { prefer: 'outlook.body-content-type="text"' });
		expect(text.body).toEqual({ contentType: 'text', content: 'One & two\r\nthree\r\n' });
	});

	it('of HTML is wrapped and cleaned, and writing it back changes nothing more', async () => {
		const { ok } = graphClient();
		const sent = '<P onclick="x()">Hi<br/></P><script>alert(1)</script>';
		const event = await ok('POST', '/me/events', meeting({ body: { contentType: 'html', content: sent } }));
		const stored = String(asObject(event.body).content);
		expect(stored).toBe('<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><p>Hi<br></p></body></html>');
		expect((await ok('PATCH', `/me/events/${String(event.id)}`, { body: { contentType: 'html', content: stored } })).body).toEqual(event.body);
	});

	it('is written anew by Outlook without a change of its text', async () => {
		const { ok, sandbox } = graphClient();
		const event = await ok('POST', '/me/events', meeting({ body: { contentType: 'html', content: '<p>Agenda</p>' } }), immutable);
		sandbox.services.microsoft.person.rewriteBodies();
		const after = sandbox.services.microsoft.person.get(String(event.id));
		expect(after?.body.content).not.toBe(asObject(event.body).content);
		expect(after?.bodyPreview).toBe('Agenda');
		expect(after?.changeKey).not.toBe(event.changeKey);
	});
});

describe('changing and deleting', () => {
	it('honours If-Match with 412 and moves the etag on each write', async () => {
		const { ok, call } = graphClient();
		const event = await ok('POST', '/me/events', meeting());
		const url = `/me/events/${String(event.id)}`;
		const changed = await ok('PATCH', url, { subject: 'New' }, { 'if-match': String(event['@odata.etag']) });
		expect(changed['@odata.etag']).not.toBe(event['@odata.etag']);
		expect(errorCode(await call('PATCH', url, { subject: 'Newer' }, { 'if-match': String(event['@odata.etag']) }))).toBe('412 ErrorIrresolvableConflict');
		expect(errorCode(await call('DELETE', url, undefined, { 'if-match': String(event['@odata.etag']) }))).toBe('412 ErrorIrresolvableConflict');
		expect(errorCode(await call('PATCH', url, {}, { 'if-match': 'nonsense' }))).toBe('500 ErrorInternalServerError');
		expect((await call('DELETE', url, undefined, { 'if-match': String(changed['@odata.etag']) })).status).toBe(204);
	});

	it('refuses a second delete in one of the two ways that are known', async () => {
		const { ok, call, sandbox } = graphClient();
		const { id } = await ok('POST', '/me/events', meeting());
		expect((await call('DELETE', `/me/events/${String(id)}`)).status).toBe(204);
		expect(errorCode(await call('DELETE', `/me/events/${String(id)}`))).toBe('404 ErrorItemNotFound');
		sandbox.services.microsoft.state.options.secondDelete = 400;
		expect(errorCode(await call('DELETE', `/me/events/${String(id)}`))).toBe('400 ErrorInvalidRequest');
	});

	it('changes key and time by itself without a change of content', async () => {
		const { ok, sandbox } = graphClient();
		const event = await ok('POST', '/me/events', meeting(), immutable);
		sandbox.control.clock.advance(1000);
		sandbox.services.microsoft.person.drift();
		const { changeKey, lastModifiedDateTime, '@odata.etag': etag, ...rest } = await ok('GET', `/me/events/${String(event.id)}`, undefined, immutable);
		expect([changeKey, lastModifiedDateTime, etag]).not.toEqual([event.changeKey, event.lastModifiedDateTime, event['@odata.etag']]);
		expect(event).toMatchObject(rest);
	});
});

describe('extended properties and extensions', () => {
	it('are stored but not echoed, read only when expanded, and searched without regard to case', async () => {
		const { ok, call, sandbox } = graphClient();
		const calendar = sandbox.services.microsoft.person.createCalendar('CRM');
		const event = await ok('POST', `/me/calendars/${calendar}/events`, meeting({ singleValueExtendedProperties: [property] }));
		expect(event).not.toHaveProperty('singleValueExtendedProperties');
		const expand = `$expand=singleValueExtendedProperties($filter=id eq '${property.id}')`;
		expect(await ok('GET', `/me/events/${String(event.id)}?${expand}`)).toMatchObject({ singleValueExtendedProperties: [property] });
		const filter = (value: string): string => `/me/events?$filter=singleValueExtendedProperties/Any(ep: ep/id eq '${property.id.toUpperCase().replace('STRING', 'String').replace('NAME PARTNER', 'Name Partner')}' and ep/value eq '${value}')`;
		expect(valuesOf(await ok('GET', filter('ZOHO-1'))).map(({ id }) => id)).toEqual([event.id]);
		expect(valuesOf(await ok('GET', filter('Zoho-2')))).toEqual([]);
		expect(errorCode(await call('GET', `/me/events?$expand=singleValueExtendedProperties`))).toBe('400 BadRequest');
		expect(errorCode(await call('POST', '/me/events', meeting({ singleValueExtendedProperties: [{ id: 'Partner', value: 'x' }] })))).toBe('400 BadRequest');
	});

	it('keep the others when one is written', async () => {
		const { ok, sandbox } = graphClient();
		const other = { id: property.id.replace('Partner', 'Stamp'), value: '7' };
		const event = await ok('POST', '/me/events', meeting({ singleValueExtendedProperties: [property] }), immutable);
		await ok('PATCH', `/me/events/${String(event.id)}`, { singleValueExtendedProperties: [other] });
		expect(sandbox.services.microsoft.person.propertiesOf(String(event.id))).toEqual({ [property.id]: 'Zoho-1', [other.id]: '7' });
	});

	it('of the open kind have addresses of their own', async () => {
		const { ok, call } = graphClient();
		const event = await ok('POST', '/me/events', meeting({ extensions: [{ extensionName: 'test.crm', record: '1' }] }));
		const url = `/me/events/${String(event.id)}/extensions`;
		expect(await ok('GET', `${url}/test.crm`)).toMatchObject({ extensionName: 'test.crm', record: '1' });
		expect(errorCode(await call('POST', url, { extensionName: 'test.crm' }))).toBe('409 ErrorItemAlreadyExists');
		await ok('PATCH', `${url}/test.crm`, { record: '2' });
		expect(await ok('GET', `/me/events/${String(event.id)}?$expand=extensions($filter=id eq 'test.crm')`)).toMatchObject({ extensions: [{ record: '2' }] });
		await ok('DELETE', `${url}/test.crm`);
		expect(errorCode(await call('GET', `${url}/test.crm`))).toBe('404 ErrorItemNotFound');
	});
});

describe('an online meeting', () => {
	it('puts the way to join into the body, and ends when a body is written without it', async () => {
		const { ok } = graphClient();
		const event = await ok('POST', '/me/events', meeting({ isOnlineMeeting: true, body: { contentType: 'text', content: 'Agenda' } }), { prefer: 'outlook.body-content-type="text"' });
		const { joinUrl } = asObject(event.onlineMeeting);
		expect(event).toMatchObject({ isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness', onlineMeetingUrl: null });
		const text = String(asObject(event.body).content);
		expect(text.startsWith('Agenda')).toBe(true);
		expect(text).toContain(String(joinUrl));
		const url = `/me/events/${String(event.id)}`;
		expect(await ok('PATCH', url, { subject: 'Renamed' })).toMatchObject({ isOnlineMeeting: true });
		expect(await ok('PATCH', url, { body: { contentType: 'text', content: `New\n${text}` } })).toMatchObject({ isOnlineMeeting: true });
		expect(await ok('PATCH', url, { body: { contentType: 'text', content: 'New' } })).toMatchObject({ isOnlineMeeting: false, onlineMeeting: null });
	});

	it('is made of an event that is there, with a body or without', async () => {
		const { ok } = graphClient();
		const event = await ok('POST', '/me/events', meeting());
		expect(asObject((await ok('PATCH', `/me/events/${String(event.id)}`, { isOnlineMeeting: true })).body).content).toContain('meetup-join');
	});
});
