import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync/types';
import { createHttp, verdictByStatus } from '../../../systems/http';
import type { HttpRequest, VendorRules } from '../../../systems/http';
import { answer, cut, scripted, TestClock } from './googleFakes';

const GET: HttpRequest = { method: 'GET', url: 'https://vendor.test/records' };
const POST: HttpRequest = { method: 'POST', url: 'https://vendor.test/records', body: {} };

function vendor(pacing: Partial<VendorRules['pacing']> = {}): VendorRules {
	return { label: 'Vendor', classify: (given) => verdictByStatus(given, 'Vendor'), pacing: { perMinute: null, concurrency: 4, ...pacing } };
}

function setUp(replies: Parameters<typeof scripted>, rules = vendor(), unpaced = false) {
	const clock = new TestClock();
	const { request, requests } = scripted(...replies);
	return { clock, requests, http: createHttp({ request, clock, vendor: rules, random: () => 0.5, unpaced }) };
}

async function failure(promise: Promise<unknown>): Promise<SystemError> {
	const error: unknown = await promise.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (!(error instanceof SystemError)) throw new Error(`expected a SystemError, got ${String(error)}`);
	return error;
}

describe('repeating requests', () => {
	it('repeats a read after 500 and gives its answer', async () => {
		const { http, requests } = setUp([answer(500), answer(200, { fine: true })]);
		expect((await http.send(GET, { idempotent: true })).body).toEqual({ fine: true });
		expect(requests).toHaveLength(2);
	});

	it.each([
		['500', answer(500)],
		['503 with Retry-After', answer(503, '', { 'retry-after': '1' })],
		['a cut connection', cut(true)],
		['an answer cut in half', answer(200, '{"id": "1')],
	])('never repeats a write that is not idempotent after %s, and says that it may have happened', async (_name, reply) => {
		const { http, requests } = setUp([reply, answer(200, {})]);
		const error = await failure(http.send(POST, { idempotent: false }));
		expect(error.details.mayHaveHappened).toBe(true);
		expect(requests).toHaveLength(1);
	});

	it.each([
		['429', answer(429)],
		['a connection that was never made', cut(false)],
	])('repeats any write after %s, because the vendor did not act', async (_name, reply) => {
		const { http, requests } = setUp([reply, answer(200, { id: '1' })]);
		expect((await http.send(POST, { idempotent: false })).status).toBe(200);
		expect(requests).toHaveLength(2);
	});

	it('repeats an idempotent write after a cut connection', async () => {
		const { http, requests } = setUp([cut(true), answer(200, { id: '1' })]);
		await http.send(POST, { idempotent: true });
		expect(requests).toHaveLength(2);
	});

	it('does not forget an unclear try when a later one is refused', async () => {
		const { http } = setUp([answer(500), answer(429)]);
		const error = await failure(http.send(POST, { idempotent: true }));
		expect(error).toMatchObject({ kind: 'throttled', details: { mayHaveHappened: true } });
	});

	it('waits as long as Retry-After says, in seconds or until a date by the vendor clock', async () => {
		const seconds = setUp([answer(429, '', { 'retry-after': '7' }), answer(200, {})]);
		await seconds.http.send(GET, { idempotent: true });
		expect(seconds.clock.sleeps).toContain(7000);
		const headers = { date: 'Mon, 02 Nov 2020 08:00:00 GMT', 'retry-after': 'Mon, 02 Nov 2020 08:00:09 GMT' };
		const date = setUp([answer(429, '', headers), answer(200, {})]);
		await date.http.send(GET, { idempotent: true });
		expect(date.clock.sleeps).toContain(9000);
	});

	it('gives up within 30 seconds and says when to come back', async () => {
		const { http, clock, requests } = setUp([answer(429)]);
		const start = clock.now();
		const error = await failure(http.send(GET, { idempotent: true }));
		expect(error.kind).toBe('throttled');
		expect(error.details.retryAt).toBeGreaterThan(clock.now());
		expect(clock.now() - start).toBeLessThanOrEqual(30_000);
		expect(requests.length).toBeGreaterThan(1);
	});

	it('does not sit out a long Retry-After but hands the work back, and spares the requests behind it', async () => {
		const { http, clock, requests } = setUp([answer(429, '', { 'retry-after': '600' })]);
		const retryAt = clock.now() + 600_000;
		const errors = await Promise.all([failure(http.send(POST, { idempotent: false })), failure(http.send(POST, { idempotent: false }))]);
		expect(errors[0].details.retryAt).toBe(retryAt);
		const later = await failure(http.send(POST, { idempotent: false }));
		expect(later.details).toMatchObject({ retryAt, mayHaveHappened: false });
		expect(requests.length).toBeLessThanOrEqual(2);
	});

	it('tries other records although one always ends in 500', async () => {
		const { http } = setUp([(request) => (request.url.endsWith('poison') ? answer(500) : answer(200, {}))]);
		await failure(http.send({ ...GET, url: 'https://vendor.test/poison' }, { idempotent: true }));
		expect((await http.send(GET, { idempotent: true })).status).toBe(200);
	});

	it('calls a read whose JSON stays broken malformed', async () => {
		const { http } = setUp([answer(200, '<html>')]);
		expect((await failure(http.send(GET, { idempotent: true }))).kind).toBe('malformed');
	});

	it('does not repeat a refused credential and sends nothing after it', async () => {
		const { http, requests } = setUp([answer(401)]);
		expect((await failure(http.send(GET, { idempotent: true }))).kind).toBe('unauthorized');
		expect((await failure(http.send(GET, { idempotent: true }))).kind).toBe('unauthorized');
		expect(requests).toHaveLength(1);
	});

	it('leaves refusals of one record to the caller', async () => {
		const { http } = setUp([answer(412, { error: {} })]);
		expect((await http.send(POST, { idempotent: false })).status).toBe(412);
	});

	it('tells the time by the vendor clock', async () => {
		const { http } = setUp([answer(200, {}, { date: 'Mon, 02 Nov 2026 07:00:00 GMT' })]);
		expect(http.serverTime()).toBeNull();
		await http.send(GET, { idempotent: true });
		expect(http.serverTime()).toBe(Date.parse('2026-11-02T07:00:00Z'));
	});
});

describe('pacing requests', () => {
	async function startsOf(count: number, rules: VendorRules, unpaced = false): Promise<number[]> {
		const starts: number[] = [];
		const clock = new TestClock(0);
		const request = async () => {
			starts.push(clock.now());
			await Promise.resolve();
			return answer(200, {});
		};
		const http = createHttp({ request, clock, vendor: rules, unpaced });
		await Promise.all(Array.from({ length: count }, async () => await http.send(GET, { idempotent: true })));
		return starts;
	}

	it('keeps the budget in any minute and still uses nearly all of it', async () => {
		const starts = await startsOf(500, vendor({ perMinute: 100 }));
		const busiest = Math.max(...starts.map((start) => starts.filter((other) => other > start - 60_000 && other <= start).length));
		expect(busiest).toBeLessThanOrEqual(100);
		expect(starts.at(-1)).toBeLessThanOrEqual(5 * 60_000 * 1.1);
	});

	it('lets a run that fits into the budget go at once', async () => {
		expect(new Set(await startsOf(100, vendor({ perMinute: 100 })))).toEqual(new Set([0]));
	});

	it('does not spread requests where there are no quotas', async () => {
		expect(new Set(await startsOf(500, vendor({ perMinute: 100 }), true))).toEqual(new Set([0]));
	});

	it('never has more requests under way than allowed', async () => {
		let running = 0;
		let most = 0;
		const request = async () => {
			running += 1;
			most = Math.max(most, running);
			await new Promise((resolve) => setImmediate(resolve));
			running -= 1;
			return answer(200, {});
		};
		const http = createHttp({ request, clock: new TestClock(), vendor: vendor({ concurrency: 3 }) });
		await Promise.all(Array.from({ length: 20 }, async () => await http.send(GET, { idempotent: true })));
		expect(most).toBe(3);
	});

	it('counts only what was sent: a clock that was set back holds nothing up', async () => {
		let time = 10_000_000;
		const sleeps: number[] = [];
		const clock = { now: () => time, sleep: async (wait: number) => { sleeps.push(wait); time += wait; await Promise.resolve(); } };
		const replies = scripted(answer(429, '', { 'retry-after': '20' }), answer(200, {}));
		const http = createHttp({ request: replies.request, clock, vendor: vendor({ perMinute: 2 }) });
		await http.send(GET, { idempotent: true });
		time -= 3_600_000;
		sleeps.length = 0;
		for (let count = 0; count < 2; count += 1) await http.send(GET, { idempotent: true });
		expect(Math.max(0, ...sleeps)).toBeLessThanOrEqual(1_000);
	});

	it('has the whole budget again after a quiet minute, also when it once was used up', async () => {
		const clock = new TestClock(0);
		const http = createHttp({ request: scripted(answer(200, {})).request, clock, vendor: vendor({ perMinute: 10 }) });
		for (let count = 0; count < 15; count += 1) await http.send(GET, { idempotent: true });
		await clock.sleep(60_000);
		clock.sleeps.length = 0;
		for (let count = 0; count < 10; count += 1) await http.send(GET, { idempotent: true });
		expect(clock.sleeps).toEqual([]);
	});

	it('spreads requests after a complaint and closes up again when it stays calm', async () => {
		const starts: number[] = [];
		const clock = new TestClock(0);
		const request = async () => {
			starts.push(clock.now());
			await Promise.resolve();
			return starts.length === 5 ? answer(429) : answer(200, {});
		};
		const http = createHttp({ request, clock, vendor: vendor({ concurrency: 2 }), random: () => 0.5 });
		await Promise.all(Array.from({ length: 80 }, async () => await http.send(GET, { idempotent: true })));
		const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
		expect(gaps.slice(8, 14).every((gap) => gap >= 50)).toBe(true);
		expect(gaps.slice(-20).every((gap) => gap === 0)).toBe(true);
	});
});
