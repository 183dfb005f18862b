import { describe, expect, it } from 'vitest';
import type { FieldCapability, FieldName, FieldValue } from '../../../sync';
import { fieldsOf, getField, withFields } from '../../../sync/record/fields';
import { fit } from '../../../sync/record/fit';
import { contentKey, digestOf, hashField } from '../../../sync/record/hash';
import { instantOf, isEmptyValue, startOf } from '../../../sync/record/normalForm';
import { contact, event, guests } from './samples';

describe('one normal form per field: equal means equal hashes', () => {
	const time = (from: string, to: string, timeZone?: string) => ({ start: { dateTime: from, timeZone }, end: { dateTime: to, timeZone } });

	it.each<[string, FieldName, FieldValue, FieldValue]>([
		['blanks around a text', 'title', ' Demo ', 'Demo'],
		['line ends of Windows and of old Macs', 'description', 'a\r\nb\rc', 'a\nb\nc'],
		['blanks at line ends and piled-up empty lines', 'description', 'a  \n\n\n\nb', 'a\n\nb'],
		['a hard blank', 'title', 'a\u00a0b', 'a b'],
		['a letter with a separate accent', 'title', 'Cafe\u0301', 'Caf\u00e9'],
		['one instant in two zones', 'time', time('2026-03-10T10:00:00+01:00', '2026-03-10T11:00:00+01:00'), time('2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z')],
		['an instant with and without fractions of a second', 'time', time('2026-03-10T09:00:00.750Z', '2026-03-10T10:00:00Z'), time('2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z')],
		['a local time with its zone', 'time', time('2026-07-10T10:00:00', '2026-07-10T11:00:00', 'Europe/Berlin'), time('2026-07-10T08:00:00Z', '2026-07-10T09:00:00Z')],
		['guests in another order, case and with names', 'attendees', [{ email: 'A@Example.com', name: 'A' }, ...guests('b')], guests('b', 'a')],
		['a guest twice', 'attendees', guests('a', 'a'), guests('a')],
		['the organiser among the guests', 'attendees', [{ email: 'me@example.com', organizer: true }, ...guests('a')], guests('a')],
		['a guest without address', 'attendees', [{ email: '' }], []],
		['reminders in another order', 'reminders', [{ minutes: 30, method: 'popup' }, { minutes: 10, method: 'popup' }], [{ minutes: 10, method: 'popup' }, { minutes: 30, method: 'popup' }]],
		['digits of a phone number', 'phones', [{ kind: 'work', number: '+49 (30) 12-34' }], [{ kind: 'work', number: '+49301234' }]],
		['case of an e-mail address', 'emails', ['A@Example.com '], ['a@example.com']],
		['empty parts of an address', 'addresses', [{ kind: 'work', city: 'Köln', street: '' }], [{ kind: 'work', city: 'Köln ' }]],
		['nothing and the empty text', 'location', null, ''],
		['tags in another order', 'tags', ['b', 'a '], ['a', 'b']],
	])('%s', (_, field, one, other) => {
		expect(hashField(field, one)).toBe(hashField(field, other));
	});

	it.each<[string, FieldName, FieldValue, FieldValue]>([
		['case of a title', 'title', 'demo', 'Demo'],
		['one second', 'time', time('2026-03-10T09:00:00Z', '2026-03-10T10:00:00Z'), time('2026-03-10T09:00:01Z', '2026-03-10T10:00:00Z')],
		['a day and an instant', 'time', { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }, time('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z')],
		['a guest', 'attendees', guests('a'), guests('b')],
		['a reminder by mail and one on the screen', 'reminders', [{ minutes: 5, method: 'email' }], [{ minutes: 5, method: 'popup' }]],
		['kinds of a phone', 'phones', [{ kind: 'work', number: '1' }], [{ kind: 'home', number: '1' }]],
		['numbers', 'custom.Score', 1, 2],
		['yes and no', 'custom.Done', true, false],
	])('%s makes a difference', (_, field, one, other) => {
		expect(hashField(field, one)).not.toBe(hashField(field, other));
	});

	it.each<[FieldName, FieldValue, boolean]>([
		['title', '', true], ['title', '  ', true], ['title', 'x', false], ['location', null, true], ['attendees', [], true], ['attendees', guests('a'), false],
		['attendees', [{ email: 'me@example.com', organizer: true }], true], ['custom.Done', false, false], ['reminders', 'no list', true],
	])('%s with %j is empty: %s', (field, value, expected) => {
		expect(isEmptyValue(field, value)).toBe(expected);
	});

	it('reads instants as instants and days as days', () => {
		expect(instantOf({ date: '2026-03-10' })).toBeNull();
		expect(instantOf({ dateTime: 'Tue, 10 Mar 2026 09:00:00 GMT' })).toBe(Date.parse('2026-03-10T09:00:00Z'));
		expect(startOf({ date: '2026-03-10' })).toBe(Date.parse('2026-03-10T00:00:00Z'));
	});
});

describe('hashes of whole records', () => {
	it('move with every field, mapped or not, and with the answer and state of an event', () => {
		const digests = [
			event(), event({ title: 'x' }), event({ custom: { Room: 'Blue' } }), event({ status: 'tentative' }), event({ ownResponse: 'declined' }), event({ tags: ['a'] }),
			event({ series: { masterId: 'm' } }), event({ recurrence: { rules: ['RRULE:FREQ=DAILY'] } }), contact(), contact({ notes: 'x' }),
		].map(digestOf);
		expect(new Set(digests).size).toBe(digests.length);
	});

	it('do not move with the revision, the address of the record or empty custom fields', () => {
		expect(digestOf(event({ url: 'https://example.com', custom: { Room: null, Note: '' }, source: { ...event().source, revision: 'r2' } }))).toBe(digestOf(event()));
	});

	it('tell the same content by title and time, and a contact by e-mail, else by name and phone', () => {
		expect(contentKey(event({ location: 'x' }))).toBe(contentKey(event()));
		expect(contentKey(event({ title: 'x' }))).not.toBe(contentKey(event()));
		expect(contentKey(contact({ emails: ['A@example.com'], firstName: 'x' }))).toBe(contentKey(contact({ emails: ['a@example.com'] })));
		expect(contentKey(contact({ phones: [{ kind: 'work', number: '1 2' }] }))).toBe(contentKey(contact({ firstName: 'ANN', phones: [{ kind: 'work', number: '12' }] })));
		expect(contentKey(contact())).not.toBe(contentKey(contact({ firstName: 'Bob' })));
	});
});

describe('fields of a record', () => {
	it('every field an event or a contact names can be read and set', () => {
		for (const record of [event({ custom: { Room: 'Blue' } }), contact({ custom: { Room: 'Blue' } })]) {
			for (const field of fieldsOf(record)) {
				const copy = withFields(record, { [field]: getField(record, field) });
				expect(hashField(field, getField(copy, field)), field).toBe(hashField(field, getField(record, field)));
			}
		}
	});

	it('a field that the record has no place for is nothing, also under names that every object has', () => {
		expect(getField(event(), 'company')).toBeNull();
		expect(getField(contact(), 'time')).toBeNull();
		expect(getField(event(), 'custom.constructor')).toBeNull();
		expect(getField(event(), 'type')).toBeNull();
	});

	it('a custom field named like a prototype stays a plain field', () => {
		const changed = withFields(event(), { 'custom.__proto__': 'x' });
		expect(Object.getPrototypeOf(changed.custom)).toBe(Object.prototype);
	});
});

describe('fit: what a system cannot hold is cut and said (B13)', () => {
	const text = (maxLength?: number): FieldCapability => ({ label: 'Title', kind: 'text', read: true, write: true, maxLength });
	const set = (change: Partial<FieldCapability>): FieldCapability => ({ label: 'Set', kind: 'texts', read: true, write: true, ...change });
	const popup = (minutes: number) => ({ minutes, method: 'popup' as const });

	it.each<[string, FieldName, FieldValue, FieldCapability, FieldValue, string | null]>([
		['a text that fits', 'title', 'abc', text(3), 'abc', null],
		['a text without limit', 'title', 'abc', text(), 'abc', null],
		['a text that is too long', 'title', 'abcdef', text(4), 'abc…', 'Title holds 4 of 6 characters'],
		['an emoji at the cut', 'title', 'ab🙂def', text(4), 'ab…', 'Title holds 4 of 7 characters'],
		['the first of two reminders (Z8)', 'reminders', [popup(10), popup(30)], set({ maxItems: 1 }), [popup(10)], 'Set holds 1 of 2 reminders'],
		['reminders of a method that is not held', 'reminders', [{ minutes: 5, method: 'email' }, popup(10)], set({ methods: ['popup'] }), [popup(10)], 'Set holds 1 of 2 reminders'],
		['reminders that fit', 'reminders', [popup(10)], set({}), [popup(10)], null],
		['too many guests', 'attendees', guests('a', 'b'), set({ maxItems: 1 }), guests('a'), 'Set holds 1 of 2 guests'],
		['guests without limit', 'attendees', guests('a'), set({}), guests('a'), null],
		['too many tags', 'tags', ['a', 'b'], set({ maxItems: 1 }), ['a'], 'Set holds 1 of 2 entries; left out: b'],
		['far too many tags', 'tags', ['a', 'b', 'c', 'd', 'e'], set({ maxItems: 1 }), ['a'], 'Set holds 1 of 5 entries; left out: b, c, d and 1 more'],
		['tags that fit', 'tags', ['a'], set({ maxItems: 1 }), ['a'], null],
		['a number', 'custom.Score', 5, text(1), 5, null],
	])('%s', (_, field, value, capability, kept, loss) => {
		const fitted = fit(field, value, capability);
		expect(fitted.value).toEqual(kept);
		expect(fitted.losses.map(({ message }) => message)).toEqual(loss === null ? [] : [loss]);
	});
});
