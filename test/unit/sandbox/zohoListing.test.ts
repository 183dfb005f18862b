import { beforeEach, describe, expect, it } from 'vitest';
import { firstOf, listOf, meeting, objectOf, START, ZohoHarness } from './zohoHarness';

const LIST = '/crm/v8/Events?fields=id,Event_Title,Modified_Time';
let harness: ZohoHarness;

beforeEach(() => {
	harness = new ZohoHarness();
});

describe('Zoho stand-in: listing records', () => {
	it('refuses a list without fields and one with more than 50', async () => {
		harness.event();
		const without = await harness.get('/crm/v8/Events');
		expect([without.status, without.body.code]).toEqual([400, 'REQUIRED_PARAM_MISSING']);
		const names = Array.from({ length: 51 }, (_, number) => `f${number}`).join();
		expect((await harness.get(`/crm/v8/Events?fields=${names}`)).body.code).toBe('LIMIT_EXCEEDED');
	});

	it('answers 204 without a body when there is nothing, and 304 when nothing was modified', async () => {
		const nothing = await harness.get(LIST);
		expect([nothing.status, nothing.empty]).toEqual([204, true]);
		harness.event();
		const unchanged = await harness.get(LIST, { 'if-modified-since': '2026-08-03T12:00:00+02:00' });
		expect([unchanged.status, unchanged.empty]).toEqual([304, true]);
	});

	it('lists a record modified at the very second of If-Modified-Since unless the switch says otherwise', async () => {
		harness.event();
		const since = { 'if-modified-since': '2026-08-03T10:00:00+02:00' };
		expect((await harness.get(LIST, since)).status).toBe(200);
		harness.zoho.admin.set({ modifiedSinceInclusive: false });
		expect((await harness.get(LIST, since)).status).toBe(304);
	});

	it('pages by page up to 2,000 records and by token beyond, and visits each record once', async () => {
		harness.zoho.seed('empty', 2_450);
		expect((await harness.get(`${LIST}&per_page=200&page=10`)).status).toBe(200);
		expect((await harness.get(`${LIST}&per_page=200&page=11`)).body.code).toBe('DISCRETE_PAGINATION_LIMIT_EXCEEDED');
		expect((await harness.get(`${LIST}&per_page=201`)).status).toBe(400);
		const seen = new Set<unknown>();
		let token: unknown;
		do {
			const page: Awaited<ReturnType<typeof harness.get>> = await harness.get(typeof token === 'string' ? `${LIST}&page_token=${token}` : LIST);
			for (const record of listOf(page.body)) seen.add(record.id);
			token = objectOf(page.body.info).next_page_token;
		} while (typeof token === 'string');
		expect(seen.size).toBe(2_450);
	});

	it('binds a page token to its parameters and to 24 hours', async () => {
		harness.zoho.seed('empty', 5);
		const token = objectOf((await harness.get(`${LIST}&per_page=2`)).body.info).next_page_token;
		const next = `&page_token=${String(token)}`;
		expect((await harness.get(`${LIST}&per_page=3${next}`)).body.code).toBe('INVALID_DATA');
		expect((await harness.get(`${LIST}&per_page=2&page=2${next}`)).body.code).toBe('AMBIGUITY_DURING_PROCESSING');
		expect((await harness.get(`${LIST}&per_page=2${next}`)).status).toBe(200);
		harness.world.clock.advance(86_400_001);
		harness.token = harness.zoho.admin.issueToken().access_token;
		expect((await harness.get(`${LIST}&per_page=2${next}`)).body.code).toBe('EXPIRED_VALUE');
	});

	it('sorts by id descending unless asked otherwise', async () => {
		const [first, second] = [harness.event(), harness.event()];
		harness.world.clock.advance(5_000);
		harness.zoho.person.editEvent(first, { Venue: 'Berlin' });
		const ids = async (sort: string): Promise<unknown[]> => listOf((await harness.get(LIST + sort)).body).map((record) => record.id);
		expect(await ids('')).toEqual([second, first]);
		expect(await ids('&sort_by=Modified_Time&sort_order=desc')).toEqual([first, second]);
		expect(await ids('&sort_by=Modified_Time&sort_order=asc')).toEqual([second, first]);
		expect(await ids(`&ids=${first}`)).toEqual([first]);
	});

	it('cuts text at 500 characters and empties Participants in lists, and tells all in the single record', async () => {
		const id = harness.event({ Description: '🎉'.repeat(600), Participants: [{ type: 'email', participant: 'guest@customer.example' }] });
		const listed = firstOf(await harness.get('/crm/v8/Events?fields=Description,Participants'));
		expect([...String(listed.Description)]).toHaveLength(500);
		expect(listed.Participants).toEqual([]);
		const single = firstOf(await harness.get(`/crm/v8/Events/${id}`));
		expect([...String(single.Description)]).toHaveLength(600);
		expect(single.Participants).toMatchObject([
			{ type: 'email', participant: 'guest@customer.example', Email: 'guest@customer.example', invited: false },
		]);
	});

	it('re-expresses times in the zone of the organisation, in whole seconds', async () => {
		const id = harness.event();
		const berlin = firstOf(await harness.get(`/crm/v8/Events/${id}`));
		expect(berlin).toMatchObject({ Start_DateTime: '2026-08-04T06:30:00+02:00', Created_Time: '2026-08-03T10:00:00+02:00' });
		harness.zoho.admin.set({ orgTimeZone: 'Asia/Riyadh' });
		expect(firstOf(await harness.get(`/crm/v8/Events/${id}`)).Start_DateTime).toBe('2026-08-04T07:30:00+03:00');
	});

	it('answers each of 5,000 single records', async () => {
		harness.zoho.seed('empty', 5_000);
		const titles = new Set<unknown>();
		for (const { id } of harness.zoho.all('Events')) titles.add(firstOf(await harness.get(`/crm/v8/Events/${id}`)).Event_Title);
		expect(titles.size).toBe(5_000);
	});
});

describe('Zoho stand-in: deleted records', () => {
	it('lists deletions by type and time, refuses the record, and forgets a restored deletion', async () => {
		const id = harness.event();
		harness.world.clock.advance(10_000);
		harness.zoho.person.deleteEvent(id);
		const gone = await harness.get(`/crm/v8/Events/${id}`);
		expect([gone.status, gone.body.code]).toEqual([400, 'INVALID_DATA']);
		const deleted = await harness.get('/crm/v8/Events/deleted?type=recycle', { 'if-modified-since': '2026-08-03T10:00:10+02:00' });
		expect(listOf(deleted.body)).toMatchObject([{ id, type: 'recycle', display_name: 'Meeting', deleted_time: '2026-08-03T10:00:10+02:00' }]);
		expect((await harness.get('/crm/v8/Events/deleted', { 'if-modified-since': '2026-08-03T10:00:11+02:00' })).status).toBe(304);
		expect((await harness.get('/crm/v8/Events/deleted?type=permanent')).status).toBe(204);

		harness.world.clock.advance(10_000);
		harness.zoho.person.restoreEvent(id);
		expect((await harness.get('/crm/v8/Events/deleted')).status).toBe(204);
		expect(firstOf(await harness.get(`/crm/v8/Events/${id}`)).Modified_Time).toBe('2026-08-03T10:00:20+02:00');
	});

	it('turns recycle into permanent after the retention and pages the list', async () => {
		for (let number = 0; number < 5; number++) harness.zoho.person.deleteEvent(harness.event());
		const page = await harness.get('/crm/v8/Events/deleted?per_page=2&page=2');
		expect(objectOf(page.body.info)).toMatchObject({ count: 2, page: 2, more_records: true });
		harness.world.clock.advance(61 * 86_400_000);
		harness.token = harness.zoho.admin.issueToken().access_token;
		expect(listOf((await harness.get('/crm/v8/Events/deleted?type=permanent')).body)).toHaveLength(5);
		harness.zoho.admin.forgetDeleted();
		expect((await harness.get('/crm/v8/Events/deleted')).status).toBe(204);
	});
});

describe('Zoho stand-in: search and COQL', () => {
	it('hides a new record from search and COQL for the lag and not from the list', async () => {
		harness.zoho.admin.set({ searchLagMilliseconds: 3_000 });
		const contact = harness.zoho.person.create('Contacts', { Last_Name: 'Müller', Email: 'mueller@customer.example' });
		const query = { select_query: "select Email from Contacts where Email = 'MUELLER@customer.example'" };
		expect((await harness.get('/crm/v8/Contacts/search?email=mueller@customer.example')).status).toBe(204);
		expect((await harness.send('POST', '/crm/v8/coql', query)).status).toBe(204);
		expect(listOf((await harness.get('/crm/v8/Contacts?fields=Email')).body)).toHaveLength(1);
		harness.world.clock.advance(3_000);
		expect(firstOf(await harness.get('/crm/v8/Contacts/search?email=mueller@customer.example')).id).toBe(contact);
		expect(firstOf(await harness.send('POST', '/crm/v8/coql', query)).id).toBe(contact);
		expect(firstOf(await harness.get('/crm/v8/Contacts/search?criteria=(Last_Name:starts_with:mül)')).id).toBe(contact);
	});

	it('answers between, in, and, or, order and limit', async () => {
		const ids = [1, 2, 3].map((day) =>
			harness.event({ Event_Title: `Day ${day}`, Start_DateTime: `2026-08-0${day}T09:00:00+02:00`, End_DateTime: `2026-08-0${day}T10:00:00+02:00` }),
		);
		const run = async (text: string): Promise<unknown[]> =>
			listOf((await harness.send('POST', '/crm/v8/coql', { select_query: text })).body).map((row) => row.id);
		const between = "select id, Event_Title from Events where Start_DateTime between '2026-08-02T00:00:00+02:00' and '2026-08-03T23:00:00+02:00'";
		expect(await run(between)).toEqual([ids[1], ids[2]]);
		expect(await run("select id from Events where Event_Title in ('Day 1','Day 3') order by Start_DateTime asc limit 1, 1")).toEqual([ids[2]]);
		expect(await run(`select id from Events where (Event_Title = 'Day 1' or Event_Title = 'Day 2') and id > '${ids[0]}' limit 10 offset 0`)).toEqual([
			ids[1],
		]);
	});

	it('refuses what COQL cannot do with the reason', async () => {
		const code = async (text: string): Promise<unknown> => (await harness.send('POST', '/crm/v8/coql', { select_query: text })).body.code;
		expect(await code('select id from Events')).toBe('SYNTAX_ERROR');
		expect(await code("select Participants from Events where id > '0'")).toBe('INVALID_QUERY');
		expect(await code("select id from Events where id > '0' limit 2001")).toBe('LIMIT_EXCEEDED');
		expect(await code("select id from Events where Start_DateTime > 'yesterday'")).toBe('INVALID_QUERY');
	});
});

describe('Zoho stand-in: settings, users and organisation', () => {
	it('names the current user, the active users, the fields and the time zone', async () => {
		expect(listOf((await harness.get('/crm/v8/users?type=CurrentUser')).body, 'users')).toHaveLength(1);
		expect(listOf((await harness.get('/crm/v8/users?type=ActiveUsers')).body, 'users')).toHaveLength(2);
		harness.zoho.admin.addField('Events', { api_name: 'Sync_Key', unique: true });
		const fields = listOf((await harness.get('/crm/v8/settings/fields?module=Events')).body, 'fields');
		expect(fields.find((field) => field.api_name === 'Sync_Key')).toMatchObject({ custom_field: true, unique: { casesensitive: '0' } });
		expect(fields.find((field) => field.api_name === 'Event_Title')).toMatchObject({ system_mandatory: true, length: 255 });
		expect(listOf((await harness.get('/crm/v8/org')).body, 'org')).toMatchObject([{ time_zone: 'Europe/Berlin' }]);
	});

	it('tells the time of the sandbox in the Date header', async () => {
		harness.world.clock.advance(60_000);
		expect((await harness.get('/crm/v8/org')).headers.Date).toBe(new Date(START + 60_000).toUTCString());
	});

	it('seeds a demo of several owners around now without mailing anybody', async () => {
		harness.zoho.seed('demo', 3);
		const events = harness.zoho.all('Events').map((record) => record.fields);
		const owners = new Set(events.map((event) => objectOf(event.Owner).id));
		expect(events.length).toBeGreaterThan(40);
		expect(owners.size).toBe(2);
		expect(events.some((event) => event.All_day === true)).toBe(true);
		expect(harness.zoho.all('Contacts').length).toBeGreaterThan(5);
		expect(events.every((event) => String(event.Modified_Time) <= '2026-08-03T10:00:00+02:00')).toBe(true);
		expect(harness.world.outbox).toEqual([]);
		expect(harness.zoho.person.createEvent(meeting('After the seed'))).toMatch(/^\d{19}$/);
	});
});
