import { describe, expect, it } from 'vitest';
import { emptied, standardFields } from '../../../sync/mapping';
import { asText } from '../../../sync/mapping/asText';
import { isFieldName } from '../../../sync/mapping/fields';
import { customFieldName, getField, isKnown, nameOf, toldField, valuesOf, withFields, withoutFields } from '../../../sync/record/fields';
import { idsBySide, linkId, otherSide } from '../../../sync/side';
import type { CalendarEvent, ContactRecord, FieldValue } from '../../../sync';
import { contact, event } from './samples';

describe('names of fields', () => {
	it.each<[string, string | null]>([['custom.Room', 'Room'], ['custom.', null], ['title', null], ['x.custom.', null]])('%s is the custom field %s', (field, name) => {
		expect(customFieldName(field)).toBe(name);
	});

	it('standard fields, custom fields, and nothing else', () => {
		expect([isFieldName('title'), isFieldName('emails'), isFieldName('custom.Room')]).toEqual([true, true, true]);
		expect([isFieldName('custom.'), isFieldName('constructor'), isFieldName(5)]).toEqual([false, false, false]);
		expect(new Set(standardFields).size).toBe(standardFields.length);
	});
});

describe('what a record tells', () => {
	it('custom fields and the type are known also when they are not there; other fields only when they are', () => {
		const bare = withoutFields(event(), ['title', 'tags']);
		expect([isKnown(bare, 'custom.Room'), isKnown(bare, 'type'), isKnown(bare, 'location'), isKnown(bare, 'time')]).toEqual([true, true, true, true]);
		expect([isKnown(bare, 'title'), isKnown(bare, 'tags')]).toEqual([false, false]);
		expect(isKnown(contact(), 'time')).toBe(false);
	});

	it('its values, by field, without those it does not know', () => {
		const values = valuesOf(withoutFields(event({ title: 'Demo', custom: { Room: 'Blue' } }), ['location']));
		expect(values).toMatchObject({ title: 'Demo', 'custom.Room': 'Blue', time: { start: event().start, end: event().end } });
		expect(values).not.toHaveProperty('location');
	});

	it('values behind names that every object has are not read', () => {
		const record = { ...event(), custom: undefined } as unknown as CalendarEvent;
		expect(toldField(record, 'custom.Room')).toBeUndefined();
		expect(toldField(event(), 'custom.hasOwnProperty')).toBeUndefined();
		expect(getField({ ...event(), custom: null } as unknown as CalendarEvent, 'custom.Room')).toBeNull();
	});

	it.each<[string, CalendarEvent | ContactRecord, string]>([
		['an event by its title', event({ title: ' Demo ' }), 'Demo'],
		['a contact by both names', contact({ firstName: 'Ann', lastName: 'Lee' }), 'Ann Lee'],
		['a contact by the only name', contact({ firstName: '', lastName: 'Lee' }), 'Lee'],
		['an event without title', withoutFields(event(), ['title']), ''],
		['a title that is no text', event({ title: 5 as unknown as string }), ''],
	])('people call %s', (_, record, expected) => {
		expect(nameOf(record)).toBe(expected);
	});
});

describe('copies of a record', () => {
	it('without fields, and the record itself stays as it was', () => {
		const record = event({ title: 'Demo', custom: { Room: 'Blue', Floor: 1 } });
		const copy = withoutFields(record, ['title', 'custom.Room']);
		expect(copy).not.toHaveProperty('title');
		expect(copy.custom).toEqual({ Floor: 1 });
		expect(copy.location).toBe('');
		expect(record).toMatchObject({ title: 'Demo', custom: { Room: 'Blue', Floor: 1 } });
		expect(withoutFields(record, [])).toBe(record);
	});

	it.each<[string, unknown, unknown]>([
		['a text', 'x', 'x'], ['a number', 0, 0], ['no', false, false], ['nothing', null, null], ['a list', ['x'], null], ['an object', { a: 1 }, null],
	])('with a custom field set to %s', (_, value, expected) => {
		expect(withFields(event(), { 'custom.Room': value as FieldValue }).custom).toEqual({ Room: expected });
	});

	it.each<[string, unknown]>([['a text', 'x'], ['nothing', null], ['a start alone', { start: { date: '2026-03-10' } }], ['an end alone', { end: { date: '2026-03-10' } }]])('a time that is %s changes nothing', (_, time) => {
		expect(withFields(event(), { time: time as FieldValue })).toEqual(event());
	});

	it('with fields on a record without custom fields', () => {
		expect(withFields({ ...event(), custom: undefined } as unknown as CalendarEvent, { title: 'x' })).toMatchObject({ title: 'x', custom: {} });
	});
});

describe('an emptied record', () => {
	it('an event keeps its time, state and origin, and nothing else', () => {
		const whole = { url: 'u', iCalUID: 'i', ownResponse: 'accepted' as const, organizer: { email: 'o@example.com' }, recurrence: { rules: ['RRULE:FREQ=DAILY'] }, series: { masterId: 'm' } };
		const empty = event({ title: '' });
		expect(emptied(event({ ...whole, title: 'Demo', location: 'x', description: 'x', visibility: 'private', availability: 'free', tags: ['x'], type: 'Call' }))).toStrictEqual({ ...empty, ...whole });
		expect(emptied(event())).toStrictEqual(empty);
	});

	it('a contact keeps its origin, and nothing else', () => {
		const empty = contact({ firstName: '', lastName: '' });
		expect(emptied(contact({ company: 'x', jobTitle: 'x', emails: ['x'], website: 'x', birthday: '2000-01-01', notes: 'x', tags: ['x'], url: 'u' }))).toStrictEqual({ ...empty, url: 'u' });
		expect(emptied(contact())).toStrictEqual(empty);
	});
});

describe('odd values as text', () => {
	it.each<[string, unknown, string]>([
		['elements of no known form', [5, null, undefined, 'a'], 'a'],
		['an address without town', [{ kind: 'work', street: 'Weg 1', postalCode: '1' }], 'Weg 1, 1'],
		['an address with a region', [{ kind: 'work', city: 'Köln', region: 'NW' }], 'Köln, NW'],
		['a time without end', { start: { date: '2026-03-10' } }, '2026-03-10 – '],
	])('%s', (_, value, expected) => {
		expect(asText(value as FieldValue)).toBe(expected);
	});
});

describe('sides', () => {
	it('the other one, the ids of a link by side, and the way back', () => {
		expect([otherSide('crm'), otherSide('calendar')]).toEqual(['calendar', 'crm']);
		const ids = { crmId: 'c1', calendarId: 'g1' };
		expect([linkId(ids, 'crm'), linkId(ids, 'calendar')]).toEqual(['c1', 'g1']);
		expect([idsBySide('crm', 'c1', 'g1'), idsBySide('calendar', 'g1', 'c1')]).toEqual([ids, ids]);
	});
});
