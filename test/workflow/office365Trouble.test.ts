import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox';
import { MINUTE, Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('trouble with Office 365: nothing lost, nothing doubled', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('zoho-office365/two-way');
		pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(MINUTE);
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const expectBoth = (...titles: string[]) => {
		expect(pair.outlook.titles()).toEqual([...titles].sort());
		expect(pair.zoho.titles()).toEqual([...titles].sort());
	};

	it.each<[string, FaultRule]>([
		['429 from Office 365', { service: 'microsoft', kind: 'status', status: 429, times: 5 }],
		['503 from Office 365 for an hour', { service: 'microsoft', kind: 'status', status: 503 }],
		['504 from Office 365 after a write took effect', { service: 'microsoft', only: 'write', kind: 'errorAfter', times: 2 }],
		['connection reset before the request is taken', { service: 'microsoft', kind: 'resetBefore', nth: 1, times: 6 }],
		['answer of a write lost after it took effect', { service: 'microsoft', only: 'write', kind: 'resetAfter', times: 3 }],
		['answers cut off', { service: 'microsoft', kind: 'truncate', probability: 0.3, times: 10 }],
		['malformed JSON', { service: 'microsoft', kind: 'malformed', times: 5 }],
	])('%s', async (_name, fault) => {
		pair.sandbox.control.faults.add(fault);
		pair.zoho.edit(pair.zoho.byTitle('Meeting').id, { Venue: 'Room 9' });
		pair.zoho.add('New in the CRM', '2026-03-13T10:00');
		pair.outlook.add('New in Outlook', '2026-03-14T10:00');
		await pair.settle();
		for (let round = 0; round < 3; round += 1) {
			pair.pass(MINUTE);
			await workflow.poll().catch(() => undefined);
			await pair.settle();
		}
		expect(pair.sandbox.control.requests.list().filter(({ fault: struck }) => struck !== undefined).length, 'requests that the fault struck').toBeGreaterThan(0);
		pair.sandbox.control.faults.clear();
		pair.pass(60 * MINUTE);
		await pair.rest(workflow, 30);
		expectBoth('Meeting', 'New in Outlook', 'New in the CRM');
		expect(pair.outlook.byTitle('Meeting').location).toMatchObject({ displayName: 'Room 9' });
	});

	it('the failing poll says what happened and shows no token', async () => {
		pair.sandbox.control.faults.add({ service: 'microsoft', kind: 'status', status: 503 });
		const problem = await problemOf(workflow.poll('Change in Office 365'));
		expect(problem).toMatch(/Office 365/);
		expect(problem).not.toMatch(/Bearer|eyJ/);
	});

	it('an access that was revoked is told with what to do; after connecting again everything comes', async () => {
		const { microsoft } = pair.sandbox.services;
		microsoft.oauth.reset();
		expect(await problemOf(workflow.poll('Change in Office 365'))).toMatch(/connect/i);
		pair.outlook.add('Meanwhile', '2026-03-14T10:00');
		pair.reconnect('microsoft');
		await pair.rest(workflow, 30);
		expectBoth('Meanwhile', 'Meeting');
	});

	it('connected again as somebody else: nothing is read, nothing taken for deleted', async () => {
		pair.reconnect('microsoft', { user: 'colleague@example.test' });
		expect(await problemOf(workflow.poll('Change in Office 365'))).toMatch(/joined Office 365 as owner@example\.test.*now shows colleague@example\.test.*Re-Bind Account/s);
		pair.zoho.edit(pair.zoho.byTitle('Meeting').id, { Venue: 'Room 2' });
		for (let round = 0; round < 3; round += 1) {
			pair.pass(MINUTE);
			await workflow.poll().catch(() => undefined);
			await pair.settle();
		}
		expect(pair.zoho.titles()).toEqual(['Meeting']);
		expect(pair.sandbox.services.microsoft.person.calendarList({ user: 'colleague@example.test' }).map(({ name }) => name)).not.toContain('Zoho CRM');
		pair.reconnect('microsoft');
		await pair.rest(workflow, 30);
		expectBoth('Meeting');
		expect(pair.outlook.byTitle('Meeting').location).toMatchObject({ displayName: 'Room 2' });
	});

	it('bodies that Outlook writes again in its own HTML, and new change keys without a change, lead to no write', async () => {
		pair.outlook.add('With a text', '2026-03-14T10:00', { body: { contentType: 'html', content: '<p>Bring the <b>contract</b></p><p>and a pen</p>' } });
		await pair.rest(workflow);
		const calendarId = pair.outlook.calendarId();
		const { person } = pair.sandbox.services.microsoft;
		for (const rewrite of [() => person.rewriteBodies({ calendarId }), () => person.drift({ calendarId })]) {
			pair.pass(MINUTE);
			const counts = await pair.count(async () => {
				rewrite();
				await pair.rest(workflow);
			});
			expect([counts.microsoft.writes, counts.zoho.writes]).toEqual([0, 0]);
		}
		expect(String(pair.zoho.byTitle('With a text').fields.Description)).toMatch(/Bring the contract\s+and a pen/);
	});

	it('an event that leaves the time window stays in the CRM; so does everything when the window is moved', async () => {
		const id = pair.outlook.add('Trip', '2026-03-14T10:00');
		await pair.rest(workflow);
		pair.outlook.edit(id, { start: { dateTime: '2031-03-14T10:00:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2031-03-14T10:30:00', timeZone: 'Europe/Berlin' } });
		await pair.rest(workflow);
		expectBoth('Meeting', 'Trip');
		const narrow = { options: { monthsAhead: 1, monthsBack: 0 } };
		const moved = pair.load('zoho-office365/two-way', { crmEventTrigger: narrow, office365SyncTrigger: narrow });
		pair.pass(60 * 24 * 60 * MINUTE);
		await moved.activate();
		await pair.rest(moved);
		expectBoth('Meeting', 'Trip');
	});
});
