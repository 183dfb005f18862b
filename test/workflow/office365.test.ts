import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('template zoho-office365/two-way', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('zoho-office365/two-way');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const publish = async () => {
		await workflow.activate();
		await pair.rest(workflow);
	};

	/** Both sides show the same titles, and nothing twice. */
	const expectTitles = (...titles: string[]) => {
		expect(pair.zoho.titles()).toEqual([...titles].sort());
		expect(pair.outlook.titles()).toEqual([...titles].sort());
	};

	it('makes one calendar "Zoho CRM" and brings over what the CRM holds; other calendars stay as they are (O1)', async () => {
		const { person } = pair.sandbox.services.microsoft;
		const before = person.calendarList();
		person.create({ subject: 'Private', start: { dateTime: '2026-03-12T08:00:00', timeZone: 'UTC' }, end: { dateTime: '2026-03-12T09:00:00', timeZone: 'UTC' } });
		pair.zoho.add('Kick-off Müller GmbH', '2026-03-12T10:00');
		await publish();
		expectTitles('Kick-off Müller GmbH');
		expect(person.calendarList().map(({ name }) => name).sort()).toEqual([...before.map(({ name }) => name), 'Zoho CRM'].sort());
		expect(person.list().map(({ subject }) => subject)).toEqual(['Private']);
	});

	it('a meeting added in the CRM is in Outlook at once, an event in Outlook in the CRM, without a poll (O2)', async () => {
		await publish();
		pair.zoho.add('Demo', '2026-03-12T10:00', { Venue: 'Room 7', Description: 'Bring the\ncontract' });
		await pair.settle();
		expect(pair.outlook.byTitle('Demo')).toMatchObject({ location: { displayName: 'Room 7' } });
		pair.outlook.add('Workshop', '2026-03-12T14:00', { location: { displayName: 'Hamburg' } });
		await pair.settle();
		expect(pair.zoho.byTitle('Workshop').fields).toMatchObject({ Venue: 'Hamburg', Owner: { id: '5725767000000411001' } });
		await pair.rest(workflow);
		expectTitles('Demo', 'Workshop');
	});

	it('carries edits and deletions both ways and comes to rest: no echo (I4)', async () => {
		const fromCrm = pair.zoho.add('One', '2026-03-12T10:00');
		await publish();
		const fromOutlook = pair.outlook.add('Two', '2026-03-13T10:00');
		await pair.rest(workflow);
		pair.pass(MINUTE);
		pair.zoho.edit(fromCrm, { Event_Title: 'One, changed' });
		pair.outlook.edit(fromOutlook, { subject: 'Two, changed' });
		await pair.rest(workflow);
		expectTitles('One, changed', 'Two, changed');
		pair.outlook.remove(String(pair.outlook.byTitle('One, changed').id));
		pair.zoho.remove(pair.zoho.byTitle('Two, changed').id);
		await pair.rest(workflow);
		expectTitles();
	});

	it('asks once a side when nothing has changed', async () => {
		pair.zoho.add('One', '2026-03-12T10:00');
		await publish();
		const counts = await pair.count(async () => await workflow.poll());
		expect(counts.microsoft.endpoints).toHaveLength(1);
		expect(counts.microsoft.writes + counts.zoho.writes).toBe(0);
	});
});
