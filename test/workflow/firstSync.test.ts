import { afterEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';

const PLAN = 'Plan (Writes Nothing)';

describe('first sync', () => {
	let pair: Pair;

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it('with approval: the plan writes nothing, the form tells what would happen, approval applies exactly that (B6)', async () => {
		pair = await Pair.start();
		const workflow = pair.load('first-sync-with-approval');
		for (let day = 12; day < 17; day += 1) pair.zoho.add(`Meeting ${day}`, `2026-03-${day}T10:00`);
		pair.google.add('Meeting 12', '2026-03-12T10:00');
		pair.pass(60_000);
		const planning = await pair.count(async () => await workflow.start('Run by Hand'));
		const waiting = workflow.executions.at(-1);
		if (!waiting?.isWaiting) throw new Error(`Expected to wait for approval: ${waiting?.error?.message ?? 'not started'}`);
		expect(planning.google.writes + planning.zoho.writes).toBe(0);
		expect(waiting.json(PLAN)).toHaveLength(5);
		expect(workflow.formText(waiting)).toContain('4 to create, 0 to change, 0 to delete, 1 to join with what is there; 0 need nothing.');
		expect(workflow.formText(waiting)).toContain('<br>create: Meeting 13, 2026-03-13 10:00');
		expect(workflow.formText(waiting)).toContain('<br>adopt: Meeting 12');
		const applied = await workflow.submitForm(waiting, { Decision: 'Apply this plan' });
		expect(applied.expectSuccess().json('Apply to Google').map(({ action }) => action).sort()).toEqual(['adopted', 'created', 'created', 'created', 'created']);
		expect(pair.google.titles()).toEqual(pair.zoho.titles());
	});

	it('with approval: declining writes nothing and loses nothing; the two-way sync brings it over later', async () => {
		pair = await Pair.start();
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		const workflow = pair.load('first-sync-with-approval');
		const waiting = await workflow.start('Run by Hand');
		const declined = await workflow.submitForm(waiting, { Decision: 'Do nothing' });
		expect(declined.expectSuccess().ran('Apply to Google')).toBe(false);
		expect(pair.google.titles()).toEqual([]);
		const later = pair.load('two-way');
		pair.pass(2 * 3_600_000);
		await later.activate();
		await pair.rest(later, 30);
		expect(pair.google.titles()).toEqual(['Meeting']);
	});

	it('with approval: what changed since the plan is refused as stale and comes with the next sync', async () => {
		pair = await Pair.start();
		const id = pair.zoho.add('Before', '2026-03-12T10:00');
		pair.zoho.add('Unchanged', '2026-03-13T10:00');
		const workflow = pair.load('first-sync-with-approval');
		const waiting = await workflow.start('Run by Hand');
		pair.pass(60_000);
		pair.google.add('Before', '2026-03-12T10:00');
		pair.zoho.edit(id, { Event_Title: 'After' });
		const applied = await workflow.submitForm(waiting, { Decision: 'Apply this plan' });
		applied.expectSuccess();
		expect(pair.google.titles()).toContain('Unchanged');
		const later = pair.load('two-way');
		pair.pass(2 * 3_600_000);
		await later.activate();
		await pair.rest(later, 30);
		expect(pair.google.titles()).toContain('After');
		expect(pair.google.titles().filter((title) => title === 'After')).toHaveLength(1);
		expect(pair.zoho.titles()).toEqual(pair.google.titles());
	});

	it('what exceeds the limits waits for the next run, nothing is dropped (Z4)', async () => {
		pair = await Pair.start({ zohoEvents: 60 });
		const workflow = pair.load('crm-to-calendar', { crmEventTrigger: { options: { firstSyncLimit: 25, runLimit: 10 } } });
		const [first] = await workflow.activate();
		expect(first?.items('Change in Zoho')).toHaveLength(25);
		await pair.settle();
		pair.pass(60_000);
		const [second] = await workflow.poll();
		expect(second?.items('Change in Zoho')).toHaveLength(10);
		await pair.rest(workflow);
		expect(pair.google.titles()).toEqual(pair.zoho.titles());
	});

	it('future events come first, then past ones, latest first (O5)', async () => {
		pair = await Pair.start();
		for (const day of ['2026-02-01', '2026-03-05', '2026-04-20', '2026-03-11']) pair.zoho.add(day, `${day}T10:00`);
		const workflow = pair.load('crm-to-calendar');
		const [first] = await workflow.activate();
		const order = first?.json('Change in Zoho').map((item) => (item.record as { title: string }).title);
		expect(order).toEqual(['2026-03-11', '2026-04-20', '2026-03-05', '2026-02-01']);
	});
});
