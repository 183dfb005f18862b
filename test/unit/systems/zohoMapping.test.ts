import { describe, expect, it } from 'vitest';
import type { CalendarEvent, Snapshot } from '../../../sync/types';
import { listedFields } from '../../../systems/zohoCrm/fields';
import { contactSnapshot } from '../../../systems/zohoCrm/mapping/contact';
import { eventSnapshot } from '../../../systems/zohoCrm/mapping/event';
import { remindersFromZoho } from '../../../systems/zohoCrm/mapping/reminders';
import type { ReadContext } from '../../../systems/zohoCrm/mapping/source';
import { timesFromZoho, timesToZoho } from '../../../systems/zohoCrm/mapping/times';
import { valuesToZoho } from '../../../systems/zohoCrm/mapping/toZoho';
import { revisionOf, unmodifiedSince } from '../../../systems/zohoCrm/revision';
import type { ZohoRow } from '../../../systems/zohoCrm/row';

const context: ReadContext = {
	account: 'a',
	container: 'me',
	seenAt: Date.parse('2026-11-02T08:00:00Z'),
	complete: true,
	placeholders: new Set(['Not Provided', 'Nicht angegeben', 'Non renseigné', 'Ohne Titel']),
};

const row: ZohoRow = {
	id: '5725767000001000001',
	Event_Title: 'Offer talk',
	Start_DateTime: '2026-11-03T10:00:00+03:00',
	End_DateTime: '2026-11-03T11:00:00+03:00',
	All_day: false,
	Venue: null,
	Description: null,
	Remind_At: null,
	Participants: [],
	Tag: [],
	Modified_Time: '2026-11-01T10:00:00+03:00',
	Created_Time: '2026-10-01T10:00:00+03:00',
};

function snapshot(more: ZohoRow = {}, change: Partial<ReadContext> = {}): Snapshot {
	const result = eventSnapshot({ ...row, ...more }, { ...context, ...change });
	if (typeof result === 'string') throw new Error(result);
	return result;
}

function event(more: ZohoRow = {}): CalendarEvent {
	const { record } = snapshot(more);
	if (!('start' in record)) throw new Error('no event');
	return record;
}

describe('times from Zoho', () => {
	it('keeps the instant with its offset and names no zone', () => {
		expect(timesFromZoho(row)).toEqual({ start: { dateTime: '2026-11-03T10:00:00+03:00' }, end: { dateTime: '2026-11-03T11:00:00+03:00' } });
	});

	it.each([
		['one day, end inclusive in +00:00', '2026-11-03T00:00:00+00:00', '2026-11-03T23:59:59+00:00', '2026-11-03', '2026-11-04'],
		['three days, end inclusive', '2026-11-03T00:00:00+00:00', '2026-11-05T23:59:59+00:00', '2026-11-03', '2026-11-06'],
		['end without seconds', '2026-11-03T00:00:00+00:00', '2026-11-03T23:59:00+00:00', '2026-11-03', '2026-11-04'],
		['end exclusive at midnight', '2026-11-03T00:00:00+00:00', '2026-11-05T00:00:00+00:00', '2026-11-03', '2026-11-05'],
		['start and end at the same midnight', '2026-11-03T00:00:00+00:00', '2026-11-03T00:00:00+00:00', '2026-11-03', '2026-11-04'],
		['the days in the offset of the organisation', '2026-11-03T00:00:00+03:00', '2026-11-03T23:59:59+03:00', '2026-11-03', '2026-11-04'],
		['midnight in UTC with another offset', '2026-11-03T03:00:00+03:00', '2026-11-04T02:59:59+03:00', '2026-11-03', '2026-11-04'],
		['west of Greenwich', '2026-11-02T19:00:00-05:00', '2026-11-03T18:59:59-05:00', '2026-11-03', '2026-11-04'],
		['a day of 25 hours', '2026-10-25T00:00:00+02:00', '2026-10-25T23:59:59+01:00', '2026-10-25', '2026-10-26'],
		['a day of 23 hours', '2026-03-29T00:00:00+01:00', '2026-03-29T23:59:59+02:00', '2026-03-29', '2026-03-30'],
		['plain dates', '2026-11-03', '2026-11-04', '2026-11-03', '2026-11-05'],
	])('reads an all-day meeting: %s', (_, start, end, first, after) => {
		expect(timesFromZoho({ Start_DateTime: start, End_DateTime: end, All_day: true })).toEqual({ start: { date: first }, end: { date: after } });
	});

	it.each([
		['no start', { End_DateTime: '2026-11-03T11:00:00+03:00' }],
		['no date', { Start_DateTime: 'soon', End_DateTime: 'later' }],
		['an end before the start', { Start_DateTime: '2026-11-03T11:00:00+03:00', End_DateTime: '2026-11-03T10:00:00+03:00' }],
	])('does not guess at %s', (_, broken) => {
		expect(timesFromZoho(broken)).toBeNull();
	});
});

describe('times to Zoho', () => {
	it('Z11: writes whole seconds with the offset that holds in the zone of the event', () => {
		const times = {
			start: { dateTime: '2026-07-03T08:00:00.500Z', timeZone: 'Europe/Berlin' },
			end: { dateTime: '2026-07-03T09:00:00Z', timeZone: 'Europe/Berlin' },
		};
		expect(timesToZoho(times, 'inclusive')).toEqual({ Start_DateTime: '2026-07-03T10:00:00+02:00', End_DateTime: '2026-07-03T11:00:00+02:00', All_day: false });
	});

	it('keeps a written offset where there is no zone, and writes UTC as an offset', () => {
		const at = (start: string, end: string) => timesToZoho({ start: { dateTime: start }, end: { dateTime: end } }, 'inclusive');
		expect(at('2026-07-03T08:00:00-04:00', '2026-07-03T09:00:00-04:00')).toMatchObject({ Start_DateTime: '2026-07-03T08:00:00-04:00' });
		expect(at('2026-07-03T08:00:00Z', '2026-07-03T09:00:00Z')).toMatchObject({ Start_DateTime: '2026-07-03T08:00:00+00:00' });
	});

	it.each(['inclusive', 'exclusive'] as const)('writes all-day dates so that they read back the same (%s)', (form) => {
		for (const [start, end] of [['2026-11-03', '2026-11-04'], ['2026-02-27', '2026-03-02']] as const) {
			const times = { start: { date: start }, end: { date: end } };
			expect(timesFromZoho(timesToZoho(times, form) ?? {})).toEqual(times);
		}
	});

	it('refuses what is no time', () => {
		expect(timesToZoho({ start: { dateTime: 'soon' }, end: { dateTime: 'later' } }, 'inclusive')).toBeNull();
		expect(timesToZoho({ start: { date: '2026-11-03' }, end: { dateTime: '2026-11-03T10:00:00Z' } }, 'inclusive')).toBeNull();
		expect(timesToZoho({ start: { date: '2026-13-03' }, end: { date: '2026-13-04' } }, 'inclusive')).toBeNull();
	});
});

describe('an event from Zoho', () => {
	it.each(['Not Provided', 'Nicht angegeben', 'Non renseigné', 'Ohne Titel'])('Z9: reads the title "%s" as no title', (title) => {
		expect(event({ Event_Title: title }).title).toBe('');
		expect(event({ Event_Title: `${title} yet` }).title).toBe(`${title} yet`);
	});

	it('Z11: carries venue, description, guests, tags and custom fields', () => {
		const record = event({
			Venue: 'Room 1',
			Description: 'Bring the offer',
			Tag: [{ name: 'Imported', id: '1' }],
			Room_Code: 'B12',
			Participants: [
				{ type: 'contact', participant: '1', Email: 'anna@example.test', name: 'Anna Example', status: 'accepted' },
				{ type: 'email', participant: 'bob@example.test', Email: null, name: 'bob@example.test', status: 'not_known' },
				{ type: 'contact', participant: '2', Email: null, name: 'No Address' },
			],
		});
		expect(record).toMatchObject({ location: 'Room 1', description: 'Bring the offer', tags: ['Imported'], custom: { Room_Code: 'B12' } });
		expect(record.attendees).toEqual([
			{ email: 'anna@example.test', name: 'Anna Example', response: 'accepted' },
			{ email: 'bob@example.test', response: 'needsAction' },
		]);
	});

	it('carries what it belongs to, whose it is and whether it is cancelled', () => {
		const record = event({
			Who_Id: { id: '7', name: 'Anna Example' },
			What_Id: { id: '8', name: 'Big deal' },
			$se_module: 'Deals',
			$event_cancelled: true,
			Owner: { id: '9', name: 'Owner' },
		});
		expect(record.related).toEqual({ person: { id: '7', name: 'Anna Example' }, deal: { id: '8', name: 'Big deal' } });
		expect(record.status).toBe('cancelled');
		expect(record.source.owner).toBe('9');
	});

	it('recognises series and their occurrences', () => {
		expect(snapshot().recurring).toBe(false);
		expect(snapshot({ Recurring_Activity: null, $recurrence_id: null }).recurring).toBe(false);
		expect(snapshot({ Recurring_Activity: { RRULE: 'FREQ=DAILY;INTERVAL=10;UNTIL=2020-08-14;DTSTART=2020-07-03' } }).recurring).toBe(true);
		expect(snapshot({ $recurrence_id: 'abc' }).recurring).toBe(true);
	});

	it('says that a field which is not sent at all is left out (I8)', () => {
		expect(snapshot({ Tag: undefined, Venue: undefined }).omitted).toEqual(['location', 'tags']);
		expect(snapshot({ Tag: null, Venue: null })).toMatchObject({ omitted: [], record: { tags: [], location: '' } });
	});

	it('says that a reminder it cannot understand is left out', () => {
		expect(snapshot({ Remind_At: [{ unit: 1, period: 'moons' }] }).omitted).toEqual(['reminders']);
	});
});

describe('reminders from Zoho', () => {
	const start = { Start_DateTime: '2026-11-03T10:00:00+03:00' };
	it.each([
		['none', null, []],
		['an empty list', [], []],
		['minutes', [{ unit: 15, period: 'minutes', time: null }], [{ minutes: 15, method: 'popup' }]],
		['hours as text', [{ unit: '2', period: 'hours' }], [{ minutes: 120, method: 'popup' }]],
		['a day before at a time', [{ unit: 1, period: 'days', time: '09:30' }], [{ minutes: 1470, method: 'popup' }]],
		['only the first of two', [{ unit: 5, period: 'minutes' }, { unit: 9, period: 'minutes' }], [{ minutes: 5, method: 'popup' }]],
		['the older form', { ALARM: 'FREQ=NONE;ACTION=EMAILANDPOPUP;TRIGGER=DATE-TIME:2026-11-03T09:45:00+03:00' }, [{ minutes: 15, method: 'popup' }]],
		['the older form by mail', { ALARM: 'FREQ=NONE;ACTION=EMAIL;TRIGGER=DATE-TIME:2026-11-03T06:30:00+00:00' }, [{ minutes: 30, method: 'email' }]],
		['the older form, relative', { ALARM: 'ACTION=POPUP;TRIGGER=-PT1H30M' }, [{ minutes: 90, method: 'popup' }]],
		['something else', 'tomorrow', null],
		['an unknown period', [{ unit: 1, period: 'moons' }], null],
	])('reads %s', (_, value, expected) => {
		expect(remindersFromZoho({ ...start, Remind_At: value })).toEqual(expected);
	});
});

describe('values to Zoho', () => {
	const writing = { untitledPlaceholder: 'Not Provided', allDayForm: 'inclusive' as const };

	it('Z11: writes the fields that are given and no other', () => {
		expect(valuesToZoho('event', { location: 'Room 1' }, writing)).toEqual({ row: { Venue: 'Room 1' } });
		expect(valuesToZoho('event', { description: '', reminders: [], tags: ['A'], 'custom.Room_Code': 'B12' }, writing)).toEqual({
			row: { Description: null, Remind_At: null, Tag: [{ name: 'A' }], Room_Code: 'B12' },
		});
	});

	it('Z9: writes the placeholder for an empty title', () => {
		expect(valuesToZoho('event', { title: ' ' }, writing)).toEqual({ row: { Event_Title: 'Not Provided' } });
		expect(valuesToZoho('event', { title: 'Talk' }, writing)).toEqual({ row: { Event_Title: 'Talk' } });
	});

	it('Z8: writes the first of two reminders', () => {
		const reminders = [{ minutes: 10, method: 'popup' as const }, { minutes: 60, method: 'popup' as const }];
		expect(valuesToZoho('event', { reminders }, writing)).toEqual({ row: { Remind_At: [{ unit: 10, period: 'minutes' }] } });
	});

	it('names the field whose value has the wrong form', () => {
		expect(valuesToZoho('event', { time: 'tomorrow' }, writing)).toEqual({ refused: 'time' });
		expect(valuesToZoho('event', { location: 5 }, writing)).toEqual({ refused: 'location' });
		expect(valuesToZoho('contact', { emails: 'a@example.test' }, writing)).toEqual({ refused: 'emails' });
	});
});

describe('contacts', () => {
	it('come back as they were written', () => {
		const values = {
			firstName: 'Anna',
			lastName: 'Example',
			emails: ['anna@example.test', 'a@example.test'],
			phones: [{ kind: 'work' as const, number: '+49 30 1' }, { kind: 'mobile' as const, number: '+49 170 1' }],
			addresses: [{ kind: 'work' as const, street: 'Street 1', city: 'Berlin' }],
			birthday: '1980-02-29',
			notes: 'Likes tea',
		};
		const written = valuesToZoho('contact', values, { untitledPlaceholder: '', allDayForm: 'inclusive' });
		if (!('row' in written)) throw new Error(written.refused);
		expect(contactSnapshot({ id: '1', Modified_Time: row.Modified_Time, ...written.row }, context).record).toMatchObject(values);
	});
});

describe('contacts of which not every field is sent', () => {
	const all = Object.fromEntries(listedFields('contact', []).names.map((name) => [name, null]));
	const omitted = (change: ZohoRow, complete = true) => contactSnapshot({ ...all, id: '1', ...change }, { ...context, complete }).omitted;

	it.each<[string, ZohoRow, string[]]>([
		['nothing, when everything is there and empty', {}, []],
		['the tags', { Tag: undefined }, ['tags']],
		['the name', { First_Name: undefined }, ['firstName']],
		['all phones, when one of them may hide a number', { Mobile: undefined }, ['phones']],
		['nothing, when only numbers are hidden that no other system holds', { Fax: undefined, Other_Phone: undefined }, []],
		['the addresses', { Mailing_Zip: undefined }, ['addresses']],
		['the e-mails', { Secondary_Email: undefined }, ['emails']],
		['the notes', { Description: undefined }, ['notes']],
	])('leave out %s', (_, change, fields) => {
		expect(omitted(change)).toEqual(fields);
	});

	it('leave out notes that a list may have cut', () => {
		expect(omitted({ Description: 'x'.repeat(500) }, false)).toEqual(['notes']);
		expect(omitted({ Description: 'x'.repeat(500) })).toEqual([]);
	});
});

describe('revisions', () => {
	const modified = '2026-11-01T10:00:00+03:00';
	const second = Date.parse(modified);

	it('of one second look alike only while they may hide a later write', () => {
		expect(revisionOf(modified, null)).toBe('2026-11-01T07:00:00.000Z~');
		expect(revisionOf(modified, second + 1000)).toBe('2026-11-01T07:00:00.000Z~');
		expect(revisionOf(modified, second + 2000)).toBe('2026-11-01T07:00:00.000Z');
	});

	it('become a precondition with whole seconds, open or closed', () => {
		for (const revision of ['2026-11-01T07:00:00.000Z', '2026-11-01T07:00:00.000Z~']) expect(unmodifiedSince(revision)).toBe('2026-11-01T07:00:00+00:00');
		expect(unmodifiedSince(null)).toBeNull();
		expect(unmodifiedSince('unknown~')).toBeNull();
	});
});
