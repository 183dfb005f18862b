import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../sandbox/core/json';
import { clientOf, graphClient, immutable, marchWindow, meeting, times, valuesOf, weekly, type GraphClient } from '../unit/sandbox/graphSupport';
import { createSpecification, formProblems, type Exchange } from './graphSandboxSpecification';

const specificationFile = join(__dirname, '../../../shared/specs/microsoft-graph.openapi.json');
const recordings = join(__dirname, '../../../shared/recorded/graph');
const isSpecified = existsSync(specificationFile);
const isRecorded = existsSync(recordings);
if (!isSpecified) console.warn("Skipped: Microsoft's OpenAPI document is not beside this checkout (../shared/specs).");
if (!isRecorded) console.warn('Skipped: no recorded Graph answers beside this checkout (../shared/recorded/graph).');

const property = { id: 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Partner', value: '7' };
const person = {
	givenName: 'Ada',
	middleName: 'Byron',
	surname: 'Lovelace',
	title: 'Dr.',
	emailAddresses: [{ address: 'ada@example.test', name: 'Ada' }, { address: 'ada@home.example.test', name: 'Ada (home)' }],
	businessPhones: ['+31 20 1'],
	homePhones: ['+31 20 2'],
	businessAddress: { street: 'Keizersgracht 1', city: 'Amsterdam', postalCode: '1015 CJ', countryOrRegion: 'Netherlands' },
	homeAddress: { street: 'Herengracht 2', city: 'Amsterdam', countryOrRegion: 'Netherlands' },
	birthday: '1815-12-10T00:00:00Z',
	categories: ['Engineering'],
};

/** Notes every exchange of a client. */
function noting(client: GraphClient): GraphClient & { exchanges: Exchange[] } {
	const exchanges: Exchange[] = [];
	const call: GraphClient['call'] = async (method, path, sent, headers) => {
		const answer = await client.call(method, path, sent, headers);
		exchanges.push({ method, path, sent, status: answer.status, received: answer.body });
		return answer;
	};
	const ok: GraphClient['ok'] = async (...input) => asObject((await call(...input)).body);
	return { ...client, call, ok, exchanges };
}

/** Walks through everything a sync does, with refusals on the way. */
async function tour(base: string, { ok, call }: GraphClient): Promise<void> {
	const calendar = await ok('POST', `${base}/calendars`, { name: 'Zoho CRM' });
	const home = `${base}/calendars/${String(calendar.id)}`;
	await call('POST', `${base}/calendars`, { name: 'Zoho CRM' });
	await ok('PATCH', home, { name: 'CRM' });
	await ok('GET', `${base}/calendars`);
	await ok('GET', `${base}/calendar`);
	const attendees = [{ emailAddress: { address: 'guest@customer.example', name: 'Guest' }, type: 'required' }];
	const event = await ok('POST', `${home}/events`, meeting({ attendees, location: { displayName: 'Room A' }, singleValueExtendedProperties: [property], body: { contentType: 'text', content: 'Agenda' } }), immutable);
	const url = `${base}/events/${String(event.id)}`;
	await ok('GET', url, undefined, { prefer: 'outlook.timezone="Europe/Berlin", outlook.body-content-type="text"' });
	await ok('GET', `${url}?$expand=singleValueExtendedProperties($filter=id eq '${property.id}')&$select=subject`);
	await ok('PATCH', url, { subject: 'New', showAs: 'oof', sensitivity: 'private' });
	await call('PATCH', url, { subject: 'Newer' }, { 'if-match': 'W/"old"' });
	const series = await ok('POST', `${home}/events`, weekly(), immutable);
	const days = valuesOf(await ok('GET', `${base}/events/${String(series.id)}/instances?${marchWindow}`, undefined, immutable));
	await ok('PATCH', `${base}/events/${String(days[1]?.id)}`, { subject: 'Moved', ...times('2026-03-18T12:00:00', '2026-03-18T13:00:00') });
	await call('DELETE', `${base}/events/${String(days[2]?.id)}`);
	await ok('GET', `${home}/events?$top=1&$orderby=subject`);
	await ok('GET', `${home}/calendarView?${marchWindow}`);
	const delta = await ok('GET', `${home}/calendarView/delta?${marchWindow}`, undefined, immutable);
	await call('DELETE', url);
	await ok('GET', String(delta['@odata.deltaLink']), undefined, immutable);
	await call('GET', `${home}/calendarView/delta?$deltatoken=x`);
	const folder = await ok('POST', `${base}/contactFolders`, { displayName: 'Zoho CRM' });
	const contacts = `${base}/contactFolders/${String(folder.id)}/contacts`;
	const contact = await ok('POST', contacts, person, immutable);
	await ok('PATCH', `${base}/contacts/${String(contact.id)}`, { jobTitle: 'Engineer' });
	await call('POST', contacts, { businessPhones: ['1', '2', '3'] });
	await ok('GET', `${contacts}?$filter=givenName eq 'Ada'`);
	const contactDelta = await ok('GET', `${contacts}/delta`);
	await call('DELETE', `${base}/contacts/${String(contact.id)}`);
	await ok('GET', String(contactDelta['@odata.deltaLink']));
	await ok('GET', `${base}/contactFolders`);
	await call('DELETE', `${base}/contactFolders/${String(folder.id)}`);
	await call('DELETE', home);
	await ok('GET', base);
	await ok('GET', `${base}/mailboxSettings`);
}

async function subscribe({ ok, call, sandbox }: GraphClient): Promise<void> {
	sandbox.world.pushes.deliverTo(({ url }) => ({ status: 200, contentType: 'text/plain', body: new URL(url).searchParams.get('validationToken') ?? '' }));
	const wish = { changeType: 'updated', notificationUrl: 'https://n8n.example.test/', resource: '/me/events', expirationDateTime: '2026-03-04T09:00:00Z', clientState: 's' };
	const { id } = await ok('POST', '/subscriptions', wish);
	await ok('GET', '/subscriptions');
	await ok('PATCH', `/subscriptions/${String(id)}`, { expirationDateTime: '2026-03-05T09:00:00Z' });
	await call('POST', `/subscriptions/${String(id)}/reauthorize`);
	await call('DELETE', `/subscriptions/${String(id)}`);
	await call('GET', `/subscriptions/${String(id)}`);
	await ok('GET', '/users?$top=2&$select=displayName,mail');
	await call('GET', '/me', undefined, { authorization: 'Bearer x' });
}

describe.skipIf(!isSpecified)("the stand-in's answers and Microsoft's OpenAPI document", () => {
	const specification = isSpecified ? createSpecification(JSON.parse(readFileSync(specificationFile, 'utf8')) as Parameters<typeof createSpecification>[0]) : undefined;

	it.each(['/me', '/users/owner@example.test'])('agree on everything below %s', async (base) => {
		const client = noting(graphClient({ seed: 'demo' }));
		await tour(base, client);
		const { exchanges } = client;
		expect(exchanges.length).toBeGreaterThan(30);
		expect(new Set(exchanges.map(({ status }) => status))).toEqual(new Set([200, 201, 204, 400, 409, 412]));
		expect(exchanges.flatMap((exchange) => specification?.problemsOf(exchange) ?? ['no specification'])).toEqual([]);
	});

	it('agree on subscriptions, the directory and refusals', async () => {
		const client = noting(graphClient());
		await subscribe(client);
		expect(client.exchanges.flatMap((exchange) => specification?.problemsOf(exchange) ?? ['no specification'])).toEqual([]);
	});

	it('disagree where something is wrong', () => {
		const wrong: Exchange[] = [
			{ method: 'GET', path: '/me/appointments', status: 200, received: {} },
			{ method: 'GET', path: '/me/events?$page=2', status: 200, received: { value: [] } },
			{ method: 'GET', path: '/me/events', status: 200, received: { value: [{ showAs: 'away' }] } },
			{ method: 'POST', path: '/me/events', sent: { isAllDay: 'yes' }, status: 201, received: { id: 7 } },
			{ method: 'GET', path: '/me', status: 401, received: { message: 'no' } },
		];
		expect(wrong.map((exchange) => specification?.problemsOf(exchange).length)).toEqual([1, 1, 1, 2, 1]);
	});
});

function recorded(file: string): JsonObject {
	return asObject(JSON.parse(readFileSync(join(recordings, file), 'utf8')));
}

/** The answer of the stand-in without what a recording leaves out, and the other way round. */
function compare(file: JsonObject, answer: JsonObject, leftOut: string[] = []): string[] {
	const without = (object: JsonObject): JsonObject => Object.fromEntries(Object.entries(object).filter(([name]) => !leftOut.includes(name)));
	return formProblems(without(file), without(answer));
}

describe.skipIf(!isRecorded)("the stand-in's answers and recorded ones have the same form:", () => {
	const context = ['@odata.context'];

	it('calendars', async () => {
		const { ok } = graphClient();
		expect(compare(recorded('calendar/calendars.json'), await ok('GET', '/me/calendars'))).toEqual([]);
		expect(compare(recorded('calendar/calendar.json'), await ok('GET', '/me/calendar'), context)).toEqual([]);
	});

	it('events, single, whole-day and repeated', async () => {
		const { ok } = graphClient();
		const text = { body: { contentType: 'text', content: 'A single timed event.' } };
		const attendees = [{ emailAddress: { address: 'bob@example.test', name: 'Bob' }, type: 'required' }];
		const single = await ok('POST', '/me/events', meeting({ ...text, attendees }));
		expect(compare(recorded('calendar/event_single.json'), single, context)).toEqual([]);
		const days = await ok('POST', '/me/events', { isAllDay: true, ...text, ...times('2026-03-10', '2026-03-11') });
		expect(compare(recorded('calendar/event_allday.json'), days, context)).toEqual([]);
		const series = await ok('POST', '/me/events', weekly({ ...text, location: { displayName: 'Room A' } }));
		expect(compare(recorded('calendar/event_series_master.json'), series, context)).toEqual([]);
		expect(Object.keys(single).filter((name) => !context.includes(name))).toEqual(Object.keys(recorded('calendar/event_single.json')));
	});

	it('the body of a plain text, to the letter', async () => {
		const { ok } = graphClient();
		const body = { contentType: 'text', content: 'A single timed event.' };
		expect((await ok('POST', '/me/events', meeting({ body }))).body).toEqual(recorded('calendar/event_single.json').body);
	});

	it('a delta with each kind of item', async () => {
		const { ok, sandbox } = graphClient();
		await ok('POST', '/me/events', meeting());
		const master = await ok('POST', '/me/events', weekly({ location: { displayName: 'Room A' } }), immutable);
		const [first] = valuesOf(await ok('GET', `/me/events/${String(master.id)}/instances?${marchWindow}`, undefined, immutable));
		sandbox.services.microsoft.person.change(String(first?.id), { subject: 'Moved' });
		const answer = await ok('GET', `/me/calendarView/delta?${marchWindow}`, undefined, { prefer: 'IdType="ImmutableId", outlook.timezone="Europe/Amsterdam"' });
		const sample = recorded('calendar/events_delta.json');
		expect(compare(sample, answer, ['value'])).toEqual([]);
		for (const type of ['singleInstance', 'seriesMaster', 'occurrence', 'exception']) {
			const [wanted, given] = [sample, answer].map((page) => valuesOf(page).find((item) => item.type === type) ?? {});
			expect(Object.keys(given ?? {}), type).toEqual(Object.keys(wanted ?? {}));
			expect(formProblems(wanted, given), type).toEqual([]);
		}
	});

	it('contacts and their deltas', async () => {
		const { ok, sandbox } = graphClient();
		const contact = await ok('POST', '/me/contacts', person, immutable);
		expect(compare(recorded('contacts/contact_created.json'), contact)).toEqual([]);
		expect(contact.birthday).toBe(recorded('contacts/contact_created.json').birthday);
		expect(compare(recorded('contacts/contact_patched.json'), await ok('PATCH', `/me/contacts/${String(contact.id)}`, { jobTitle: 'x' }))).toEqual([]);
		sandbox.services.microsoft.person.createContact({ givenName: 'Test', surname: 'User', personalNotes: 'Test note', emailAddresses: [{ address: 'a@example.test' }] });
		const sample = recorded('contacts/contacts_delta_snapshot.json');
		const names = Object.keys(valuesOf(sample)[0] ?? {}).filter((name) => !name.startsWith('@'));
		const answer = await ok('GET', `/me/contacts/delta?$select=${names.join(',')}`);
		expect(compare(sample, answer)).toEqual([]);
		// Empty, null or an empty list: each as in the contact made by hand.
		const empty = (item: JsonObject | undefined): JsonObject => Object.fromEntries(Object.entries(item ?? {}).filter(([, value]) => value === null || value === '' || JSON.stringify(value) === '[]' || JSON.stringify(value) === '{}'));
		expect({ ...empty(valuesOf(answer)[1]), businessPhones: [] }).toEqual({ ...empty(valuesOf(sample)[1]), businessPhones: [] });
	});

	it('contact folders', async () => {
		const { ok } = graphClient();
		await ok('POST', '/me/contactFolders', { displayName: 'Fixture Folder' });
		expect(compare(recorded('contacts/contact_folders.json'), await ok('GET', '/me/contactFolders'))).toEqual([]);
	});

	it('refusals', async () => {
		const { call, sandbox } = graphClient();
		const bad = await call('GET', '/me/events?$select=wellKnownName');
		expect(compare(recorded('error/bad_request.json'), asObject(bad.body))).toEqual([]);
		const token = await call('GET', '/me/contacts/delta?$deltatoken=x');
		expect(asObject(asObject(token.body).error).message).toBe(asObject(recorded('error/contacts_delta_token_bad.json').error).message);
		const none = await call('GET', '/me', undefined, { authorization: 'Bearer x' });
		expect(compare(recorded('error/unauthorized.json'), asObject(none.body))).toEqual([]);
		sandbox.services.microsoft.state.options.personalAccounts = true;
		const { code, message } = asObject(asObject((await call('GET', '/users')).body).error);
		expect({ code, message }).toEqual({ code: 'UnknownError', message: '' });
		expect(recorded('error/contacts_directory_unauthorized.json').error).toMatchObject({ code, message });
	});

	it('and differ where something is missing, too much or of another kind', () => {
		expect(formProblems({ a: 1, b: [{ c: 'x' }] }, { a: '1', b: [{ d: 'x' }] })).toEqual(['.a: string instead of number', '.b[].c is missing', '.b[].d is too much']);
	});
});

describe('another application', () => {
	it('sees the same calendar through its own token', async () => {
		const { sandbox, ok } = graphClient();
		await ok('POST', '/me/events', meeting());
		const other = clientOf(sandbox, sandbox.services.microsoft.issueApplicationToken('another').accessToken);
		expect(valuesOf(await other.ok('GET', '/users/owner@example.test/events'))).toHaveLength(1);
	});
});
