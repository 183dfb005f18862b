import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createSandbox, startSandbox, type Sandbox } from '../../../sandbox';
import { asObject } from '../../../sandbox/core/json';
import { googleClient, hour, primary, start } from './googleSupport';

const running: Sandbox[] = [];
async function started(...options: Parameters<typeof startSandbox>): Promise<Sandbox> {
	const sandbox = await startSandbox(...options);
	running.push(sandbox);
	return sandbox;
}

afterEach(async () => {
	await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});

const events = `${primary}/events`;

describe('faults', () => {
	it('answers with a status without asking the service', async () => {
		const { sandbox, call } = googleClient();
		sandbox.control.faults.add({ kind: 'status', status: 503, method: 'POST', nth: 2 });
		expect((await call('POST', events, hour())).status).toBe(200);
		expect((await call('POST', events, hour())).status).toBe(503);
		expect((await call('POST', events, hour())).status).toBe(200);
		expect(sandbox.services.google.person.living()).toHaveLength(2);
	});

	it('cuts the connection before or after the service acted', async () => {
		const { sandbox, call } = googleClient();
		sandbox.control.faults.add({ kind: 'resetBefore', times: 1 });
		await expect(call('POST', events, hour())).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(sandbox.services.google.person.living()).toHaveLength(0);
		sandbox.control.faults.add({ kind: 'resetAfter', times: 1 });
		await expect(call('POST', events, hour())).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(sandbox.services.google.person.living()).toHaveLength(1);
	});

	it('reports an error although the write was done', async () => {
		const { sandbox, call } = googleClient();
		sandbox.control.faults.add({ kind: 'errorAfter', only: 'write', nth: 1 });
		expect((await call('POST', events, hour())).status).toBe(500);
		expect(sandbox.services.google.person.living()).toHaveLength(1);
	});

	it('sends JSON that does not parse', async () => {
		const { sandbox, call } = googleClient();
		sandbox.control.faults.add({ kind: 'malformed', path: 'calendarList', nth: 1 });
		const answer = await call('GET', '/calendar/v3/users/me/calendarList');
		expect(answer.status).toBe(200);
		expect(answer.body).toBeTypeOf('string');
	});

	it('repeats the same probable failures with the same seed', async () => {
		const strikes = async (randomSeed: number): Promise<number[]> => {
			const { sandbox, call } = googleClient({ randomSeed });
			sandbox.control.faults.add({ kind: 'status', status: 500, probability: 0.5 });
			const statuses: number[] = [];
			for (let index = 0; index < 20; index++) statuses.push((await call('GET', events)).status);
			return statuses;
		};
		const first = await strikes(7);
		expect(await strikes(7)).toEqual(first);
		expect(new Set(first)).toEqual(new Set([200, 500]));
		expect(await strikes(8)).not.toEqual(first);
	});

	it('spares sign-in requests unless a rule names their path', async () => {
		const { sandbox, call } = googleClient();
		sandbox.control.faults.add({ kind: 'status', status: 503 });
		expect((await call('POST', '/token', 'grant_type=none')).status).toBe(401);
		sandbox.control.faults.add({ kind: 'status', status: 502, path: '^/token' });
		expect((await call('POST', '/token', 'grant_type=none')).status).toBe(502);
	});
});

describe('request log', () => {
	it('counts reads, writes and sign-in apart, per endpoint with ids replaced', async () => {
		const { sandbox, call } = googleClient();
		await call('GET', `${events}?maxResults=5`);
		await call('POST', events, { ...hour(), id: 'abcde1' });
		await call('PATCH', `${events}/abcde1`, { summary: 'x' });
		await call('POST', '/token', '');
		const counts = sandbox.control.requests.counts('google');
		expect(counts).toMatchObject({ total: 4, reads: 1, writes: 2, auth: 1 });
		expect(counts.endpoints['PATCH /calendar/v3/calendars/{calendarId}/events/{eventId}']).toBe(1);
		sandbox.control.requests.clear();
		expect(sandbox.control.requests.counts('google').total).toBe(0);
	});

	it('notes how many requests were under way at once', async () => {
		const { sandbox, call } = googleClient({ latencyMs: 20 });
		await Promise.all(Array.from({ length: 5 }, () => call('GET', events)));
		expect(sandbox.control.requests.counts('google').maxInFlight).toBe(5);
	});
});

describe('clock', () => {
	it('ages tokens without waiting and is what answers are dated with', async () => {
		const { sandbox, call } = googleClient();
		expect((await call('GET', events)).headers.date).toBe(new Date(start).toUTCString());
		sandbox.control.clock.advance(3_600_000);
		const late = await call('GET', events);
		expect(late.status).toBe(401);
		expect(late.headers.date).toBe(new Date(start + 3_600_000).toUTCString());
	});
});

describe('over HTTP', () => {
	it('serves each service on its own port with the control interface on each', async () => {
		const sandbox = await started({ seed: 'demo' });
		expect(new Set(Object.values(sandbox.urls)).size).toBe(3);
		for (const url of Object.values(sandbox.urls)) {
			const listing: unknown = await (await fetch(`${url}/_sandbox`)).json();
			expect(asObject(asObject(listing).services)).toEqual(sandbox.urls);
		}
		const unknown = await fetch(`${sandbox.urls.google}/_sandbox/nowhere`);
		expect(unknown.status).toBe(404);
	});

	it('takes the next free port when the wanted one is busy, and says so', async () => {
		const blocker = createServer();
		await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
		const address = blocker.address();
		const busy = typeof address === 'object' && address !== null ? address.port : 0;
		const notes: string[] = [];
		const sandbox = await started({ ports: { google: busy }, note: (message) => notes.push(message) });
		expect(Number(new URL(sandbox.urls.google).port)).toBeGreaterThan(busy);
		expect(notes[0]).toContain(`Port ${busy}`);
		await new Promise((resolve) => blocker.close(resolve));
	});

	it('cuts real connections where a fault says so', async () => {
		const sandbox = await started();
		const { accessToken } = sandbox.services.google.issueToken();
		const headers = { authorization: `Bearer ${accessToken}` };
		const rule = (kind: string): Promise<Response> =>
			fetch(`${sandbox.urls.google}/_sandbox/faults`, { method: 'POST', body: JSON.stringify({ kind, nth: 1 }) });
		await rule('resetBefore');
		await expect(fetch(`${sandbox.urls.google}${events}`, { headers })).rejects.toThrow();
		await rule('truncate');
		await expect(fetch(`${sandbox.urls.google}${events}`, { headers }).then((answer) => answer.text())).rejects.toThrow();
		expect((await rule('nonsense')).status).toBe(400);
		const whole = await fetch(`${sandbox.urls.google}${events}`, { headers });
		expect(whole.status).toBe(200);
	});

	it('sets clock, latency, faults and data through the control interface', async () => {
		const sandbox = await started();
		const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
			const answer = await fetch(`${sandbox.urls.zoho}/_sandbox${path}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
			expect(answer.status).toBe(200);
			return answer.json();
		};
		expect(asObject(await control('POST', '/clock', { iso: '2030-01-01T00:00:00Z' })).iso).toMatch(/^2030-01-01T00:00:0/);
		await control('POST', '/latency', { milliseconds: 3 });
		expect(sandbox.control.latency()).toBe(3);
		await control('POST', '/faults', [{ kind: 'status' }, { kind: 'delay', delayMs: 1 }]);
		expect(sandbox.control.faults.list()).toHaveLength(2);
		await control('POST', '/seed', { kind: 'demo', size: 10 });
		expect(sandbox.services.google.person.living().length).toBeGreaterThan(50);
		await control('POST', '/reset');
		expect(sandbox.control.faults.list()).toHaveLength(0);
		expect(sandbox.services.google.state.users.size).toBe(0);
	});
});

describe('repeatability', () => {
	it('makes the same data and ids from the same seed', () => {
		const ids = (randomSeed: number): unknown =>
			createSandbox({ seed: 'demo', randomSeed, time: () => start }).services.google.person.list().map((event) => event.id);
		expect(ids(3)).toEqual(ids(3));
		expect(ids(4)).not.toEqual(ids(3));
	});
});
