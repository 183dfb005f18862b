import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PushCall } from '../../sandbox/core/types';
import { MINUTE, Pair } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('push subscriptions at Office 365, as they end', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('zoho-office365/two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const open = () => pair.sandbox.services.microsoft.subscriptions.views();

	it.each(['subscriptionRemoved', 'reauthorizationRequired'] as const)('after %s one poll opens a new one, and events arrive without a poll again (Z5)', async (event) => {
		const [former] = open();
		pair.sandbox.services.microsoft.subscriptions.lifecycle(event);
		pair.outlook.add('Not told', '2026-03-13T10:00');
		await pair.settle();
		pair.pass(MINUTE);
		await workflow.poll();
		await pair.settle();
		expect(open()).toMatchObject([{ isPaused: false }]);
		expect(open()[0]?.id).not.toBe(former?.id);
		expect(pair.zoho.titles()).toContain('Not told');
		pair.outlook.add('Told', '2026-03-14T10:00');
		await pair.settle();
		expect(pair.zoho.titles()).toEqual(['Meeting', 'Not told', 'Told']);
		const renewed = open()[0]?.id;
		await pair.rest(workflow);
		expect(open().map(({ id }) => id)).toEqual([renewed]);
	});

	it('a delivery that lists messages of the former subscription as well counts, one with a wrong secret does not (Z5)', async () => {
		const calls: PushCall[] = [];
		pair.sandbox.world.pushes.deliverTo((call) => {
			calls.push(call);
			return 200;
		});
		pair.outlook.add('Workshop', '2026-03-14T10:00');
		await pair.sandbox.world.pushes.idle();
		pair.sandbox.world.pushes.deliverTo(undefined);
		const { url, body } = calls[0] ?? { url: '', body: undefined };
		const [genuine] = (body as { value: Array<Record<string, unknown>> }).value;
		const deliver = async (...value: unknown[]): Promise<number> => {
			const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ value }) });
			await answer.arrayBuffer();
			await pair.settle();
			return answer.status;
		};
		const former = { ...genuine, subscriptionId: 'former', clientState: 'former secret' };
		expect(await deliver(former)).toBe(404);
		expect(await deliver(genuine, { ...genuine, clientState: 'guess' })).toBe(404);
		expect(pair.zoho.titles()).toEqual(['Meeting']);
		expect(await deliver(former, genuine)).toBe(200);
		expect(pair.zoho.titles()).toEqual(['Meeting', 'Workshop']);
	});

	it('a delivery of hundreds of changes is taken (Z5)', async () => {
		const sent: PushCall[] = [];
		pair.sandbox.world.pushes.deliverTo((call) => {
			sent.push(call);
			return 200;
		});
		pair.outlook.add('Workshop', '2026-03-14T10:00');
		await pair.sandbox.world.pushes.idle();
		pair.sandbox.world.pushes.deliverTo(undefined);
		const { url, body } = sent[0] ?? { url: '', body: undefined };
		const [one] = (body as { value: unknown[] }).value;
		const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ value: Array.from({ length: 250 }, () => one) }) });
		await answer.arrayBuffer();
		await pair.settle();
		expect(answer.status).toBe(200);
		expect(pair.zoho.titles()).toEqual(['Meeting', 'Workshop']);
	});
});
