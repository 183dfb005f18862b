import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseItem } from '../../../nodes/shared/items/parseItem';

const item = {
	sync: 'zoho-google',
	change: 'upsert',
	side: 'crm',
	system: 'zohoCrm',
	resource: 'event',
	id: '1',
	revision: 'r1',
	modifiedAt: '2026-08-01T00:00:00Z',
	url: null,
	record: {
		title: 'Demo',
		start: { dateTime: '2026-08-03T10:00:00+02:00' },
		end: { dateTime: '2026-08-03T11:00:00+02:00' },
		location: '',
		description: '',
		reminders: [],
		attendees: [{ email: 'a@example.com' }],
		visibility: 'default',
		availability: 'busy',
		status: 'confirmed',
		tags: [],
		custom: {},
		source: { system: 'zohoCrm', account: 'o', container: 'u', id: '1', revision: 'r1' },
	},
	delivery: 7,
};

function problemsOf(json: unknown): string[] {
	const parsed = parseItem(json);
	return parsed.kind === 'unfit' ? parsed.problems : [];
}

describe('an item from another node', () => {
	it('is taken as it is when it is whole', () => {
		expect(parseItem(item)).toEqual({ kind: 'change', item, absent: [] });
	});

	it('keeps mapping and plan', () => {
		const more = { ...item, mapping: [{ from: 'title', to: 'title' }], plan: { action: 'create', title: '', when: null, fields: [], basis: 'b' } };
		expect(parseItem(more)).toMatchObject({ kind: 'change', item: more });
	});

	it('may be a delete without record', () => {
		expect(parseItem({ ...item, change: 'delete', record: null })).toMatchObject({ kind: 'change', item: { change: 'delete', record: null } });
	});

	it('lists the fields it does not speak about, so that they are not emptied', () => {
		const { title, start, end } = item.record;
		expect(parseItem({ ...item, record: { title, start, end } })).toMatchObject({
			absent: ['location', 'description', 'reminders', 'attendees', 'visibility', 'availability', 'tags'],
			item: { record: { title, start, end, reminders: [], source: { system: 'zohoCrm', id: '1' } } },
		});
	});

	it.each<[string, unknown, string]>([
		['nothing', undefined, 'the item is empty'],
		['another node\'s data', { name: 'x' }, 'sync is missing'],
		['no record', { ...item, record: undefined }, 'record is missing'],
		['an unknown change', { ...item, change: 'upsurt' }, 'change is not upsert or delete'],
		['an empty id', { ...item, id: '' }, 'id is missing'],
		['no start', { ...item, record: { ...item.record, start: undefined } }, 'record.start is missing'],
		['a start without offset', { ...item, record: { ...item.record, start: { dateTime: '2026-08-03T10:00:00' } } }, 'record.start is not {dateTime} or {date}'],
		['a time and a day', { ...item, record: { ...item.record, end: { date: '2026-08-04' } } }, 'record.start and record.end must both be times or both be days'],
		['a title that is a number', { ...item, record: { ...item.record, title: 5 } }, 'record.title is not a text'],
		['guests as text', { ...item, record: { ...item.record, attendees: 'a@example.com' } }, 'record.attendees is not a list of {email}'],
		['a mapping of nonsense', { ...item, mapping: [{ from: 'x', to: 'title' }] }, 'mapping is not a list of {from, to} with names of fields'],
	])('is refused with what is wrong: %s', (_, json, problem) => {
		expect(problemsOf(json)).toContain(problem);
	});

	it('never crashes the node', () => {
		fc.assert(
			fc.property(fc.anything(), fc.anything(), (json, record) => {
				expect(parseItem(json).kind).toMatch(/change|unfit/);
				expect(parseItem({ ...item, record }).kind).toMatch(/change|unfit/);
			}),
		);
	});
});
