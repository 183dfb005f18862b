import { describe, expect, it } from 'vitest';
import type { EventTime, FieldName, FieldValue, FieldValues } from '../../../sync';
import { describeRecord, describeValues, valueForPeople } from '../../../sync/record/describe';
import { contact, event } from './samples';

describe('a record in a line', () => {
	it.each<[string, EventTime, string]>([
		['in its own zone', { dateTime: '2026-07-10T08:00:00Z', timeZone: 'Europe/Berlin' }, '2026-07-10T10:00:00+02:00'],
		['without zone as it was sent', { dateTime: '2026-07-10T08:00:00Z' }, '2026-07-10T08:00:00Z'],
		['in a zone that nobody knows, as it was sent', { dateTime: '2026-07-10T08:00:00Z', timeZone: 'Nowhere/Else' }, '2026-07-10T08:00:00Z'],
		['a day', { date: '2026-07-10' }, '2026-07-10'],
	])('an event begins %s', (_, start, when) => {
		expect(describeRecord(event({ title: 'Demo', start, end: start }))).toEqual({ title: 'Demo', when });
	});

	it('a contact has no time', () => {
		expect(describeRecord(contact())).toEqual({ title: 'Ann Lee', when: null });
	});

	it.each<[string, FieldValues | null, object | null]>([
		['a title and a time', { title: 'Demo', time: { start: { date: '2026-07-10' }, end: { date: '2026-07-11' } } }, { title: 'Demo', when: '2026-07-10' }],
		['a title alone', { title: 'Demo' }, { title: 'Demo' }],
		['a time alone', { title: '', time: { start: { date: '2026-07-10' }, end: { date: '2026-07-11' } } }, { when: '2026-07-10' }],
		['both names of a contact', { firstName: 'Ann', lastName: 'Lee' }, { title: 'Ann Lee' }],
		['a title that is no text', { title: 5 as unknown as FieldValue }, null],
		['a time without start', { time: {} as FieldValue }, null],
		['no time', { time: null }, null],
		['other fields', { location: 'Köln' }, null],
		['nothing', null, null],
	])('from single values: %s', (_, values, expected) => {
		expect(describeValues(values)).toEqual(expected);
	});
});

describe('a value in a line', () => {
	it.each<[string, FieldName, FieldValue, string]>([
		['a text', 'title', 'Demo', 'Demo'],
		['a text of several lines', 'description', 'a\n\n b\tc', 'a b c'],
		['no text', 'description', ' ', '(empty)'],
		['nothing', 'title', null, '(empty)'],
		['no time', 'time', null, '(empty)'],
		['a time', 'time', { start: { dateTime: '2026-07-10T08:00:00Z', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-07-10T09:30:00Z', timeZone: 'Europe/Berlin' } }, '2026-07-10 10:00 – 2026-07-10 11:30'],
		['days', 'time', { start: { date: '2026-07-10' }, end: { date: '2026-07-12' } }, '2026-07-10 – 2026-07-12 (the end is the day after)'],
		['a text that just fits', 'title', 'x'.repeat(120), 'x'.repeat(120)],
		['a text that is cut', 'title', 'x'.repeat(121), `${'x'.repeat(119)}…`],
	])('%s', (_, field, value, expected) => {
		expect(valueForPeople(field, value)).toBe(expected);
	});
});
