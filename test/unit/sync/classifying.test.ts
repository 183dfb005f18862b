import { describe, expect, it } from 'vitest';
import type { Baseline, Link, Seen, Snapshot } from '../../../sync';
import { classify, deleteEntry, looksLikeOwnWrite, type ClassifyContext } from '../../../sync/ingest/classify';
import { windowAt } from '../../../sync/ingest/window';
import { baselineOf, digestOf } from '../../../sync/record/hash';
import { sideSettings } from '../../support/memoryPair';
import { event, link, snapshot } from './samples';

const now = Date.parse('2026-03-02T09:00:00Z');
const window = windowAt({ monthsBack: 3, monthsAhead: 12 }, now);
const digest = digestOf(event());
const inStep: Seen = { revision: 'r1', digest, inStep: true };
const whole = baselineOf(event(), ['title', 'location', 'description']);
const noTitle = sideSettings({ filters: { ...sideSettings().filters, excludeTitles: ['Demo'] } });

function verdict(shown: Snapshot, change: Partial<ClassifyContext> = {}) {
	return classify(shown, { side: 'crm', settings: sideSettings(), window, now, link: undefined, sighting: undefined, force: false, takeUnlinked: true, ...change });
}

function linked(seen: Seen | null, baseline: Baseline = whole, change: Partial<Link> = {}): Link {
	return link({ baseline: { crm: baseline, calendar: {} }, seen: { crm: seen, calendar: null }, ...change });
}

describe('a copy that was left when its original was deleted', () => {
	const left = linked(null, whole, { state: 'gone' });

	it('is nothing new as long as it is as it was left', () => {
		expect(verdict(snapshot({ revision: 'r5' }), { link: left })).toEqual({ kind: 'drop' });
	});

	it('is an event of its own once somebody edits it, or when nothing is known of it', () => {
		expect(verdict(snapshot({ record: event({ title: 'x' }) }), { link: left }).kind).toBe('take');
		expect(verdict(snapshot(), { link: linked(null, {}, { state: 'gone' }) }).kind).toBe('take');
	});

	it('is judged by what the listing shows of it', () => {
		const shown = snapshot({ record: event({ description: 'cut' }), omitted: ['description'] });
		expect(verdict(shown, { link: left })).toEqual({ kind: 'drop' });
		expect(verdict({ ...shown, omitted: [] }, { link: left }).kind).toBe('take');
	});
});

describe('a linked record', () => {
	it('that is in step under a new revision is noted with it', () => {
		expect(verdict(snapshot({ revision: 'r2' }), { link: linked(inStep, whole, { id: 7 }) })).toEqual({ kind: 'seen', linkId: 7, seen: { ...inStep, revision: 'r2' } });
	});

	it('whose write showed no record is noted with what it holds', () => {
		expect(verdict(snapshot({ revision: 'r2' }), { link: linked({ ...inStep, digest: null }) })).toEqual({ kind: 'seen', linkId: 1, seen: { revision: 'r2', digest, inStep: true } });
	});

	it('with changes of its own comes, although the baseline fits', () => {
		expect(verdict(snapshot({ revision: 'r2' }), { link: linked({ revision: 'r1', digest: null, inStep: false }) }).kind).toBe('take');
	});

	it('whose digest says more than the baseline comes', () => {
		expect(verdict(snapshot({ revision: 'r2' }), { link: linked({ revision: 'r1', digest: 'other', inStep: true }) }).kind).toBe('take');
	});

	it('shown in part and never seen comes', () => {
		expect(verdict(snapshot({ omitted: ['description'] }), { link: linked(null) }).kind).toBe('take');
	});

	it.each<[string, Seen, string]>([
		['in step, contents not known', { revision: 'r1', digest: null, inStep: true }, 'drop'],
		['out of step, but looked at', { revision: 'r1', digest, inStep: false }, 'drop'],
		['out of step, not looked at', { revision: 'r1', digest: null, inStep: false }, 'take'],
	])('shown in part under the known revision: %s', (_, seen, kind) => {
		expect(verdict(snapshot({ omitted: ['description'] }), { link: linked(seen) }).kind).toBe(kind);
	});

	it.each<[string, string, Partial<Seen>, Partial<Snapshot>]>([
		['as known', 'drop', {}, {}],
		['edited within the second', 'take', {}, { record: event({ title: 'x' }) }],
		['edited where the listing does not show it, which the firm revision will tell', 'drop', {}, { record: event({ description: 'x' }) }],
		['out of step and looked at', 'take', { inStep: false }, { record: event({ title: 'x' }) }],
	])('shown in part under a revision that may hide an edit: %s: %s', (_, kind, seen, shown) => {
		const open = { revision: 'r1~', omitted: ['description' as const] };
		const context = { link: linked({ ...inStep, revision: 'r1~', ...seen }), openRevisionMark: '~' };
		expect(verdict(snapshot({ ...shown, ...open }), context).kind).toBe(kind);
	});

	it('shown in part under a firm revision is not compared, nor is any where all revisions are firm', () => {
		const edited = { record: event({ title: 'x' }), omitted: ['description' as const] };
		expect(verdict(snapshot(edited), { link: linked(inStep), openRevisionMark: '~' }).kind).toBe('drop');
		expect(verdict(snapshot({ ...edited, revision: 'r1~' }), { link: linked({ ...inStep, revision: 'r1~' }) }).kind).toBe('drop');
	});

	it('that fails a filter is said to be linked, one without link is not', () => {
		const sighting = { recordId: 'c1', revision: 'r1', digest, reason: 'its title contains "Demo"' };
		expect(verdict(snapshot(), { link: linked(null), settings: noTitle })).toEqual({ kind: 'skip', isLinked: true, sighting });
		expect(verdict(snapshot(), { settings: noTitle })).toEqual({ kind: 'skip', isLinked: false, sighting });
	});

	it('that fails a filter is said again when everything is asked for', () => {
		const sighting = { recordId: 'c1', revision: 'r1', digest, reason: 'x' };
		expect(verdict(snapshot(), { settings: noTitle, sighting, force: true }).kind).toBe('skip');
		expect(verdict(snapshot(), { settings: noTitle, sighting }).kind).toBe('drop');
	});
});

describe('the entry for the inbox', () => {
	it('holds the whole record and when it is due', () => {
		expect(verdict(snapshot({ modifiedAt: 5, recurring: true }))).toEqual({
			kind: 'take',
			entry: { recordId: 'c1', change: 'upsert', record: event(), revision: 'r1', digest, modifiedAt: 5, recurring: true, order: Date.parse('2026-03-10T09:00:00Z'), notBefore: now },
		});
	});

	it('of a deletion holds no record', () => {
		expect(deleteEntry('c1', 4, now)).toEqual({ recordId: 'c1', change: 'delete', record: null, revision: '', digest: null, modifiedAt: 4, recurring: false, order: 0, notBefore: now });
	});

	const originOf = (shown: Snapshot, settings = sideSettings({ includeRaw: true })) => {
		const result = verdict(shown, { settings });
		return result.kind === 'take' ? result.entry.record?.source : undefined;
	};

	it('carries the vendor\'s own form only when asked for, and no mark that is not there', () => {
		expect(originOf(snapshot({ raw: { a: 1 } }))).toStrictEqual({ ...event().source, raw: { a: 1 } });
		expect(originOf(snapshot({ raw: { a: 1 } }), sideSettings())).toStrictEqual(event().source);
	});

	it('does not carry it where it hides something, or is nested without end', () => {
		const hiding = sideSettings({ includeRaw: true, privateEvents: 'busyOnly' });
		const secret = event({ visibility: 'private' });
		expect(originOf(snapshot({ raw: 'x', record: secret }), hiding)).not.toHaveProperty('raw');
		expect(originOf(snapshot({ raw: 'x', record: secret }))).toHaveProperty('raw', 'x');
		expect(originOf(snapshot({ raw: 'x' }), hiding)).toHaveProperty('raw', 'x');
		let deep: unknown = [];
		for (let level = 0; level < 200; level += 1) deep = [deep];
		expect(originOf(snapshot({ raw: deep }))).not.toHaveProperty('raw');
	});
});

describe('an own write that comes round again', () => {
	const written = linked({ revision: 'r1~', digest, inStep: true });
	const shown = snapshot({ revision: 'r1', omitted: ['description'] });

	it.each<[string, boolean, Snapshot, Link | undefined, string | undefined]>([
		['shown in part, under a firm revision, as we left it', true, shown, written, '~'],
		['with a field changed that the listing leaves out', true, { ...shown, record: event({ description: 'x' }) }, written, '~'],
		['with a field changed that it shows', false, { ...shown, record: event({ title: 'x' }) }, written, '~'],
		['under another revision', false, { ...shown, revision: 'r2' }, written, '~'],
		['under a revision that was firm already', false, shown, linked(inStep), '~'],
		['of a system without open revisions', false, shown, written, undefined],
		['shown as a whole', false, { ...shown, omitted: [] }, written, '~'],
		['of a link that was out of step', false, shown, linked({ revision: 'r1~', digest, inStep: false }), '~'],
		['of a link that saw nothing yet', false, shown, linked(null), '~'],
		['of a link that has ended', false, shown, { ...written, state: 'gone' }, '~'],
		['of a record without link', false, shown, undefined, '~'],
	])('%s: %s', (_, expected, given, ofLink, mark) => {
		expect(looksLikeOwnWrite(given, ofLink, 'crm', mark)).toBe(expected);
	});
});
