import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox';
import { MINUTE, Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';
import { POLLING } from './harness/heldScene';

describe('answers that are cut off in the middle', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way', POLLING);
		pair.zoho.add('Meeting', '2026-03-11T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(2 * MINUTE);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it.each<[string, FaultRule['kind']]>([['cut off', 'truncate'], ['lost', 'resetAfter'], ['half missing', 'malformed'], ['an error', 'errorAfter']])(
		'of a write that took effect: %s, and the write is never repeated blindly (I2)',
		async (_, kind) => {
			for (const service of ['zoho', 'google'] as const) pair.sandbox.control.faults.add({ service, only: 'write', kind, times: 1 });
			pair.google.add('From Google', '2026-03-12T10:00');
			pair.zoho.add('From the CRM', '2026-03-13T10:00');
			pair.pass(MINUTE);
			await workflow.poll();
			pair.sandbox.control.faults.clear();
			expect(pair.zoho.titles()).toEqual(['From Google', 'From the CRM', 'Meeting']);
			expect(pair.google.titles()).toEqual(['From Google', 'From the CRM', 'Meeting']);
			pair.pass(60 * MINUTE);
			await pair.rest(workflow, 30);
			expect(pair.zoho.titles()).toEqual(['From Google', 'From the CRM', 'Meeting']);
			expect(pair.google.titles()).toEqual(['From Google', 'From the CRM', 'Meeting']);
		},
	);

	it.each([['zoho', 'Change in Zoho', '/Events\\?'], ['google', 'Change in Google', '/events\\?']] as const)('of a reading in %s: the person is told that the answer was not whole, not that the access is at fault', async (service, trigger, path) => {
		pair.sandbox.control.faults.add({ service, kind: 'truncate', path });
		const problem = await problemOf(workflow.poll(trigger));
		expect(problem).toMatch(/no whole answer/);
		expect(problem).not.toMatch(/token|sign-in/);
	});
});
