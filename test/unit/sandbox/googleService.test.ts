import { createServer, type IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../sandbox';
import { asObject, isJsonObject } from '../../../sandbox/core/json';
import type { PushCall } from '../../../sandbox/core/types';
import { clientOf, errorReason, googleClient, hour, primary, start } from './googleSupport';

const events = `${primary}/events`;
const scope = (name: string): string => `https://www.googleapis.com/auth/${name}`;
const calendarList = '/calendar/v3/users/me/calendarList';

describe('sign-in', () => {
	const query = new URLSearchParams({
		client_id: 'app',
		redirect_uri: 'http://127.0.0.1:9/callback?kept=1',
		response_type: 'code',
		scope: scope('calendar.events'),
		state: 'the state',
		access_type: 'offline',
	});

	it('leads from a page with an Allow button to code, tokens, refresh and revocation', async () => {
		const sandbox = await startSandbox();
		const base = sandbox.urls.google;
		const page = await (await fetch(`${base}/o/oauth2/v2/auth?${query}`)).text();
		for (const text of ['id="allow"', 'app', scope('calendar.events'), 'owner@example.test']) expect(page).toContain(text);
		const form = new URLSearchParams([...query, ['user', 'owner@example.test'], ['decision', 'allow']]);
		const redirect = await fetch(`${base}/o/oauth2/v2/auth`, { method: 'POST', body: form, redirect: 'manual' });
		const target = new URL(redirect.headers.get('location') ?? '');
		expect(Object.fromEntries(target.searchParams)).toMatchObject({ kept: '1', state: 'the state' });
		const trade = async (fields: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> => {
			const authorization = `Basic ${Buffer.from('app:secret').toString('base64')}`;
			const answer = await fetch(`${base}/token`, { method: 'POST', body: new URLSearchParams(fields), headers: { authorization } });
			return { status: answer.status, body: asObject(await answer.json()) };
		};
		const code = { grant_type: 'authorization_code', code: target.searchParams.get('code') ?? '', redirect_uri: query.get('redirect_uri') ?? '' };
		const first = await trade(code);
		expect(first.body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
		expect((await trade(code)).body.error).toBe('invalid_grant');
		const refresh = { grant_type: 'refresh_token', refresh_token: String(first.body.refresh_token) };
		const second = await trade(refresh);
		const read = await fetch(`${base}${events}`, { headers: { authorization: `Bearer ${String(second.body.access_token)}` } });
		expect(read.status).toBe(200);
		await fetch(`${base}/revoke`, { method: 'POST', body: new URLSearchParams({ token: String(first.body.refresh_token) }) });
		expect((await trade(refresh)).body.error).toBe('invalid_grant');
		await sandbox.close();
	});

	it('reports a refusal to the application and shows a page for a bad redirect address', async () => {
		const { call } = googleClient();
		const form = (fields: Record<string, string>): string => new URLSearchParams({ ...Object.fromEntries(query), ...fields }).toString();
		const type = { 'content-type': 'application/x-www-form-urlencoded' };
		const denied = await call('POST', '/o/oauth2/v2/auth', form({ decision: 'deny' }), type);
		expect(denied.headers.location).toContain('error=access_denied');
		expect((await call('GET', `/o/oauth2/v2/auth?${form({ redirect_uri: 'javascript:alert(1)' })}`)).status).toBe(400);
	});
});

describe('authorisation', () => {
	it('refuses missing, unknown and expired tokens in the recorded shape', async () => {
		const { call, sandbox } = googleClient();
		for (const authorization of ['', 'Bearer nonsense']) {
			const refused = await call('GET', events, undefined, { authorization });
			expect([refused.status, errorReason(refused)]).toEqual([401, 'authError']);
		}
		sandbox.services.google.oauth.tokens.expireAccessTokens();
		expect((await call('GET', events)).status).toBe(401);
	});

	it('refuses what the scopes do not cover', async () => {
		const reader = googleClient({}, { scopes: [scope('calendar.events.readonly')] });
		expect((await reader.call('GET', events)).status).toBe(200);
		const refused = await reader.call('POST', events, hour());
		expect([refused.status, errorReason(refused)]).toEqual([403, 'insufficientPermissions']);
		expect((await reader.call('GET', calendarList)).status).toBe(403);
		reader.sandbox.services.google.oauth.tokens.restrictScopes([]);
		expect((await reader.call('GET', events)).status).toBe(403);
	});

	it('lets an application with calendar.app.created use its own calendars only', async () => {
		const { call, ok } = googleClient({}, { scopes: [scope('calendar.app.created')] });
		const { id } = await ok('POST', '/calendar/v3/calendars', { summary: 'CRM' });
		expect((await call('POST', `/calendar/v3/calendars/${String(id)}/events`, hour())).status).toBe(200);
		expect((await call('GET', events)).status).toBe(403);
		expect((await call('GET', calendarList)).status).toBe(403);
	});
});

describe('calendars', () => {
	it('lists every access role, paged, with a sync token that reports new and deleted ones', async () => {
		const { call, ok } = googleClient();
		const first = await ok('GET', `${calendarList}?maxResults=3`);
		const second = await ok('GET', `${calendarList}?maxResults=3&pageToken=${String(first.nextPageToken)}`);
		const entries = [first.items, second.items].flatMap((items) => (Array.isArray(items) ? items : [])).map(asObject);
		expect(new Set(entries.map((entry) => entry.accessRole))).toEqual(
			new Set(['owner', 'reader', 'writer', 'freeBusyReader', 'writerWithoutPrivateAccess']),
		);
		expect(entries.filter((entry) => entry.primary === true).map((entry) => entry.id)).toEqual(['owner@example.test']);
		const { id } = await ok('POST', '/calendar/v3/calendars', { summary: 'CRM' });
		const added = await ok('GET', `${calendarList}?syncToken=${String(second.nextSyncToken)}`);
		expect(added.items).toMatchObject([{ id, accessRole: 'owner' }]);
		await call('DELETE', `/calendar/v3/calendars/${String(id)}`);
		expect((await ok('GET', `${calendarList}?syncToken=${String(added.nextSyncToken)}`)).items).toMatchObject([{ id, deleted: true }]);
	});

	it('refuses to delete the primary calendar', async () => {
		expect((await googleClient().call('DELETE', primary)).status).toBe(400);
	});

	it('tells the zone of the user', async () => {
		expect(await googleClient().ok('GET', '/calendar/v3/users/me/settings/timezone')).toMatchObject({ id: 'timezone', value: 'Europe/Berlin' });
	});
});

describe('limits', () => {
	it('refuses more than the budget of a minute and lets go when the minute has passed', async () => {
		const { call, sandbox } = googleClient();
		sandbox.control.setQuotas({ enabled: true, scale: 0.01 });
		const statuses: number[] = [];
		for (let index = 0; index < 9; index++) statuses.push((await call('GET', events)).status);
		expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 403, 403, 429]);
		sandbox.control.clock.advance(60_001);
		expect((await call('GET', events)).status).toBe(200);
	});

	it('refuses bursts of writes on one calendar', async () => {
		const { call, sandbox } = googleClient();
		sandbox.services.google.quotas.configure({ enabled: true, writesPerCalendarPerSecond: 3 });
		for (let index = 0; index < 3; index++) expect((await call('POST', events, hour())).status).toBe(200);
		expect(errorReason(await call('POST', events, hour()))).toBe('rateLimitExceeded');
	});

	it('stays shut while calendar usage limits are exceeded', async () => {
		const { call, sandbox } = googleClient();
		sandbox.services.google.quotas.configure({ mode: 'quotaExceeded' });
		expect(errorReason(await call('GET', events))).toBe('quotaExceeded');
		sandbox.services.google.quotas.configure({ mode: 'rate' });
		expect((await call('GET', events)).status).toBe(200);
	});
});

describe('push', () => {
	const channel = { id: 'channel-1', type: 'web_hook', address: 'https://hook.example/google', token: 'the token' };

	function collected(client: ReturnType<typeof googleClient>): PushCall[] {
		const calls: PushCall[] = [];
		client.sandbox.world.pushes.deliverTo((call) => {
			calls.push(call);
			return 200;
		});
		return calls;
	}

	it('sends a sync message, then one per change with rising numbers, headers only', async () => {
		const client = googleClient();
		const calls = collected(client);
		const opened = await client.ok('POST', `${events}/watch`, channel);
		expect(opened).toMatchObject({ kind: 'api#channel', id: 'channel-1', expiration: String(start + 604_800_000) });
		await client.ok('POST', events, hour());
		client.sandbox.services.google.person.create(hour());
		await client.sandbox.world.pushes.idle();
		expect(calls.map((call) => call.headers['x-goog-resource-state'])).toEqual(['sync', 'exists', 'exists']);
		const numbers = calls.map((call) => Number(call.headers['x-goog-message-number']));
		expect(numbers[0]).toBe(1);
		expect(numbers).toEqual([...numbers].sort((first, second) => first - second));
		expect(calls.every((call) => call.body === undefined && call.headers['x-goog-channel-token'] === 'the token')).toBe(true);
	});

	it('ends without notice when the channel expires, and by stop from the same user only', async () => {
		const client = googleClient();
		const calls = collected(client);
		const first = await client.ok('POST', `${events}/watch`, { ...channel, params: { ttl: '60' } });
		const stranger = clientOf(client.sandbox, { user: 'colleague@example.test' });
		const stop = { id: first.id, resourceId: first.resourceId };
		expect((await stranger.call('POST', '/calendar/v3/channels/stop', stop)).status).toBe(404);
		client.sandbox.control.clock.advance(61_000);
		client.sandbox.services.google.person.create(hour());
		const second = await client.ok('POST', `${events}/watch`, { ...channel, id: 'channel-2' });
		expect((await client.call('POST', '/calendar/v3/channels/stop', { id: second.id, resourceId: second.resourceId })).status).toBe(204);
		client.sandbox.services.google.person.create(hour());
		await client.sandbox.world.pushes.idle();
		expect(calls.map((call) => call.headers['x-goog-resource-state'])).toEqual(['sync', 'sync']);
	});

	it.each([{ id: '' }, { id: 'x'.repeat(65) }, { type: 'mail' }, { address: 'http://hook.example/' }, { token: 'x'.repeat(257) }])(
		'refuses the channel with %o',
		async (change) => {
			expect((await googleClient().call('POST', `${events}/watch`, { ...channel, ...change })).status).toBe(400);
		},
	);

	it('refuses a channel id in use', async () => {
		const client = googleClient();
		collected(client);
		await client.ok('POST', `${events}/watch`, channel);
		expect(errorReason(await client.call('POST', `${events}/watch`, channel))).toBe('channelIdNotUnique');
	});

	it('can be lost and doubled', async () => {
		const client = googleClient();
		const calls = collected(client);
		await client.ok('POST', `${events}/watch`, channel);
		client.sandbox.control.setPushFaults({ lost: 1 });
		client.sandbox.services.google.person.create(hour());
		client.sandbox.control.setPushFaults({ lost: 0, doubled: 1 });
		client.sandbox.services.google.person.create(hour());
		await client.sandbox.world.pushes.idle();
		expect(calls).toHaveLength(3);
		expect(calls[1]).toEqual(calls[2]);
	});

	it('makes real calls and repeats them after a 503', async () => {
		const received: IncomingHttpHeaders[] = [];
		const hook = createServer((request, response) => {
			received.push(request.headers);
			response.writeHead(received.length === 1 ? 503 : 200).end();
		});
		await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
		const address = hook.address();
		const port = typeof address === 'object' && address !== null ? address.port : 0;
		const client = googleClient();
		await client.ok('POST', `${events}/watch`, { ...channel, address: `http://127.0.0.1:${port}/hook` });
		await client.sandbox.world.pushes.idle();
		expect(received.map((headers) => headers['x-goog-message-number'])).toEqual(['1', '1']);
		await new Promise((resolve) => hook.close(resolve));
	});
});

describe('control interface', () => {
	it('edits as a person, without counting as a request', async () => {
		const { call, sandbox } = googleClient();
		const created = await call('POST', '/_sandbox/google/events', { summary: 'by hand', ...hour() });
		const id = String(asObject(created.body).id);
		await call('PATCH', `/_sandbox/google/events/${id}`, { location: 'here' });
		const listed = asObject((await call('GET', '/_sandbox/google/events?calendarId=primary')).body).items;
		expect(listed).toMatchObject([{ summary: 'by hand', location: 'here' }]);
		expect((await call('DELETE', `/_sandbox/google/events/${id}`)).status).toBe(200);
		expect((await call('POST', '/_sandbox/google/events', { summary: 'no time' })).status).toBe(400);
		expect(sandbox.control.requests.all()).toEqual({});
	});

	it('hands out tokens and takes access away', async () => {
		const { call } = googleClient();
		const issued = asObject((await call('POST', '/_sandbox/google/token', { user: 'colleague@example.test' })).body);
		const authorization = `Bearer ${String(issued.access_token)}`;
		expect((await call('GET', events, undefined, { authorization })).status).toBe(200);
		await call('POST', '/_sandbox/google/revoke', { user: 'colleague@example.test' });
		expect((await call('GET', events, undefined, { authorization })).status).toBe(401);
		await call('POST', '/_sandbox/google/share', { user: 'owner@example.test', calendarId: 'owner@example.test', role: 'reader' });
		expect((await call('POST', events, hour())).status).toBe(403);
	});
});

describe('demo data', () => {
	it('holds what a sales team would have, in recorded shapes', async () => {
		const { readAll } = googleClient({ seed: 'demo' });
		const { items } = await readAll('');
		const some = (test: (event: (typeof items)[number]) => boolean): boolean => items.some(test);
		expect(some((event) => typeof event.start?.date === 'string')).toBe(true);
		expect(some((event) => event.visibility === 'private')).toBe(true);
		expect(some((event) => event.summary === undefined && event.status === 'confirmed')).toBe(true);
		expect(some((event) => event.attendees?.some(({ self, responseStatus }) => self === true && responseStatus === 'declined') === true)).toBe(true);
		expect(some((event) => (event.recurrence?.length ?? 0) > 0)).toBe(true);
		expect(some((event) => typeof event.recurringEventId === 'string' && event.status === 'cancelled')).toBe(true);
		expect(some((event) => /[äöüß]/.test(event.summary ?? '') || /\p{Emoji_Presentation}/u.test(event.summary ?? ''))).toBe(true);
		expect(new Set(items.map((event) => event.start?.timeZone).filter((zone) => zone !== undefined)).size).toBeGreaterThan(2);
		expect(items.every(isJsonObject)).toBe(true);
	});

	it('does not send a mail', () => {
		expect(googleClient({ seed: 'demo' }).sandbox.control.outbox.list()).toEqual([]);
	});
});
