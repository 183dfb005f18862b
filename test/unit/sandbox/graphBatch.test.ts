import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import { errorCode, graphClient, meeting, type GraphClient } from './graphSupport';

const json = { 'Content-Type': 'application/json' };

function creation(id: string, more: JsonObject = {}): JsonObject {
	return { id, method: 'POST', url: '/me/events', headers: json, body: meeting({ subject: `E${id}`, transactionId: id }), ...more };
}

async function batch(client: GraphClient, requests: unknown[]): Promise<Map<string, JsonObject>> {
	const { responses } = await client.ok('POST', '/$batch', { requests });
	return new Map((responses as JsonObject[]).map((one) => [String(one.id), one]));
}

describe('$batch', () => {
	it('answers each request with its own status, in another order', async () => {
		const client = graphClient();
		const requests = Array.from({ length: 20 }, (_, index) => creation(String(index)));
		requests[7] = { id: '7', method: 'GET', url: '/me/events/nonsense' };
		const answers = await batch(client, requests);
		expect([...answers.keys()]).not.toEqual(requests.map(({ id }) => id));
		expect(answers.size).toBe(20);
		expect(answers.get('7')).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidIdMalformed' } } });
		expect(answers.get('3')).toMatchObject({ status: 201, body: { subject: 'E3' } });
		expect(client.sandbox.services.microsoft.person.list()).toHaveLength(19);
	});

	it.each([
		['more than 20 requests', Array.from({ length: 21 }, (_, index) => creation(String(index)))],
		['an id twice', [creation('1'), creation('1')]],
		['an absolute address', [creation('1', { url: 'https://graph.microsoft.com/v1.0/me/events' })],],
		['a dependency on what comes later', [creation('1', { dependsOn: ['2'] }), creation('2')]],
		['a mixture of sequence and independence', [creation('1'), creation('2'), creation('3', { dependsOn: ['2'] }), creation('4')]],
	])('with %s is refused as a whole', async (_what, requests) => {
		const client = graphClient();
		expect(errorCode(await client.call('POST', '/$batch', { requests }))).toBe('400 BadRequest');
		expect(client.sandbox.services.microsoft.person.list()).toEqual([]);
	});

	it('stops a sequence after a failure with 424', async () => {
		const client = graphClient();
		const answers = await batch(client, [creation('1'), creation('2', { dependsOn: ['1'], body: { subject: 'no times' } }), creation('3', { dependsOn: ['2'] })]);
		expect([...answers.values()].map(({ id, status }) => [id, status])).toEqual([['1', 201], ['2', 400], ['3', 424]]);
	});

	it('needs a content type beside a body, and the headers of each request count', async () => {
		const client = graphClient();
		const event = await client.ok('POST', '/me/events', meeting());
		const url = `/me/events/${encodeURIComponent(String(event.id))}`;
		const answers = await batch(client, [
			creation('1', { headers: {} }),
			{ id: '2', method: 'PATCH', url, headers: { ...json, 'If-Match': 'W/"old"' }, body: { subject: 'x' } },
			{ id: '3', method: 'GET', url, headers: { Prefer: 'outlook.timezone="Europe/Berlin"' } },
			{ id: '4', method: 'DELETE', url: '/me/events/AAAA' },
		]);
		expect(answers.get('1')?.status).toBe(400);
		expect(answers.get('2')).toMatchObject({ status: 412, body: { error: { code: 'ErrorIrresolvableConflict' } } });
		expect(answers.get('3')).toMatchObject({ body: { start: { timeZone: 'Europe/Berlin' } } });
	});

	it('is refused without a token', async () => {
		const { call } = graphClient();
		expect(errorCode(await call('POST', '/$batch', { requests: [] }, { authorization: 'Bearer x' }))).toBe('401 InvalidAuthenticationToken');
	});

	it('counts its requests one by one', async () => {
		const client = graphClient();
		await batch(client, [creation('1'), creation('2'), { id: '3', method: 'GET', url: '/me/events' }]);
		const counts = client.sandbox.control.requests.counts('microsoft');
		expect(counts).toMatchObject({ total: 1, batches: 1, writes: 2, reads: 1, maxInFlight: 1 });
		expect(counts.endpoints).toEqual({ 'POST /v1.0/$batch': 1, 'POST /v1.0/me/events': 2, 'GET /v1.0/me/events': 1 });
		expect(client.sandbox.services.microsoft.throttle.uses()).toMatchObject([{ requests: 3 }]);
	});

	it('shows faults of single requests as their status, and cuts the connection where a fault does', async () => {
		const client = graphClient();
		const { faults } = client.sandbox.control;
		faults.add({ kind: 'status', only: 'write', status: 429, nth: 2, headers: { 'retry-after': '7' } });
		const throttled = await batch(client, [creation('1'), creation('2'), creation('3')]);
		expect(throttled.get('2')).toMatchObject({ status: 429, headers: { 'retry-after': '7' }, body: { error: { code: 'TooManyRequests' } } });
		expect(throttled.get('3')?.status).toBe(201);
		faults.add({ kind: 'resetAfter', only: 'write', nth: 2 });
		await expect(client.call('POST', '/$batch', { requests: [creation('4'), creation('5'), creation('6')] })).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(client.sandbox.services.microsoft.person.list().map(({ subject }) => subject)).toEqual(['E1', 'E3', 'E4', 'E5']);
		faults.add({ kind: 'errorAfter', only: 'write', nth: 1, status: 503 });
		expect((await batch(client, [creation('7')])).get('7')).toMatchObject({ status: 503 });
		expect(client.sandbox.services.microsoft.person.list()).toHaveLength(5);
	});
});

describe('throttling', () => {
	it('refuses a fifth request to a mailbox at the same time, with Retry-After', async () => {
		const client = graphClient();
		client.sandbox.control.setQuotas({ enabled: true, holdMilliseconds: 20 });
		const answers = await Promise.all(Array.from({ length: 6 }, () => client.call('GET', '/me/events')));
		expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 429, 429]);
		const refused = answers.find(({ status }) => status === 429);
		expect(refused).toMatchObject({ headers: { 'retry-after': '1' }, body: { error: { code: 'ApplicationThrottled', message: expect.stringContaining('MailboxConcurrency') as string } } });
		expect(client.sandbox.services.microsoft.throttle.uses()).toMatchObject([{ maxInFlight: 4, refused: 2, inFlight: 0 }]);
	});

	it('counts each mailbox apart, and leaves the directory alone', async () => {
		const client = graphClient();
		const { microsoft } = client.sandbox.services;
		client.sandbox.control.setQuotas({ enabled: true, holdMilliseconds: 20 });
		const { accessToken } = microsoft.issueApplicationToken();
		const headers = { authorization: `Bearer ${accessToken}` };
		const urls = ['owner', 'colleague'].flatMap((name) => Array.from({ length: 4 }, () => `/users/${name}@example.test/events`));
		const answers = await Promise.all([...urls, ...Array.from({ length: 6 }, () => '/users')].map((url) => client.call('GET', url, undefined, headers)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
	});

	it('runs the requests of a batch four at a time, and refuses them one by one when others take the room', async () => {
		const client = graphClient();
		client.sandbox.control.setQuotas({ enabled: true, holdMilliseconds: 20 });
		const requests = Array.from({ length: 12 }, (_, index) => creation(String(index)));
		expect([...(await batch(client, requests)).values()].every(({ status }) => status === 201)).toBe(true);
		const others = Array.from({ length: 3 }, () => client.call('GET', '/me/events'));
		const answers = await batch(client, requests);
		await Promise.all(others);
		const statuses = [...answers.values()].map(({ status }) => status);
		expect(statuses).toContain(201);
		expect(statuses).toContain(429);
	});

	it('refuses after 10,000 requests in ten minutes, and goes on counting', async () => {
		const client = graphClient();
		client.sandbox.control.setQuotas({ enabled: true, scale: 0.001 });
		for (let index = 0; index < 10; index++) {
			expect((await client.call('GET', '/me/calendars')).status).toBe(200);
			client.sandbox.control.clock.advance(1000);
		}
		const refused = await client.call('GET', '/me/calendars');
		expect(errorCode(refused)).toBe('429 TooManyRequests');
		expect(refused.headers['retry-after']).toBe('590');
		client.sandbox.control.clock.advance(590_000);
		// The refused request counts as well.
		expect((await client.call('GET', '/me/calendars')).status).toBe(429);
		client.sandbox.control.clock.advance(20_000);
		expect((await client.call('GET', '/me/calendars')).status).toBe(200);
	});
});

describe('answers', () => {
	it('carry ids that the error repeats', async () => {
		const { call } = graphClient();
		const answer = await call('GET', '/me/nonsense', undefined, { 'client-request-id': 'mine' });
		expect(answer.status).toBe(400);
		const { innerError } = asObject(asObject(answer.body).error);
		expect(innerError).toEqual({ date: '2026-03-02T09:00:00', 'request-id': answer.headers['request-id'], 'client-request-id': 'mine' });
	});

	it.each([
		[401, 'InvalidAuthenticationToken'],
		[403, 'ErrorAccessDenied'],
		[404, 'ErrorItemNotFound'],
		[409, 'ErrorFolderExists'],
		[410, 'syncStateNotFound'],
		[412, 'ErrorIrresolvableConflict'],
		[429, 'TooManyRequests'],
		[500, 'ErrorInternalServerError'],
		[503, 'ServiceUnavailable'],
		[504, 'GatewayTimeout'],
	])('of an injected %i say %s', async (status, code) => {
		const { call, sandbox } = graphClient();
		sandbox.control.faults.add({ kind: 'status', status, nth: 1 });
		expect(errorCode(await call('GET', '/me/events'))).toBe(`${status} ${code}`);
	});

	it.each([
		['GET', '/me/nonsense', '400 BadRequest'],
		['PUT', '/me/events', '405 BadRequest'],
		['GET', '/me//events', '400 RequestBroker--ParseUri'],
		['GET', '/me/events?$select=nonsense', '400 BadRequest'],
		['GET', '/me/events?$filter=subject%20is%20x', '400 BadRequest'],
		['GET', '/me/events?$top=0', '400 BadRequest'],
	] as const)('%s %s is refused', async (method, path, code) => {
		const { call } = graphClient();
		expect(errorCode(await call(method, path))).toBe(code);
	});
});
