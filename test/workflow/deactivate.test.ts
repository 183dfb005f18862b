import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('template deactivate (Z12)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('From the CRM', '2026-03-12T10:00');
		pair.google.add('From Google', '2026-03-13T10:00');
		await workflow.activate();
		await pair.rest(workflow);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const both = ['From Google', 'From the CRM'];

	it('keeps both sides as they are and stops the sync', async () => {
		await workflow.deactivate();
		const counts = await pair.count(async () => {
			(await pair.load('deactivate').start('Run by Hand')).expectSuccess();
		});
		expect(counts.google.writes + counts.zoho.writes).toBe(0);
		expect([pair.zoho.titles(), pair.google.titles()]).toEqual([both, both]);
		pair.zoho.add('Afterwards', '2026-03-14T10:00');
		pair.pass(60_000);
		expect(await workflow.poll()).toEqual([]);
		expect(pair.google.titles()).toEqual(both);
	});

	it('removes only copies that the sync made, the CRM keeps everything (B12)', async () => {
		await workflow.deactivate();
		const execution = await pair.load('deactivate', { googleCalendarSync: { copies: 'deleteCopies' } }).start('Run by Hand');
		expect(execution.expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated', deleted: 1 });
		expect(pair.google.titles()).toEqual(['From Google']);
		expect(pair.zoho.titles()).toEqual(both);
	});

	it('a copy that a person edited stays, and is named on "Needs Attention" (B12)', async () => {
		await workflow.deactivate();
		pair.google.edit(String(pair.google.byTitle('From the CRM').id), { summary: 'Kick-off' });
		const execution = (await pair.load('deactivate', { googleCalendarSync: { copies: 'deleteCopies' } }).start('Run by Hand')).expectSuccess();
		const [item, ...more] = execution.json('Deactivate', 1);
		expect(more).toEqual([]);
		expect(Object.keys(item ?? {})).toEqual(['sync', 'id', 'title', 'when', 'reason', 'message', 'next']);
		expect(item).toMatchObject({ title: 'Kick-off', when: expect.stringMatching(/^2026-03-12T10:00:00/) as string, reason: 'kept', message: expect.stringMatching(/^"Kick-off" \(2026-03-12 10:00\): it was edited in the calendar/) as string });
		expect(pair.google.titles()).toEqual(['From Google', 'Kick-off']);
	});

	it('switching off removes the push channels', async () => {
		await workflow.deactivate();
		expect(pair.sandbox.services.google.channels.list()).toEqual([]);
		expect(pair.sandbox.services.zoho.admin.channels).toEqual([]);
	});

	it('starting again after it, also with new workflow ids and a lost store, makes no duplicates and no writes (Z6)', async () => {
		await workflow.deactivate();
		(await pair.load('deactivate').start('Run by Hand')).expectSuccess();
		const { temporaryUserFolder } = await import('../support/n8nEngine');
		await pair.restart(temporaryUserFolder());
		const again = pair.load('two-way', {}, 'imported again');
		const counts = await pair.count(async () => {
			await again.activate();
			await pair.rest(again);
		});
		expect([pair.zoho.titles(), pair.google.titles()]).toEqual([both, both]);
		expect(counts.google.writes).toBe(0);
		expect(counts.zoho.writes).toBe(0);
	});
});
