import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../../property/pair';

const colleague = '5725767000000411002';
const time = { Start_DateTime: '2026-03-10T10:00:00+01:00', End_DateTime: '2026-03-10T11:00:00+01:00' };
const sameTime = { start: { dateTime: '2026-03-10T10:00:00+01:00' }, end: { dateTime: '2026-03-10T11:00:00+01:00' } };

describe('a sync works with the records of one owner in the CRM (Z7)', () => {
	let pair: Pair;

	beforeEach(() => {
		pair = new Pair();
	});

	afterEach(async () => {
		await pair.store.close();
	});

	it('meetings of a colleague stay out of the calendar', async () => {
		const { zoho, google } = pair.sandbox.services;
		zoho.person.createEvent({ Event_Title: 'Mine', ...time });
		zoho.person.createEvent({ Event_Title: 'Hers', ...time, Owner: { id: colleague } });
		await pair.settle();
		expect(google.person.living().map(({ summary }) => summary)).toEqual(['Mine']);
	});

	it('an event is not joined with the equal meeting of a colleague', async () => {
		const { zoho, google } = pair.sandbox.services;
		const hers = zoho.person.createEvent({ Event_Title: 'Weekly', ...time, Owner: { id: colleague } });
		const own = google.person.create({ summary: 'Weekly', ...sameTime });
		await pair.settle();
		google.person.change(own.id ?? '', { location: 'Room 1' });
		await pair.settle();
		expect(zoho.find('Events', hers)?.fields.Venue).toBeNull();
		expect(zoho.all('Events').map(({ fields }) => fields.Venue).sort()).toEqual(['Room 1', null]);
	});

	it('a meeting that was handed to a colleague stays in step', async () => {
		const { zoho, google } = pair.sandbox.services;
		const meeting = zoho.person.createEvent({ Event_Title: 'Handed over', ...time });
		await pair.settle();
		zoho.person.editEvent(meeting, { Owner: { id: colleague }, Venue: 'Room 2' });
		await pair.settle();
		expect(google.person.living().map(({ location }) => location)).toEqual(['Room 2']);
	});
});
