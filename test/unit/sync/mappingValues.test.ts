import { describe, expect, it } from 'vitest';
import { applyMapping, asText, compileMapping, defaultRows, emptied, toldField, withFields } from '../../../sync/mapping';
import type { Capabilities, FieldCapability, FieldName, FieldValue, MappingRow } from '../../../sync';
import { memoryCapabilities } from '../../support/memorySystem';
import { contact, event } from './samples';

const field = (kind: FieldCapability['kind'], change: Partial<FieldCapability> = {}): FieldCapability => ({ label: kind, kind, read: true, write: true, ...change });
const base = memoryCapabilities('crm');
const wide: Capabilities = {
	...base,
	fields: {
		...base.fields,
		tags: field('texts'), type: field('choice', { choices: ['Call', 'Visit'] }),
		'custom.Number': field('number'), 'custom.Flag': field('boolean'), 'custom.Day': field('date'), 'custom.Text': field('text'), 'custom.List': field('texts'),
	},
};
const time: MappingRow = { to: 'time', transform: { kind: 'copy', from: 'time' } };

describe('values as text', () => {
	it.each<[string, FieldValue | undefined, string]>([
		['nothing', undefined, ''],
		['an empty value', null, ''],
		['a number', 4.5, '4.5'],
		['yes', true, 'true'],
		['a list without its empty parts', ['a', '', 'b'], 'a, b'],
		['reminders', [{ minutes: 10, method: 'popup' }], '10 min (popup)'],
		['guests with and without name', [{ email: 'a@example.com', name: 'A' }, { email: 'b@example.com' }], 'A <a@example.com>, b@example.com'],
		['phone numbers', [{ kind: 'work', number: '030 1' }], '030 1'],
		['addresses', [{ kind: 'work', street: 'Weg 1', postalCode: '1', city: 'Köln', country: 'DE' }], 'Weg 1, 1 Köln, DE'],
		['an instant with its zone and one without', { start: { dateTime: '2026-03-10T10:00:00Z', timeZone: 'UTC' }, end: { dateTime: '2026-03-10T11:00:00Z' } }, '2026-03-10T10:00:00Z (UTC) – 2026-03-10T11:00:00Z'],
		['days', { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }, '2026-03-10 – 2026-03-11'],
	])('%s', (_, value, expected) => {
		expect(asText(value)).toBe(expected);
	});
});

describe('one row carried into each kind of field', () => {
	const record = event({ title: 'Demo', tags: [], custom: { Number: 4, Flag: true, Text: 'abc', Other: 'x' } });
	const carry = (to: FieldName, transform: MappingRow['transform']) => applyMapping(compileMapping([time, { to, transform }], wide, wide), record);

	it.each<[string, FieldName, MappingRow['transform'], FieldValue]>([
		['a number that is fixed', 'custom.Number', { kind: 'constant', value: ' 7 ' }, 7],
		['yes that is fixed', 'custom.Flag', { kind: 'constant', value: 'TRUE' }, true],
		['a day that is fixed', 'custom.Day', { kind: 'constant', value: '2026-03-10' }, '2026-03-10'],
		['a list of one that is fixed', 'tags', { kind: 'constant', value: 'CRM' }, ['CRM']],
		['a choice that is fixed', 'type', { kind: 'constant', value: 'Call' }, 'Call'],
		['a text as a list of one', 'tags', { kind: 'copy', from: 'title' }, ['Demo']],
		['an empty text as an empty list', 'tags', { kind: 'copy', from: 'location' }, []],
		['a list as it is', 'custom.List', { kind: 'copy', from: 'tags' }, []],
		['the first that is not empty', 'description', { kind: 'firstOf', from: ['tags', 'location', 'custom.Text'] }, 'abc'],
		['all of them empty', 'description', { kind: 'firstOf', from: ['location', 'tags'] }, ''],
		['a text without placeholders', 'description', { kind: 'template', text: 'fixed' }, 'fixed'],
		['yes as a text', 'description', { kind: 'copy', from: 'custom.Flag' }, 'true'],
		['a choice out of a map', 'type', { kind: 'mapValues', from: 'custom.Text', values: [{ when: 'abc', then: 'Visit' }], otherwise: 'empty' }, 'Visit'],
	])('%s', (_, to, transform, expected) => {
		expect(carry(to, transform).values[to]).toEqual(expected);
	});

	it.each<[string, MappingRow['transform']]>([
		['mapValues', { kind: 'mapValues', from: 'custom.List', values: [{ when: 'a', then: 'b' }], otherwise: 'keep' }],
		['limit', { kind: 'limit', from: 'custom.List', maxLength: 3 }],
	])('%s says nothing when the record holds no source', (_, transform) => {
		expect(carry('description', transform).values).not.toHaveProperty('description');
	});

	it.each<[string, MappingRow, RegExp]>([
		['a number that is none', { to: 'custom.Number', transform: { kind: 'constant', value: 'many' } }, /does not fit/],
		['an empty number', { to: 'custom.Number', transform: { kind: 'constant', value: ' ' } }, /does not fit/],
		['a day that is none', { to: 'custom.Day', transform: { kind: 'constant', value: 'soon' } }, /does not fit/],
		['a choice outside a map', { to: 'type', transform: { kind: 'mapValues', from: 'title', values: [{ when: 'a', then: 'Lunch' }], otherwise: 'keep' } }, /does not offer/],
		['an empty map', { to: 'title', transform: { kind: 'mapValues', from: 'title', values: [], otherwise: 'keep' } }, /lists none/],
		['a map over guests', { to: 'title', transform: { kind: 'mapValues', from: 'attendees', values: [{ when: 'a', then: 'b' }], otherwise: 'keep' } }, /works on the text/],
		['a limit into a number', { to: 'custom.Number', transform: { kind: 'limit', from: 'title', maxLength: 2 } }, /puts text into/],
		['no sources', { to: 'title', transform: { kind: 'firstOf', from: [] } }, /names no source field/],
		['an empty template', { to: 'title', transform: { kind: 'template', text: '' } }, /empty template/],
	])('%s is refused', (_, row, message) => {
		expect(() => compileMapping([time, row], wide, wide)).toThrow(message);
	});

	it('every default row of a system with itself compiles', () => {
		expect(compileMapping(defaultRows(base, base), base, base).rows).toHaveLength(Object.keys(base.fields).length);
	});
});

describe('contacts', () => {
	it('hold their fields, and none of an event', () => {
		const record = contact({ emails: ['a@example.com'], url: 'https://example.com' });
		expect(toldField(record, 'emails')).toEqual(['a@example.com']);
		expect(toldField(record, 'time')).toBeUndefined();
		expect(withFields(record, { lastName: 'Ray', time: { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }, 'custom.List': ['no plain value'] })).toMatchObject({ lastName: 'Ray', custom: { List: null } });
		expect(withFields(record, { time: { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } } })).not.toHaveProperty('start');
	});

	it('an emptied one is still whole', () => {
		expect(emptied(contact({ emails: ['a@example.com'], url: 'https://example.com' }))).toMatchObject({ firstName: '', emails: [], url: 'https://example.com', source: contact().source });
		expect(emptied(contact())).not.toHaveProperty('url');
		expect(emptied(event({ url: 'u', iCalUID: 'i', ownResponse: 'accepted', organizer: { email: 'o@example.com' }, recurrence: { rules: [] }, series: { masterId: 'm' } }))).toMatchObject({ url: 'u', iCalUID: 'i', ownResponse: 'accepted', series: { masterId: 'm' } });
	});
});
