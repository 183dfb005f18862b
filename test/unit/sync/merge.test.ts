import { describe, expect, it } from 'vitest';
import type { ApplySettings, Attendee, Baseline, CalendarEvent, Capabilities, FieldName, FieldValues, MappedPair, Reminder, Side } from '../../../sync';
import { mergeFields, type FieldDecision } from '../../../sync/plan/merge';
import { mergedBaseline, mergeSet } from '../../../sync/plan/sets';
import { getField } from '../../../sync/record/fields';
import { baselineOf, hashField } from '../../../sync/record/hash';
import { memoryCapabilities } from '../../support/memorySystem';
import { event, guests } from './samples';

interface Case {
	before?: Partial<CalendarEvent> | null;
	source?: Partial<CalendarEvent>;
	target?: Partial<CalendarEvent> | null;
	sourceSide?: Side;
	policy?: ApplySettings['conflictPolicy'];
	times?: { source: number | null; target: number | null };
	capabilities?: Capabilities;
	values?: FieldValues;
	pairs?: MappedPair[];
	field?: FieldName;
}

function decide({ before = {}, source = {}, target = {}, sourceSide = 'crm', policy = 'newest', times = { source: 2_000, target: 1_000 }, field = 'title', ...rest }: Case): FieldDecision | undefined {
	const pairs = rest.pairs ?? [{ from: field, to: field }];
	const base: Baseline = before === null ? {} : baselineOf(event(before), ['title', 'location', 'description', 'reminders', 'attendees', 'time']);
	return mergeFields({
		source: event(source),
		sourceSide,
		sourceModifiedAt: times.source,
		values: rest.values ?? { [field]: getField(event(source), field) },
		pairs,
		baseline: { crm: base, calendar: base },
		target: target === null ? null : { record: event(target), modifiedAt: times.target },
		capabilities: rest.capabilities ?? memoryCapabilities(sourceSide === 'crm' ? 'calendar' : 'crm'),
		policy,
	}).get(field);
}

const other = { title: 'Other' };
const mine = { title: 'Mine' };

describe('the plan table: every field by itself (B2)', () => {
	it.each<[string, Case, FieldDecision['kind']]>([
		['source unchanged, target unchanged', {}, 'leave'],
		['source unchanged, target changed', { target: other }, 'leave'],
		['source unchanged, target not read', { target: null }, 'leave'],
		['source changed, target unchanged', { source: mine }, 'write'],
		['source changed, target not read: the revision guards the write', { source: mine, target: null }, 'write'],
		['source changed, target changed to the same', { source: mine, target: mine }, 'same'],
		['source changed, target changed otherwise, newest is the source', { source: mine, target: other }, 'write'],
		['source changed, target changed otherwise, newest is the target', { source: mine, target: other, times: { source: 1_000, target: 2_000 } }, 'targetWins'],
		['policy CRM, from the CRM', { source: mine, target: other, policy: 'crm' }, 'write'],
		['policy CRM, from the calendar', { source: mine, target: other, policy: 'crm', sourceSide: 'calendar' }, 'targetWins'],
		['policy calendar, from the CRM', { source: mine, target: other, policy: 'calendar' }, 'targetWins'],
		['policy calendar, from the calendar', { source: mine, target: other, policy: 'calendar', sourceSide: 'calendar' }, 'write'],
		['policy ask', { source: mine, target: other, policy: 'ask' }, 'ask'],
		['the same second: the CRM wins from the CRM', { source: mine, target: other, times: { source: 1_900, target: 1_100 } }, 'write'],
		['the same second: the CRM wins from the calendar', { source: mine, target: other, times: { source: 1_900, target: 1_100 }, sourceSide: 'calendar' }, 'targetWins'],
		['a vendor that tells no time loses against one that does', { source: mine, target: other, times: { source: null, target: 1_000 } }, 'targetWins'],
		['no vendor tells a time: the CRM wins', { source: mine, target: other, times: { source: null, target: null } }, 'write'],
		['time changes as one statement', { field: 'time', source: { start: { date: '2026-03-11' }, end: { date: '2026-03-12' } } }, 'write'],
		['without a baseline, the same', { before: null, source: mine, target: mine }, 'same'],
		['without a baseline, the target is empty', { before: null, source: mine, target: { title: '' } }, 'write'],
		['without a baseline, the source is empty', { before: null, source: { title: '' }, target: other, times: { source: 9_000, target: 0 } }, 'targetWins'],
		['without a baseline, both differ', { before: null, source: mine, target: other }, 'write'],
		['without a baseline, both differ, ask', { before: null, source: mine, target: other, policy: 'ask' }, 'ask'],
		['without a baseline, the target not read', { before: null, source: mine, target: null }, 'needTarget'],
		['a field that the target has not', { field: 'visibility', source: { visibility: 'private' } }, 'leave'],
	])('%s', (_, given, kind) => {
		expect(decide(given)?.kind).toBe(kind);
	});

	it('a target without preconditions is read before it is written', () => {
		const capabilities = memoryCapabilities('calendar', { precondition: { update: false, delete: false } });
		expect(decide({ source: mine, target: null, capabilities })?.kind).toBe('needTarget');
	});

	it('a field that may not be written is left alone', () => {
		const { fields, ...rest } = memoryCapabilities('calendar');
		const capabilities: Capabilities = { ...rest, fields: { ...fields, title: { label: 'Title', kind: 'text', read: true, write: false } } };
		expect(decide({ source: mine, capabilities })?.kind).toBe('leave');
	});

	it('the value that loses is told, so that it can be kept (B9)', () => {
		expect(decide({ source: mine, target: other })).toMatchObject({ kind: 'write', value: 'Mine', beats: 'Other' });
		expect(decide({ source: mine, target: other, policy: 'calendar' })).toMatchObject({ kind: 'targetWins', lost: 'Mine' });
		expect(decide({ source: mine })).toMatchObject({ kind: 'write', beats: null });
		expect(decide({ source: mine, target: other, policy: 'ask' })).toEqual({ kind: 'ask', source: 'Mine', target: 'Other' });
	});

	it('a change that the target cannot hold any part of changes nothing there (I8)', () => {
		const long = 'x'.repeat(40);
		const before = { description: `${long}a` };
		const cut = `${'x'.repeat(19)}…`;
		const decision = mergeFields({
			source: event({ description: `${long}b` }), sourceSide: 'calendar', sourceModifiedAt: 0, values: { description: `${long}b` }, pairs: [{ from: 'description', to: 'description' }],
			baseline: { calendar: baselineOf(event(before), ['description']), crm: { description: hashField('description', cut) } },
			target: null, capabilities: memoryCapabilities('crm'), policy: 'newest',
		}).get('description');
		expect(decision).toMatchObject({ kind: 'same', baseline: { target: null } });
	});

	it('a value fed from two fields changes when either does', () => {
		const pairs: MappedPair[] = [{ from: 'title', to: 'description' }, { from: 'location', to: 'description' }];
		const joined = (source: Partial<CalendarEvent>) => decide({ field: 'description', before: { description: 'Demo at ' }, target: { description: 'Demo at ' }, source, values: { description: `Demo at ${source.location ?? ''}` }, pairs });
		expect(joined({ location: 'Köln' })).toMatchObject({ kind: 'write', value: 'Demo at Köln' });
		expect(joined({})).toEqual({ kind: 'leave' });
	});

	it('a value that no source feeds is given to new records only', () => {
		expect(decide({ before: null, values: { title: 'Fixed' }, pairs: [], target: other })).toEqual({ kind: 'leave' });
		expect(mergeFields({ source: event(), sourceSide: 'crm', sourceModifiedAt: 0, values: { title: undefined }, pairs: [], baseline: { crm: {}, calendar: {} }, target: null, capabilities: memoryCapabilities('calendar'), policy: 'newest' }).size).toBe(0);
	});
});

describe('sets merge element by element', () => {
	const set = (value: Attendee[] | Reminder[], field: FieldName = 'attendees') => hashField(field, value);
	const emails = (value: unknown) => (value as Attendee[]).map(({ email }) => email.split('@')[0]);

	it.each<[string, string[], string[], string[], string[], string[], string[]]>([
		['added by the source', ['a'], ['a'], ['a', 'b'], ['a'], ['a', 'b'], ['a', 'b']],
		['removed by the source', ['a', 'b'], ['a', 'b'], ['a'], ['a', 'b'], ['a'], ['a']],
		['added by the target', ['a'], ['a'], ['a'], ['a', 'b'], ['a', 'b'], ['a']],
		['removed by the target', ['a', 'b'], ['a', 'b'], ['a', 'b'], ['a'], ['a'], ['a', 'b']],
		['added on both sides', ['a'], ['a'], ['a', 'b'], ['a', 'c'], ['a', 'c', 'b'], ['a', 'b']],
		['the source holds less: a guest who is no contact survives (Z8 in the way back)', ['a'], ['a', 'x'], ['a', 'b'], ['a', 'x'], ['a', 'x', 'b'], ['a', 'x', 'b']],
		['the target had to leave one out and is offered it again', ['a', 'x'], ['a'], ['a', 'x'], ['a'], ['a', 'x'], ['a', 'x']],
		['never in step: everything is kept', [], [], ['a'], ['b'], ['b', 'a'], ['a']],
		['emptied by the source', ['a'], ['a'], [], ['a'], [], []],
	])('%s', (_, sourceBefore, targetBefore, sourceNow, targetNow, merged, baseline) => {
		const input = { field: 'attendees' as const, sourceBefore: set(guests(...sourceBefore)), targetBefore: set(guests(...targetBefore)), sourceNow: guests(...sourceNow), targetNow: guests(...targetNow) };
		const result = mergeSet(input);
		expect(emails(result)).toEqual(merged);
		expect(mergedBaseline(input, result)).toBe(set(guests(...baseline)));
	});

	it('the organiser\'s own entry stays, whatever the other side holds', () => {
		const organizer: Attendee = { email: 'me@example.com', organizer: true };
		const merged = mergeSet({ field: 'attendees', sourceBefore: '-', targetBefore: '-', sourceNow: guests('a'), targetNow: [organizer] });
		expect(merged).toEqual([organizer, ...guests('a')]);
	});

	it('Z8: the CRM holds one reminder of two, and its edits never destroy the second', () => {
		const popup = (minutes: number): Reminder => ({ minutes, method: 'popup' });
		const inCalendar = [popup(10), popup(30)];
		const intoCrm = decide({ field: 'reminders', before: null, sourceSide: 'calendar', source: { reminders: inCalendar }, target: { reminders: [] } });
		expect(intoCrm).toMatchObject({ kind: 'write', value: [popup(10)] });
		const back = { field: 'reminders' as const, sourceBefore: set([popup(10)], 'reminders'), targetBefore: set(inCalendar, 'reminders'), targetNow: inCalendar };
		expect(mergeSet({ ...back, sourceNow: [popup(15)] })).toEqual([popup(15), popup(30)]);
		expect(mergeSet({ ...back, sourceNow: [] })).toEqual([popup(30)]);
	});

	it('a set is never merged blindly', () => {
		expect(decide({ field: 'attendees', source: { attendees: guests('a') }, target: null })).toEqual({ kind: 'needTarget' });
	});

	it('a set that only a mapping made is one value: what the source held before says nothing about it', () => {
		const { fields, ...rest } = memoryCapabilities('calendar');
		const capabilities: Capabilities = { ...rest, fields: { ...fields, tags: { label: 'Tags', kind: 'texts', read: true, write: true } } };
		const decision = mergeFields({
			source: event({ tags: ['C'] }), sourceSide: 'crm', sourceModifiedAt: 1, values: { tags: ['mapped C'] }, pairs: [{ from: 'tags', to: 'tags' }],
			baseline: { crm: { tags: hashField('tags', ['A']) }, calendar: { tags: hashField('tags', ['mapped A']) } },
			target: { record: event({ tags: ['mapped A'] }), modifiedAt: 0 }, capabilities, policy: 'newest',
		}).get('tags');
		expect(decision).toMatchObject({ kind: 'write', value: ['mapped C'] });
	});

	it('what is no list counts as empty', () => {
		expect(mergeSet({ field: 'tags', sourceBefore: '-', targetBefore: '-', sourceNow: null, targetNow: ['a'] })).toEqual(['a']);
	});
});
