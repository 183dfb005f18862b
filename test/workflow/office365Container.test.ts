import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engineContext } from '../../nodes/shared/engine/context';
import { COLLEAGUE } from '../../sandbox/zoho';
import { MINUTE, Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import { temporaryUserFolder, type RunningWorkflow } from '../support/n8nEngine';

/** Push would add executions of its own. */
const POLLING = { crmEventTrigger: { delivery: 'polling' }, office365SyncTrigger: { delivery: 'polling' } };

describe("the sync's own calendar in Office 365 (O1, O7)", () => {
	let pair: Pair;
	let workflow: RunningWorkflow;
	const meetings = ['Meeting 11', 'Meeting 12', 'Meeting 13'];

	beforeEach(async () => {
		pair = await Pair.start();
		for (let day = 11; day < 14; day += 1) pair.zoho.add(`Meeting ${day}`, `2026-03-${day}T10:00`);
		workflow = pair.load('zoho-office365/two-way', POLLING);
		await workflow.activate();
		await pair.rest(workflow);
		expect(pair.outlook.titles()).toEqual(meetings);
		pair.pass(2 * MINUTE);
	});

	afterEach(async () => {
		expect(pair.zoho.titles(), 'the CRM keeps everything').toEqual(expect.arrayContaining(meetings));
		pair.expectNoMails();
		await pair.stop();
	});

	const person = () => pair.sandbox.services.microsoft.person;
	const calendars = () => person().calendarList().map(({ name }) => name);
	const run = async (parameters: object = {}) => {
		const execution = await pair.load('zoho-office365/deactivate', { office365Sync: { ...parameters } }).start('Run by Hand');
		return execution.expectSuccess().json('Deactivate')[0];
	};

	it('is found by its id after somebody renamed it, and none is made beside it', async () => {
		person().renameCalendar(pair.outlook.calendarId() ?? '', 'Customers');
		pair.zoho.add('Afterwards', '2026-03-20T10:00');
		await pair.rest(workflow);
		expect(calendars()).not.toContain('Zoho CRM');
		expect(person().list({ calendarId: pair.outlook.calendarId('Customers') }).map(({ subject }) => subject)).toContain('Afterwards');
	});

	it('is found by its name when the store is lost: nothing is written, nothing made (I8)', async () => {
		await pair.restart(temporaryUserFolder());
		const again = pair.load('zoho-office365/two-way', POLLING, 'imported again');
		const before = calendars();
		const counts = await pair.count(async () => {
			await again.activate();
			await pair.rest(again);
		});
		expect([counts.microsoft.writes, counts.zoho.writes], counts.microsoft.endpoints.join()).toEqual([0, 0]);
		expect(calendars()).toEqual(before);
		expect([pair.outlook.titles(), pair.zoho.titles()]).toEqual([meetings, meetings]);
	});

	it('deleted in Outlook: the sync is switched off, told once, and the CRM keeps its meetings', async () => {
		person().deleteCalendar(pair.outlook.calendarId() ?? '');
		expect(await problemOf(workflow.poll('Change in Office 365'))).toMatch(/The calendar "Zoho CRM" in Office 365 was deleted, so the sync "zoho-office365" was switched off/);
		for (let round = 0; round < 3; round += 1) {
			pair.pass(MINUTE);
			expect(await workflow.poll()).toEqual([]);
		}
		expect(calendars()).not.toContain('Zoho CRM');
		expect(pair.zoho.titles()).toEqual(meetings);
	});

	it('deleted in Outlook and then activated: it is made again with what the CRM holds', async () => {
		person().deleteCalendar(pair.outlook.calendarId() ?? '');
		await problemOf(workflow.poll('Change in Office 365'));
		expect(await run({ operation: 'activate' })).toMatchObject({ state: 'active' });
		await pair.rest(workflow, 30);
		expect(pair.outlook.titles()).toEqual(meetings);
		expect(pair.zoho.titles()).toEqual(meetings);
	});

	it('the template that stops the sync removes its copies; events that people made stay', async () => {
		pair.outlook.add('Made in Outlook', '2026-03-16T10:00');
		await pair.rest(workflow);
		await workflow.deactivate();
		expect(await run()).toMatchObject({ state: 'deactivated', deleted: 3 });
		expect(pair.outlook.titles()).toEqual(['Made in Outlook']);
		expect(pair.zoho.titles()).toEqual(['Made in Outlook', ...meetings]);
	});

	it('with "Delete the Calendar or Folder" the calendar goes, and comes again with another activation (B12)', async () => {
		expect(await run({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated' });
		expect(calendars()).not.toContain('Zoho CRM');
		pair.pass(MINUTE);
		expect(await workflow.poll(), 'nothing makes it again by itself').toEqual([]);
		expect(calendars()).not.toContain('Zoho CRM');
		await run({ operation: 'activate' });
		await pair.rest(workflow, 30);
		expect(pair.outlook.titles()).toEqual(meetings);
	});

	it('a copy that a person moved to another calendar stays, and is told as left (B12)', async () => {
		const other = person().createCalendar('Other');
		person().move(String(pair.outlook.byTitle('Meeting 12').id), other);
		const execution = (await pair.load('zoho-office365/deactivate', { office365Sync: { copies: 'deleteContainer' } }).start('Run by Hand')).expectSuccess();
		expect(execution.json('Deactivate')[0]).toMatchObject({ state: 'deactivated', deleted: 2, total: 3, message: expect.stringContaining('2 of 3 copies were removed. 1 stays') as string });
		expect(execution.json('Deactivate', 1)).toMatchObject([{ title: 'Meeting 12', when: expect.stringMatching(/^2026-03-/) as string, reason: 'kept', message: expect.stringMatching(/^"Meeting 12" \(2026-03-\d\d \d\d:\d\d\): .*a person has moved it/) as string }]);
		expect(calendars()).not.toContain('Zoho CRM');
		expect(person().list({ calendarId: other }).map(({ subject }) => subject)).toEqual(['Meeting 12']);
	});

	it('kept, and activated again: not one write (B12)', async () => {
		await run({ copies: 'keep' });
		const counts = await pair.count(async () => {
			await run({ operation: 'activate' });
			await pair.rest(workflow);
		});
		expect([counts.microsoft.writes, counts.zoho.writes]).toEqual([0, 0]);
	});

	const byName = (name: string) => ({ __rl: true, mode: 'name', value: name });
	/** A second sync of the same accounts. */
	const second = (calendar: string, more: object = {}) => {
		const names = { syncName: 'second', calendar: byName(calendar) };
		return pair.load('zoho-office365/two-way', {
			crmEvent: { syncName: 'second', ...more }, crmEventTrigger: { ...POLLING.crmEventTrigger, syncName: 'second', ...more },
			office365Sync: names, office365SyncTrigger: { ...POLLING.office365SyncTrigger, ...names },
		}, 'second');
	};

	it('is made once when trigger and action of a new sync want it at the same moment', async () => {
		const fresh = second('Second');
		const counts = await pair.count(async () => {
			await Promise.all([fresh.poll(), fresh.poll(), fresh.poll()]);
			await pair.settle();
		});
		expect(counts.microsoft.endpoints.filter((endpoint) => /^POST .*\/calendars$/.test(endpoint))).toHaveLength(1);
		expect(calendars().filter((name) => name === 'Second')).toHaveLength(1);
	});

	it('is refused to a second sync, which would copy the records of the first one; with another name it has its own', async () => {
		const taken = second('Zoho CRM', { owner: { __rl: true, mode: 'id', value: COLLEAGUE } });
		expect(await problemOf(taken.poll('Change in Office 365'))).toMatch(/"Zoho CRM" is in use by the sync "zoho-office365".*Nothing was changed.*Enter another name/s);
		const own = second('Second');
		await own.activate();
		await pair.rest(own);
		expect(pair.zoho.titles()).toEqual(meetings);
		expect(calendars()).toContain('Second');
	});

	it('is never one that a colleague shares under the same name', async () => {
		const user = 'colleague@example.test';
		const theirs = person().createCalendar('Second', { user });
		person().share(theirs, 'owner@example.test', true, { user });
		person().create({ subject: "The colleague's plan", start: { dateTime: '2026-03-12T08:00:00', timeZone: 'UTC' }, end: { dateTime: '2026-03-12T09:00:00', timeZone: 'UTC' } }, { user, calendarId: theirs });
		const own = second('Second');
		await own.activate();
		await pair.rest(own);
		expect(person().list({ user, calendarId: theirs }).map(({ subject }) => subject)).toEqual(["The colleague's plan"]);
		expect(pair.zoho.titles()).toEqual(meetings);
		expect(calendars().filter((name) => name === 'Second')).toHaveLength(2);
	});

	it('whose name is taken by something that the account may not change is not made, and the message says so', async () => {
		pair.sandbox.control.faults.add({
			kind: 'status', status: 409, service: 'microsoft', method: 'POST', path: '/calendars', times: 1,
			body: { error: { code: 'ErrorFolderExists', message: 'A folder with the specified name already exists.' } },
		});
		const own = second('Third');
		expect(await problemOf(own.activate())).toMatch(/The name "Third" is taken.*only be read.*Nothing was made or changed.*another name/s);
		expect(calendars()).not.toContain('Third');
		await own.activate();
		expect(calendars()).toContain('Third');
	});

	it('that may not be changed any more is not made again by Activate, and its links stay', async () => {
		const user = 'colleague@example.test';
		const theirs = person().createCalendar('Shared', { user });
		person().share(theirs, 'owner@example.test', true, { user });
		const shared = person().calendarList().find(({ name }) => name === 'Shared')?.id ?? '';
		const chosen = { calendar: { __rl: true, mode: 'id', value: shared }, syncName: 'second' };
		const by = (calendar: object) => ({ crmEvent: { syncName: 'second' }, crmEventTrigger: { ...POLLING.crmEventTrigger, syncName: 'second' }, office365Sync: { ...chosen, ...calendar }, office365SyncTrigger: { ...POLLING.office365SyncTrigger, ...chosen, ...calendar } });
		const own = pair.load('zoho-office365/two-way', by({}), 'second');
		await own.activate();
		await pair.rest(own);
		await run({ ...chosen, copies: 'keep' });
		person().share(theirs, 'owner@example.test', false, { user });
		const before = calendars();
		await run({ ...chosen, calendar: byName('Shared'), operation: 'activate' });
		expect(calendars()).toEqual(before);
		expect(await run({ ...chosen, operation: 'getStatus' })).toMatchObject({ state: 'active', links: 3 });
	});

	it('deactivating with deletion can be repeated, also when it was killed after the calendar was let go of (B4, B12)', async () => {
		await workflow.deactivate();
		await run({ copies: 'deleteContainer' });
		expect(await run({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated' });
		const { store, clock } = await engineContext(undefined);
		const killed = { copies: 'deleteContainer' as const, later: 'fresh' as const, startedAt: clock.now(), isCancelled: false, problem: null, left: [] };
		await store.saveState('zoho-office365', 'deactivating', killed, clock.now());
		expect(await run({ copies: 'deleteContainer' })).toMatchObject({ state: 'deactivated' });
		await store.saveState('zoho-office365', 'deactivating', killed, clock.now());
		expect(await run({ operation: 'activate' })).toMatchObject({ state: 'active' });
		const again = pair.load('zoho-office365/two-way', POLLING);
		await again.activate();
		await pair.rest(again, 30);
		expect(pair.outlook.titles()).toEqual(meetings);
	});

	it('asks for no push messages while the sync is off', async () => {
		const instant = pair.load('zoho-office365/two-way', {}, 'instant');
		await instant.activate();
		await run({ copies: 'deleteContainer' });
		pair.sandbox.control.requests.clear();
		for (let day = 0; day < 10; day += 1) {
			pair.pass(24 * 60 * MINUTE);
			await instant.poll();
		}
		expect(pair.sandbox.control.requests.list('microsoft').filter(({ kind }) => kind !== 'auth')).toEqual([]);
	});
});
