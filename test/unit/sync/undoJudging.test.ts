import { describe, expect, it } from 'vitest';
import type { FieldName, FieldValues, Link, Snapshot } from '../../../sync';
import { judge, type Facts } from '../../../sync/operations/undo/judge';
import type { UndoStep } from '../../../sync/operations/undo/steps';
import { valuesOf } from '../../../sync/record/fields';
import { event, link, snapshot } from './samples';

const found = (change: Partial<ReturnType<typeof event>> = {}): Snapshot => snapshot({ id: 'g1', revision: 'r7', record: event(change) });

function facts(present: Snapshot | null, change: Partial<Facts> = {}): Facts {
	return { read: present === null ? { outcome: 'gone' } : { outcome: 'found', snapshot: present }, link: null, isWritable: () => true, ...change };
}

const restore = (change: Partial<UndoStep & { kind: 'restore' }> = {}): UndoStep => ({
	kind: 'restore', recordId: 'g1', before: { title: 'A' }, after: { title: 'B' }, unknown: [], at: 0, ...change,
});
const remove = (after: FieldValues | null): UndoStep => ({ kind: 'remove', recordId: 'g1', after, at: 0 });
const recreate = (before: FieldValues | null): UndoStep => ({ kind: 'recreate', recordId: 'g1', before, at: 0 });
const except = (name: FieldName) => (field: FieldName): boolean => field !== name;

describe('undoing a change (B7)', () => {
	it('writes the former values, with the revision that was looked at as precondition', () => {
		const known = link();
		expect(judge(restore(), facts(found({ title: 'B' }), { link: known }))).toMatchObject({
			link: known, title: 'B', request: { kind: 'update', id: 'g1', values: { title: 'A' }, revision: 'r7' }, fields: [{ field: 'title', old: 'B', new: 'A' }],
		});
	});

	it('of several fields only those that differ from what they were, an empty value as such', () => {
		const step = restore({ before: { title: 'A', location: null, description: 'D' }, after: { title: 'B', location: 'Bonn', description: 'E' } });
		expect(judge(step, facts(found({ title: 'B', location: 'Bonn', description: 'D' })))).toMatchObject({ request: { values: { title: 'A', location: null } } });
		expect(judge(step, facts(found({ title: 'B', location: 'Bonn', description: 'D' })))).not.toHaveProperty('request.values.description');
	});

	it('holds its former values already: nothing to write, and said so', () => {
		expect(judge(restore(), facts(found({ title: 'A' })))).toEqual({ recordId: 'g1', title: 'A', action: 'unchanged', fields: [], message: 'The record holds its former values already.' });
	});

	it('a value that is back at what it was before is no change that stands in the way', () => {
		const step = restore({ before: { title: 'A', location: 'Köln' }, after: { title: 'B', location: 'Bonn' } });
		expect(judge(step, facts(found({ title: 'B', location: 'Köln' })))).toMatchObject({ request: { values: { title: 'A' } } });
	});

	it('a value that somebody changed since: left as it is', () => {
		expect(judge(restore(), facts(found({ title: 'C' })))).toMatchObject({ recordId: 'g1', title: 'C', reason: 'changed since', message: 'title changed since the run, so the record was left as it is.' });
	});

	it('names every field that changed', () => {
		const step = restore({ before: { title: 'A', location: 'Köln' }, after: { title: 'B', location: 'Bonn' } });
		expect(judge(step, facts(found({ title: 'C', location: 'Ulm' })))).toMatchObject({ reason: 'changed since', message: expect.stringMatching(/^title, location changed/) as string });
	});

	it('former values that were not kept: nothing is restored, not even those that are known', () => {
		const step = restore({ unknown: ['location', 'description'] });
		expect(judge(step, facts(found({ title: 'B' })))).toMatchObject({ title: 'B', reason: 'not kept', message: expect.stringMatching(/^What location, description held/) as string });
	});

	it('a field that cannot be written there (any more): nothing is restored', () => {
		const step = restore({ before: { title: 'A', location: 'Köln' }, after: { title: 'B', location: 'Bonn' } });
		const read = found({ title: 'B', location: 'Bonn' });
		expect(judge(step, facts(read, { isWritable: except('location') }))).toMatchObject({ title: 'B', reason: 'rejected', message: expect.stringMatching(/^location cannot be written/) as string });
		expect(judge(step, facts(read, { isWritable: () => false }))).toMatchObject({ message: expect.stringMatching(/^title, location cannot/) as string });
	});

	it('deleted since: reported as gone', () => {
		expect(judge(restore(), facts(null))).toMatchObject({ recordId: 'g1', title: null, reason: 'gone', next: expect.stringContaining('Nothing to do') as string });
	});
});

describe('undoing a creation (B7)', () => {
	const made = (change: Partial<ReturnType<typeof event>> = {}) => {
		const present = found(change);
		return { present, after: { title: 'Demo', time: valuesOf(present.record).time ?? null } };
	};

	it('deletes what nobody has worked on, also fields that the run did not write', () => {
		const { present, after } = made();
		const known: Link = link();
		expect(judge(remove(after), facts(present, { link: known }))).toMatchObject({ link: known, title: 'Demo', request: { kind: 'delete', id: 'g1', revision: 'r7' }, fields: [] });
	});

	it.each<[string, Partial<ReturnType<typeof event>>, string]>([
		['a mapped value', { title: 'Mine' }, 'title'],
		['a value that the run did not write', { location: 'Köln' }, 'location'],
		['visibility', { visibility: 'private' }, 'visibility'],
		['availability', { availability: 'free' }, 'availability'],
		['a field of the vendor\'s own that is ticked', { custom: { done: true } }, 'custom.done'],
	])('keeps what somebody changed: %s', (_, change, field) => {
		const { after } = made();
		expect(judge(remove(after), facts(found(change)))).toMatchObject({ reason: 'changed since', message: `${field} changed since the run made the record, so it was kept.` });
	});

	it('a box of the vendor\'s own that is not ticked is nobody\'s work', () => {
		const { present, after } = made({ custom: { done: false } });
		expect(judge(remove(after), facts(present))).toMatchObject({ request: { kind: 'delete' } });
	});

	it('names every field that changed', () => {
		const { after } = made();
		expect(judge(remove(after), facts(found({ title: 'Mine', location: 'Köln' })))).toMatchObject({ message: expect.stringMatching(/^title, location changed/) as string });
	});

	it('what the run wrote was not kept: nobody can tell, so it stays', () => {
		expect(judge(remove(null), facts(found()))).toMatchObject({ title: 'Demo', reason: 'not kept' });
	});

	it('gone already: nothing to do', () => {
		expect(judge(remove({ title: 'Demo' }), facts(null))).toEqual({ recordId: 'g1', title: null, action: 'unchanged', fields: [], message: 'The record that the run made is gone already.' });
	});
});

describe('undoing a deletion (B7)', () => {
	it('makes the record again with everything it held that can be written', () => {
		const known = link({ state: 'gone' });
		expect(judge(recreate({ title: 'Demo', location: 'Köln', type: 'x' }), facts(null, { link: known, isWritable: except('type') }))).toMatchObject({
			link: known, present: null, title: 'Demo',
			request: { kind: 'create', values: { title: 'Demo', location: 'Köln' } },
			fields: [{ field: 'title', old: null, new: 'Demo' }, { field: 'location', old: null, new: 'Köln' }],
		});
	});

	it('what it held was not kept: not made again', () => {
		expect(judge(recreate(null), facts(null))).toMatchObject({ title: null, reason: 'not kept', next: expect.stringContaining('recycle bin') as string });
	});

	it.each(['linked', 'creating'] as const)('has a new copy (%s): not made a second time', (state) => {
		expect(judge(recreate({ title: 'Demo' }), facts(null, { link: link({ state }) }))).toEqual({ recordId: 'g1', title: 'Demo', action: 'unchanged', fields: [], message: 'The record has a new copy already.' });
	});

	it('is there again: nothing to do', () => {
		expect(judge(recreate({ title: 'Demo' }), facts(found({ title: 'Back' })))).toEqual({ recordId: 'g1', title: 'Back', action: 'unchanged', fields: [], message: 'The record that the run deleted exists again.' });
	});

	it('was called off instead: a person has to look', () => {
		expect(judge(recreate({ title: 'Demo' }), facts(found({ status: 'cancelled' })))).toMatchObject({ title: 'Demo', reason: 'rejected', message: expect.stringContaining('called off') as string });
	});
});

it.each([restore(), remove(null), recreate(null)])('a record that cannot be read is left as it is, whatever the run did to it ($kind)', (step) => {
	expect(judge(step, facts(null, { read: { outcome: 'unreadable', message: 'No access.' } }))).toMatchObject({
		recordId: 'g1', title: null, reason: 'lost access', message: 'The record cannot be read: No access. It was left as it is.',
	});
});
