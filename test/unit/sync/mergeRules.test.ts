import { describe, expect, it } from 'vitest';
import type { Capabilities, FieldCapability, FieldName } from '../../../sync';
import { mergeFields, type FieldDecision, type MergeInput } from '../../../sync/plan/merge';
import { mergedBaseline, mergeSet } from '../../../sync/plan/sets';
import { withoutFields } from '../../../sync/record/fields';
import { baselineOf, emptySetHash, hashField } from '../../../sync/record/hash';
import { memoryCapabilities } from '../../support/memorySystem';
import { event, guests } from './samples';

const calendar = memoryCapabilities('calendar');

function withField(name: FieldName, capability: Partial<FieldCapability>): Capabilities {
	return { ...calendar, fields: { ...calendar.fields, [name]: { label: name, kind: 'text', read: true, write: true, ...capability } } };
}

/** From the CRM into the calendar; both were in step with "Demo". */
function plan(field: FieldName, change: Partial<MergeInput>): FieldDecision | undefined {
	const inStep = baselineOf(event(), [field]);
	return mergeFields({
		source: event(), sourceSide: 'crm', sourceModifiedAt: 2_000, values: {}, pairs: [{ from: field, to: field }],
		baseline: { crm: inStep, calendar: inStep }, target: { record: event(), modifiedAt: 1_000 }, capabilities: calendar, policy: 'newest', ...change,
	}).get(field);
}

describe('what a side does not tell is neither a change nor overwritten (I8)', () => {
	const mine = event({ title: 'Mine' });

	it('the source does not tell the field', () => {
		expect(plan('title', { source: withoutFields(mine, ['title']), values: { title: '' } })).toEqual({ kind: 'leave' });
	});

	it('the source tells one of two fields that feed the target', () => {
		const pairs = (['title', 'location'] as const).map((from) => ({ from, to: 'title' as const }));
		expect(plan('title', { source: withoutFields(mine, ['location']), values: { title: 'Mine' }, pairs })).toEqual({ kind: 'leave' });
	});

	it('the target does not tell the field', () => {
		const target = { record: withoutFields(event(), ['title']), modifiedAt: 1_000 };
		expect(plan('title', { source: mine, values: { title: 'Mine' }, target })).toEqual({ kind: 'leave' });
	});

	it('the target does not know the field, the other fields go on', () => {
		expect(plan('custom.Room', { source: event({ custom: { Room: 'Blue' } }), values: { 'custom.Room': 'Blue' } })).toEqual({ kind: 'leave' });
	});
});

describe('baselines', () => {
	const base = (title: string) => ({ title: hashField('title', title) });

	it.each(['crm', 'calendar'] as const)('each side is judged by its own baseline, coming from %s', (sourceSide) => {
		const target = sourceSide === 'crm' ? 'calendar' : 'crm';
		const given: Partial<MergeInput> = {
			source: event({ title: 'New' }), sourceSide, values: { title: 'Upper NEW' },
			baseline: { crm: base('old of the source'), calendar: base('old of the source'), [target]: base('old of the target') },
		};
		expect(plan('title', { ...given, target: { record: event({ title: 'old of the target' }), modifiedAt: 9_000 } })).toEqual({
			kind: 'write', value: 'Upper NEW', losses: [], beats: null,
			baseline: { source: { title: hashField('title', 'New') }, target: hashField('title', 'Upper NEW') },
		});
		expect(plan('title', { ...given, target: { record: event({ title: 'old of the source' }), modifiedAt: 9_000 } })?.kind).toBe('targetWins');
	});

	it('a source without one has never been in step, whatever the target\'s says', () => {
		expect(plan('title', { values: { title: 'Demo' }, baseline: { crm: {}, calendar: base('Demo') }, target: null })).toEqual({ kind: 'needTarget' });
		const pairs = (['title', 'location'] as const).map((from) => ({ from, to: 'title' as const }));
		expect(plan('title', { values: { title: 'Demo' }, pairs, baseline: { crm: base('Demo'), calendar: base('Demo') }, target: null })).toEqual({ kind: 'needTarget' });
	});

	it('a target without one has never been in step, although the source did not change', () => {
		expect(plan('title', { values: { title: 'Demo' }, baseline: { crm: base('Demo'), calendar: {} }, target: null })).toEqual({ kind: 'needTarget' });
		expect(plan('title', { values: { title: 'Demo' }, baseline: { crm: base('Demo'), calendar: {} } })).toEqual({
			kind: 'same', baseline: { source: base('Demo'), target: hashField('title', 'Demo') },
		});
	});

	it('a value that no source feeds is never given to a record that exists, and needs no look at it', () => {
		for (const targetBase of [{}, base('Demo')]) {
			expect(plan('title', { values: { title: 'Fixed' }, pairs: [], baseline: { crm: {}, calendar: targetBase }, target: null })).toEqual({ kind: 'leave' });
		}
	});

	it('an empty target without baseline takes the value, however new its emptiness is', () => {
		const decision = plan('title', { source: event({ title: 'Mine' }), values: { title: 'Mine' }, baseline: { crm: {}, calendar: {} }, target: { record: event({ title: '' }), modifiedAt: 9_000 } });
		expect(decision).toMatchObject({ kind: 'write', value: 'Mine', beats: null });
	});

	it('a value cut down for the target says what is lost', () => {
		const long = 'x'.repeat(250);
		const decision = plan('title', { source: event({ title: long }), values: { title: long } });
		expect(decision).toMatchObject({ kind: 'write', losses: [{ field: 'title', message: 'Title holds 200 of 250 characters' }] });
	});
});

describe('who wins by time', () => {
	const clash = (change: Partial<MergeInput>, modifiedAt: number | null) =>
		plan('title', { source: event({ title: 'Mine' }), values: { title: 'Mine' }, target: { record: event({ title: 'Other' }), modifiedAt }, ...change })?.kind;

	it.each<[string, Partial<MergeInput>, number | null, FieldDecision['kind']]>([
		['a second later, from the calendar', { sourceSide: 'calendar', sourceModifiedAt: 3_000 }, 2_999, 'write'],
		['a second earlier, from the CRM', { sourceModifiedAt: 2_999 }, 3_000, 'targetWins'],
		['the other side tells no time, from the calendar', { sourceSide: 'calendar', sourceModifiedAt: 1_000 }, null, 'write'],
	])('%s', (_, change, modifiedAt, kind) => {
		expect(clash(change, modifiedAt)).toBe(kind);
	});
});

describe('sets', () => {
	const tags = (...names: string[]) => hashField('tags', names);
	const capabilities = withField('tags', { kind: 'texts', maxItems: 3 });
	const inStep = (...names: string[]) => ({ crm: { tags: tags(...names) }, calendar: { tags: tags(...names) } });

	it('a copied one keeps what the target added, with the baseline of what came from the source', () => {
		const decision = plan('tags', { source: event({ tags: ['a', 'b'] }), values: { tags: ['a', 'b'] }, baseline: inStep('a'), target: { record: event({ tags: ['a', 'z'] }), modifiedAt: 9_000 }, capabilities });
		expect(decision).toEqual({ kind: 'write', value: ['a', 'z', 'b'], losses: [], beats: null, baseline: { source: { tags: tags('a', 'b') }, target: tags('a', 'b') } });
	});

	it('a copied one that the target holds already only moves the baseline', () => {
		const decision = plan('tags', { source: event({ tags: ['a', 'b'] }), values: { tags: ['a', 'b'] }, baseline: inStep('a'), target: { record: event({ tags: ['b', 'a'] }), modifiedAt: 9_000 }, capabilities });
		expect(decision).toEqual({ kind: 'same', baseline: { source: { tags: tags('a', 'b') }, target: tags('a', 'b') } });
	});

	it('a copied one without baseline takes the target\'s in, up to what the target can hold', () => {
		const decision = plan('tags', { source: event({ tags: ['a', 'b'] }), values: { tags: ['a', 'b'] }, baseline: { crm: {}, calendar: {} }, target: { record: event({ tags: ['y', 'z'] }), modifiedAt: 9_000 }, capabilities });
		expect(decision).toMatchObject({ kind: 'write', value: ['y', 'z', 'a'], losses: [{ field: 'tags', message: 'tags holds 3 of 4 entries; left out: b' }], baseline: { target: tags('a') } });
	});

	it('one that two fields feed is one value, also when the first field alone would make it', () => {
		const pairs = [{ from: 'tags' as const, to: 'tags' as const }, { from: 'title' as const, to: 'tags' as const }];
		const base = { ...baselineOf(event(), ['title']), tags: tags('a') };
		const decision = plan('tags', { source: event({ tags: ['a', 'b'] }), values: { tags: ['a', 'b'] }, pairs, baseline: { crm: base, calendar: base }, target: { record: event({ tags: ['a', 'z'] }), modifiedAt: 1_000 }, capabilities });
		expect(decision).toMatchObject({ kind: 'write', value: ['a', 'b'], beats: ['a', 'z'] });
	});

	it('reminders go across in the order of their time, other sets as they come', () => {
		const popup = (minutes: number) => ({ minutes, method: 'popup' as const });
		const never = { sourceBefore: emptySetHash, targetBefore: emptySetHash };
		expect(mergeSet({ field: 'reminders', ...never, sourceNow: [popup(5)], targetNow: [popup(30), popup(10)] })).toEqual([popup(5), popup(10), popup(30)]);
		expect(mergeSet({ field: 'tags', ...never, sourceNow: ['a'], targetNow: ['c', 'b'] })).toEqual(['c', 'b', 'a']);
	});

	it('what both added by themselves is there once', () => {
		const never = { sourceBefore: emptySetHash, targetBefore: emptySetHash };
		expect(mergeSet({ field: 'attendees', ...never, sourceNow: guests('a', 'b'), targetNow: guests('b', 'c') })).toEqual(guests('b', 'c', 'a'));
	});

	it('only the organiser\'s own entry is kept untouched', () => {
		const never = { sourceBefore: emptySetHash, targetBefore: emptySetHash };
		expect(mergeSet({ field: 'attendees', ...never, sourceBefore: hashField('attendees', guests('a')), sourceNow: [], targetNow: [{ email: 'a@example.com', organizer: false }] })).toEqual([]);
		expect(mergeSet({ field: 'attendees', ...never, sourceNow: guests('a'), targetNow: null })).toEqual(guests('a'));
	});

	it('the baseline after a merge is the same for the same elements in any order, and empty for none', () => {
		const input = { field: 'tags' as const, sourceBefore: tags('a', 'b'), targetBefore: tags('a', 'b'), sourceNow: ['b', 'c'], targetNow: ['a', 'b'] };
		expect(mergedBaseline(input, ['c', 'b'])).toBe(tags('b', 'c'));
		expect(mergedBaseline({ ...input, sourceNow: [] }, [])).toBe(emptySetHash);
	});
});
