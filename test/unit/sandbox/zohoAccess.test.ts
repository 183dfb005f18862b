import { beforeEach, describe, expect, it } from 'vitest';
import { firstOf, listOf, meeting, ZohoHarness } from './zohoHarness';

const MINUTE = 60_000;
const REDIRECT = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';
const SCOPE = 'ZohoCRM.modules.Events.ALL,ZohoCRM.users.READ';
const CLIENT = { client_id: '1000.CLIENT', client_secret: 'secret' };
const AUTHORISE = {
	response_type: 'code',
	client_id: CLIENT.client_id,
	redirect_uri: REDIRECT,
	scope: SCOPE,
	state: 's-1',
	access_type: 'offline',
	prompt: 'consent',
};
let harness: ZohoHarness;

beforeEach(() => {
	harness = new ZohoHarness();
});

async function allow(): Promise<string> {
	const reply = await harness.zoho.handle({
		method: 'POST',
		path: '/oauth/v2/auth',
		query: new URLSearchParams(),
		headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'zoho.test:1234' },
		body: Buffer.from(new URLSearchParams({ ...AUTHORISE, decision: 'allow' }).toString()),
	});
	expect(reply.status).toBe(302);
	const target = new URL(reply.headers?.location ?? '');
	expect(target.searchParams.get('state')).toBe('s-1');
	return target.searchParams.get('code') ?? '';
}

function exchange(code: string): ReturnType<ZohoHarness['form']> {
	return harness.form('/oauth/v2/token', { ...CLIENT, grant_type: 'authorization_code', code, redirect_uri: REDIRECT });
}

function refresh(token: unknown): ReturnType<ZohoHarness['form']> {
	return harness.form('/oauth/v2/token', { ...CLIENT, grant_type: 'refresh_token', refresh_token: String(token) });
}

describe('Zoho stand-in: authorisation', () => {
	it('shows a page with an Allow button and the scopes asked for', async () => {
		const reply = await harness.zoho.handle({
			method: 'GET',
			path: '/oauth/v2/auth',
			query: new URLSearchParams(AUTHORISE),
			headers: {},
			body: Buffer.alloc(0),
		});
		expect(reply.status).toBe(200);
		expect(String(reply.body)).toMatch(/<button id="allow"/);
		expect(String(reply.body)).toContain('ZohoCRM.users.READ');
	});

	it('trades a code once and only within three minutes, and names its own origin as api_domain', async () => {
		const code = await allow();
		const answer = await exchange(code);
		expect(answer.body).toMatchObject({ api_domain: 'http://zoho.test:1234', token_type: 'Bearer', expires_in: 3600 });
		expect(typeof answer.body.refresh_token).toBe('string');
		expect((await exchange(code)).body.error).toBe('invalid_code');
		const late = await allow();
		harness.world.clock.advance(3 * MINUTE);
		expect((await exchange(late)).body.error).toBe('invalid_code');
		harness.token = String(answer.body.access_token);
		expect((await harness.get('/crm/v8/users?type=CurrentUser')).status).toBe(200);
	});

	it('answers the eleventh token in ten minutes with an error in HTTP 200', async () => {
		const { refresh_token: token } = (await exchange(await allow())).body;
		for (let number = 0; number < 9; number++) expect((await refresh(token)).body.access_token).toBeTypeOf('string');
		const throttled = await refresh(token);
		expect([throttled.status, throttled.body.error]).toEqual([200, 'Access Denied']);
		harness.world.clock.advance(10 * MINUTE + 1);
		const later = await refresh(token);
		expect(later.body.access_token).toBeTypeOf('string');
		expect(later.body.refresh_token).toBeUndefined();
	});

	it('drops the oldest of more than 15 living tokens', async () => {
		harness.zoho.admin.set({ tokenThrottle: false });
		const { refresh_token: token, access_token: first } = (await exchange(await allow())).body;
		harness.token = String(first);
		for (let number = 0; number < 14; number++) await refresh(token);
		expect((await harness.get('/crm/v8/users')).status).toBe(200);
		await refresh(token);
		expect((await harness.get('/crm/v8/users')).status).toBe(401);
	});

	it('refuses expired and revoked tokens, the wrong data centre and Bearer', async () => {
		const { refresh_token: token } = harness.zoho.admin.issueToken();
		const bearer = await harness.get('/crm/v8/users', { authorization: `Bearer ${harness.token}` });
		expect([bearer.status, bearer.body.code]).toEqual([401, 'INVALID_TOKEN']);
		harness.zoho.admin.set({ wrongDataCentre: true });
		expect((await harness.get('/crm/v8/users')).body.code).toBe('INVALID_TOKEN');
		expect((await refresh(token)).body.error).toBe('invalid_code');
		harness.zoho.admin.set({ wrongDataCentre: false });
		harness.world.clock.advance(60 * MINUTE);
		expect((await harness.get('/crm/v8/users')).body).toMatchObject({ code: 'INVALID_TOKEN', status: 'error' });
		harness.token = String((await refresh(token)).body.access_token);
		expect((await harness.get('/crm/v8/users')).status).toBe(200);
		await harness.form('/oauth/v2/token/revoke', { token });
		expect((await harness.get('/crm/v8/users')).status).toBe(401);
		expect((await refresh(token)).body.error).toBe('invalid_code');
	});

	it('Z13: names a missing scope with the status the switch asks for', async () => {
		harness.token = harness.zoho.admin.issueToken({ scopes: ['ZohoCRM.modules.Events.READ'] }).access_token;
		expect((await harness.get('/crm/v8/Events?fields=id')).status).toBe(204);
		const write = await harness.send('POST', '/crm/v8/Events', { data: [meeting('Not allowed')] });
		expect([write.status, write.body.code]).toEqual([401, 'OAUTH_SCOPE_MISMATCH']);
		harness.zoho.admin.set({ scopeErrorStatus: 403 });
		expect((await harness.get('/crm/v8/Contacts?fields=id')).status).toBe(403);
		expect((await harness.send('POST', '/crm/v8/coql', { select_query: "select id from Events where id > '0'" })).status).toBe(403);
	});
});

describe('Zoho stand-in: limits', () => {
	it('counts credits over 24 hours, tells what remains from half on, and refuses without Retry-After', async () => {
		harness.zoho.admin.set({ creditsPerDay: 10 });
		const bulk = { data: Array.from({ length: 31 }, () => meeting('Bulk')) };
		const first = await harness.send('POST', '/crm/v8/Events', bulk);
		expect(first.headers['X-API-CREDITS-REMAINING']).toBeUndefined();
		expect((await harness.get('/crm/v8/org')).headers['X-API-CREDITS-REMAINING']).toBe('5');
		expect((await harness.send('POST', '/crm/v8/Events', bulk)).status).toBe(201);
		expect((await harness.get('/crm/v8/org')).status).toBe(200);
		const refused = await harness.get('/crm/v8/org');
		expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
		expect(Object.keys(refused.headers).map((name) => name.toLowerCase())).not.toContain('retry-after');
		harness.world.clock.advance(24 * 60 * MINUTE);
		harness.token = harness.zoho.admin.issueToken().access_token;
		expect((await harness.get('/crm/v8/org')).status).toBe(200);
	});

	it('refuses one call too many at the same time', async () => {
		harness.zoho.admin.set({ concurrency: { limit: 2, holdMilliseconds: 1 } });
		const answers = await Promise.all([1, 2, 3].map(() => harness.get('/crm/v8/org')));
		expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
		expect((await harness.get('/crm/v8/org')).status).toBe(200);
	});

	it('answers unknown addresses, modules and methods in the vendor’s words', async () => {
		expect((await harness.get('/crm/v8/nothing')).body.code).toBe('INVALID_URL_PATTERN');
		expect((await harness.get('/crm/v8/Deals?fields=id')).body.code).toBe('INVALID_MODULE');
		expect((await harness.send('PATCH', '/crm/v8/Events', {})).body.code).toBe('INVALID_REQUEST_METHOD');
	});
});

describe('Zoho stand-in: notification channels', () => {
	const DAY = 24 * 60 * MINUTE;
	const channel = { channel_id: '1000000068001', events: ['Events.all'], token: 'proof', notify_url: 'http://127.0.0.1:9/hook' };

	async function watch(rest: object, method = 'POST'): ReturnType<ZohoHarness['send']> {
		return harness.send(method, '/crm/v8/actions/watch', { watch: [{ ...channel, ...rest }] });
	}

	async function expiry(): Promise<unknown> {
		return listOf((await harness.get('/crm/v8/actions/watch')).body, 'watch')[0]?.channel_expiry;
	}

	it('keeps an expiry within a week and cuts a later or missing one to an hour', async () => {
		expect((await watch({ channel_expiry: '2026-08-10T09:59:00+02:00' })).status).toBe(201);
		expect(await expiry()).toBe('2026-08-10T09:59:00+02:00');
		await watch({ channel_expiry: '2026-08-11T10:00:00+02:00' }, 'PUT');
		expect(await expiry()).toBe('2026-08-03T11:00:00+02:00');
		await watch({});
		expect(await expiry()).toBe('2026-08-03T11:00:00+02:00');
	});

	it('calls with ids and the token for every change, one’s own included', async () => {
		await watch({});
		const made = await harness.send('POST', '/crm/v8/Events', { data: [meeting('One'), meeting('Two')] });
		const ids = listOf(made.body).map((item) =>
			typeof item.details === 'object' && item.details !== null && !Array.isArray(item.details) ? item.details.id : '',
		);
		harness.zoho.person.editEvent(String(ids[0]), { Venue: 'Ulm' });
		harness.zoho.person.deleteEvent(String(ids[1]));
		await harness.world.pushes.idle();
		expect(harness.calls.map((call) => call.body)).toMatchObject([
			{ module: 'Events', operation: 'insert', ids, channel_id: channel.channel_id, token: 'proof' },
			{ operation: 'update', ids: [ids[0]], resource_uri: 'http://zoho.test:1234/crm/v8/Events' },
			{ operation: 'delete', ids: [ids[1]] },
		]);
		expect(harness.calls[0]?.url).toBe(channel.notify_url);
		expect(Object.keys(Object(harness.calls[0]?.body))).not.toContain('data');
	});

	it('stops silently at its expiry and can be renewed before', async () => {
		await watch({ events: ['Events.create'] });
		harness.world.clock.advance(59 * MINUTE);
		expect((await watch({ channel_expiry: '2026-08-04T10:00:00+02:00' }, 'PUT')).status).toBe(200);
		harness.event();
		harness.world.clock.advance(2 * DAY);
		harness.event();
		await harness.world.pushes.idle();
		expect(harness.calls).toHaveLength(1);
		harness.token = harness.zoho.admin.issueToken().access_token;
		expect((await watch({}, 'PUT')).status).toBe(202);
	});

	it('answers 202 with the refused items and removes channels by id', async () => {
		const body = {
			watch: [channel, { ...channel, channel_id: '2', token: 'x'.repeat(51) }, { ...channel, channel_id: '3', events: ['Nothing.all'] }],
		};
		const answer = await harness.send('POST', '/crm/v8/actions/watch', body);
		expect(answer.status).toBe(202);
		expect(listOf(answer.body, 'watch').map((item) => item.code)).toEqual(['SUCCESS', 'INVALID_DATA', 'INVALID_DATA']);
		const removed = await harness.send('DELETE', `/crm/v8/actions/watch?channel_ids=${channel.channel_id},99`);
		expect(listOf(removed.body, 'watch').map((item) => item.code)).toEqual(['SUCCESS', 'NOT_SUBSCRIBED']);
		expect((await harness.get('/crm/v8/actions/watch')).status).toBe(204);
	});

	it('tells nobody about a seed', async () => {
		await watch({});
		harness.zoho.seed('demo', 1);
		await harness.world.pushes.idle();
		expect(harness.calls).toEqual([]);
		expect(firstOf(await harness.get('/crm/v8/Events?fields=id')).id).toBeTypeOf('string');
	});
});
