import { describe, expect, it } from 'vitest';
import type { FieldCapability, FieldName, FieldValue } from '../../../sync';
import { isTooDeep } from '../../../sync/record/depth';
import { withoutFields } from '../../../sync/record/fields';
import { fit } from '../../../sync/record/fit';
import { baselineOf, contentKey, digestOf, elementsOfHash, equalsBaseline, fingerprint, hashField } from '../../../sync/record/hash';
import { elementForms, instantOf, normalForm, normalText } from '../../../sync/record/normalForm';
import { contact, event, guests } from './samples';

describe('hashes are kept in the store: a later version must come to the same ones', () => {
	const time = { start: { dateTime: '2026-03-10T10:00:00+01:00' }, end: { dateTime: '2026-03-10T11:00:00+01:00' } };

	it.each<[string, () => string, string]>([
		['a text', () => hashField('title', 'Demo'), 'iizAZzscQoM'],
		['a time', () => hashField('time', time), 'QGNZnTkrDFZ'],
		['a set', () => hashField('attendees', guests('b', 'a')), '6PObPhOC.CBaM2A39'],
		['a number', () => hashField('custom.Score', 4), 'SyJ3d9TdH8Y'],
		['plain data', () => fingerprint({ a: 1 }), 'AVq9f1zFei3ZS3WQ8ErYCE'],
		['an event', () => digestOf(event({ location: 'Köln', ownResponse: 'accepted' })), 'sSXa_FWY57XVbWDFtysorF'],
		['a contact', () => digestOf(contact()), 'mtbFxpYr8ZGFoZt9mP_Uv1'],
		['what makes events the same', () => contentKey(event()), 'YJn--7Ab8SOBt5QRsCMxwA'],
		['what makes contacts the same, by e-mail', () => contentKey(contact({ emails: ['a@example.com'] })), 'Tc82Tcwk7c03-gXg9iFQtc'],
		['what makes contacts the same, by name and phone', () => contentKey(contact({ phones: [{ kind: 'work', number: '1' }] })), '4qkGW8vvaZTht3nTMQUiY5'],
		['what makes contacts the same, by name', () => contentKey(contact()), 'Z8kvWd8ycYTvPd9E9-PnGA'],
	])('%s', (_, hash, expected) => {
		expect(hash()).toBe(expected);
	});

	it('the empty set has no elements, every other one its own', () => {
		expect(elementsOfHash(hashField('tags', []))).toEqual([]);
		expect(elementsOfHash(hashField('tags', ['b', 'a', 'a']))).toHaveLength(2);
	});

	it('a baseline is judged by the fields that the record tells', () => {
		const baseline = baselineOf(event({ location: 'Köln' }), ['title', 'location']);
		expect(equalsBaseline(event(), baseline)).toBe(false);
		expect(equalsBaseline(withoutFields(event(), ['location']), baseline)).toBe(true);
	});

	it('content is the same in any zone', () => {
		const utc = event({ start: { dateTime: '2026-03-10T09:00:00Z' }, end: { dateTime: '2026-03-10T10:00:00Z' } });
		expect(contentKey(utc)).toBe(contentKey(event()));
	});

	it('a digest does not depend on the order of custom fields', () => {
		expect(digestOf(event({ custom: { B: '1', A: '2' } }))).toBe(digestOf(event({ custom: { A: '2', B: '1' } })));
	});
});

describe('normal forms', () => {
	it.each<[string, string, string]>([
		['blanks inside a line stay', 'ä  b', 'ä  b'],
		['blanks before a line end go, the line end stays', 'ä \t\nb', 'ä\nb'],
		['one empty line stays', 'ä\n\nb', 'ä\n\nb'],
		['several hard blanks of other widths', 'ä\u2007b\u202fc', 'ä b c'],
		['a plain line is only trimmed', '  a  b ', 'a  b'],
		['a tab around a plain line', '\ta\t', 'a'],
	])('%s', (_, text, expected) => {
		expect(normalText(text)).toBe(expected);
	});

	it.each<[string, FieldName, FieldValue, string[]]>([
		['guests by address', 'attendees', [{ email: ' B@Example.com ' }, { email: 'a@example.com' }], ['a@example.com', 'b@example.com']],
		['an organiser is none', 'attendees', [{ email: 'a@example.com', organizer: true }], []],
		['reminders by kind and time', 'reminders', [{ minutes: 10, method: 'popup' }], ['popup:10']],
		['e-mail addresses', 'emails', [' A@Example.com '], ['a@example.com']],
		['phones by kind and digits', 'phones', [{ kind: 'home', number: '+49 (1) 2-3' }], ['home:+49123']],
		['addresses by every part', 'addresses', [{ kind: 'work', street: 'Weg 1 ', city: 'Köln', region: 'NW', postalCode: '5', country: 'DE' }], ['["work","Weg 1","Köln","NW","5","DE"]']],
		['an address without any part', 'addresses', [{ kind: 'work' }], ['["work","","","","",""]']],
		['texts, each once, sorted', 'tags', ['b ', 'a', 'b'], ['a', 'b']],
		['what is no list', 'tags', 'a', []],
	])('elements: %s', (_, field, value, expected) => {
		expect(elementForms(field, value)).toEqual(expected);
	});

	it.each<[string, FieldName, FieldValue, string]>([
		['days', 'time', { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }, '2026-03-10/2026-03-11'],
		['instants', 'time', { start: { dateTime: '1970-01-01T00:00:01Z' }, end: { dateTime: '1970-01-01T00:00:02Z' } }, '1000/2000'],
		['a set, one element a line', 'tags', ['b', 'a'], 'a\nb'],
		['yes', 'custom.Flag', true, 'true'],
		['nothing', 'custom.Flag', null, ''],
	])('values: %s', (_, field, value, expected) => {
		expect(normalForm(field, value)).toBe(expected);
	});

	it.each<[string, { dateTime: string; timeZone?: string }, string]>([
		['without offset and zone: UTC', { dateTime: '2026-07-10T10:00:00' }, '2026-07-10T10:00:00Z'],
		['with an offset and a zone: the offset counts', { dateTime: '2026-07-10T10:00+05:00', timeZone: 'Europe/Berlin' }, '2026-07-10T05:00:00Z'],
		['with a zone alone', { dateTime: '2026-07-10T10:00', timeZone: 'Europe/Berlin' }, '2026-07-10T08:00:00Z'],
		['cut to whole seconds', { dateTime: '2026-07-10T10:00:00.999Z' }, '2026-07-10T10:00:00Z'],
	])('instants: %s', (_, time, expected) => {
		expect(instantOf(time)).toBe(Date.parse(expected));
	});
});

describe('fit: the edges', () => {
	const text = (maxLength: number): FieldCapability => ({ label: 'Title', kind: 'text', read: true, write: true, maxLength });
	const set = (change: Partial<FieldCapability>): FieldCapability => ({ label: 'Set', kind: 'texts', read: true, write: true, ...change });

	it.each<[string, string, number, string]>([
		['the first high half of a character', 'ab\ud800\udc00ef', 4, 'ab…'],
		['the last high half of a character', 'ab\udbff\udffdef', 4, 'ab…'],
		['a low half ends a whole character', 'a\ud83d\ude00def', 4, 'a\ud83d\ude00…'],
		['a letter above the halves', 'ab\uff21def', 4, 'ab\uff21…'],
		['a blank at the cut', 'ab cdef', 4, 'ab…'],
		['a blank at the start stays', ' bcdef', 4, ' bc…'],
	])('%s', (_, long, maxLength, expected) => {
		expect(fit('title', long, text(maxLength)).value).toBe(expected);
	});

	it.each<[string, FieldName, FieldValue, FieldCapability, FieldName | null]>([
		['reminders', 'reminders', [{ minutes: 1, method: 'popup' }, { minutes: 2, method: 'popup' }], set({ maxItems: 1 }), 'reminders'],
		['guests', 'attendees', guests('a', 'b'), set({ maxItems: 1 }), 'attendees'],
		['guests without limit', 'attendees', guests('a', 'b'), set({}), null],
		['texts', 'tags', ['a', 'b'], set({ maxItems: 1 }), 'tags'],
		['texts without limit', 'tags', ['a', 'b'], set({}), null],
		['texts up to the limit', 'tags', ['a', 'b'], set({ maxItems: 2 }), null],
		['what is no list where one is limited', 'tags', { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }, set({ maxItems: 0 }), null],
	])('what is lost of %s is told by field', (_, field, value, capability, lost) => {
		expect(fit(field, value, capability).losses.map((loss) => loss.field)).toEqual(lost === null ? [] : [lost]);
	});
});

describe('values that are nested too deeply', () => {
	const nested = (levels: number): unknown => (levels === 0 ? 'x' : levels % 2 === 0 ? [nested(levels - 1)] : { a: null, b: nested(levels - 1) });

	it.each([[0, false], [1, false], [100, false], [101, true], [1_000, true]])('%i levels: %s', (levels, expected) => {
		expect(isTooDeep(nested(levels))).toBe(expected);
	});

	it('nothing is not deep', () => {
		expect([isTooDeep(null), isTooDeep(undefined), isTooDeep([null])]).toEqual([false, false, false]);
	});
});
