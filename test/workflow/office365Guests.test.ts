import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import type { RunningWorkflow } from '../support/n8nEngine';

const GUEST = { emailAddress: { address: 'guest@customer.test', name: 'Guest' }, type: 'required' };

describe('guests with Office 365, which mails them about everything (B3)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		pair.sandbox.services.zoho.person.create('Contacts', { Last_Name: 'Guest', Email: 'guest@customer.test' });
		pair.pass(10 * MINUTE);
		workflow = pair.load('zoho-office365/two-way');
		await workflow.activate();
		await pair.rest(workflow);
	});

	afterEach(async () => {
		await pair.stop();
	});

	const mails = () => pair.sandbox.control.outbox.list();
	const bodyOf = (title: string) => JSON.stringify(pair.outlook.byTitle(title).body);

	it("a CRM meeting's guests are listed in the text and not invited; nobody is mailed, whatever changes", async () => {
		const id = pair.zoho.add('Demo', '2026-03-12T10:00', { Description: 'Agenda', Participants: [{ type: 'email', participant: 'guest@customer.test' }] });
		await pair.rest(workflow);
		expect(bodyOf('Demo')).toContain('guest@customer.test');
		expect(pair.outlook.byTitle('Demo').attendees).toEqual([]);
		pair.pass(MINUTE);
		pair.zoho.edit(id, { Event_Title: 'Demo, moved', Venue: 'Room 2' });
		await pair.rest(workflow);
		pair.pass(MINUTE);
		pair.zoho.remove(id);
		await pair.rest(workflow);
		expect(pair.outlook.titles()).toEqual([]);
		expect(mails()).toEqual([]);
	});

	it("the list of guests never reaches the CRM's description", async () => {
		const id = pair.zoho.add('Demo', '2026-03-12T10:00', { Description: 'Agenda', Participants: [{ type: 'email', participant: 'guest@customer.test' }] });
		await pair.rest(workflow);
		pair.pass(MINUTE);
		pair.outlook.edit(String(pair.outlook.byTitle('Demo').id), { subject: 'Demo 2' });
		await pair.rest(workflow);
		const { fields } = pair.zoho.byTitle('Demo 2');
		expect(fields.Description).toBe('Agenda');
		expect(JSON.stringify(pair.zoho.find(id)?.fields.Participants)).toContain('guest@customer.test');
		expect(mails()).toEqual([]);
	});

	it('people whom somebody invited in Outlook become guests in the CRM; what would mail them is left to a person', async () => {
		pair.outlook.add('Invited', '2026-03-12T10:00', { attendees: [GUEST] });
		await pair.rest(workflow);
		expect(JSON.stringify(pair.zoho.byTitle('Invited').fields.Participants)).toContain('guest@customer.test');
		pair.pass(MINUTE);
		pair.zoho.edit(pair.zoho.byTitle('Invited').id, { Event_Title: 'Renamed in the CRM' });
		await pair.settle();
		await pair.rest(workflow);
		const told = workflow.executions.flatMap((execution) => execution.json('Apply to Office 365', 1));
		expect(told.map(({ message }) => String(message)).join()).toMatch(/guests.*Microsoft mails them/);
		expect(pair.outlook.titles()).toEqual(['Invited']);
		expect(mails()).toEqual([]);
	});

	it('with "All Guests" they are invited and told, as chosen', async () => {
		await workflow.deactivate();
		const loud = pair.load('zoho-office365/two-way', { office365Sync: { notifyGuests: 'all' } });
		await loud.activate();
		pair.zoho.add('Demo', '2026-03-12T10:00', { Participants: [{ type: 'email', participant: 'guest@customer.test' }] });
		await pair.rest(loud);
		expect(pair.outlook.byTitle('Demo').attendees).toMatchObject([{ emailAddress: { address: 'guest@customer.test' } }]);
		expect(mails().map(({ to }) => to)).toEqual(['guest@customer.test']);
	});

	it('a calendar with a meeting whose guests would be mailed is not deleted; nobody is mailed (B12)', async () => {
		await workflow.deactivate();
		const loud = pair.load('zoho-office365/two-way', { office365Sync: { notifyGuests: 'all' } });
		await loud.activate();
		pair.zoho.add('Demo', '2026-03-12T10:00', { Participants: [{ type: 'email', participant: 'guest@customer.test' }] });
		pair.zoho.add('Alone', '2026-03-13T10:00');
		await pair.rest(loud);
		await loud.deactivate();
		const invitations = mails().length;
		const run = await pair.load('zoho-office365/deactivate', { office365Sync: { copies: 'deleteContainer' } }).start('Run by Hand');
		expect(run.error?.message).toMatch(/^1 event in the calendar has guests, who would be mailed when it is deleted: "Demo" \(2026-03-12 09:00\)\. It was not deleted and nobody was mailed/);
		expect(pair.outlook.titles()).toEqual(['Alone', 'Demo']);
		expect(mails()).toHaveLength(invitations);
	});
});
