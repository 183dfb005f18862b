import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../support/pair';

describe('one-way templates (Z2)', () => {
	let pair: Pair;

	beforeEach(async () => {
		pair = await Pair.start();
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	it('crm-to-calendar: creates, edits and deletions of the CRM reach Google, the CRM is never written', async () => {
		const workflow = pair.load('crm-to-calendar');
		const edited = pair.zoho.add('Edited', '2026-03-12T10:00');
		const removed = pair.zoho.add('Removed', '2026-03-13T10:00');
		pair.google.add('Private', '2026-03-14T10:00');
		const counts = await pair.count(async () => {
			await workflow.activate();
			await pair.rest(workflow);
			expect(pair.google.titles()).toEqual(['Edited', 'Private', 'Removed']);
			pair.pass(60_000);
			pair.zoho.edit(edited, { Event_Title: 'Edited twice', Venue: 'Room 2' });
			pair.zoho.remove(removed);
			await pair.rest(workflow);
		});
		expect(pair.google.titles()).toEqual(['Edited twice', 'Private']);
		expect(pair.google.byTitle('Edited twice').location).toBe('Room 2');
		expect(pair.zoho.titles()).toEqual(['Edited twice']);
		expect(pair.sandbox.services.zoho.admin.writes.filter(({ by }) => by === 'api')).toEqual([]);
		expect(counts.google.writes).toBe(4);
	});

	it('crm-to-calendar: a later edit in the CRM replaces an even newer one of the same field in Google, and leaves no change waiting (Z2, B9)', async () => {
		const workflow = pair.load('crm-to-calendar');
		const id = pair.zoho.add('Meeting', '2026-03-12T10:00');
		await workflow.activate();
		await pair.rest(workflow);
		pair.pass(60_000);
		pair.zoho.edit(id, { Event_Title: 'CRM title' });
		pair.pass(60_000);
		const event = pair.google.byTitle('Meeting');
		pair.sandbox.services.google.person.change(event.id ?? '', { summary: 'Newer in Google' });
		await pair.rest(workflow);
		expect(pair.google.titles()).toEqual(['CRM title']);
	});

	it('crm-to-calendar: what a person changes in Google stays there and does not go back', async () => {
		const workflow = pair.load('crm-to-calendar');
		const id = pair.zoho.add('Meeting', '2026-03-12T10:00', { Venue: 'Room 1' });
		await workflow.activate();
		await pair.rest(workflow);
		pair.google.edit(pair.google.byTitle('Meeting').id ?? '', { description: 'My own note' });
		pair.pass(60_000);
		pair.zoho.edit(id, { Venue: 'Room 2' });
		await pair.rest(workflow);
		expect(pair.google.byTitle('Meeting')).toMatchObject({ location: 'Room 2', description: 'My own note' });
		expect(pair.zoho.find(id)?.fields.Description ?? null).toBeNull();
	});

	it('calendar-to-crm: creates, edits and deletions of Google reach the CRM, Google events are never written', async () => {
		const workflow = pair.load('calendar-to-crm');
		const edited = pair.google.add('Edited', '2026-03-12T10:00');
		const removed = pair.google.add('Removed', '2026-03-13T10:00');
		pair.zoho.add('CRM only', '2026-03-14T10:00');
		const before = pair.google.events().map(({ etag }) => etag);
		await workflow.activate();
		await pair.rest(workflow);
		expect(pair.zoho.titles()).toEqual(['CRM only', 'Edited', 'Removed']);
		expect(pair.google.events().map(({ etag }) => etag)).toEqual(before);
		pair.pass(60_000);
		pair.google.edit(edited, { summary: 'Edited twice' });
		pair.google.remove(removed);
		await pair.rest(workflow);
		expect(pair.zoho.titles()).toEqual(['CRM only', 'Edited twice']);
		expect(pair.google.titles()).toEqual(['Edited twice']);
	});
});
