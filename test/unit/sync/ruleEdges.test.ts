import { describe, expect, it } from 'vitest';
import { reasonToSkip } from '../../../sync/ingest/filters';
import { orderOf, placeInWindow } from '../../../sync/ingest/window';
import { applyMapping, compileMapping, defaultRows } from '../../../sync/mapping';
import type { CalendarEvent, Capabilities, FieldCapability, MappedPair, MappingRow, SideSettings } from '../../../sync';
import { memoryCapabilities } from '../../support/memorySystem';
import { sideSettings } from '../../support/memoryPair';
import { event } from './samples';

const at = (dateTime: string): Partial<CalendarEvent> => ({ start: { dateTime }, end: { dateTime } });

describe('filters at their edges (B11)', () => {
	const nightly = { from: '22:00', to: '06:00', timeZone: 'UTC', weekdays: [] };
	const never = { ...nightly, from: '08:00', to: '08:00' };

	it.each<[string, Partial<SideSettings['filters']>, Partial<CalendarEvent>, string | null]>([
		['an owner, while any is taken', {}, { source: { ...event().source, owner: 'u2' } }, null],
		['one of two wanted tags', { includeTags: ['A', 'B'] }, { tags: ['b'] }, null],
		['as many wanted as unwanted tags', { includeTags: ['A'], excludeTags: ['B'] }, { tags: ['a', 'b'] }, 'it has the tag "B"'],
		['a letter that has no single capital', { excludeTitles: ['straße'] }, { title: 'STRASSE' }, null],
		['no type among the wanted ones', { includeTypes: ['Stryker was here!'] }, {}, 'it is of no wanted type'],
		['the first minute of a night shift', { workingHours: nightly }, at('2026-03-10T22:00:00Z'), null],
		['the last minute of a night shift', { workingHours: nightly }, at('2026-03-10T05:59:00Z'), null],
		['the minute after a night shift', { workingHours: nightly }, at('2026-03-10T06:00:00Z'), 'it is outside the working hours'],
		['hours that end when they begin', { workingHours: never }, at('2026-03-10T08:00:00Z'), 'it is outside the working hours'],
	])('%s', (_, filters, change, reason) => {
		expect(reasonToSkip(event(change), sideSettings({ filters: { ...sideSettings().filters, ...filters } }))).toBe(reason);
	});

	it('a private event passes unless private ones are left out', () => {
		expect(reasonToSkip(event({ visibility: 'private' }), sideSettings({ privateEvents: 'busyOnly' }))).toBeNull();
	});

	it('an event without title is compared like an empty one', () => {
		const untitled = { ...event(), title: null } as unknown as CalendarEvent;
		expect(reasonToSkip(untitled, sideSettings({ filters: { ...sideSettings().filters, excludeTitles: ['null', 'Stryker'] } }))).toBeNull();
	});
});

describe('the window at its edges (Z4)', () => {
	const now = Date.parse('2026-03-02T09:00:00Z');
	const window = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-03-03T00:00:00Z') };

	it('takes in what ends or begins exactly there', () => {
		expect(placeInWindow(event(at('2026-03-01T00:00:00Z')), window, now).place).toBe('inside');
		expect(placeInWindow(event(at('2026-03-03T00:00:00Z')), window, now).place).toBe('inside');
	});

	it('what begins just now comes before everything else', () => {
		expect(orderOf(event(at('2026-03-02T09:00:00Z')), now)).toBe(now);
	});
});

describe('what a mapping carries, and what fed it', () => {
	const field = (kind: FieldCapability['kind'], change: Partial<FieldCapability> = {}): FieldCapability => ({ label: kind, kind, read: true, write: true, ...change });
	const base = memoryCapabilities('calendar');
	const wide: Capabilities = { ...base, fields: { ...base.fields, tags: field('texts'), type: field('choice'), 'custom.Flag': field('boolean'), 'custom.Room': field('text') } };
	const time: MappingRow = { to: 'time', transform: { kind: 'copy', from: 'time' } };
	const carry = (row: MappingRow, record = event({ custom: { Flag: true } })) => applyMapping(compileMapping([time, row], wide, wide), record);

	it.each<[string, MappingRow, MappedPair[]]>([
		['a constant feeds itself', { to: 'location', transform: { kind: 'constant', value: 'x' } }, [{ from: 'location', to: 'location' }]],
		['a template without fields feeds itself', { to: 'location', transform: { kind: 'template', text: 'x' } }, [{ from: 'location', to: 'location' }]],
		['a template is fed by each field once', { to: 'location', transform: { kind: 'template', text: '{{title}}{{title}}' } }, [{ from: 'title', to: 'location' }]],
		['a map is fed by its field', { to: 'location', transform: { kind: 'mapValues', from: 'title', values: [{ when: 'a', then: 'b' }], otherwise: 'keep' } }, [{ from: 'title', to: 'location' }]],
		['a limit is fed by its field', { to: 'location', transform: { kind: 'limit', from: 'title', maxLength: 2 } }, [{ from: 'title', to: 'location' }]],
	])('%s', (_, row, pairs) => {
		expect(carry(row).pairs.slice(1)).toEqual(pairs);
	});

	it('the first that the record tells, and the first empty one when all are', () => {
		const row: MappingRow = { to: 'location', transform: { kind: 'firstOf', from: ['custom.Room', 'tags', 'title'] } };
		expect(carry(row).values.location).toBe('Demo');
		expect(carry(row, event({ title: '' })).values.location).toBe('');
		expect(carry(row, event({ tags: ['a'] })).values.location).toBe('a');
		expect(carry({ to: 'location', transform: { kind: 'firstOf', from: ['custom.Room'] } }).values).not.toHaveProperty('location');
	});

	it('yes as the text of a choice, nothing as an empty list', () => {
		expect(carry({ to: 'type', transform: { kind: 'copy', from: 'custom.Flag' } }).values.type).toBe('true');
		expect(carry({ to: 'tags', transform: { kind: 'copy', from: 'custom.Room' } }, event({ custom: { Room: null } })).values.tags).toEqual([]);
		expect(carry({ to: 'tags', transform: { kind: 'copy', from: 'custom.Room' } }, event({ custom: { Room: 'x' } })).values.tags).toEqual(['x']);
	});

	it('a text of exactly the limit is kept, also one whose characters take two units', () => {
		const limit = (maxLength: number): MappingRow => ({ to: 'location', transform: { kind: 'limit', from: 'title', maxLength } });
		expect(carry(limit(4)).values.location).toBe('Demo');
		expect(carry(limit(2), event({ title: '🙂🙂🙂' })).values.location).toBe('🙂🙂');
	});

	it('by default what both sides hold, as far as one reads it and the other writes it, and no custom field', () => {
		const to: Capabilities = { ...base, fields: { title: field('text'), location: field('text', { write: false }), description: field('text'), type: field('choice'), tags: field('texts', { custom: true }) } };
		const from: Capabilities = { ...base, fields: { title: field('text'), location: field('text'), description: field('text', { read: false }), tags: field('texts'), attendees: field('people') } };
		expect(defaultRows(from, to)).toEqual([{ to: 'title', transform: { kind: 'copy', from: 'title' } }]);
		expect(defaultRows({ ...from, fields: { title: field('text', { custom: true }) } }, to)).toEqual([]);
	});
});
