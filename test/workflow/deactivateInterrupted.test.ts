import type { INodeParameters } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';

const copies = ['Copy 1', 'Copy 2', 'Copy 3', 'Copy 4', 'Copy 5'];
const own = 'From Google';
const all = [...copies, own].sort();

describe('template deactivate, interrupted, cancelled and run again (B12)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		copies.forEach((title, n) => pair.zoho.add(title, `2026-03-12T1${n}:00`));
		pair.google.add(own, '2026-03-13T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(MINUTE);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const run = async (choices: INodeParameters): Promise<Execution> => await pair.load('deactivate', { Deactivate: choices }).start('Run by Hand');
	const deleteCopies = async () => await run({ copies: 'deleteCopies' });
	const activate = async () => (await run({ operation: 'activate' })).expectSuccess().json('Deactivate')[0];

	/** Google deletes two copies, and fails from then on. */
	const interrupt = async (): Promise<Execution> => {
		pair.sandbox.control.faults.add({ service: 'google', method: 'DELETE', kind: 'status', status: 503, nth: 3, times: 1_000 });
		const execution = (await deleteCopies()).expectSuccess();
		pair.sandbox.control.faults.clear();
		return execution;
	};

	it('Google fails in the middle: what is left is named, the triggers hand nothing on, and after a restart of n8n running it again goes on', async () => {
		await workflow.deactivate();
		const execution = await interrupt();
		expect(execution.json('Deactivate')[0]).toMatchObject({ state: 'deactivating', deleted: 2, total: 5, left: 3, message: expect.stringContaining('2 of 5 copies were removed') as string });
		expect(execution.json('Deactivate', 1)).toHaveLength(3);
		expect(execution.json('Deactivate', 1)[0]).toMatchObject({ sync: 'zoho-google', message: expect.stringContaining('did not delete it') as string, next: expect.stringContaining('Run Deactivate again') as string });
		expect(execution.json('Show What Is Left')[0]).toMatchObject({ state: 'deactivating', deactivation: { copies: 'deleteCopies', removed: 2, remaining: 3, isCancelled: false } });

		await pair.restart();
		workflow = pair.load('two-way');
		pair.google.add('Meanwhile', '2026-03-14T10:00');
		expect(await workflow.poll()).toEqual([]);
		expect((await deleteCopies()).expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated', deleted: 5, total: 5, left: 0 });
		expect(pair.google.titles()).toEqual([own, 'Meanwhile'].sort());
		expect(pair.zoho.titles()).toEqual(all);
	});

	it('Activate instead cancels it: what was removed comes back once, the rest goes on, the CRM keeps everything', async () => {
		await interrupt();
		expect(pair.google.titles()).toHaveLength(4);
		expect(await activate()).toMatchObject({ state: 'active', deactivation: null, notice: expect.stringContaining('2 of 5 copies were removed; cancelled') as string });
		const counts = await pair.count(async () => await pair.rest(workflow));
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([all, all]);
		expect([counts.google.writes, counts.zoho.writes]).toEqual([2, 0]);
		const quiet = await pair.count(async () => await pair.rest(workflow));
		expect(quiet.google.writes + quiet.zoho.writes).toBe(0);
	});

	it('Keep instead leaves the rest where it is', async () => {
		await interrupt();
		expect((await run({ copies: 'keep' })).expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated', deleted: 2, left: 0 });
		expect(pair.google.titles()).toHaveLength(4);
		await activate();
		await pair.rest(workflow);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([all, all]);
	});

	it('an access that is refused: the error says how far it came and what to do, and reconnected it goes on', async () => {
		pair.sandbox.control.faults.add({ service: 'google', method: 'DELETE', kind: 'status', status: 403, body: { error: { code: 403, message: 'Insufficient Permission', errors: [{ reason: 'insufficientPermissions' }] } } });
		const { error } = await deleteCopies();
		pair.sandbox.control.faults.clear();
		expect(error?.message).toMatch(/^0 of 5 copies were removed, then: .*nothing is synchronised meanwhile\.$/);
		expect(error?.description).toMatch(/Run Deactivate again: it goes on where it stopped\. Or run Activate/);
		expect((await deleteCopies()).expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated', deleted: 5, total: 5 });
	});

	it.each([['relink', 1, 2], ['fresh', 2, 18]])('started again after Keep, %s: no write, %i reads of Google and %i of Zoho', async (later, google, zoho) => {
		(await run({ copies: 'keep', later })).expectSuccess();
		await activate();
		const counts = await pair.count(async () => await pair.rest(workflow));
		expect([counts.google.writes, counts.zoho.writes]).toEqual([0, 0]);
		expect([counts.google.reads, counts.zoho.reads]).toEqual([google, zoho]);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([all, all]);
	});

	it.each(['relink', 'fresh'])('started again after deleted copies, %s: each is made again once', async (later) => {
		(await run({ copies: 'deleteCopies', later })).expectSuccess();
		expect(pair.google.titles()).toEqual([own]);
		await activate();
		await pair.rest(workflow);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([all, all]);
		const quiet = await pair.count(async () => await pair.rest(workflow));
		expect(quiet.google.writes + quiet.zoho.writes).toBe(0);
	});

	it('the whole calendar is refused while it is the main one or holds an event of a person, and the sync goes on', async () => {
		const { error } = await run({ copies: 'deleteContainer' });
		expect(error?.message).toMatch(/1 event that was not made by this sync.*as it was before/);
		expect(pair.google.titles()).toEqual(all);
		pair.zoho.add('Afterwards', '2026-03-14T10:00');
		await pair.rest(workflow);
		expect(pair.google.titles()).toContain('Afterwards');
		pair.google.remove(pair.google.byTitle(own).id ?? '');
		await pair.rest(workflow);
		expect((await run({ copies: 'deleteContainer' })).error?.message).toMatch(/main calendar is not deleted/);
		expect(pair.google.titles()).toEqual([...copies, 'Afterwards'].sort());
	});
});

describe('template deactivate with a calendar of the sync\'s own (B12)', () => {
	let pair: Pair;

	beforeEach(async () => {
		pair = await Pair.start();
		pair.google.place = { calendarId: pair.sandbox.services.google.person.createCalendar('CRM') };
		pair.zoho.add('Meeting', '2026-03-12T10:00');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it('deletes it, and started again with another one makes the copies there, once', async () => {
		const former = pair.load('two-way');
		await former.activate();
		await pair.rest(former);
		await former.deactivate();
		expect((await pair.load('deactivate', { Deactivate: { copies: 'deleteContainer' } }).start('Run by Hand')).expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated', deleted: 1, total: 1 });
		expect(pair.zoho.titles()).toEqual(['Meeting']);

		pair.google.place = { calendarId: pair.sandbox.services.google.person.createCalendar('CRM again') };
		expect((await pair.load('deactivate', { Deactivate: { operation: 'activate' } }).start('Run by Hand')).expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'active', sides: { calendar: { container: 'CRM again' } } });
		const again = pair.load('two-way', {}, 'again');
		await again.activate();
		await pair.rest(again);
		expect([pair.google.titles(), pair.zoho.titles()]).toEqual([['Meeting'], ['Meeting']]);
	});
});
