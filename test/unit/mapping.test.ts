import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyMapping, compileMapping, defaultRows, emptied, toldField, withFields } from '../../sync/mapping';
import type { CalendarEvent, Capabilities, FieldName, MappingRow } from '../../sync/types';
import { SyncRefusal } from '../../sync/types';
import { getSystem } from '../../systems/registry';

const zoho = getSystem('zohoCrm').capabilities('event');
const google = getSystem('googleCalendar').capabilities('event');
const zohoWithCustom: Capabilities = {
	...zoho,
	fields: {
		...zoho.fields,
		'custom.Room': { label: 'Room', kind: 'text', read: true, write: true, custom: true },
		'custom.Score': { label: 'Score', kind: 'number', read: true, write: true, custom: true },
		'custom.Formula': { label: 'Formula', kind: 'text', read: true, write: false, custom: true },
		'custom.Outcome': { label: 'Outcome', kind: 'choice', read: true, write: true, custom: true, choices: ['Won', 'Lost'] },
	},
};

const event: CalendarEvent = {
	title: 'Demo 🙂',
	start: { dateTime: '2026-08-03T10:00:00+02:00', timeZone: 'Europe/Berlin' },
	end: { dateTime: '2026-08-03T11:00:00+02:00', timeZone: 'Europe/Berlin' },
	location: 'Köln',
	description: '',
	reminders: [{ minutes: 10, method: 'popup' }],
	attendees: [{ email: 'a@example.com', name: 'A' }],
	visibility: 'default',
	availability: 'busy',
	status: 'confirmed',
	tags: ['Demo', 'North'],
	custom: { Room: 'Blue', Score: 4, Outcome: 'Won' },
	source: { system: 'zohoCrm', account: 'org', container: 'u1', id: '1', revision: 'r1' },
};

const copy = (to: FieldName, from: FieldName = to): MappingRow => ({ to, transform: { kind: 'copy', from } });
const time = copy('time');

function refusalOf(rows: MappingRow[], from = zohoWithCustom, to = google): string {
	try {
		compileMapping(rows, from, to);
	} catch (error) {
		expect(error).toBeInstanceOf(SyncRefusal);
		return (error as SyncRefusal).message;
	}
	return 'compiled';
}

describe('the default map (Z11)', () => {
	it.each([
		['title', 'Subject', 'Title'],
		['time', 'Start/End', 'Start and end'],
		['reminders', 'Remind At', 'Notifications'],
		['location', 'Venue', 'Where'],
		['description', 'Description', 'Description'],
		['attendees', 'Invitees', 'Guests'],
	] as const)('Z11: carries %s ("%s" in Zoho CRM, "%s" in Google) in both directions', (field, inZoho, inGoogle) => {
		expect(defaultRows(zoho, google)).toContainEqual(copy(field));
		expect(defaultRows(google, zoho)).toContainEqual(copy(field));
		expect(zoho.fields[field]?.label).toBe(inZoho);
		expect(google.fields[field]?.label).toBe(inGoogle);
	});

	it('leaves out what one of the two cannot hold, and custom fields', () => {
		const fields = defaultRows(zohoWithCustom, google).map(({ to }) => to);
		expect(fields).not.toContain('visibility');
		expect(fields).not.toContain('tags');
		expect(fields.filter((field) => field.startsWith('custom.'))).toEqual([]);
	});

	it('compiles and carries every value as it is', () => {
		const { values, pairs } = applyMapping(compileMapping(defaultRows(zoho, google), zoho, google), event);
		expect(values).toEqual({
			title: event.title,
			time: { start: event.start, end: event.end },
			location: 'Köln',
			description: '',
			reminders: event.reminders,
			attendees: event.attendees,
		});
		expect(pairs).toContainEqual({ from: 'time', to: 'time' });
	});
});

describe('transforms', () => {
	const one = (transform: MappingRow['transform'], to: FieldName = 'description') =>
		applyMapping(compileMapping([time, { to, transform }], zohoWithCustom, google), event);

	it.each<[string, MappingRow['transform'], unknown]>([
		['copy of a custom field', { kind: 'copy', from: 'custom.Room' }, 'Blue'],
		['number into text', { kind: 'copy', from: 'custom.Score' }, '4'],
		['list into text', { kind: 'copy', from: 'tags' }, 'Demo, North'],
		['template', { kind: 'template', text: '{{title}} in {{ location }}' }, 'Demo 🙂 in Köln'],
		['guests in a template', { kind: 'template', text: '{{attendees}}' }, 'A <a@example.com>'],
		['braces that never close', { kind: 'template', text: 'a {{ b' }, 'a {{ b'],
		['code in a template', { kind: 'template', text: '${process.exit()} {{title}}' }, '${process.exit()} Demo 🙂'],
		['constant', { kind: 'constant', value: 'fixed' }, 'fixed'],
		['first of', { kind: 'firstOf', from: ['description', 'location'] }, 'Köln'],
		['map values, listed', { kind: 'mapValues', from: 'custom.Room', values: [{ when: 'Blue', then: 'R1' }], otherwise: 'keep' }, 'R1'],
		['map values, kept', { kind: 'mapValues', from: 'location', values: [{ when: 'x', then: 'y' }], otherwise: 'keep' }, 'Köln'],
		['map values, emptied', { kind: 'mapValues', from: 'location', values: [{ when: 'x', then: 'y' }], otherwise: 'empty' }, ''],
		['limit that cuts no emoji in two', { kind: 'limit', from: 'title', maxLength: 6 }, 'Demo 🙂'],
		['limit', { kind: 'limit', from: 'title', maxLength: 3 }, 'Dem'],
	])('%s', (_, transform, expected) => {
		expect(one(transform).values.description).toEqual(expected);
	});

	it('does not evaluate a template again that a value brings along', () => {
		const sly = { ...event, title: '{{location}}' };
		const { values } = applyMapping(compileMapping([time, { to: 'description', transform: { kind: 'template', text: '{{title}}' } }], zoho, google), sly);
		expect(values.description).toBe('{{location}}');
	});

	it('names every source of a target', () => {
		expect(one({ kind: 'template', text: '{{title}} {{location}} {{title}}' }).pairs).toEqual([
			{ from: 'time', to: 'time' },
			{ from: 'title', to: 'description' },
			{ from: 'location', to: 'description' },
		]);
	});

	it('says nothing about a target whose source the record does not hold', () => {
		const { custom: _, ...rest } = event;
		const { values } = applyMapping(compileMapping([time, copy('description', 'custom.Room')], zohoWithCustom, google), { ...rest, custom: {} });
		expect(values).not.toHaveProperty('description');
	});
});

describe('rows that are refused, by number and name', () => {
	it.each<[string, MappingRow[], RegExp]>([
		['two rows into one field', [time, copy('title'), copy('title', 'location')], /row 3 .*"Title".*row 2/],
		['an unknown source', [time, copy('title', 'nonsense' as FieldName)], /row 2 .*"nonsense".*Zoho CRM does not have/],
		['an unknown target', [time, copy('nonsense' as FieldName, 'title')], /row 2 .*"nonsense".*Google Calendar does not have/],
		['a custom field that does not exist', [time, copy('title', 'custom.Nope')], /row 2 .*"custom\.Nope"/],
		['a field the target cannot hold', [time, copy('tags')], /row 2 .*"tags".*Google Calendar does not have/],
		['a name from the prototype', [time, copy('title', 'constructor' as FieldName)], /row 2 .*"constructor"/],
		['a custom name from the prototype', [time, copy('title', 'custom.__proto__')], /row 2 .*"custom\.__proto__"/],
		['a type that does not fit', [time, copy('title', 'attendees')], /row 2 .*"Invitees" \(guests\) into "Title" \(text\)/],
		['text into reminders', [time, copy('reminders', 'title')], /row 2 .*does not fit/],
		['a template into a time', [{ to: 'time', transform: { kind: 'template', text: '{{title}}' } }], /row 1 .*start and end/],
		['a placeholder that names no field', [time, { to: 'title', transform: { kind: 'template', text: '{{nope}}' } }], /row 2 .*\{\{nope\}\}/],
		['a constant outside the choices', [time, { to: 'visibility', transform: { kind: 'constant', value: 'hidden' } }], /row 2 .*"hidden"/],
		['a limit of nothing', [time, { to: 'title', transform: { kind: 'limit', from: 'title', maxLength: 0 } }], /row 2 .*limit/],
		['no row at all', [], /no rows/],
		['no row for the time', [copy('title')], /"Start and end"/],
	])('%s', (_, rows, message) => {
		expect(refusalOf(rows)).toMatch(message);
	});

	it('a field that nobody may write', () => {
		expect(refusalOf([time, copy('custom.Formula', 'title')], google, zohoWithCustom)).toMatch(/row 2 .*"Formula".*write/);
	});

	it('never crashes, whatever the rows are', () => {
		const anything = fc.anything();
		const name = fc.oneof(fc.constantFrom('title', 'time', 'custom.Room', '__proto__', 'constructor', 'custom.constructor'), fc.string(), anything);
		const transform = fc.oneof(
			anything,
			fc.record({ kind: fc.constantFrom('copy', 'template', 'constant', 'firstOf', 'mapValues', 'limit', 'x'), from: name, text: anything, value: anything, values: anything, maxLength: anything }, { requiredKeys: ['kind'] }),
		);
		const rows = fc.oneof(anything, fc.array(fc.record({ to: name, transform }), { maxLength: 4 }));
		fc.assert(
			fc.property(rows, (candidate) => {
				try {
					const compiled = compileMapping(candidate as MappingRow[], zohoWithCustom, google);
					applyMapping(compiled, event);
				} catch (error) {
					expect(error).toBeInstanceOf(SyncRefusal);
				}
				expect(({} as Record<string, unknown>).polluted).toBeUndefined();
			}),
			{ numRuns: 500 },
		);
	});
});

describe('fields of a record', () => {
	it('reads what withFields writes, and leaves the rest alone', () => {
		const changed = withFields(event, { time: { start: { date: '2026-08-04' }, end: { date: '2026-08-05' } }, 'custom.Room': 'Red', title: 'New' });
		expect(toldField(changed, 'time')).toEqual({ start: { date: '2026-08-04' }, end: { date: '2026-08-05' } });
		expect(toldField(changed, 'custom.Room')).toBe('Red');
		expect(changed.custom.Score).toBe(4);
		expect(changed.location).toBe('Köln');
		expect(event.title).toBe('Demo 🙂');
	});

	it('does not reach into the prototype', () => {
		expect(toldField(event, 'custom.toString')).toBeUndefined();
		expect(toldField(event, 'source' as FieldName)).toBeUndefined();
		withFields(event, JSON.parse('{"custom.__proto__": "x", "__proto__": {"polluted": true}}') as Record<string, string>);
		expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	});

	it('keeps an emptied record whole', () => {
		expect(emptied(event)).toMatchObject({ title: '', start: event.start, attendees: [], custom: {}, source: event.source });
	});
});
