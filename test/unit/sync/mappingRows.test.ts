import { describe, expect, it } from 'vitest';
import { applyMapping, compileMapping } from '../../../sync/mapping';
import { parseTemplate } from '../../../sync/mapping/template';
import { SyncRefusal, type Capabilities, type FieldCapability, type FieldName, type FieldValue, type MappingRow } from '../../../sync';
import { memoryCapabilities } from '../../support/memorySystem';
import { event } from './samples';

const field = (kind: FieldCapability['kind'], change: Partial<FieldCapability> = {}): FieldCapability => ({ label: kind, kind, read: true, write: true, ...change });
const base = memoryCapabilities('crm');
const wide: Capabilities = {
	...base,
	fields: {
		...base.fields, type: field('choice', { choices: ['Call', 'Visit'] }), 'custom.Number': field('number'), 'custom.Flag': field('boolean'), 'custom.Day': field('date'),
	},
};
const time: MappingRow = { to: 'time', transform: { kind: 'copy', from: 'time' } };
const constant = (value: unknown): MappingRow['transform'] => ({ kind: 'constant', value }) as MappingRow['transform'];

function carried(to: FieldName, transform: unknown): FieldValue | undefined {
	return applyMapping(compileMapping([time, { to, transform: transform as MappingRow['transform'] }], wide, wide), event({ title: 'abc' })).values[to];
}

function refusalOf(work: () => unknown): SyncRefusal {
	try {
		work();
	} catch (error) {
		if (error instanceof SyncRefusal) return error;
	}
	throw new Error('It was not refused.');
}

describe('constants by the kind of the target', () => {
	it.each<[string, FieldName, unknown, FieldValue]>([
		['digits stay a text in a text', 'location', '7', '7'],
		['a word for yes stays a text in a text', 'location', 'true', 'true'],
		['a number that was given as one', 'custom.Number', 7, 7],
		['no, with blanks around it', 'custom.Flag', ' False ', false],
		['yes, with blanks around it', 'custom.Flag', ' True ', true],
		['nothing is the empty text', 'location', undefined, ''],
		['a choice may be emptied', 'type', '', ''],
	])('%s', (_, to, value, expected) => {
		expect(carried(to, constant(value))).toBe(expected);
	});

	it.each<[string, FieldName, unknown]>([
		['a day with a time after it', 'custom.Day', '2026-03-10T10:00'],
		['a day with something before it', 'custom.Day', 'x2026-03-10'],
		['a day in a field for numbers', 'custom.Number', '2026-03-10'],
		['more than a word for yes', 'custom.Flag', 'true story'],
		['a word for yes at the end', 'custom.Flag', 'not true'],
		['a number in a field for yes or no', 'custom.Flag', '1'],
		['a word for yes in a field for days', 'custom.Day', 'true'],
		['a number that never ends', 'custom.Number', 'Infinity'],
	])('%s is refused', (_, to, value) => {
		expect(refusalOf(() => carried(to, constant(value)))).toMatchObject({ kind: 'badSettings', message: expect.stringContaining('does not fit') as string });
	});
});

describe('rows as people and hand-made workflows write them', () => {
	it.each<[string, unknown, FieldValue]>([
		['a map may empty a value', { kind: 'mapValues', from: 'title', values: [{ when: 'abc', then: '' }], otherwise: 'keep' }, ''],
		['an empty line of a map stands for nothing', { kind: 'mapValues', from: 'location', values: [null], otherwise: 'keep' }, ''],
		['a line of a map without its first half is for the empty value', { kind: 'mapValues', from: 'location', values: [{ then: 'x' }], otherwise: 'keep' }, 'x'],
		['a map keeps what it does not list, unless told otherwise', { kind: 'mapValues', from: 'title', values: [{ when: 'x', then: 'y' }], otherwise: 'nonsense' }, 'abc'],
		['a limit of one character', { kind: 'limit', from: 'title', maxLength: 1 }, 'a'],
	])('%s', (_, transform, expected) => {
		expect(carried('description', transform)).toBe(expected);
	});

	it.each<[string, unknown, RegExp]>([
		['a limit of half a character', { kind: 'limit', from: 'title', maxLength: 1.5 }, /whole number/],
		['a limit that is a text', { kind: 'limit', from: 'title', maxLength: '3' }, /whole number/],
		['a limit below zero', { kind: 'limit', from: 'title', maxLength: -1 }, /whole number/],
		['a map that is none', { kind: 'mapValues', from: 'title', values: 'x', otherwise: 'keep' }, /lists none/],
		['a template that is no text', { kind: 'template', text: 5 }, /empty template/],
		['a template with a field that the source does not have', { kind: 'template', text: '{{tags}}' }, /reads the field "tags"/],
		['sources that are no list', { kind: 'firstOf', from: 'title' }, /names no source field/],
		['a transform without a name', {}, /no transform/],
		['no transform', undefined, /no transform/],
	])('%s is refused, by the number of the row', (_, transform, problem) => {
		const refusal = refusalOf(() => carried('description', transform));
		expect(refusal.message).toMatch(problem);
		expect(refusal.message).toContain('Mapping row 2 ');
	});

	it('a row that is none, and rows that are no list', () => {
		expect(refusalOf(() => compileMapping([null as unknown as MappingRow], wide, wide)).message).toContain('Mapping row 1 writes the field "undefined"');
		expect(refusalOf(() => compileMapping({} as MappingRow[], wide, wide)).message).toContain('has no rows');
	});

	it('what a row gives besides its values is kept', () => {
		const row: MappingRow = { to: 'location', transform: { kind: 'mapValues', from: 'title', values: [{ when: 'a', then: 'b' }], otherwise: 'empty' } };
		expect(compileMapping([time, row], wide, wide).rows[1]).toEqual({ to: 'location', kind: 'text', step: 'mapValues', from: 'title', values: new Map([['a', 'b']]), otherwise: 'empty' });
	});
});

describe('a row for the time', () => {
	const title: MappingRow = { to: 'title', transform: { kind: 'copy', from: 'title' } };
	const withTime = (time: FieldCapability | undefined): Capabilities => ({ ...base, fields: { title: field('text'), ...(time !== undefined && { time }) } });

	it.each<[string, FieldCapability | undefined, boolean]>([
		['is needed where nothing can be made without it', field('time', { required: true }), true],
		['is not needed where the target has none', undefined, false],
		['is not needed where nobody may write it', field('time', { required: true, write: false }), false],
		['is not needed where the target can do without', field('time'), false],
	])('%s', (_, capability, needed) => {
		const compile = () => compileMapping([title], wide, withTime(capability));
		if (needed) expect(refusalOf(compile).message).toContain('no row for "time"');
		else expect(compile().rows).toHaveLength(1);
	});
});

describe('placeholders', () => {
	it.each<[string, ReturnType<typeof parseTemplate>]>([
		['{{title}}', { parts: [{ kind: 'field', field: 'title' }], unknown: [] }],
		['a{{title}}b', { parts: [{ kind: 'text', text: 'a' }, { kind: 'field', field: 'title' }, { kind: 'text', text: 'b' }], unknown: [] }],
		['a }} b', { parts: [{ kind: 'text', text: 'a }} b' }], unknown: [] }],
		['}}{{title}}', { parts: [{ kind: 'text', text: '}}' }, { kind: 'field', field: 'title' }], unknown: [] }],
		['{{ x }}{{}}', { parts: [], unknown: ['x', ''] }],
		['', { parts: [], unknown: [] }],
	])('%s', (template, expected) => {
		expect(parseTemplate(template)).toEqual(expected);
	});
});
