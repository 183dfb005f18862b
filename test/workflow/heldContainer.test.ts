import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';
import { POLLING } from './harness/heldScene';

const COLLEAGUE = 'colleague@example.test';

describe('a calendar that is deleted outside, and what only looks like it (B5, S6)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;
	let calendarId: string;

	const begin = async (user?: string) => {
		const { person } = pair.sandbox.services.google;
		calendarId = person.createCalendar('Sales', user === undefined ? {} : { user });
		if (user !== undefined) person.share(calendarId, 'owner@example.test', 'owner');
		pair.google.place = { calendarId };
		for (let day = 11; day < 15; day += 1) pair.zoho.add(`Meeting ${day}`, `2026-03-${day}T10:00`);
		workflow = pair.load('two-way', POLLING);
		await workflow.activate();
		await pair.rest(workflow);
		expect(pair.google.titles()).toHaveLength(4);
		pair.pass(2 * MINUTE);
	};
	const titlesInCrm = ['Meeting 11', 'Meeting 12', 'Meeting 13', 'Meeting 14'];

	beforeEach(async () => {
		pair = await Pair.start();
	});

	afterEach(async () => {
		expect(pair.zoho.titles().filter((title) => title.startsWith('Meeting'))).toEqual(titlesInCrm);
		pair.expectNoMails();
		await pair.stop();
	});

	const state = async () => {
		const status = await pair.load('deactivate').start('Show What Is Left');
		return status.expectSuccess().json('Show What Is Left')[0];
	};

	it('deleted: the sync is switched off, told once with what to do, and quiet afterwards', async () => {
		await begin();
		pair.sandbox.services.google.person.deleteCalendar(calendarId);
		const problem = await problemOf(workflow.poll('Change in Google'));
		expect(problem).toMatch(/The calendar "Sales" in Google Calendar was deleted, so the sync "zoho-google" was switched off\. Nothing was changed or deleted on the other side, and its 4 pairs are kept/);
		expect(problem).toMatch(/run "Activate".*"Re-Bind Account"/);
		pair.zoho.edit(pair.zoho.byTitle('Meeting 11').id, { Venue: 'Room 2' });
		for (let n = 0; n < 3; n += 1) {
			pair.pass(MINUTE);
			expect(await workflow.poll()).toEqual([]);
		}
		expect(await state()).toMatchObject({ state: 'deactivated', links: 4, sides: { calendar: { problem: expect.stringContaining('was deleted') as string } } });
	});

	it('deleted, and a change of the CRM comes first: found by the node that writes', async () => {
		await begin();
		pair.sandbox.services.google.person.deleteCalendar(calendarId);
		pair.zoho.add('Planned', '2026-03-20T10:00');
		const [execution] = await workflow.poll('Change in Zoho');
		expect(execution?.error?.message).toMatch(/The calendar "Sales" in Google Calendar was deleted/);
		pair.pass(MINUTE);
		expect(await workflow.poll()).toEqual([]);
		expect(await state()).toMatchObject({ state: 'deactivated' });
	});

	it('a new calendar, re-bound and activated: all meetings come there', async () => {
		await begin();
		pair.sandbox.services.google.person.deleteCalendar(calendarId);
		await problemOf(workflow.poll('Change in Google'));
		pair.google.place = { calendarId: pair.sandbox.services.google.person.createCalendar('Sales again') };
		for (const operation of ['rebindAccount', 'activate']) (await pair.load('deactivate', { Deactivate: { operation } }).start('Run by Hand')).expectSuccess();
		workflow = pair.load('two-way', POLLING);
		await workflow.activate();
		await pair.rest(workflow);
		expect(pair.google.titles()).toEqual(titlesInCrm);
	});

	it('"not found" once: the sync stays on', async () => {
		await begin();
		pair.sandbox.control.faults.add({ service: 'google', kind: 'status', status: 404, path: '/events\\?', times: 1, body: { error: { code: 404, message: 'Not Found', errors: [{ reason: 'notFound' }] } } });
		expect(await problemOf(workflow.poll('Change in Google'))).not.toMatch(/switched off/);
		pair.zoho.edit(pair.zoho.byTitle('Meeting 11').id, { Venue: 'Room 2' });
		pair.pass(MINUTE);
		await pair.rest(workflow);
		expect(pair.google.byTitle('Meeting 11').location).toBe('Room 2');
		expect(await state()).toMatchObject({ state: 'active' });
	});

	it('"not found" to every request for a while, as from a broken proxy: the sync stays on', async () => {
		await begin();
		pair.sandbox.control.faults.add({ service: 'google', kind: 'status', status: 404, body: { error: { code: 404, message: 'Not Found', errors: [{ reason: 'notFound' }] } } });
		for (let n = 0; n < 2; n += 1) expect(await problemOf(workflow.poll('Change in Google'))).not.toMatch(/switched off/);
		pair.sandbox.control.faults.clear();
		await pair.rest(workflow);
		expect(await state()).toMatchObject({ state: 'active' });
		expect(pair.google.titles()).toEqual(titlesInCrm);
	});

	it("a colleague's calendar that is no longer shared: told with each poll, and it goes on once it is shared again", async () => {
		await begin(COLLEAGUE);
		const { person } = pair.sandbox.services.google;
		person.share(calendarId, 'owner@example.test', undefined);
		for (let n = 0; n < 2; n += 1) expect(await problemOf(workflow.poll('Change in Google'))).toMatch(/lost its access/);
		expect(await state()).toMatchObject({ state: 'active' });
		person.share(calendarId, 'owner@example.test', 'writer');
		pair.zoho.edit(pair.zoho.byTitle('Meeting 11').id, { Venue: 'Room 2' });
		pair.pass(10 * MINUTE);
		await pair.rest(workflow, 30);
		expect(pair.google.byTitle('Meeting 11').location).toBe('Room 2');
		expect(pair.google.titles()).toEqual(titlesInCrm);
	});
});
