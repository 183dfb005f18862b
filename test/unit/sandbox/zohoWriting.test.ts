import { beforeEach, describe, expect, it } from 'vitest';
import { COLLEAGUE } from '../../../sandbox/zoho';
import { firstOf, listOf, meeting, objectOf, ZohoHarness } from './zohoHarness';

const EVENTS = '/crm/v8/Events';
let harness: ZohoHarness;

beforeEach(() => {
	harness = new ZohoHarness();
});

async function read(id: unknown): Promise<Record<string, unknown>> {
	return firstOf(await harness.get(`${EVENTS}/${String(id)}`));
}

describe('Zoho stand-in: writing in bulk', () => {
	it('keeps the order of 100 records and answers 201', async () => {
		const data = Array.from({ length: 100 }, (_, number) => meeting(`Number ${number}`));
		const answer = await harness.send('POST', EVENTS, { data, trigger: [] });
		expect(answer.status).toBe(201);
		const last = objectOf(listOf(answer.body)[99]?.details);
		expect((await read(last.id)).Event_Title).toBe('Number 99');
		expect(harness.zoho.admin.writes).toMatchObject([{ by: 'api', operation: 'insert', trigger: [] }]);
	});

	it('refuses 101 records as a whole', async () => {
		const answer = await harness.send('POST', EVENTS, { data: Array.from({ length: 101 }, () => meeting('Too many')) });
		expect([answer.status, answer.body.code]).toEqual([400, 'LIMIT_EXCEEDED']);
		expect(harness.zoho.all('Events')).toEqual([]);
	});

	it('does what it can of a mixed call, answers 207 and names field and place of each refusal', async () => {
		const data = [
			meeting('Good'),
			{ Start_DateTime: '2026-08-04T10:00:00+02:00', End_DateTime: '2026-08-04T11:00:00+02:00' },
			meeting('x'.repeat(256)),
			meeting('Backwards', { End_DateTime: '2026-08-04T09:00:00+05:30' }),
			meeting('Wrong time', { Start_DateTime: '2026-08-04T10:00:00.000Z' }),
		];
		const answer = await harness.send('POST', EVENTS, { data });
		expect(answer.status).toBe(207);
		expect(listOf(answer.body)).toMatchObject([
			{ code: 'SUCCESS', message: 'record added' },
			{ code: 'MANDATORY_NOT_FOUND', details: { api_name: 'Event_Title', json_path: '$.data[1].Event_Title' } },
			{ code: 'INVALID_DATA', details: { api_name: 'Event_Title', maximum_length: 255 } },
			{ code: 'INVALID_DATA', details: { api_name: 'End_DateTime', json_path: '$.data[3].End_DateTime' } },
			{ code: 'INVALID_DATA', details: { api_name: 'Start_DateTime', expected_data_type: 'datetime' } },
		]);
		harness.zoho.admin.set({ multiStatus: false });
		expect((await harness.send('POST', EVENTS, { data })).status).toBe(200);
	});

	it('makes a second record of a repeated insert', async () => {
		await harness.send('POST', EVENTS, { data: [meeting('Twice')] });
		await harness.send('POST', EVENTS, { data: [meeting('Twice')] });
		expect(harness.zoho.all('Events')).toHaveLength(2);
	});

	it('updates and deletes by id, and refuses an id that is gone', async () => {
		const id = harness.event();
		const updated = await harness.send('PUT', EVENTS, { data: [{ id, Venue: 'Köln' }] });
		expect([updated.status, firstOf(updated).message]).toEqual([200, 'record updated']);
		expect(await read(id)).toMatchObject({ Venue: 'Köln', Event_Title: 'Meeting' });
		const deleted = await harness.send('DELETE', `${EVENTS}?ids=${id},123456789`);
		expect(deleted.status).toBe(207);
		expect(listOf(deleted.body)).toMatchObject([{ code: 'SUCCESS', details: { id } }, { code: 'INVALID_DATA' }]);
		expect((await harness.send('PUT', `${EVENTS}/${id}`, { data: [{ Venue: 'Bonn' }] })).status).toBe(400);
	});

	it('refuses a body that is not JSON', async () => {
		const answer = await harness.send('POST', EVENTS, '{"data": [');
		expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_DATA']);
	});
});

describe('Zoho stand-in: optimistic lock', () => {
	it('refuses a write to a record changed since, and does not notice a change within the same second', async () => {
		const id = harness.event();
		const seen = String((await read(id)).Modified_Time);
		harness.world.clock.advance(300);
		harness.zoho.person.editEvent(id, { Venue: 'Edited in the same second' });
		expect((await read(id)).Modified_Time).toBe(seen);
		const unnoticed = await harness.send('PUT', EVENTS, { data: [{ id, Venue: 'Overwritten' }] }, { 'if-unmodified-since': seen });
		expect(unnoticed.status).toBe(200);
		harness.world.clock.advance(1_000);
		harness.zoho.person.editEvent(id, { Venue: 'By a person' });
		const refused = await harness.send('PUT', EVENTS, { data: [{ id, Venue: 'Lost' }] }, { 'if-unmodified-since': seen });
		expect([refused.status, firstOf(refused).code]).toEqual([412, 'ALREADY_MODIFIED']);
		expect((await read(id)).Venue).toBe('By a person');
	});

	it.each([
		['locked', 400, 'RECORD_LOCKED'],
		['blueprint', 400, 'RECORD_IN_BLUEPRINT'],
		['notPermitted', 403, 'NO_PERMISSION'],
		['notApproved', 400, 'NOT_APPROVED'],
	] as const)('refuses to write a record that is %s', async (protection, status, code) => {
		const id = harness.event();
		harness.zoho.admin.protect('Events', id, protection);
		const answer = await harness.send('PUT', EVENTS, { data: [{ id, Venue: 'No' }] });
		expect([answer.status, firstOf(answer).code]).toEqual([status, code]);
	});
});

describe('Zoho stand-in: unique field and upsert', () => {
	const check = { duplicate_check_fields: ['Sync_Key'], trigger: [] };

	beforeEach(() => harness.zoho.admin.addField('Events', { api_name: 'Sync_Key', unique: true }));

	it('adds once and updates after that', async () => {
		const data = [meeting('Keyed', { Sync_Key: 'k-1' })];
		const first = await harness.send('POST', `${EVENTS}/upsert`, { data, ...check });
		expect([first.status, firstOf(first).action]).toEqual([201, 'insert']);
		const second = await harness.send('POST', `${EVENTS}/upsert`, { data, ...check });
		expect([second.status, firstOf(second).action, firstOf(second).duplicate_field]).toEqual([200, 'update', 'Sync_Key']);
		expect(harness.zoho.all('Events')).toHaveLength(1);
	});

	it('refuses a second record with the same key and names the first', async () => {
		const id = harness.event({ Sync_Key: 'k-2' });
		const answer = await harness.send('POST', EVENTS, { data: [meeting('Copy', { Sync_Key: 'K-2' })] });
		expect(firstOf(answer)).toMatchObject({ code: 'DUPLICATE_DATA', details: { api_name: 'Sync_Key', duplicate_record: { id } } });
	});

	it('frees the key of a deleted record and refuses a check field that is not unique', async () => {
		harness.zoho.person.deleteEvent(harness.event({ Sync_Key: 'k-3' }));
		const data = [meeting('Again', { Sync_Key: 'k-3' })];
		expect(firstOf(await harness.send('POST', `${EVENTS}/upsert`, { data, ...check })).action).toBe('insert');
		expect((await harness.send('POST', `${EVENTS}/upsert`, { data, duplicate_check_fields: ['Venue'] })).body.code).toBe('INVALID_DATA');
	});

	it('finds contacts by e-mail without being told', async () => {
		const data = [{ Last_Name: 'Groß', Email: 'gross@customer.example' }];
		await harness.send('POST', '/crm/v8/Contacts/upsert', { data });
		expect(firstOf(await harness.send('POST', '/crm/v8/Contacts/upsert', { data }))).toMatchObject({ action: 'update', duplicate_field: 'Email' });
	});
});

describe('Zoho stand-in: event fields', () => {
	const allDay = meeting('Fair', { All_day: true, Start_DateTime: '2026-08-10T00:00:00+02:00', End_DateTime: '2026-08-11T23:59:59+02:00' });

	it.each([
		['utcInclusive', '2026-08-10T00:00:00+00:00', '2026-08-11T23:59:59+00:00'],
		['orgZoneInclusive', '2026-08-10T00:00:00+02:00', '2026-08-11T23:59:59+02:00'],
		['utcExclusive', '2026-08-10T00:00:00+00:00', '2026-08-12T00:00:00+00:00'],
	] as const)('answers all-day events as %s', async (allDayEncoding, start, end) => {
		const id = harness.zoho.person.createEvent(allDay);
		harness.zoho.admin.set({ allDayEncoding });
		expect(await read(id)).toMatchObject({ All_day: true, Start_DateTime: start, End_DateTime: end });
	});

	it('holds one reminder as [{unit, period, time}], or as ALARM when switched', async () => {
		const id = harness.event({ Remind_At: [{ unit: 15, period: 'minutes', time: null }] });
		expect((await read(id)).Remind_At).toEqual([{ unit: 15, period: 'minutes', time: null }]);
		harness.zoho.admin.set({ remindAtForm: 'alarm' });
		expect((await read(id)).Remind_At).toEqual({ ALARM: 'FREQ=NONE;ACTION=EMAILANDPOPUP;TRIGGER=DATE-TIME:2026-08-04T06:15:00+02:00' });
	});

	it('takes participants of four kinds and at most 50', async () => {
		const contact = harness.zoho.person.create('Contacts', { First_Name: 'Zoë', Last_Name: 'Lefèvre', Email: 'zoe@customer.example' });
		const lead = harness.zoho.person.create('Leads', { Last_Name: 'Duarte', Company: 'Vinhos', Email: 'duarte@customer.example' });
		const Participants = [
			{ type: 'contact', participant: contact },
			{ type: 'lead', participant: lead },
			{ type: 'user', participant: COLLEAGUE },
			{ type: 'email', participant: 'guest@customer.example' },
		];
		const id = harness.event({ Participants });
		const found = (await read(id)).Participants;
		expect(found).toMatchObject([
			{ Email: 'zoe@customer.example', name: 'Zoë Lefèvre' },
			{ Email: 'duarte@customer.example' },
			{ type: 'user' },
			{ type: 'email' },
		]);
		const many = Array.from({ length: 51 }, (_, number) => ({ type: 'email', participant: `g${number}@customer.example` }));
		const refused = await harness.send('PUT', EVENTS, { data: [{ id, Participants: many }] });
		expect(firstOf(refused).code).toBe('LIMIT_EXCEEDED');
		const unknown = await harness.send('PUT', EVENTS, { data: [{ id, Participants: [{ type: 'contact', participant: '123' }] }] });
		expect(firstOf(unknown)).toMatchObject({ code: 'INVALID_DATA', details: { json_path: '$.data[0].Participants[0].participant' } });
	});

	it('B3: mails guests only for $send_notification and for a cancellation that asks for it', async () => {
		const Participants = [{ type: 'email', participant: 'guest@customer.example' }];
		const id = harness.event({ Participants });
		await harness.send('PUT', EVENTS, { data: [{ id, Venue: 'Moved' }] });
		expect(harness.world.outbox).toEqual([]);
		await harness.send('PUT', EVENTS, { data: [{ id, $send_notification: true }] });
		expect(harness.world.outbox).toMatchObject([{ kind: 'invitation', to: 'guest@customer.example', recordId: id }]);
		await harness.send('POST', `${EVENTS}/${id}/actions/cancel`, { data: [{ send_cancelling_mail: true }] });
		expect(harness.world.outbox.map((mail) => mail.kind)).toEqual(['invitation', 'cancellation']);
		expect((await read(id)).$event_cancelled).toBe(true);
	});

	it('refuses to cancel a meeting nobody was invited to', async () => {
		const answer = await harness.send('POST', `${EVENTS}/${harness.event()}/actions/cancel`, { data: [{ send_cancelling_mail: true }] });
		expect([answer.status, answer.body.code]).toEqual([400, 'INVALID_DATA']);
	});

	it('keeps a series as one record with a rule, or as one record per occurrence', async () => {
		const Recurring_Activity = { RRULE: 'FREQ=WEEKLY;INTERVAL=1;UNTIL=2026-08-25;DTSTART=2026-08-04' };
		const one = harness.event({ Recurring_Activity });
		expect(await read(one)).toMatchObject({ Recurring_Activity, $recurrence_id: null });
		harness.zoho.admin.set({ recurrenceModel: 'occurrences' });
		harness.event({ Event_Title: 'Weekly', Recurring_Activity });
		const occurrences = harness.zoho.all('Events').filter((record) => record.fields.Event_Title === 'Weekly');
		expect(occurrences).toHaveLength(4);
		expect(new Set(occurrences.map((record) => record.fields.$recurrence_id)).size).toBe(1);
		expect(occurrences[3]?.fields.Start_DateTime).toBe('2026-08-25T06:30:00+02:00');
	});

	it('sets tags and changes the owner', async () => {
		const id = harness.event({ Tag: [{ name: 'Imported' }], Owner: { id: COLLEAGUE } });
		expect(await read(id)).toMatchObject({ Tag: [{ name: 'Imported' }], Owner: { id: COLLEAGUE } });
		const refused = await harness.send('PUT', EVENTS, { data: [{ id, Owner: { id: '1' } }] });
		expect(firstOf(refused).code).toBe('INVALID_DATA');
	});
});
