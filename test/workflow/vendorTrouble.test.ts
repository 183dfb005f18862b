import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox';
import { Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('trouble with the vendors: nothing lost, nothing doubled', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(60_000);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const expectBoth = (...titles: string[]) => {
		expect(pair.google.titles()).toEqual([...titles].sort());
		expect(pair.zoho.titles()).toEqual([...titles].sort());
	};

	/** Both sides change while the fault is in force; afterwards polling goes on as always. */
	const changeDuring = async (...faults: FaultRule[]) => {
		pair.sandbox.control.faults.add(...faults);
		pair.zoho.edit(pair.zoho.byTitle('Meeting').id, { Venue: 'Room 9' });
		pair.zoho.add('New in the CRM', '2026-03-13T10:00');
		pair.google.add('New in Google', '2026-03-14T10:00');
		await pair.settle();
		for (let round = 0; round < 3; round += 1) {
			pair.pass(60_000);
			await workflow.poll().catch(() => undefined);
			await pair.settle();
		}
		expect(pair.sandbox.control.requests.list().filter(({ fault }) => fault !== undefined).length, 'requests that the fault struck').toBeGreaterThan(0);
		pair.sandbox.control.faults.clear();
		pair.pass(3_600_000);
		await pair.rest(workflow, 30);
		expectBoth('Meeting', 'New in Google', 'New in the CRM');
		expect(pair.google.byTitle('Meeting').location).toBe('Room 9');
	};

	it.each<[string, FaultRule]>([
		['429 from Google', { service: 'google', kind: 'status', status: 429, times: 5 }],
		['403 rate limit from Google', { service: 'google', kind: 'status', status: 403, times: 5 }],
		['429 from Zoho', { service: 'zoho', kind: 'status', status: 429, times: 5 }],
		['500 from Google for an hour', { service: 'google', kind: 'status', status: 500 }],
		['500 from Zoho for an hour', { service: 'zoho', kind: 'status', status: 500 }],
		['connection reset before the request is taken', { kind: 'resetBefore', nth: 1, times: 6 }],
		['answer of a Google write lost after it took effect', { service: 'google', only: 'write', kind: 'resetAfter', times: 3 }],
		['answer of a Zoho write lost after it took effect', { service: 'zoho', only: 'write', kind: 'resetAfter', times: 3 }],
		['error after a Zoho write took effect', { service: 'zoho', only: 'write', kind: 'errorAfter', times: 2 }],
		['answers cut off', { kind: 'truncate', probability: 0.3, times: 10 }],
		['malformed JSON from Google', { service: 'google', kind: 'malformed', times: 5 }],
		['malformed JSON from Zoho', { service: 'zoho', kind: 'malformed', times: 5 }],
	])('%s', async (_name, fault) => {
		await changeDuring(fault);
	});

	it('the failing poll says what happened and that it comes again', async () => {
		pair.sandbox.control.faults.add({ service: 'google', kind: 'status', status: 503 });
		const problem = await problemOf(workflow.poll('Change in Google'));
		expect(problem).toMatch(/Google Calendar/);
		expect(problem).not.toMatch(/ya29|Bearer/);
	});

	it('an invalid sync token leads to a new listing, deletions of the meantime included', async () => {
		const id = pair.google.add('Deleted meanwhile', '2026-03-13T10:00');
		await pair.rest(workflow);
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.google.remove(id);
		pair.google.add('Added meanwhile', '2026-03-14T10:00');
		pair.sandbox.services.google.person.expireSyncTokens();
		await pair.rest(workflow);
		expectBoth('Added meanwhile', 'Meeting');
	});

	it('a Google calendar deleted in mid-sync deletes nothing in the CRM and says so (S6)', async () => {
		const calendarId = pair.sandbox.services.google.person.createCalendar('Sales');
		pair.google.place = { calendarId };
		const other = pair.load('two-way', {
			crmEventTrigger: { syncName: 'other' },
			crmEvent: { syncName: 'other' },
			googleCalendarSync: { syncName: 'other' },
			googleCalendarSyncTrigger: { syncName: 'other' },
		});
		await other.activate();
		await pair.rest(other);
		expect(pair.google.titles()).toEqual(['Meeting']);
		pair.pass(60_000);
		pair.sandbox.services.google.person.deleteCalendar(calendarId);
		expect(await problemOf(other.poll('Change in Google'))).toMatch(/calendar/i);
		pair.zoho.edit(pair.zoho.byTitle('Meeting').id, { Venue: 'Room 2' });
		pair.pass(60_000);
		await other.poll('Change in Zoho').catch(() => undefined);
		await pair.settle();
		expect(pair.zoho.titles()).toEqual(['Meeting']);
	});

	it('a calendar made read-only in mid-sync: the change is kept, the reason told, and it goes through once writing is allowed', async () => {
		const { google } = pair.sandbox.services;
		google.state.share(google.state.calendarById('owner@example.test'), 'owner@example.test', 'reader');
		pair.zoho.add('Meanwhile', '2026-03-13T10:00');
		await pair.settle();
		pair.pass(60_000);
		await workflow.poll('Change in Zoho').catch(() => undefined);
		const told = workflow.executions.flatMap((execution) => [
			execution.error ? `${execution.error.message} ${execution.error.description}` : '',
			...execution.json('Apply to Google', 1).map((item) => `${String(item.message)} ${String(item.next)}`),
		]);
		expect(told.join('\n')).toMatch(/read|write|permission|access/i);
		expect(pair.google.titles()).toEqual(['Meeting']);
		google.state.share(google.state.calendarById('owner@example.test'), 'owner@example.test', 'owner');
		pair.pass(2 * 3_600_000);
		await pair.rest(workflow, 30);
		expectBoth('Meanwhile', 'Meeting');
	});

	it('a clock of n8n that is 30 minutes behind changes nothing', async () => {
		pair.sandbox.control.clock.advance(30 * 60_000);
		pair.zoho.add('From the CRM', '2026-03-13T10:00');
		pair.google.add('From Google', '2026-03-14T10:00');
		await pair.rest(workflow);
		pair.pass(60_000);
		pair.zoho.edit(pair.zoho.byTitle('From Google').id, { Event_Title: 'Renamed' });
		await pair.rest(workflow);
		expectBoth('From the CRM', 'Meeting', 'Renamed');
	});
});
