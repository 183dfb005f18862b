import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../../nodes/FieldMapper/parts/rows';
import { SyncRefusal, type FieldName, type MappingRow } from '../../../sync';
import { applyMapping, compileMapping } from '../../../sync/mapping';
import { getSystem } from '../../../systems/registry';
import { valuesToZoho } from '../../../systems/zohoCrm/mapping/toZoho';
import { event } from '../sync/samples';

const zoho = getSystem('zohoCrm').capabilities('event');
const google = getSystem('googleCalendar').capabilities('event');
const time: MappingRow = { to: 'time', transform: { kind: 'copy', from: 'time' } };

/** Code of every kind that somebody may hope to be run. */
const code = [
	'={{ $env.PATH }}', '{{ 1 + 1 }}', '={{ $("x").all() }}', '${process.exit(1)}', '`${1+1}`', '#{1+1}', '<%= 1+1 %>', '{{#each x}}y{{/each}}', '{{{title}}}', '{{constructor.constructor("return 1")()}}',
	'{{__proto__}}', '{{ title | upper }}', '{{title}}{{location}}', '{{{{title}}}}', '$1$&', '%s%d', '{% if x %}', 'require("fs")', '\\u007b\\u007btitle}}', '{{title', 'title}}', '{{ti{{title}}tle}}',
];

function filled(template: string, title: string): unknown {
	const compiled = compileMapping([time, { to: 'description', transform: { kind: 'template', text: template } }], zoho, google);
	return applyMapping(compiled, event({ title, location: '{{title}}' })).values.description;
}

describe('template texts and records', () => {
	it.each(code)('a record that says %j is put in as it is, once', (text) => {
		expect(filled('Title: {{title}}!', text)).toBe(`Title: ${text}!`);
		expect(filled('{{title}}{{title}}', text)).toBe(text + text);
	});

	it('a value is never read as a template again', () => {
		fc.assert(fc.property(fc.oneof(fc.string(), fc.array(fc.constantFrom('{{', '}}', 'title', 'location', '$', '&', '=')).map((parts) => parts.join(''))), (text) => {
			expect(filled('[{{title}}|{{location}}]', text)).toBe(`[${text}|{{title}}]`);
		}));
	});

	it.each(code)('a template that says %j is text with the names of fields, or refused with its row', (text) => {
		try {
			const result = filled(text, 'T');
			expect(result).toBe(text.replaceAll('{{title}}', 'T').replaceAll('{{location}}', '{{title}}'));
		} catch (error) {
			expect(error).toBeInstanceOf(SyncRefusal);
			expect(String(error)).toMatch(/row 2 has the placeholder .* names no field/);
		}
	});
});

describe('mapping rows of every kind', () => {
	const part = fc.oneof(fc.constantFrom<unknown>('title', 'time', 'description', 'custom.A', 'copy', 'template', 'constant', 'firstOf', 'mapValues', 'limit', '__proto__', 'constructor', '{{title}}', 'a = b', 5, -1, '={{ 1 }}'), fc.jsonValue({ maxDepth: 2 }), fc.constant<unknown>(JSON.parse('{"toString": 1, "valueOf": 1}')));
	const row = fc.oneof(fc.record({ to: part, from: part, transform: part, template: part, value: part, fromAny: part, values: part, otherwise: part, maxLength: part }, { requiredKeys: [] }), fc.jsonValue({ maxDepth: 2 }));

	it('are compiled or refused with what to do, never a crash', () => {
		let compiledOnce = 0;
		fc.assert(
			fc.property(fc.oneof(fc.record({ rows: fc.array(row, { maxLength: 4 }) }), fc.array(row), fc.jsonValue()), (parameter) => {
				try {
					const compiled = compileMapping([time, ...readRows(parameter)], zoho, google);
					applyMapping(compiled, event());
					compiledOnce += 1;
				} catch (error) {
					expect(error).toBeInstanceOf(SyncRefusal);
					expect((error as SyncRefusal).next.length).toBeGreaterThan(10);
				}
			}),
			{ numRuns: 2_000 },
		);
		expect(compiledOnce, 'some are compiled').toBeGreaterThan(10);
	});
});

describe('names of custom fields', () => {
	it.each(['id', 'Owner', 'Participants', '$send_notification', '$event_cancelled', 'Modified_Time', '__proto__', 'constructor.prototype', 'a b', '', 'Recurring_Activity', 'x"y'])('"%s" is refused: the value would become something else', (name) => {
		const field: FieldName = `custom.${name}`;
		expect(valuesToZoho('event', { [field]: '5725767000000999001' }, { untitledPlaceholder: '-', allDayForm: 'inclusive' })).toEqual({ refused: field });
	});

	it('of the CRM\'s own and of an administrator are written', () => {
		expect(valuesToZoho('event', { 'custom.Room_Code': 'B12', 'custom.Check_In_City': 'Ulm' }, { untitledPlaceholder: '-', allDayForm: 'inclusive' })).toEqual({ row: { Room_Code: 'B12', Check_In_City: 'Ulm' } });
	});
});
