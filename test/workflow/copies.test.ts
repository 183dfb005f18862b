import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import { temporaryUserFolder, type RunningWorkflow } from '../support/n8nEngine';

describe('copies, re-imports and restarts (I2)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('From the CRM', '2026-03-12T10:00');
		pair.google.add('From Google', '2026-03-13T10:00');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const expectBoth = (...titles: string[]) => {
		expect(pair.google.titles()).toEqual([...titles].sort());
		expect(pair.zoho.titles()).toEqual([...titles].sort());
	};

	it('two copies of the workflow at the same time make no duplicates', async () => {
		const copy = pair.load('two-way');
		await Promise.all([workflow.activate(), copy.activate()]);
		await Promise.all([pair.rest(workflow), pair.rest(copy)]);
		pair.pass(60_000);
		pair.zoho.add('Later', '2026-03-14T10:00');
		pair.google.add('Later too', '2026-03-15T10:00');
		await pair.settle();
		await Promise.all([workflow.poll(), copy.poll()]);
		await pair.rest(workflow);
		await pair.rest(copy);
		expectBoth('From Google', 'From the CRM', 'Later', 'Later too');
	});

	it('several polls at once, and pushes between them, deliver each change once', async () => {
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(60_000);
		for (let index = 0; index < 5; index += 1) pair.zoho.add(`Burst ${index}`, `2026-03-16T1${index}:00`);
		await Promise.all([workflow.poll(), workflow.poll(), workflow.poll()]);
		await pair.rest(workflow);
		expect(pair.google.titles().filter((title) => title.startsWith('Burst'))).toHaveLength(5);
		expect(pair.zoho.titles()).toEqual(pair.google.titles());
	});

	it('a workflow imported again with new ids goes on where the old one stopped, without a write', async () => {
		await workflow.activate();
		await pair.rest(workflow);
		await workflow.deactivate();
		const again = pair.load('two-way', {}, 'imported again');
		const counts = await pair.count(async () => {
			await again.activate();
			await pair.rest(again);
		});
		expect([counts.google.writes, counts.zoho.writes]).toEqual([0, 0]);
		expectBoth('From Google', 'From the CRM');
	});

	it('on another computer, with an empty store, everything is recognised again without a write (Z6)', async () => {
		await workflow.activate();
		await pair.rest(workflow);
		await workflow.deactivate();
		await pair.restart(temporaryUserFolder());
		const again = pair.load('two-way', {}, 'elsewhere');
		const counts = await pair.count(async () => {
			await again.activate();
			await pair.rest(again);
		});
		expect([counts.google.writes, counts.zoho.writes]).toEqual([0, 0]);
		expectBoth('From Google', 'From the CRM');
		pair.pass(60_000);
		pair.zoho.remove(pair.zoho.byTitle('From Google').id);
		await pair.rest(again);
		expectBoth('From the CRM');
	});

	it('what happened while n8n was off is brought over at the next start', async () => {
		await workflow.activate();
		await pair.rest(workflow);
		pair.sandbox.control.setPushFaults({ lost: 1 });
		await pair.restart();
		pair.pass(24 * 3_600_000);
		pair.zoho.edit(pair.zoho.byTitle('From the CRM').id, { Event_Title: 'Edited' });
		pair.google.remove(pair.google.byTitle('From Google').id ?? '');
		pair.google.add('Added', '2026-03-16T10:00');
		const again = pair.load('two-way', {}, 'workflow1');
		await again.activate();
		await pair.rest(again);
		expectBoth('Added', 'Edited');
	});
});
