import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../sync';
import { differing, stepsOf } from '../../../sync/operations/undo/steps';

let time = 0;

/** One entry of the run, each later than the one before. */
function entry(action: JournalEntry['action'], change: Partial<JournalEntry> = {}): JournalEntry {
	time += 1;
	return { sync: 'memory', run: 'r', side: 'calendar', recordId: 'g1', reason: '', fields: [], before: null, after: null, at: time, action, ...change };
}

describe('what has to be done to take a run back (B7)', () => {
	it('one step for each record, in the order in which the run came to them', () => {
		const steps = stepsOf([entry('create', { recordId: 'a' }), entry('delete', { recordId: 'b' }), entry('update', { recordId: 'c' }), entry('remove', { recordId: 'd' })]);
		expect(steps.map(({ recordId, kind }) => [recordId, kind])).toEqual([['a', 'remove'], ['b', 'recreate'], ['c', 'restore'], ['d', 'recreate']]);
	});

	it.each<JournalEntry['action']>(['adopt', 'conflict', 'unlink'])('an entry "%s" wrote nothing, and takes no step away', (action) => {
		expect(stepsOf([entry(action)])).toEqual([]);
		expect(stepsOf([entry('create'), entry(action)])).toMatchObject([{ kind: 'remove' }]);
	});

	it.each(['delete', 'remove'] as const)('made and then taken away (%s): nothing is left to do', (action) => {
		expect(stepsOf([entry('create'), entry(action)])).toEqual([]);
	});

	it('made and then changed: what it held in the end tells whether somebody touched it', () => {
		const made = entry('create', { after: { title: 'A', location: 'Köln' } });
		expect(stepsOf([made, entry('update', { after: { title: 'B' } })])).toEqual([{ kind: 'remove', recordId: 'g1', at: made.at, after: { title: 'B', location: 'Köln' } }]);
	});

	it.each([
		['when it was made', null, { title: 'B' }],
		['when it was changed', { title: 'A' }, null],
	])('made and then changed, and what it held was not kept %s: unknown', (_, first, second) => {
		expect(stepsOf([entry('create', { after: first }), entry('update', { after: second })])).toMatchObject([{ kind: 'remove', after: null }]);
	});

	it('changed and then deleted: what it held before the first change counts', () => {
		const changed = entry('update', { fields: ['title'], before: { title: 'A' }, after: { title: 'B' } });
		const steps = stepsOf([changed, entry('delete', { before: { title: 'B', location: 'Köln' } })]);
		expect(steps).toEqual([{ kind: 'recreate', recordId: 'g1', at: changed.at, before: { title: 'A', location: 'Köln' } }]);
	});

	it('deleted and nothing was kept: unknown, also after a change', () => {
		const deleted = entry('delete');
		expect(stepsOf([deleted])).toEqual([{ kind: 'recreate', recordId: 'g1', at: deleted.at, before: null }]);
		expect(stepsOf([entry('update', { before: { title: 'A' } }), entry('delete')])).toMatchObject([{ kind: 'recreate', before: null }]);
	});

	it('what comes after a deletion of the same record changes nothing about it', () => {
		const deleted = entry('delete', { before: { title: 'A' } });
		expect(stepsOf([deleted, entry('update', { before: { title: 'X' }, after: { title: 'Y' } })])).toEqual([{ kind: 'recreate', recordId: 'g1', at: deleted.at, before: { title: 'A' } }]);
	});

	it('changed twice: the first before-image and the last result, of every field that was written', () => {
		const first = entry('update', { fields: ['title'], before: { title: 'A' }, after: { title: 'B' } });
		const second = entry('update', { fields: ['title', 'location'], before: { title: 'B', location: 'Köln' }, after: { title: 'C', location: 'Bonn' } });
		expect(stepsOf([first, second])).toEqual([
			{ kind: 'restore', recordId: 'g1', at: first.at, before: { title: 'A', location: 'Köln' }, after: { title: 'C', location: 'Bonn' }, unknown: [] },
		]);
	});

	it('a field whose former value was not kept is named, and stays unknown whatever a later write of the run knows', () => {
		const blind = entry('update', { fields: ['title', 'location'], before: { location: 'Köln' }, after: { title: 'B', location: 'Bonn' } });
		expect(stepsOf([blind])).toMatchObject([{ unknown: ['title'], before: { location: 'Köln' } }]);
		const later = entry('update', { fields: ['title'], before: { title: 'B' }, after: { title: 'C' } });
		expect(stepsOf([blind, later])).toMatchObject([{ unknown: ['title'], after: { title: 'C', location: 'Bonn' } }]);
	});

	it('a field that the first write knew stays known when a later one does not', () => {
		const first = entry('update', { fields: ['title'], before: { title: 'A' }, after: { title: 'B' } });
		expect(stepsOf([first, entry('update', { fields: ['title'], after: { title: 'C' } })])).toMatchObject([{ unknown: [], before: { title: 'A' }, after: { title: 'C' } }]);
	});

	it('nothing was kept at all: every written field is unknown', () => {
		expect(stepsOf([entry('update', { fields: ['title', 'location'] })])).toMatchObject([{ unknown: ['title', 'location'], before: {}, after: {} }]);
	});
});

describe('fields that a record holds differently', () => {
	it('compares by meaning: an absent value, an empty one and an empty list are the same', () => {
		expect(differing({ title: 'A', location: '', attendees: [] }, { title: 'A' })).toEqual([]);
		expect(differing({ title: 'A', location: null }, { title: 'A', location: 'Köln' })).toEqual(['location']);
		expect(differing({ title: 'A' }, { title: 'B', location: 'Köln' })).toEqual(['title']);
		expect(differing({ title: undefined }, { title: 'B' })).toEqual(['title']);
	});
});
