import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('a vendor that points elsewhere', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;
	let elsewhere: Server;
	/** Everything that reached the other server. */
	let received: string[];
	let location: string;

	beforeEach(async () => {
		received = [];
		elsewhere = createServer((request, response) => {
			received.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
			response.writeHead(200, { 'content-type': 'application/json' }).end('{"items":[],"nextSyncToken":"x","data":[],"info":{"more_records":false}}');
		});
		await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
		location = `http://localhost:${(elsewhere.address() as AddressInfo).port}/`;
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.pass(60_000);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
		elsewhere.closeAllConnections();
		await new Promise((resolve) => elsewhere.close(resolve));
	});

	it.each([301, 302, 303, 307, 308])('with status %d is not followed: no token, no request gets there, and nothing counts as deleted', async (status) => {
		pair.sandbox.control.faults.add(...(['google', 'zoho'] as const).map((service) => ({ service, kind: 'status' as const, status, headers: { location }, body: '' })));
		pair.google.add('Meanwhile', '2026-03-13T10:00');
		for (const trigger of ['Change in Google', 'Change in Zoho']) expect(await problemOf(workflow.poll(trigger))).toMatch(/points to another address[\s\S]*API Base URL/);
		expect(received).toEqual([]);
		pair.sandbox.control.faults.clear();
		pair.pass(2 * 3_600_000);
		await pair.rest(workflow, 30);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([['Meanwhile', 'Meeting'], ['Meanwhile', 'Meeting']]);
	});

	it('in the middle of a write is not followed either; the write is looked for and made once', async () => {
		pair.zoho.add('New', '2026-03-13T10:00');
		pair.sandbox.control.faults.add({ service: 'google', only: 'write', kind: 'errorAfter', status: 307, headers: { location }, times: 1 });
		await workflow.poll('Change in Zoho');
		await pair.settle();
		expect(received).toEqual([]);
		pair.pass(2 * 3_600_000);
		await pair.rest(workflow, 30);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([['Meeting', 'New'], ['Meeting', 'New']]);
	});
});
