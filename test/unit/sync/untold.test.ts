import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Pair } from '../../property/pair';

const times = { Start_DateTime: '2026-03-10T10:00:00+01:00', End_DateTime: '2026-03-10T11:00:00+01:00' };

/** Zoho's form of a reminder is not documented for every case; one that is not understood is told by no read at all. */
describe('a field whose value cannot be read', () => {
	let pair: Pair;
	let id: string;

	beforeEach(async () => {
		pair = new Pair();
		const { zoho } = pair.sandbox.services;
		id = zoho.person.createEvent({ Event_Title: 'Talk', ...times, Remind_At: [{ unit: 15, period: 'minutes', time: null }] });
		await pair.settle();
	});

	afterEach(async () => {
		await pair.store.close();
	});

	function garbleReminders(): void {
		const { fetch } = pair.sandbox;
		pair.sandbox.fetch = async (service, request) => {
			const answer = await fetch.call(pair.sandbox, service, request);
			const text = JSON.stringify(answer.body).replace(/"Remind_At":\[[^\]]*\]/g, '"Remind_At":{"NEW_FORM":"P15M"}');
			return { ...answer, body: JSON.parse(text) as unknown };
		};
	}

	function overrides(): unknown {
		return pair.sandbox.services.google.person.living()[0]?.reminders?.overrides;
	}

	it('is neither emptied nor reported on the other side while the rest goes across (I8)', async () => {
		expect(overrides()).toMatchObject([{ minutes: 15 }]);
		garbleReminders();
		pair.sandbox.services.zoho.person.editEvent(id, { Event_Title: 'Talk, moved' });
		await pair.settle();
		expect(pair.sandbox.services.google.person.living()[0]?.summary).toBe('Talk, moved');
		expect(overrides()).toMatchObject([{ minutes: 15 }]);
	});

	it('is not overwritten from the other side, and does not count as an edit that beats a deletion', async () => {
		garbleReminders();
		const { google, zoho } = pair.sandbox.services;
		const event = google.person.living()[0];
		google.person.change(event?.id ?? '', { reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 30 }] }, summary: 'By Google' });
		await pair.settle();
		expect(zoho.find('Events', id)?.fields).toMatchObject({ Event_Title: 'By Google', Remind_At: [{ unit: 15 }] });
		google.person.remove(event?.id ?? '');
		await pair.settle();
		expect(zoho.find('Events', id)?.deleted).toBe(true);
	});

	it('a field that the profile of the connected user may not see any more is not taken for emptied', async () => {
		const { zoho, google } = pair.sandbox.services;
		zoho.person.editEvent(id, { Venue: 'Room 7', Description: 'Agenda' });
		await pair.settle();
		expect(google.person.living()[0]).toMatchObject({ location: 'Room 7', description: 'Agenda' });
		const { fetch } = pair.sandbox;
		pair.sandbox.fetch = async (service, request) => {
			const answer = await fetch.call(pair.sandbox, service, request);
			const visible = (key: string, value: unknown): unknown => (['Venue', 'Description', 'Participants', 'Tag'].includes(key) ? undefined : value);
			return { ...answer, body: answer.body === undefined ? undefined : (JSON.parse(JSON.stringify(answer.body, visible)) as unknown) };
		};
		zoho.person.editEvent(id, { Event_Title: 'Talk, moved' });
		await pair.settle();
		expect(google.person.living()[0]).toMatchObject({ summary: 'Talk, moved', location: 'Room 7', description: 'Agenda' });
	});
});
