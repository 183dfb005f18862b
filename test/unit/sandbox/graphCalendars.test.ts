import { describe, expect, it } from 'vitest';
import { asObject } from '../../../sandbox/core/json';
import { startSandbox } from '../../../sandbox';
import { windowsZone } from '../../../sandbox/microsoft/zones';
import { errorCode, graphClient, immutable, marchWindow, meeting, times, valuesOf, weekly } from './graphSupport';

describe('calendars', () => {
	it('are listed with the default one first, read-only and shared ones among them', async () => {
		const { ok } = graphClient();
		const calendars = valuesOf(await ok('GET', '/me/calendars'));
		expect(calendars.map(({ name, canEdit, isDefaultCalendar, owner }) => [name, canEdit, isDefaultCalendar, asObject(owner).address])).toEqual([
			['Calendar', true, true, 'owner@example.test'],
			['Feiertage in Deutschland', false, false, 'owner@example.test'],
			['Sales team', true, false, 'colleague@example.test'],
		]);
	});

	it('are created, renamed and deleted; a name is taken once', async () => {
		const { ok, call } = graphClient();
		const answer = await call('POST', '/me/calendars', { name: 'Zoho CRM' });
		expect(answer.status).toBe(201);
		const calendar = asObject(answer.body);
		expect(errorCode(await call('POST', '/me/calendars', { name: 'zoho crm' }))).toBe('409 ErrorFolderExists');
		const url = `/me/calendars/${String(calendar.id)}`;
		expect(await ok('PATCH', url, { name: 'CRM', color: 'lightBlue' })).toMatchObject({ name: 'CRM', hexColor: '#0078d4' });
		await ok('POST', `${url}/events`, meeting());
		expect((await call('DELETE', url)).status).toBe(204);
		expect(errorCode(await call('GET', url))).toBe('404 ErrorItemNotFound');
		expect(errorCode(await call('GET', `${url}/events`))).toBe('404 ErrorItemNotFound');
		expect((await call('POST', '/me/calendars', { name: 'CRM' })).status).toBe(201);
	});

	it('are there although the answer was an error', async () => {
		const { ok, call, sandbox } = graphClient();
		sandbox.control.faults.add({ kind: 'errorAfter', only: 'write', nth: 1, status: 503 });
		expect(errorCode(await call('POST', '/me/calendars', { name: 'Zoho CRM' }))).toBe('503 ServiceUnavailable');
		expect(errorCode(await call('POST', '/me/calendars', { name: 'Zoho CRM' }))).toBe('409 ErrorFolderExists');
		expect(valuesOf(await ok('GET', "/me/calendars?$filter=name eq 'Zoho CRM'"))).toHaveLength(1);
	});

	it('that are the default one, subscribed or of a colleague cannot be deleted or written to at will', async () => {
		const { ok, call, sandbox } = graphClient();
		const { person } = sandbox.services.microsoft;
		const [own, holidays, team] = person.calendarList();
		expect(errorCode(await call('DELETE', `/me/calendars/${own?.id ?? ''}`))).toBe('400 ErrorDeleteDistinguishedFolder');
		expect(errorCode(await call('POST', `/me/calendars/${holidays?.id ?? ''}/events`, meeting()))).toBe('403 ErrorAccessDenied');
		expect(errorCode(await call('DELETE', `/me/calendars/${team?.id ?? ''}`))).toBe('403 ErrorAccessDenied');
		const event = await ok('POST', `/me/calendars/${team?.id ?? ''}/events`, meeting(), immutable);
		person.share(team?.id ?? '', 'owner@example.test', false, { user: 'colleague@example.test' });
		expect(errorCode(await call('PATCH', `/me/events/${String(event.id)}`, { subject: 'x' }))).toBe('403 ErrorAccessDenied');
		person.share(team?.id ?? '', 'owner@example.test', undefined, { user: 'colleague@example.test' });
		expect(errorCode(await call('GET', `/me/events/${String(event.id)}`))).toBe('404 ErrorItemNotFound');
	});
});

describe('lists', () => {
	it('page with $top and $skip, ten at a time unless asked otherwise', async () => {
		const { ok, readAll } = graphClient();
		for (let index = 0; index < 12; index++) await ok('POST', '/me/events', meeting({ subject: `E${String(index).padStart(2, '0')}` }));
		const { items, pages } = await readAll('/me/events?$select=subject&$count=true');
		expect(pages.map((page) => [valuesOf(page).length, page['@odata.count']])).toEqual([[10, 12], [2, 12]]);
		expect(Object.keys(items[0] ?? {})).toEqual(['@odata.etag', 'id', 'subject']);
		const sorted = await readAll('/me/events?$orderby=subject desc&$top=5');
		expect(sorted.items.map(({ subject }) => subject).slice(0, 2)).toEqual(['E11', 'E10']);
		expect(sorted.pages).toHaveLength(3);
	});

	it.each([
		["subject eq 'visit'", ['Visit']],
		["contains(subject,'isi') and isAllDay eq false", ['Visit']],
		["start/dateTime ge '2026-04-01T00:00:00'", ['April']],
		["not (subject eq 'Visit') and categories/any(c:c eq 'crm')", ['April']],
		["subject eq 'Visit' or subject eq 'April'", ['Visit', 'April']],
		["lastModifiedDateTime gt 2026-03-02T08:59:00Z and transactionId eq 't'", ['April']],
		["iCalUId eq 'nothing' or subject ne 'x'", ['Visit', 'April', "O'Hara"]],
		["subject eq 'O''Hara'", ["O'Hara"]],
		["type eq 'seriesMaster'", []],
	])('filter by %s', async (filter, subjects) => {
		const { ok } = graphClient();
		await ok('POST', '/me/events', meeting());
		await ok('POST', '/me/events', meeting({ subject: 'April', categories: ['CRM'], transactionId: 't', ...times('2026-04-02T10:00:00', '2026-04-02T11:00:00') }));
		await ok('POST', '/me/events', meeting({ subject: "O'Hara" }));
		expect(valuesOf(await ok('GET', `/me/events?$filter=${encodeURIComponent(filter)}`)).map(({ subject }) => subject)).toEqual(subjects);
	});

	it('of a calendar view expand series, in the order of time', async () => {
		const { ok, readAll } = graphClient();
		await ok('POST', '/me/events', weekly());
		await ok('POST', '/me/events', meeting(times('2026-03-12T08:00:00', '2026-03-12T09:00:00')));
		const { items, pages } = await readAll(`/me/calendarView?${marchWindow}&$top=3`);
		expect(items.map(({ subject, type }) => `${String(subject)} ${String(type)}`)).toEqual(['Weekly occurrence', 'Visit singleInstance', 'Weekly occurrence', 'Weekly occurrence']);
		expect(pages).toHaveLength(2);
	});
});

describe('over HTTP', () => {
	it('links lead back to the address that was asked', async () => {
		const sandbox = await startSandbox({ seed: 'demo', note: () => undefined });
		try {
			const { accessToken } = sandbox.services.microsoft.issueToken();
			const headers = { authorization: `Bearer ${accessToken}` };
			const first = asObject(await (await fetch(`${sandbox.urls.microsoft}/v1.0/me/events?$top=5`, { headers })).json());
			expect(String(first['@odata.nextLink']).startsWith(`${sandbox.urls.microsoft}/v1.0/me/events?`)).toBe(true);
			const next = asObject(await (await fetch(String(first['@odata.nextLink']), { headers })).json());
			expect(valuesOf(next)).toHaveLength(5);
			const id = encodeURIComponent(String(valuesOf(next)[0]?.id));
			const gone = await fetch(`${sandbox.urls.microsoft}/v1.0/me/events/${id}/permanentDelete`, { method: 'POST', headers });
			expect(gone.status).toBe(204);
		} finally {
			await sandbox.close();
		}
	});
});

describe('Windows names of zones', () => {
	it.each([
		['Europe/Berlin', 'W. Europe Standard Time'],
		['Europe/Amsterdam', 'W. Europe Standard Time'],
		['Asia/Kolkata', 'India Standard Time'],
		['Europe/Kyiv', 'FLE Standard Time'],
		['UTC', 'UTC'],
	])('%s is %s', (iana, windows) => expect(windowsZone(iana)).toBe(windows));
});
