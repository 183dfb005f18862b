import { describe, expect, it } from 'vitest';
import type { CanonicalRecord, FieldName, Snapshot } from '../../../sync';
import { looksAsWritten, matchAll, type Match } from '../../../sync/apply/match';
import type { UpsertWork } from '../../../sync/apply/run';
import { mustHold } from '../../../sync/plan/guard';
import { getField } from '../../../sync/record/fields';
import { baselineOf, emptySetHash } from '../../../sync/record/hash';
import { contact, event, snapshot } from './samples';

describe('the guard: more than the count and more than the share (B5, S7, I7)', () => {
	it.each([
		[20, 100, false], [21, 100, true], [21, 210, false], [21, 209, true], [0, 0, false], [500, 10_000, false], [1_001, 10_000, true],
	])('%i deletions of %i links are held: %s', (deletes, links, expected) => {
		expect(mustHold({ deletes, links, limit: { count: 20, percent: 10 } })).toBe(expected);
	});
});

describe('adopt before create: finding the partner (Z6, I2)', () => {
	const fields: FieldName[] = ['title', 'time', 'location', 'description'];
	const work = (id: string, record: CanonicalRecord = event()): UpsertWork => ({
		index: 0, row: null, link: null, present: null, mustRead: false, record,
		item: { sync: 'memory', change: 'upsert', side: 'crm', system: 'memoryCrm', resource: 'event', id, revision: 'r1', modifiedAt: null, url: null, record },
		values: Object.fromEntries(fields.map((field) => [field, getField(record, field)])),
		pairs: fields.map((field) => ({ from: field, to: field })),
	});
	const candidate = (id: string, change: Partial<Snapshot> = {}) => snapshot({ id, ...change });
	const stamped = (partnerId: string, sync = 'memory') => ({ stamp: { sync, partnerId, generation: 0 } });
	const found = (matches: Map<UpsertWork, Match>) => [...matches.values()].map((match) => (match.kind === 'one' ? match.snapshot.id : match.kind === 'several' ? match.count : match.kind === 'none' ? null : 'no match'));

	it.each<[string, UpsertWork[], Snapshot[], Array<string | number | null>]>([
		['by the mark, however different', [work('c1')], [candidate('g1'), candidate('g2', { ...stamped('c1'), record: event({ title: 'x' }) })], ['g2']],
		['not by the mark of another sync', [work('c1')], [candidate('g1', stamped('c1', 'other'))], [null]],
		['not by content what is marked for another record', [work('c1')], [candidate('g1', stamped('c2'))], [null]],
		['by the mark, although another one has its iCalendar id', [work('c1', event({ iCalUID: 'u' }))], [candidate('g1', { record: event({ iCalUID: 'u' }) }), candidate('g2', stamped('c1'))], ['g2']],
		['by iCalendar id before content', [work('c1', event({ iCalUID: 'u' }))], [candidate('g1'), candidate('g2', { record: event({ iCalUID: 'u', title: 'x' }) })], ['g2']],
		['an empty iCalendar id says nothing', [work('c1', event({ iCalUID: '', title: 'x' }))], [candidate('g1', { record: event({ iCalUID: '' }) })], [null]],
		['by content', [work('c1')], [candidate('g1')], ['g1']],
		['by content although other fields differ, when there is one only', [work('c1')], [candidate('g1', { record: event({ location: 'x' }) })], ['g1']],
		['the one that is equal in every field', [work('c1')], [candidate('g1', { record: event({ location: 'x' }) }), candidate('g2')], ['g2']],
		['two that differ from it and from each other: ambiguous', [work('c1')], [candidate('g1', { record: event({ location: 'x' }) }), candidate('g2', { record: event({ location: 'y' }) })], [2]],
		['two alike ones that differ from it: either', [work('c1')], [candidate('g1', { record: event({ location: 'x' }) }), candidate('g2', { record: event({ location: 'x' }) })], ['g1']],
		['a field that the listing leaves out does not count', [work('c1', event({ location: 'x' }))], [candidate('g1', { omitted: ['location'] })], ['g1']],
		['two that hold the same text in different fields: ambiguous', [work('c1')], [candidate('g1', { record: event({ location: 'x' }) }), candidate('g2', { record: event({ description: 'x' }) })], [2]],
		['what was found by its iCalendar id is not given away again', [work('c1', event({ iCalUID: 'u' })), work('c2')], [candidate('g1', { record: event({ iCalUID: 'u' }) })], ['g1', null]],
		['as a multiset: two and two', [work('c1'), work('c2')], [candidate('g1'), candidate('g2')], ['g1', 'g2']],
		['as a multiset: two and one', [work('c1'), work('c2')], [candidate('g1')], ['g1', null]],
		['a series is never a partner', [work('c1')], [candidate('g1', { recurring: true })], [null]],
		['a meeting that was called off is never a partner', [work('c1')], [candidate('g1', { record: event({ status: 'cancelled' }) }), candidate('g2', { ...stamped('c1'), record: event({ status: 'cancelled' }) })], [null]],
		['nothing alike', [work('c1')], [candidate('g1', { record: event({ title: 'x' }) })], [null]],
		['contacts by e-mail', [work('c1', contact({ emails: ['a@example.com'] }))], [candidate('g1', { record: contact({ emails: ['A@example.com'] }) })], ['g1']],
	])('%s', (_, works, candidates, expected) => {
		expect(found(matchAll(works, candidates, 'memory'))).toEqual(expected);
	});
});

describe('a record that a create has made and somebody edited since', () => {
	const written = baselineOf(event({ location: 'Köln', description: '' }), ['title', 'time', 'location', 'description', 'reminders']);

	it.each<[string, CanonicalRecord, boolean]>([
		['nothing was edited', event({ location: 'Köln' }), true],
		['two of what tells are left', event({ title: 'x', location: 'Köln' }), true],
		['one is left', event({ title: 'x' }), false],
		['what is empty tells nothing', event({ title: 'x', location: 'x', description: '' }), false],
		['a contact', contact(), false],
	])('is told by what it still holds: %s', (_, record, expected) => {
		expect(looksAsWritten(record, written)).toBe(expected);
	});

	it('fields that were not written, and sets, tell nothing', () => {
		expect(looksAsWritten(event(), { title: written.title, reminders: emptySetHash })).toBe(false);
		expect(looksAsWritten(event(), {})).toBe(false);
	});
});
