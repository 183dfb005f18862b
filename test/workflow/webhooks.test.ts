import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushCall } from '../../sandbox/core/types';
import { MINUTE, Pair } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

/** What the vendors send to the workflow while people work, and nothing of it arrives. */
async function recordCalls({ sandbox }: Pair, work: () => Promise<void>): Promise<Array<{ service: string; call: PushCall }>> {
	const recorded: Array<{ service: string; call: PushCall }> = [];
	sandbox.world.pushes.deliverTo((call, service) => {
		recorded.push({ service, call });
		return 200;
	});
	await work();
	await sandbox.world.pushes.idle();
	sandbox.world.pushes.deliverTo(undefined);
	return recorded;
}

describe('webhooks: wake-up calls, verified, never trusted', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		// From here on the vendors' own calls are lost, so that only the test's calls arrive.
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.pass(60_000);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const call = async (trigger: string, headers: Record<string, string>, body: string) => {
		const answer = await fetch(workflow.webhookUrl(trigger) ?? '', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
		await answer.arrayBuffer();
		await pair.settle();
		return answer.status;
	};

	const googleHeaders = (token: string) => {
		const channel = pair.sandbox.services.google.channels.list().at(-1);
		return {
			'x-goog-channel-id': channel?.id ?? '',
			'x-goog-channel-token': token,
			'x-goog-resource-state': 'exists',
			'x-goog-resource-id': channel?.resourceId ?? '',
			'x-goog-message-number': '7',
		};
	};

	it('a forged Google call is answered with 404, asks nobody and starts nothing', async () => {
		pair.google.add('Waiting', '2026-03-13T10:00');
		const before = workflow.executions.length;
		const counts = await pair.count(async () => expect(await call('Change in Google', googleHeaders('guessed'), '')).toBe(404));
		expect([...counts.google.endpoints, ...counts.zoho.endpoints]).toEqual([]);
		expect(workflow.executions).toHaveLength(before);
	});

	it('a forged Zoho call is answered with 404, and its ids are not believed', async () => {
		const [channel] = pair.sandbox.services.zoho.admin.channels;
		const id = pair.zoho.byTitle('Meeting').id;
		const body = JSON.stringify({ channel_id: channel?.channelId, token: 'guessed', module: 'Events', operation: 'delete', ids: [id] });
		expect(await call('Change in Zoho', {}, body)).toBe(404);
		await pair.rest(workflow);
		expect(pair.google.titles()).toEqual(['Meeting']);
	});

	it('an oversized call is refused before it is read', async () => {
		const before = workflow.executions.length;
		expect(await call('Change in Zoho', {}, JSON.stringify({ ids: 'x'.repeat(300_000) }))).toBe(413);
		expect(workflow.executions).toHaveLength(before);
	});

	it('broken JSON never reaches the node', async () => {
		expect(await call('Change in Zoho', {}, '{"channel_id": ')).toBe(422);
	});

	it('a genuine call that was recorded and is sent again later is harmless (Z5)', async () => {
		pair.sandbox.control.setPushFaults({ lost: 0 });
		const recorded = await recordCalls(pair, async () => {
			pair.zoho.remove(pair.zoho.byTitle('Meeting').id);
			pair.zoho.add('Kept', '2026-03-13T10:00');
			pair.google.add('From Google', '2026-03-14T10:00');
		});
		expect(new Set(recorded.map(({ service }) => service))).toEqual(new Set(['google', 'zoho']));
		await pair.rest(workflow);
		const titles = ['From Google', 'Kept'];
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([titles, titles]);
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.pass(60 * MINUTE);
		const before = workflow.executions.length;
		const counts = await pair.count(async () => {
			for (const { call: sent } of [...recorded, ...recorded]) {
				const body = sent.body === undefined ? undefined : JSON.stringify(sent.body);
				const answer = await fetch(sent.url, { method: sent.method, headers: sent.headers, body });
				await answer.arrayBuffer();
				expect(answer.status).toBe(200);
			}
			await pair.settle();
		});
		expect([counts.google.writes, counts.zoho.writes]).toEqual([0, 0]);
		expect(workflow.executions).toHaveLength(before);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([titles, titles]);
	});

	it('bodies of every kind are answered with a refusal, ask nobody and start nothing', async () => {
		const before = workflow.executions.length;
		const counts = await pair.count(async () => {
			const property = fc.asyncProperty(fc.constantFrom('Change in Zoho', 'Change in Google'), fc.oneof(fc.json(), fc.string()), async (trigger, body) => {
				const status = await call(trigger, {}, body);
				expect([404, 422, 400]).toContain(status);
			});
			await fc.assert(property, { numRuns: 60, seed: 20_261_121 });
		});
		expect([...counts.google.endpoints, ...counts.zoho.endpoints]).toEqual([]);
		expect(workflow.executions).toHaveLength(before);
	});

	it('calls that come twice, late or not at all change nothing in the end (Z5)', async () => {
		pair.sandbox.control.setPushFaults({ lost: 0.3, doubled: 0.5, late: 0.3, lateByMs: 20 });
		for (let index = 0; index < 8; index += 1) {
			pair.zoho.add(`CRM ${index}`, `2026-03-16T1${index}:00`);
			pair.google.add(`Google ${index}`, `2026-03-17T1${index}:00`);
		}
		await pair.rest(workflow);
		expect(pair.google.titles()).toHaveLength(17);
		expect(pair.zoho.titles()).toEqual(pair.google.titles());
	});

	it('a channel that ended without notice is opened again while polling (Z5)', async () => {
		pair.sandbox.services.zoho.admin.dropChannels();
		pair.sandbox.services.google.channels.reset();
		pair.pass(8 * 24 * 3_600_000);
		await pair.rest(workflow);
		expect(pair.sandbox.services.zoho.admin.channels).toHaveLength(1);
		expect(pair.sandbox.services.google.channels.list()).toHaveLength(1);
	});

	it('a vendor that refuses push does not keep the workflow from running by polls (Z5)', async () => {
		await workflow.deactivate();
		pair.sandbox.control.faults.add({ service: 'google', path: 'watch', kind: 'status', status: 400 }, { service: 'zoho', path: 'actions/watch', kind: 'status', status: 400 });
		await workflow.activate();
		pair.zoho.add('By poll', '2026-03-13T10:00');
		await pair.rest(workflow);
		expect(pair.google.titles()).toEqual(['By poll', 'Meeting']);
	});
});
