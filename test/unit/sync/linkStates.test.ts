import { describe, expect, it } from 'vitest';
import type { ApplySettings, Baseline, FieldName, Link, Seen, SideState } from '../../../sync';
import { beforeImage, contentsOf, keepsContents } from '../../../sync/apply/images';
import { linkAfter, linkGone, linkLeft, lookedAt, newLink } from '../../../sync/apply/linkState';
import { type ApplyRun, chunks, isTargetKnown, nextAttempt, targetIdOf, type UpsertWork } from '../../../sync/apply/run';
import { emptySide } from '../../../sync/binding';
import type { FieldDecision } from '../../../sync/plan/merge';
import { withoutFields } from '../../../sync/record/fields';
import { baselineOf, digestOf, emptySetHash, hashField } from '../../../sync/record/hash';
import { applySettings, MINUTE } from '../../support/memoryPair';
import { event, guests, link, snapshot } from './samples';

const item = { sync: 'memory', change: 'upsert' as const, side: 'crm' as const, system: 'memoryCrm', resource: 'event' as const, id: 'c1', revision: 'r5', modifiedAt: null, url: null, record: event() };
const row = (digest: string | null) => ({ digest }) as unknown as NonNullable<UpsertWork['row']>;

function work(change: Partial<UpsertWork> = {}): UpsertWork {
	return { index: 0, item, row: null, link: null, record: event(), values: {}, pairs: [], present: null, mustRead: false, ...change };
}

const base = (record = event(), fields: FieldName[] = ['title', 'location']): Baseline => baselineOf(record, fields);
const seen: Seen = { revision: 'r1', digest: 'd', inStep: true };
const before = link({ baseline: { crm: base(), calendar: base() }, seen: { crm: seen, calendar: { ...seen, digest: 'e' } }, state: 'creating', intentAt: 5, contentKey: 'k' });

function after(decisions: Array<[FieldName, FieldDecision]>, target: Parameters<typeof linkAfter>[5], change: Partial<UpsertWork> = {}, given: Link = before): Link {
	return linkAfter(given, 'crm', 'calendar', work(change), new Map(decisions), target);
}

const write = (field: FieldName, value: string | object, losses: [] = []): [FieldName, FieldDecision] => [
	field, { kind: 'write', value: value as string, losses, beats: null, baseline: { source: { [field]: hashField(field, value as string) }, target: hashField(field, value as string) } },
];

describe('a link, to the letter', () => {
	it('that pairs nothing yet', () => {
		expect(newLink('memory', 'calendar', 'g1', 3)).toEqual({
			id: 0, sync: 'memory', crmId: null, calendarId: 'g1', origin: 'calendar', createdByUs: false, baseline: { crm: {}, calendar: {} }, seen: { crm: null, calendar: null },
			state: 'creating', generation: 3, key: null, intentAt: null, contentKey: null, version: 0, updatedAt: 0,
		});
	});

	it('whose partner is gone: the ids stay, nothing else is known', () => {
		expect(linkGone(before)).toEqual({ ...before, state: 'gone', intentAt: null, contentKey: null, baseline: { crm: {}, calendar: {} }, seen: { crm: null, calendar: null } });
	});

	it('of a copy that stays: what it held is known', () => {
		expect(linkLeft(before, 'calendar')).toEqual({ ...linkGone(before), baseline: { crm: {}, calendar: base() } });
		expect(linkLeft(before, 'crm')).toEqual({ ...linkGone(before), baseline: { crm: base(), calendar: {} } });
	});

	it('whose source was looked at and not carried across', () => {
		expect(lookedAt(before, 'crm', work())).toEqual({ ...before, seen: { ...before.seen, crm: { revision: 'r5', digest: digestOf(event()), inStep: false } } });
		expect(lookedAt(before, 'crm', work({ row: row('told') })).seen.crm?.digest).toBe('told');
		expect(lookedAt(before, 'crm', work({ row: row(null) })).seen.crm?.digest).toBe(digestOf(event()));
	});
});

describe('a link after a change went across', () => {
	it('holds what the source had and what the target holds now', () => {
		const written = event({ title: 'New' });
		expect(after([write('title', 'New')], { revision: 'r9', record: written }, { record: written })).toEqual({
			...before, state: 'linked', intentAt: null, contentKey: null, baseline: { crm: base(written), calendar: base(written) },
			seen: { crm: { revision: 'r5', digest: digestOf(written), inStep: true }, calendar: { revision: 'r9', digest: digestOf(written), inStep: true } },
		});
	});

	it('takes the row\'s digest, made before a title that stands in was taken away', () => {
		expect(after([], { revision: 'r9', record: null }, { row: row('told') }).seen.crm?.digest).toBe('told');
	});

	it('where the answer shows no record: as much in step as before, contents not known', () => {
		expect(after([write('title', 'New')], { revision: 'r9', record: null }).seen.calendar).toEqual({ revision: 'r9', digest: null, inStep: true });
		const outOfStep = { ...before, seen: { ...before.seen, calendar: { ...seen, inStep: false } } };
		expect(after([], { revision: 'r9', record: null }, {}, outOfStep).seen.calendar?.inStep).toBe(false);
		expect(after([], { revision: 'r9', record: null }, {}, { ...before, seen: { crm: null, calendar: null } }).seen.calendar?.inStep).toBe(true);
	});

	it('where the target has changes of its own: out of step, contents not known', () => {
		expect(after([], { revision: 'r9', record: event({ location: 'Its own' }) }).seen.calendar).toEqual({ revision: 'r9', digest: null, inStep: false });
	});

	it('where the source holds more than went across: out of step', () => {
		expect(after([], { revision: 'r9', record: event() }, { record: event({ location: 'Left' }) }).seen.crm?.inStep).toBe(false);
	});

	it.each<FieldDecision>([{ kind: 'targetWins', lost: 'Mine' }, { kind: 'ask', source: 'Mine', target: 'Other' }])('where a field is left to the other side or to a person (%j): both out of step, the baseline as it was', (decision) => {
		const result = after([['title', decision], write('location', '')], { revision: 'r9', record: event() });
		expect(result.baseline).toEqual(before.baseline);
		expect([result.seen.crm?.inStep, result.seen.calendar]).toEqual([false, { revision: 'r9', digest: null, inStep: false }]);
	});

	it('a field that stays as it is on the target only moves the source\'s baseline', () => {
		const decision: FieldDecision = { kind: 'same', baseline: { source: { title: 'new hash' }, target: null } };
		expect(after([['title', decision]], { revision: 'r9', record: null }).baseline).toEqual({ crm: { ...base(), title: 'new hash' }, calendar: base() });
		const both: FieldDecision = { kind: 'same', baseline: { source: { title: 'a' }, target: 'b' } };
		expect(after([['title', both]], { revision: 'r9', record: event({ title: 'not asked' }) }).baseline.calendar.title).toBe('b');
	});
});

describe('what the target holds, which is not always what it was given', () => {
	const held = (decision: [FieldName, FieldDecision], target: Parameters<typeof linkAfter>[5]) => after([decision], target).baseline.calendar[decision[0]];

	it.each<[string, Parameters<typeof linkAfter>[5], string]>([
		['what it says it wrote', { revision: 'r', record: event({ title: 'Shown' }), written: { title: 'Told' } }, 'Told'],
		['what it shows', { revision: 'r', record: event({ title: 'Shown' }) }, 'Shown'],
		['what it was given, where it shows nothing', { revision: 'r', record: null }, 'Given'],
		['what it was given, where it does not show that field', { revision: 'r', record: withoutFields(event(), ['title']) }, 'Given'],
	])('a text: %s', (_, target, expected) => {
		expect(held(write('title', 'Given'), target)).toBe(hashField('title', expected));
	});

	const two = guests('a', 'b');
	it.each<[string, Parameters<typeof linkAfter>[5], string]>([
		['those of its elements that were given', { revision: 'r', record: event({ attendees: guests('b', 'z') }) }, hashField('attendees', guests('b'))],
		['those that it says it took', { revision: 'r', record: event({ attendees: two }), written: { attendees: guests('a') } }, hashField('attendees', guests('a'))],
		['none', { revision: 'r', record: event() }, emptySetHash],
		['all, where it shows nothing', { revision: 'r', record: null }, hashField('attendees', two)],
		['all, where it does not show them', { revision: 'r', record: withoutFields(event(), ['attendees']) }, hashField('attendees', two)],
	])('a set: %s', (_, target, expected) => {
		expect(held(write('attendees', two), target)).toBe(expected);
	});
});

describe('before-images', () => {
	const image = { title: 'Demo', location: 'Köln' };

	it('are what the target was read to hold', () => {
		expect(beforeImage(snapshot({ record: event({ title: 'Read' }) }), image, {}, ['title', 'location'])).toEqual({ title: 'Read', location: '' });
	});

	it('or what was kept of it, as long as that is what it held when it was last in step', () => {
		const inStep = baselineOf(event(image), ['title', 'location']);
		expect(beforeImage(null, image, inStep, ['title', 'location'])).toEqual(image);
		expect(beforeImage(null, image, { ...inStep, title: 'other' }, ['title', 'location'])).toBeNull();
		expect(beforeImage(null, { title: 'Demo' }, inStep, ['title', 'location'])).toBeNull();
		expect(beforeImage(null, { title: 'Demo' }, inStep, ['title'])).toEqual({ title: 'Demo' });
		expect(beforeImage(null, null, inStep, ['title'])).toBeNull();
		expect(beforeImage(null, null, inStep, [])).toEqual({});
	});

	it('of a record whose contents may not be shown there are none', () => {
		const secret = event({ visibility: 'private', title: 'Doctor' });
		expect(contentsOf(secret, { privateEvents: 'busyOnly', placeholders: [] })).toBeNull();
		expect(contentsOf(secret, { privateEvents: 'asPrivate', placeholders: [] })).toMatchObject({ title: 'Doctor' });
	});

	it('are kept as the node that writes the side says, else as the side was set', () => {
		const no = { beforeImages: false, retentionDays: 30 };
		const keeps = (journal: ApplySettings['journal'], calendar: SideState | null, crm: SideState | null) => {
			const run = { target: 'calendar', request: { settings: { ...applySettings(), ...(journal !== undefined && { journal }) } }, sync: { sides: { crm, calendar } } } as unknown as ApplyRun;
			return [keepsContents(run, 'calendar'), keepsContents(run, 'crm')];
		};
		const set = (journal: typeof no): SideState => ({ ...emptySide('x'), journal });
		expect(keeps(undefined, null, null)).toEqual([true, true]);
		expect(keeps(no, null, null)).toEqual([false, true]);
		expect(keeps(undefined, set(no), null)).toEqual([false, true]);
		expect(keeps({ ...no, beforeImages: true }, set(no), set(no))).toEqual([true, false]);
	});
});

describe('small rules of a run', () => {
	const run = (openRevisionMark?: string) => ({ target: 'calendar', capabilities: { openRevisionMark }, context: { clock: { now: () => 100 * MINUTE } } }) as unknown as ApplyRun;

	it('a target is known when it was in step and its revision can be relied on', () => {
		const at = (revision: string, inStep = true) => link({ seen: { crm: null, calendar: { revision, digest: null, inStep } } });
		expect([isTargetKnown(run(), at('r1~')), isTargetKnown(run('~'), at('r1~')), isTargetKnown(run('~'), at('r1'))]).toEqual([true, false, true]);
		expect([isTargetKnown(run(), at('r1', false)), isTargetKnown(run(), link())]).toEqual([false, false]);
	});

	it.each<[number, number | null, number]>([[100, null, 101], [99.5, null, 101], [95, null, 105], [0, null, 160], [100, 200, 200], [95, 101, 105]])('created at minute %d, asked to wait until %s: tried again at %d', (createdAt, retryAt, expected) => {
		expect(nextAttempt(run(), { createdAt: createdAt * MINUTE } as NonNullable<UpsertWork['row']>, retryAt === null ? null : retryAt * MINUTE)).toBe(expected * MINUTE);
	});

	it('parts of a list, and the id of a partner', () => {
		expect([chunks([], 2), chunks([1, 2], 2), chunks([1, 2, 3], 2)]).toEqual([[], [[1, 2]], [[1, 2], [3]]]);
		expect([targetIdOf(run(), link()), targetIdOf(run(), link({ calendarId: null }))]).toEqual(['g1', '']);
	});
});
