import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushCall } from '../../sandbox/core/types';
import { Pair } from '../support/pair';
import { overhear, post, type Service } from '../support/pair/overheard';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('messages of every size and form (Z5)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;
	let genuine: Record<Service, PushCall>;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		genuine = await overhear(pair);
		await pair.rest(workflow);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it.each<[string, number, number]>([
		['as large as a message may be', 256 * 1024, 200],
		['one byte larger', 256 * 1024 + 1, 413],
		['of 8 MB', 8 * 1024 * 1024, 413],
	])('a genuine message %s, whole and in chunks without a length', async (_name, size, expected) => {
		const message = { ...(genuine.zoho.body as object), padding: '' };
		const body = JSON.stringify({ ...message, padding: 'x'.repeat(size - JSON.stringify(message).length) });
		expect(Buffer.byteLength(body)).toBe(size);
		expect(await post(genuine.zoho.url, {}, body)).toBe(expected);
		const chunks = new ReadableStream<Uint8Array>({
			start(controller) {
				for (let start = 0; start < body.length; start += 16_384) controller.enqueue(Buffer.from(body.slice(start, start + 16_384)));
				controller.close();
			},
		});
		const answer = await fetch(genuine.zoho.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: chunks, duplex: 'half' } as RequestInit);
		expect(answer.status).toBe(expected);
		await answer.arrayBuffer();
		await pair.settle();
	});

	it.each(['[]', 'null', '"text"', '0', '{"channel_id": {"$gt": ""}, "token": {"$gt": ""}}', '{"__proto__": {"token": "x"}}', '{"constructor": {"prototype": {"token": "x"}}}', '{"token": ["a"], "channel_id": ["b"]}', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, `${'{"a":'.repeat(9_000)}1${'}'.repeat(9_000)}`])('a body like %.60s is refused and pollutes nothing', async (body) => {
		const before = workflow.executions.length;
		const counts = await pair.count(async () => {
			expect([404, 422]).toContain(await post(genuine.zoho.url, {}, body));
			await pair.settle();
		});
		expect([counts.google.endpoints, counts.zoho.endpoints, workflow.executions.length - before]).toEqual([[], [], 0]);
		expect(Object.keys(Object.prototype)).toEqual([]);
		expect(({} as { token?: unknown }).token).toBeUndefined();
	});

	it.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is not taken at all', async (method) => {
		const answer = await fetch(genuine.google.url, { method, headers: genuine.google.headers });
		await answer.arrayBuffer();
		expect(answer.status).toBe(404);
	});
});
