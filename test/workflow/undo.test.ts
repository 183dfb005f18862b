import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';

const SHOW = 'Only show what would be done';
const UNDO = 'Undo it';

describe('template undo-run (B7, B8)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const publish = async () => {
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(MINUTE);
	};

	/** Runs the template and answers its form. */
	const undo = async (run: string, what: string): Promise<Execution> => {
		const template = pair.load('operations/undo-run');
		const waiting = await template.start('Run by Hand');
		if (!waiting.isWaiting) throw new Error(waiting.error?.message ?? 'The workflow did not wait for the form.');
		return (await template.submitForm(waiting, { Run: run, 'What to Do': what })).expectSuccess();
	};

	/** The execution that wrote to Google last. */
	const lastRunToGoogle = (): string => workflow.executions.filter((execution) => execution.ran('Apply to Google')).at(-1)?.id ?? '';

	it('offers the last runs, shows what would be done, and brings Google back after a bad change in the CRM', async () => {
		const ids = Array.from({ length: 20 }, (_, day) => pair.zoho.add(`Meeting ${day}`, `2026-03-${12 + Math.floor(day / 2)}T1${day % 2}:00`, { Venue: `Room ${day}` }));
		await publish();
		for (const id of ids) pair.zoho.edit(id, { Venue: '#REF!' });
		await pair.rest(workflow);
		expect(pair.google.events().map(({ location }) => location)).toEqual(ids.map(() => '#REF!'));
		const runs = workflow.executions.filter((execution) => execution.ran('Apply to Google') && execution.json('Apply to Google').some(({ action }) => action === 'updated'));

		const shown = await pair.count(async () => {
			const execution = await undo(runs[0]?.id ?? '', SHOW);
			expect(execution.json('Undo in Google')[0]).toMatchObject({ action: 'planned', fields: [{ field: 'location', old: '#REF!' }] });
		});
		expect(shown.google.writes + shown.zoho.writes).toBe(0);

		const undone = await pair.count(async () => {
			for (const { id } of runs) await undo(id, UNDO);
		});
		expect([undone.google.writes, undone.zoho.writes]).toEqual([20, 0]);
		expect(pair.google.events().map(({ location }) => location ?? '').sort()).toEqual(ids.map((_, day) => `Room ${day}`).sort());

		const atRest = await pair.count(async () => await pair.rest(workflow));
		expect([atRest.google.writes, atRest.zoho.writes], 'what was brought back stays').toEqual([0, 0]);
		pair.zoho.edit(ids[0] ?? '', { Venue: 'Room 99' });
		await pair.rest(workflow);
		expect(pair.google.byTitle('Meeting 0').location).toBe('Room 99');
	});

	it('lists a run with its counts and titles in the form', async () => {
		pair.zoho.add('Kick-off <b>', '2026-03-12T10:00');
		await publish();
		const template = pair.load('operations/undo-run');
		const waiting = await template.start('Run by Hand');
		const text = template.formText(waiting);
		expect(text).toContain(`<b>${lastRunToGoogle()}</b>`);
		expect(text).toContain('in the calendar: 1 created, 0 changed, 0 deleted (Kick-off  b , …)');
	});

	it('makes what a run deleted in Google again, quietly and with its guests; nothing happens in the CRM', async () => {
		const id = pair.zoho.add('Board', '2026-03-12T10:00', { Venue: 'Room 7', Participants: [{ type: 'email', participant: 'guest@example.test' }] });
		await publish();
		pair.zoho.remove(id);
		await pair.rest(workflow);
		expect(pair.google.titles()).toEqual([]);
		const execution = await undo(lastRunToGoogle(), UNDO);
		expect(execution.json('Undo in Google')).toMatchObject([{ action: 'recreated', title: 'Board' }]);
		expect(pair.google.byTitle('Board')).toMatchObject({ location: 'Room 7', attendees: [{ email: 'guest@example.test' }] });
		await pair.rest(workflow);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([['Board'], []]);
	});

	it('brings the CRM back as well: the run of the other direction', async () => {
		const id = pair.google.add('Workshop', '2026-03-12T10:00', { location: 'Hamburg' });
		await publish();
		pair.google.edit(id, { location: 'Nowhere' });
		await pair.rest(workflow);
		expect(pair.zoho.byTitle('Workshop').fields.Venue).toBe('Nowhere');
		const run = workflow.executions.filter((execution) => execution.ran('Apply to Zoho')).at(-1)?.id ?? '';
		const undone = await pair.count(async () => await undo(run, UNDO));
		expect([undone.google.writes, undone.zoho.writes]).toEqual([0, 1]);
		expect(pair.zoho.byTitle('Workshop').fields.Venue).toBe('Hamburg');
		await pair.rest(workflow);
		expect(pair.google.byTitle('Workshop').location).toBe('Nowhere');
	});

	it('takes away what a run made in the CRM, quietly, except what somebody has put work into', async () => {
		pair.google.add('Alone', '2026-03-12T10:00', { attendees: [{ email: 'guest@example.test' }] });
		pair.google.add('Tagged', '2026-03-13T10:00');
		await publish();
		pair.zoho.edit(pair.zoho.byTitle('Tagged').id, { Tag: [{ name: 'important' }] });
		const run = workflow.executions.filter((execution) => execution.ran('Apply to Zoho')).at(-1)?.id ?? '';
		const execution = await undo(run, UNDO);
		expect(execution.json('Undo in Zoho').map(({ action, title }) => [action, title])).toEqual([['removed', 'Alone']]);
		expect(execution.json('Left as They Are')).toMatchObject([{ reason: 'changed since', title: 'Tagged', message: expect.stringContaining('tags') as string }]);
		await pair.rest(workflow);
		expect([pair.google.titles().sort(), pair.zoho.titles()]).toEqual([['Alone', 'Tagged'], ['Tagged']]);
	});

	it('a record that a person changed since is kept and comes out as "Left as They Are"', async () => {
		const id = pair.zoho.add('Demo', '2026-03-12T10:00');
		await publish();
		pair.zoho.edit(id, { Event_Title: 'Demo 2' });
		await pair.rest(workflow);
		const run = lastRunToGoogle();
		pair.google.edit(pair.google.byTitle('Demo 2').id ?? '', { summary: 'Demo by phone' });
		const execution = await undo(run, UNDO);
		expect(execution.json('Left as They Are')).toMatchObject([{ reason: 'changed since', title: 'Demo by phone', run }]);
		expect(pair.google.titles()).toEqual(['Demo by phone']);
	});

	it('an unknown run changes nothing', async () => {
		pair.zoho.add('Demo', '2026-03-12T10:00');
		await publish();
		const counts = await pair.count(async () => {
			const execution = await undo('no such run', UNDO);
			expect(execution.ran('Unknown Run')).toBe(true);
		});
		expect(counts.google.writes + counts.zoho.writes).toBe(0);
	});
});
