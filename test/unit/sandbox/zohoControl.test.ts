import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SandboxHost } from '../../../sandbox/core/sandbox';
import { SandboxWorld } from '../../../sandbox/core/world';
import { createZohoService } from '../../../sandbox/zoho';
import { listOf, meeting, objectOf, START } from './zohoHarness';

function host(): SandboxHost<{ zoho: ReturnType<typeof createZohoService> }> {
	const world = new SandboxWorld(3, () => START);
	return new SandboxHost(world, { zoho: createZohoService(world) }, {});
}

let sandbox: ReturnType<typeof host>;

beforeEach(async () => {
	sandbox = host();
	await sandbox.listen({}, () => undefined);
});

afterEach(() => sandbox.close());

async function call(
	method: string,
	path: string,
	body?: object,
	headers: Record<string, string> = {},
): Promise<{ status: number; json: ReturnType<typeof objectOf>; response: Response }> {
	const response = await fetch(`${sandbox.url('zoho')}${path}`, {
		method,
		headers: { 'content-type': 'application/json', ...headers },
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, json: text === '' ? {} : objectOf(JSON.parse(text)), response };
}

async function authorised(): Promise<Record<string, string>> {
	const { json } = await call('POST', '/_sandbox/zoho/token', {});
	return { authorization: `Zoho-oauthtoken ${String(json.access_token)}` };
}

describe('Zoho stand-in over HTTP', () => {
	it('lets a person make, change, delete and restore an event', async () => {
		const headers = await authorised();
		const made = await call('POST', '/_sandbox/zoho/events', meeting('By a person'));
		const id = String(made.json.id);
		expect((await call('PATCH', `/_sandbox/zoho/events/${id}`, { Venue: 'Ulm' })).status).toBe(200);
		expect(listOf((await call('GET', `/crm/v8/Events/${id}`, undefined, headers)).json)[0]?.Venue).toBe('Ulm');
		await call('DELETE', `/_sandbox/zoho/events/${id}`);
		expect((await call('GET', `/crm/v8/Events/${id}`, undefined, headers)).status).toBe(400);
		expect(listOf((await call('GET', '/_sandbox/zoho/events')).json)).toMatchObject([{ id, deleted: true }]);
		await call('POST', `/_sandbox/zoho/events/${id}/restore`);
		expect((await call('GET', `/crm/v8/Events/${id}`, undefined, headers)).status).toBe(200);
	});

	it('lets an invited person accept, once', async () => {
		const headers = await authorised();
		const person = { first_name: 'New', last_name: 'Colleague', email: 'new@example.test', role: '5725767000000026008', profile: '5725767000000026014' };
		expect((await call('POST', '/crm/v8/users', { users: [person] }, headers)).status).toBe(201);
		expect((await call('POST', '/_sandbox/zoho/users/accept', { email: 'new@example.test' })).status).toBe(200);
		const again = await call('POST', '/_sandbox/zoho/users/accept', { email: 'new@example.test' });
		expect([again.status, again.json.error]).toEqual([400, 'There is no open invitation for new@example.test; nothing was accepted.']);
		expect((await call('PUT', '/_sandbox/zoho/switches', { userLicences: null })).status).toBe(200);
		expect((await call('PUT', '/_sandbox/zoho/switches', { userLicences: 'many' })).status).toBe(400);
	});

	it('answers 204 and 304 without a body and the sandbox’s time as Date', async () => {
		const headers = await authorised();
		const empty = await call('GET', '/crm/v8/Events?fields=id', undefined, headers);
		expect([empty.status, empty.response.headers.get('date')]).toEqual([204, new Date(START).toUTCString()]);
		const since = { ...headers, 'if-modified-since': '2026-08-03T10:00:00+02:00' };
		expect((await call('GET', '/crm/v8/Events?fields=id', undefined, since)).status).toBe(304);
	});

	it('sends a notification to a real address', async () => {
		const headers = await authorised();
		const receiver = host();
		await receiver.listen({}, () => undefined);
		const notify_url = `${receiver.url('zoho')}/hook`;
		await call('POST', '/crm/v8/actions/watch', { watch: [{ channel_id: '7', events: ['Events.all'], token: 't', notify_url }] }, headers);
		await call('POST', '/_sandbox/zoho/events', meeting('Tell me'));
		await sandbox.world.pushes.idle();
		expect(receiver.control.requests.list('zoho')).toMatchObject([{ method: 'POST' }]);
		await receiver.close();
	});

	it('refuses unknown switches and wrong values and leaves everything as it was', async () => {
		const refused = await call('PATCH', '/_sandbox/zoho/switches', { allDayEncoding: 'sometimes', multiStatus: false });
		expect(refused.status).toBe(400);
		expect(String(refused.json.error)).toContain('allDayEncoding');
		expect((await call('GET', '/_sandbox/zoho/switches')).json).toMatchObject({ allDayEncoding: 'utcInclusive', multiStatus: true });
		expect((await call('PATCH', '/_sandbox/zoho/switches', { multiStatus: false, creditsPerDay: 100 })).json).toMatchObject({
			multiStatus: false,
			creditsPerDay: 100,
		});
	});

	it('tells a person why an event was refused', async () => {
		const refused = await call('POST', '/_sandbox/zoho/events', { Event_Title: 'No time' });
		expect(refused.status).toBe(400);
		expect(refused.json.code).toBe('MANDATORY_NOT_FOUND');
	});

	it('ends tokens, narrows scopes and protects records on command', async () => {
		const headers = await authorised();
		const { id } = (await call('POST', '/_sandbox/zoho/events', meeting('Locked'))).json;
		await call('PUT', `/_sandbox/zoho/events/${String(id)}/protection`, { protection: 'locked' });
		const refused = await call('PUT', '/crm/v8/Events', { data: [{ id, Venue: 'No' }] }, headers);
		expect(listOf(refused.json)[0]?.code).toBe('RECORD_LOCKED');
		await call('PUT', '/_sandbox/zoho/scopes', { scopes: ['ZohoCRM.users.READ'] });
		expect((await call('GET', '/crm/v8/Events?fields=id', undefined, headers)).json.code).toBe('OAUTH_SCOPE_MISMATCH');
		await call('PUT', '/_sandbox/zoho/scopes', {});
		await call('POST', '/_sandbox/zoho/tokens/expire');
		expect((await call('GET', '/crm/v8/Events?fields=id', undefined, headers)).json.code).toBe('INVALID_TOKEN');
	});

	it('counts COQL as a read and a bulk write as one write', async () => {
		const headers = await authorised();
		await call('POST', '/crm/v8/Events', { data: [meeting('A'), meeting('B')] }, headers);
		await call('POST', '/crm/v8/coql', { select_query: "select id from Events where id > '0'" }, headers);
		expect(sandbox.control.requests.counts('zoho')).toMatchObject({ reads: 1, writes: 1 });
	});
});
