import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

describe('template two-way', () => {
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
	};

	/** Both sides show the same titles, and nothing twice. */
	const expectTitles = (...titles: string[]) => {
		expect(pair.zoho.titles()).toEqual([...titles].sort());
		expect(pair.google.titles()).toEqual([...titles].sort());
	};

	it('brings over what both sides hold when it is switched on (P3, Z4)', async () => {
		pair.zoho.add('Kick-off Müller GmbH', '2026-03-12T10:00');
		pair.google.add('Dentist 🦷', '2026-03-13T15:00');
		await publish();
		expectTitles('Kick-off Müller GmbH', 'Dentist 🦷');
	});

	it('leaves what lies outside the time window alone, and does not take it for deleted (Z4)', async () => {
		pair.zoho.add('Last year', '2025-03-12T10:00');
		pair.google.add('In two years', '2028-03-13T15:00');
		pair.zoho.add('Now', '2026-03-12T10:00');
		await publish();
		expect(pair.zoho.titles()).toEqual(['Last year', 'Now']);
		expect(pair.google.titles()).toEqual(['In two years', 'Now']);
	});

	it('a meeting added in the CRM is in Google at once, without a poll (Z5, Z11)', async () => {
		await publish();
		pair.zoho.add('Demo', '2026-03-12T10:00', { Venue: 'Room 7', Description: 'Bring the\ncontract' });
		await pair.settle();
		expect(pair.google.byTitle('Demo')).toMatchObject({ location: 'Room 7', description: expect.stringContaining('Bring the') as string });
		expect(Date.parse(pair.google.byTitle('Demo').start?.dateTime ?? '')).toBe(Date.parse('2026-03-12T10:00:00+01:00'));
		expect(Date.parse(pair.google.byTitle('Demo').end?.dateTime ?? '')).toBe(Date.parse('2026-03-12T10:30:00+01:00'));
	});

	it('an event added in Google is in the CRM at once, owned by the connected user (Z5, Z7, Z11)', async () => {
		await publish();
		pair.google.add('Workshop', '2026-03-12T14:00', { location: 'Hamburg', description: 'Agenda follows' });
		await pair.settle();
		const { fields } = pair.zoho.byTitle('Workshop');
		expect(fields).toMatchObject({ Venue: 'Hamburg', Owner: { id: '5725767000000411001' } });
		expect(Date.parse(String(fields.Start_DateTime))).toBe(Date.parse('2026-03-12T14:00:00+01:00'));
	});

	it('polling alone does the same when no push arrives (Z5)', async () => {
		await publish();
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.zoho.add('From the CRM', '2026-03-12T10:00');
		pair.google.add('From Google', '2026-03-12T14:00');
		await pair.rest(workflow);
		expectTitles('From Google', 'From the CRM');
	});

	it('carries edits both ways and comes to rest: no echo (I4)', async () => {
		const id = pair.zoho.add('Old title', '2026-03-12T10:00');
		await publish();
		pair.pass(60_000);
		pair.zoho.edit(id, { Event_Title: 'New title' });
		await pair.rest(workflow);
		const event = pair.google.byTitle('New title');
		pair.pass(60_000);
		pair.google.edit(event.id ?? '', { location: 'Berlin', start: { dateTime: '2026-03-12T11:00:00+01:00' }, end: { dateTime: '2026-03-12T12:00:00+01:00' } });
		await pair.rest(workflow);
		const { fields } = pair.zoho.byTitle('New title');
		expect(fields.Venue).toBe('Berlin');
		expect(Date.parse(String(fields.End_DateTime))).toBe(Date.parse('2026-03-12T12:00:00+01:00'));
		expectTitles('New title');
	});

	it('carries deletions both ways', async () => {
		const crmId = pair.zoho.add('Deleted in the CRM', '2026-03-12T10:00');
		const calendarId = pair.google.add('Deleted in Google', '2026-03-13T10:00');
		pair.zoho.add('Stays', '2026-03-14T10:00');
		await publish();
		pair.pass(60_000);
		pair.zoho.remove(crmId);
		pair.google.remove(calendarId);
		await pair.rest(workflow);
		expectTitles('Stays');
	});

	it('two people who edit different fields of the same meeting both keep their edit (B2)', async () => {
		const id = pair.zoho.add('Review', '2026-03-12T10:00', { Venue: 'Room 1' });
		await publish();
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.pass(60_000);
		pair.zoho.edit(id, { Venue: 'Room 2' });
		pair.google.edit(pair.google.byTitle('Review').id ?? '', { summary: 'Quarterly review' });
		await pair.rest(workflow);
		expectTitles('Quarterly review');
		expect(pair.google.byTitle('Quarterly review').location).toBe('Room 2');
		expect(pair.zoho.find(id)?.fields).toMatchObject({ Venue: 'Room 2', Event_Title: 'Quarterly review' });
	});

	it('of two edits to the same field the newest wins (B9)', async () => {
		const id = pair.zoho.add('Review', '2026-03-12T10:00');
		await publish();
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.pass(60_000);
		pair.zoho.edit(id, { Event_Title: 'First edit' });
		pair.pass(60_000);
		pair.google.edit(pair.google.byTitle('Review').id ?? '', { summary: 'Second edit' });
		await pair.rest(workflow);
		expectTitles('Second edit');
	});

	it('an edit on one side wins over a deletion on the other', async () => {
		const id = pair.zoho.add('Contract', '2026-03-12T10:00');
		await publish();
		pair.sandbox.control.setPushFaults({ lost: 1 });
		pair.pass(60_000);
		pair.google.edit(pair.google.byTitle('Contract').id ?? '', { location: 'Notary' });
		pair.zoho.remove(id);
		await pair.rest(workflow);
		expectTitles('Contract');
		expect(pair.zoho.byTitle('Contract').fields.Venue).toBe('Notary');
	});

	it('an untitled event gets the placeholder in the CRM, and Google never sees it (Z9)', async () => {
		const id = pair.google.add(undefined, '2026-03-12T10:00');
		await publish();
		const crm = pair.zoho.byTitle('Not Provided');
		pair.pass(60_000);
		pair.zoho.edit(crm.id, { Venue: 'Lobby' });
		await pair.rest(workflow);
		expect(pair.google.find(id)).toMatchObject({ location: 'Lobby' });
		expect(pair.google.find(id)?.summary ?? '').toBe('');
	});

	it('a field map made by the user decides what goes where, and skipped items stay out (Z11)', async () => {
		workflow = pair.load('crm-to-calendar', {
			fieldMapper: {
				mappingMode: 'custom',
				skip: '={{ $json.record.title.startsWith("Private") }}',
				mapping: {
					rows: [
						{ to: 'title', transform: 'template', template: '{{title}} ({{location}})' },
						{ to: 'time', transform: 'copy', from: 'time' },
						{ to: 'location', transform: 'constant', value: 'See CRM' },
					],
				},
			},
		});
		pair.zoho.add('Demo', '2026-03-12T10:00', { Venue: 'Room 7', Description: 'Not mapped' });
		pair.zoho.add('Private matter', '2026-03-13T10:00');
		await publish();
		expect(pair.google.titles()).toEqual(['Demo (Room 7)']);
		expect(pair.google.byTitle('Demo (Room 7)').location).toBe('See CRM');
		expect(pair.google.byTitle('Demo (Room 7)').description ?? '').not.toContain('Not mapped');
	});

	it('of two reminders the first reaches the CRM, and an edit there destroys none of them in Google (Z8)', async () => {
		const overrides = [
			{ method: 'popup', minutes: 30 },
			{ method: 'popup', minutes: 1440 },
		];
		const id = pair.google.add('Reminded', '2026-03-12T10:00', { reminders: { useDefault: false, overrides } });
		await publish();
		const crm = pair.zoho.byTitle('Reminded');
		expect(JSON.stringify(crm.fields.Remind_At)).toContain('30');
		pair.pass(60_000);
		pair.zoho.edit(crm.id, { Venue: 'Lobby' });
		await pair.rest(workflow);
		expect(pair.google.find(id)?.location).toBe('Lobby');
		expect(pair.google.find(id)?.reminders?.overrides).toEqual(expect.arrayContaining(overrides));
	});

	it('guests of Google events are linked to contacts that exist; others stay guests in Google and nobody is mailed (Z3, B3)', async () => {
		const contact = pair.sandbox.services.zoho.person.create('Contacts', { Last_Name: 'Meier', Email: 'meier@customer.example' });
		// Zoho's search finds a new record only after a while.
		pair.pass(60_000);
		const id = pair.google.add('With guests', '2026-03-12T10:00', {
			attendees: [{ email: 'meier@customer.example' }, { email: 'stranger@elsewhere.example' }],
		});
		await publish();
		const crm = pair.zoho.byTitle('With guests');
		expect(JSON.stringify(crm.fields.Participants)).toContain(contact);
		expect(JSON.stringify(crm.fields.Participants ?? '')).not.toContain('stranger@elsewhere.example');
		pair.pass(60_000);
		pair.zoho.edit(crm.id, { Venue: 'Lobby' });
		await pair.rest(workflow);
		expect(pair.google.find(id)?.attendees?.map(({ email }) => email).sort()).toEqual(['meier@customer.example', 'stranger@elsewhere.example']);
		expect(pair.sandbox.services.zoho.all('Contacts')).toHaveLength(1);
	});

	it('guests become contacts when the setting says so (Z3)', async () => {
		workflow = pair.load('two-way', { crmEvent: { guests: 'addAsContacts' } });
		pair.google.add('With a new guest', '2026-03-12T10:00', { attendees: [{ email: 'new@customer.example', displayName: 'Nora New' }] });
		await publish();
		expect(pair.sandbox.services.zoho.all('Contacts').map((one) => one.fields.Email)).toEqual(['new@customer.example']);
	});

	it('all-day events stay on their days', async () => {
		pair.google.add('Fair', '2026-03-12T10:00', { start: { date: '2026-03-16' }, end: { date: '2026-03-18' } });
		await publish();
		const crm = pair.zoho.byTitle('Fair');
		expect(crm.fields.All_day).toBe(true);
		pair.pass(60_000);
		pair.zoho.edit(crm.id, { Event_Title: 'Trade fair' });
		await pair.rest(workflow);
		expect(pair.google.byTitle('Trade fair')).toMatchObject({ start: { date: '2026-03-16' }, end: { date: '2026-03-18' } });
	});

	it('recurring events come out of Needs Attention untouched, all others go through', async () => {
		pair.google.add('Every week', '2026-03-12T10:00', { recurrence: ['RRULE:FREQ=WEEKLY;COUNT=5'] });
		pair.google.add('Once', '2026-03-13T10:00');
		const started = await workflow.activate();
		await pair.settle();
		const reasons = [...started, ...workflow.executions].flatMap((execution) => execution.json('Apply to Zoho', 1).map(({ reason }) => reason));
		expect(reasons).toContain('recurring');
		await pair.rest(workflow);
		expect(pair.zoho.titles()).toEqual(['Once']);
		expect(pair.google.byTitle('Every week').recurrence).toEqual(['RRULE:FREQ=WEEKLY;COUNT=5']);
	});

	it('more than 20 deletions at once are held, other changes go on (B5, S7)', async () => {
		const ids = Array.from({ length: 30 }, (_, index) => pair.zoho.add(`Meeting ${index}`, `2026-03-${12 + (index % 10)}T10:00`, { Venue: `Room ${index}` }));
		await publish();
		expect(pair.google.events()).toHaveLength(30);
		pair.pass(60_000);
		for (const id of ids.slice(0, 25)) pair.zoho.remove(id);
		pair.zoho.add('Goes on', '2026-03-20T10:00');
		await pair.rest(workflow);
		expect(pair.google.events()).toHaveLength(31);
		const held = workflow.executions.flatMap((execution) => execution.json('Apply to Google', 1)).filter(({ reason }) => reason === 'held');
		expect(held).toHaveLength(25);
	});
});
