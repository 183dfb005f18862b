import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

const PAIRS = 12;

/** Each case: workflows that are all active on the same sync, and how they are set going at once. */
const cases: Array<[string, (pair: Pair) => RunningWorkflow[], (workflows: RunningWorkflow[]) => Promise<unknown>]> = [
	['one workflow, for comparison', (pair) => [pair.load('two-way')], async ([workflow]) => await workflow?.poll()],
	['the same workflow imported twice', (pair) => [pair.load('two-way'), pair.load('two-way')], async (workflows) => await Promise.all(workflows.map(async (workflow) => await workflow.poll()))],
	[
		'a trigger and two runs by hand at once',
		(pair) => [pair.load('two-way')],
		async ([workflow]) => await Promise.all([workflow?.poll(), workflow?.start('Change in Zoho'), workflow?.start('Change in Google'), workflow?.start('Change in Zoho')]),
	],
];

describe.each(cases)('several writers: %s', (_, load, go) => {
	let pair: Pair;
	let workflows: RunningWorkflow[];
	let before: number;

	beforeEach(async () => {
		pair = await Pair.start();
		for (let index = 0; index < PAIRS; index += 1) {
			if (index % 2 === 0) pair.zoho.add(title(index), `2026-03-${12 + index}T10:00`);
			else pair.google.add(title(index), `2026-03-${12 + index}T10:00`);
		}
		workflows = load(pair);
		await Promise.all(workflows.map(async (workflow) => await workflow.activate()));
		await rest();
		before = pair.sandbox.services.zoho.admin.writes.length;
		pair.sandbox.control.requests.clear();
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const rest = async (): Promise<void> => {
		for (const workflow of workflows) await pair.rest(workflow);
	};

	/** Records that the sync wrote, once for each write. */
	const written = (): { zoho: number; google: number } => ({
		zoho: pair.sandbox.services.zoho.admin.writes.slice(before).filter(({ by, module }) => by === 'api' && module === 'Events').flatMap(({ ids }) => ids).length,
		google: pair.sandbox.control.requests.list('google').filter(({ kind, endpoint }) => kind === 'write' && !/watch|channels/.test(endpoint)).length,
	});

	it('makes no duplicate, loses no edit and writes each change once (I2, I3)', async () => {
		pair.pass(MINUTE);
		for (let index = 0; index < 3; index += 1) {
			pair.zoho.add(`New in Zoho ${index}`, `2026-04-0${1 + index}T10:00`);
			pair.google.add(`New in Google ${index}`, `2026-04-1${1 + index}T10:00`);
		}
		const zohoId = (index: number) => pair.zoho.byTitle(title(index)).id;
		const googleId = (index: number) => pair.google.byTitle(title(index)).id ?? '';
		pair.zoho.edit(zohoId(0), { Venue: 'Edited in Zoho' });
		pair.zoho.edit(zohoId(1), { Venue: 'Edited in Zoho' });
		pair.google.edit(googleId(2), { location: 'Edited in Google' });
		pair.google.edit(googleId(3), { location: 'Edited in Google' });
		pair.zoho.edit(zohoId(4), { Venue: 'Both' });
		pair.google.edit(googleId(4), { description: 'Both' });
		pair.zoho.remove(zohoId(5));
		pair.google.remove(googleId(6));
		await go(workflows);
		await rest();

		const places = Object.fromEntries(pair.zoho.events().map(({ fields }) => [fields.Event_Title, fields.Venue]));
		expect(places).toMatchObject({ [title(0)]: 'Edited in Zoho', [title(1)]: 'Edited in Zoho', [title(2)]: 'Edited in Google', [title(3)]: 'Edited in Google', [title(4)]: 'Both' });
		expect(Object.fromEntries(pair.google.events().map(({ summary, location }) => [summary, location ?? null]))).toEqual(places);
		expect(pair.zoho.byTitle(title(4)).fields.Description).toBe('Both');
		const kept = Array.from({ length: PAIRS }, (__, index) => title(index)).filter((name) => name !== title(5) && name !== title(6));
		const all = [...kept, ...[0, 1, 2].flatMap((index) => [`New in Zoho ${index}`, `New in Google ${index}`])].sort();
		expect(pair.zoho.titles()).toEqual(all);
		expect(pair.google.titles()).toEqual(all);
		// Three new ones, two edits, one deletion and one half of the change on both sides, in each direction.
		expect(written()).toEqual({ zoho: 7, google: 7 });
	});

	it('ends every execution well, or with the word that nothing was new', async () => {
		pair.pass(MINUTE);
		pair.zoho.edit(pair.zoho.byTitle(title(0)).id, { Venue: 'Edited' });
		await go(workflows);
		await rest();
		const failures = workflows.flatMap(({ executions }) => executions).flatMap(({ error }) => error?.message ?? []);
		expect(failures.filter((message) => message !== 'Nothing new to synchronise')).toEqual([]);
	});
});

function title(index: number): string {
	return `Meeting ${String(index).padStart(2, '0')}`;
}
