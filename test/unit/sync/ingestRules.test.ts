import { describe, expect, it } from 'vitest';
import type { CalendarEvent, Link, SideSettings, Snapshot } from '../../../sync';
import { classify, type ClassifyContext } from '../../../sync/ingest/classify';
import { reasonToSkip } from '../../../sync/ingest/filters';
import { orderOf, placeInWindow, windowAt } from '../../../sync/ingest/window';
import { withoutFields } from '../../../sync/record/fields';
import { baselineOf, digestOf } from '../../../sync/record/hash';
import { viewRecord } from '../../../sync/view';
import { sideSettings } from '../../support/memoryPair';
import { contact, event, guests, link, snapshot } from './samples';

const now = Date.parse('2026-03-02T09:00:00Z');
const filtered = (filters: Partial<SideSettings['filters']>, change: Partial<SideSettings> = {}) => sideSettings({ ...change, filters: { ...sideSettings().filters, ...filters } });
const at = (dateTime: string): Partial<CalendarEvent> => ({ start: { dateTime }, end: { dateTime } });
const hours = { from: '08:00', to: '18:00', timeZone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5] };

describe('filters act before anything is written (B11)', () => {
	it.each<[string, Partial<SideSettings['filters']>, Partial<CalendarEvent>, string | null]>([
		['no filter', {}, {}, null],
		['a wanted tag', { includeTags: ['VIP'] }, { tags: [' vip'] }, null],
		['no wanted tag', { includeTags: ['VIP'] }, {}, 'it has none of the wanted tags'],
		['an unwanted tag (O6)', { excludeTags: ['Imported'] }, { tags: ['imported'] }, 'it has the tag "Imported"'],
		['another owner (O3)', { owner: 'u1' }, { source: { ...event().source, owner: 'u2' } }, 'it belongs to another owner'],
		['the owner', { owner: 'u1' }, { source: { ...event().source, owner: 'u1' } }, null],
		['no owner told', { owner: 'u1' }, {}, null],
		['a wanted type', { includeTypes: ['Call'] }, { type: 'call' }, null],
		['no wanted type', { includeTypes: ['Call'] }, {}, 'it is of no wanted type'],
		['an unwanted type', { excludeTypes: ['Call'] }, { type: 'Call' }, 'it is of the type "Call"'],
		['no type', { excludeTypes: [''] }, {}, null],
		['a word in the title', { excludeTitles: ['', 'LUNCH'] }, { title: 'My lunch' }, 'its title contains "LUNCH"'],
		['another title', { excludeTitles: ['lunch'] }, {}, null],
		['declined', { skipDeclined: true }, { ownResponse: 'declined' }, 'it was declined'],
		['accepted', { skipDeclined: true }, { ownResponse: 'accepted' }, null],
		['all day', { skipAllDay: true }, { start: { date: '2026-03-10' }, end: { date: '2026-03-11' } }, 'it lasts all day'],
		['an hour', { skipAllDay: true }, {}, null],
		['called off', {}, { status: 'cancelled' }, 'it is cancelled'],
		['inside the working hours', { workingHours: hours }, at('2026-03-10T08:00:00+01:00'), null],
		['before the working hours', { workingHours: hours }, at('2026-03-10T07:59:00+01:00'), 'it is outside the working hours'],
		['at their end', { workingHours: hours }, at('2026-03-10T18:00:00+01:00'), 'it is outside the working hours'],
		['at the weekend', { workingHours: hours }, at('2026-03-14T10:00:00+01:00'), 'it is outside the working hours'],
		['any day', { workingHours: { ...hours, weekdays: [] } }, at('2026-03-14T10:00:00+01:00'), null],
		['in the hours of their own zone', { workingHours: { ...hours, timeZone: 'America/New_York' } }, at('2026-03-10T10:00:00+01:00'), 'it is outside the working hours'],
		['inside a night shift', { workingHours: { ...hours, from: '22:00', to: '06:00' } }, at('2026-03-10T23:00:00+01:00'), null],
		['outside a night shift', { workingHours: { ...hours, from: '22:00', to: '06:00' } }, at('2026-03-10T12:00:00+01:00'), 'it is outside the working hours'],
		['all day has no hour', { workingHours: hours }, { start: { date: '2026-03-14' }, end: { date: '2026-03-15' } }, null],
	])('%s', (_, filters, change, reason) => {
		expect(reasonToSkip(event(change), filtered(filters))).toBe(reason);
	});

	it('contacts know tags and owner', () => {
		expect(reasonToSkip(contact({ tags: ['x'] }), filtered({ excludeTags: ['x'] }))).toBe('it has the tag "x"');
		expect(reasonToSkip(contact(), filtered({ skipAllDay: true }))).toBeNull();
	});
});

describe('private events (B10)', () => {
	const secret = event({ title: 'Doctor', location: 'x', description: 'y', attendees: guests('a'), visibility: 'private', tags: ['t'], custom: { a: 1 } });
	const look = (privateEvents: SideSettings['privateEvents'], record: CalendarEvent = secret) => viewRecord(record, { privateEvents, placeholders: [] });

	it('as private: everything goes across', () => expect(look('asPrivate')).toEqual(secret));

	it('busy only: the time and nothing else', () => {
		const busy = look('busyOnly');
		expect(busy).toMatchObject({ title: 'Busy', start: secret.start, location: '', description: '', attendees: [], tags: [], custom: {}, visibility: 'private' });
		expect(JSON.stringify(busy)).not.toContain('Doctor');
	});

	it('busy only leaves public events as they are', () => expect(look('busyOnly', event())).toEqual(event()));

	it('skip', () => {
		expect(reasonToSkip(secret, sideSettings({ privateEvents: 'skip' }))).toBe('it is private');
		expect(reasonToSkip(event(), sideSettings({ privateEvents: 'skip' }))).toBeNull();
	});

	it('Z9: a title that only stands in for a missing one is none', () => {
		const view = { privateEvents: 'asPrivate' as const, placeholders: ['Not Provided'] };
		expect(viewRecord(event({ title: 'Not Provided ' }), view).title).toBe('');
		expect(viewRecord(event(), view).title).toBe('Demo');
		expect(viewRecord(contact(), view)).toEqual(contact());
	});
});

describe('window and order (Z4, O5)', () => {
	const window = windowAt({ monthsBack: 3, monthsAhead: 12 }, now);

	it('reaches from three months back to twelve ahead', () => {
		expect([window.from, window.to]).toEqual([Date.parse('2025-12-02T09:00:00Z'), Date.parse('2027-03-02T09:00:00Z')]);
	});

	it.each<[string, Partial<CalendarEvent>, string]>([
		['now', {}, 'inside'],
		['ended before', at('2025-12-01T10:00:00Z'), 'past'],
		['begun before, not ended', { start: { date: '2025-11-01' }, end: { date: '2025-12-20' } }, 'inside'],
		['after', at('2027-03-03T10:00:00Z'), 'future'],
	])('%s', (_, change, place) => {
		expect(placeInWindow(event(change), window, now).place).toBe(place);
	});

	it('an event beyond the far end comes in when the window reaches it', () => {
		expect(placeInWindow(event(at('2027-03-03T09:00:00Z')), window, now)).toEqual({ place: 'future', entersAt: now + 24 * 3_600_000 });
		expect(placeInWindow(contact(), window, now)).toEqual({ place: 'inside' });
	});

	it('what lies ahead comes first, soonest first, then the past, latest first', () => {
		const days = ['2026-03-01', '2026-03-05', '2026-02-01', '2026-03-03'].map((date) => event(at(`${date}T10:00:00Z`)));
		const sorted = days.sort((a, b) => orderOf(a, now) - orderOf(b, now)).map(({ start }) => ('dateTime' in start ? start.dateTime.slice(5, 10) : ''));
		expect(sorted).toEqual(['03-03', '03-05', '03-01', '02-01']);
		expect(orderOf(contact(), now)).toBe(0);
	});
});

describe('filters on tags that no read tells', () => {
	const untold = withoutFields(event(), ['tags']);

	it.each<[string, Partial<SideSettings['filters']>, string | null]>([
		['no filter on tags lets the record pass', {}, null],
		['wanted tags leave it out', { includeTags: ['A'] }, 'its tags cannot be read'],
		['unwanted tags leave it out, since it may have one', { excludeTags: ['A'] }, 'its tags cannot be read'],
	])('%s', (_, change, reason) => {
		expect(reasonToSkip(untold, filtered(change))).toBe(reason);
	});
});

describe('what a record that was read means', () => {
	const window = windowAt({ monthsBack: 3, monthsAhead: 12 }, now);
	const verdict = (shown: Snapshot, change: Partial<ClassifyContext> = {}) =>
		classify(shown, { side: 'crm', settings: sideSettings(), window, now, link: undefined, sighting: undefined, force: false, takeUnlinked: true, ...change });
	const digest = digestOf(event());
	const linked = (seen: Link['seen']['crm'], baseline = baselineOf(event(), ['title', 'location'])): Link => link({ baseline: { crm: baseline, calendar: {} }, seen: { crm: seen, calendar: null } });
	const changed = snapshot({ revision: 'r2', record: event({ title: 'x' }) });
	const partial = snapshot({ omitted: ['description'] });
	const sighting = { recordId: 'c1', revision: 'r1', digest, reason: 'recurring' };

	it.each<[string, Snapshot, Partial<ClassifyContext>, string]>([
		['new', snapshot(), {}, 'take'],
		['new, while "only new from now" lists what exists (P3)', snapshot(), { takeUnlinked: false }, 'drop'],
		['new and past', snapshot({ record: event(at('2020-01-01T10:00:00Z')) }), {}, 'drop'],
		['new and called off', snapshot({ record: event({ status: 'cancelled' }) }), {}, 'skip'],
		['settled before without a link', snapshot(), { sighting }, 'drop'],
		['settled before, changed since', changed, { sighting }, 'take'],
		['settled before, new revision of the same content', snapshot({ revision: 'r9' }), { sighting }, 'drop'],
		['settled before, shown in part under the same revision', partial, { sighting }, 'drop'],
		['settled before, shown in part under a new revision', { ...partial, revision: 'r2' }, { sighting }, 'take'],
		['settled before, its content unknown', snapshot(), { sighting: { ...sighting, digest: null } }, 'drop'],
		['settled before, asked for again', snapshot(), { sighting, force: true }, 'take'],
		['linked and never seen', snapshot(), { link: linked(null) }, 'take'],
		['echo: the revision our own write returned (I4)', snapshot(), { link: linked({ revision: 'r1', digest, inStep: true }) }, 'drop'],
		['echo under a new revision', snapshot({ revision: 'r2' }), { link: linked({ revision: 'r1', digest, inStep: true }) }, 'seen'],
		['echo of a write whose answer did not show the record', snapshot(), { link: linked({ revision: 'r1', digest: null, inStep: true }) }, 'seen'],
		['our write and a person\'s edit on top', changed, { link: linked({ revision: 'r1', digest: null, inStep: true }) }, 'take'],
		['edited', changed, { link: linked({ revision: 'r1', digest, inStep: true }) }, 'take'],
		['in step, asked for again', snapshot(), { link: linked({ revision: 'r1', digest, inStep: true }), force: true }, 'take'],
		['shown in part, revision known', partial, { link: linked({ revision: 'r1', digest, inStep: true }) }, 'drop'],
		['shown in part, revision known, with changes still to come', partial, { link: linked({ revision: 'r1', digest: null, inStep: false }) }, 'take'],
		['shown in part, new revision', { ...partial, revision: 'r2' }, { link: linked({ revision: 'r1', digest, inStep: true }) }, 'take'],
		['linked, now filtered out', changed, { link: linked({ revision: 'r1', digest, inStep: true }), settings: filtered({ excludeTitles: ['x'] }) }, 'skip'],
		['linked, filtered out and said before', snapshot({ record: event({ title: 'x' }) }), { link: linked(null), settings: filtered({ excludeTitles: ['x'] }), sighting: { ...sighting, digest: digestOf(event({ title: 'x' })) } }, 'drop'],
		['linked, handed to a colleague', changed, { link: linked(null), settings: filtered({ owner: 'u1' }) }, 'take'],
		['linked and outside the window', snapshot({ revision: 'r2', record: event(at('2020-01-01T10:00:00Z')) }), { link: linked(null) }, 'take'],
		['its partner is gone', snapshot(), { link: link({ state: 'gone' }) }, 'take'],
	])('%s', (_, shown, change, kind) => {
		expect(verdict(shown, change).kind).toBe(kind);
	});

	it('a linked meeting that was called off counts as deleted', () => {
		expect(verdict(snapshot({ record: event({ status: 'cancelled' }) }), { link: linked(null) })).toMatchObject({ kind: 'take', entry: { change: 'delete', record: null } });
	});

	it('an event beyond the window waits in the inbox for its day', () => {
		expect(verdict(snapshot({ record: event(at('2027-03-03T09:00:00Z')) }))).toMatchObject({ kind: 'take', entry: { notBefore: now + 24 * 3_600_000 } });
	});

	it('a record that is shown in part goes into the inbox without contents', () => {
		expect(verdict(partial)).toMatchObject({ entry: { record: null, digest: null } });
		expect(verdict({ ...partial, record: event({ status: 'cancelled' }) })).toMatchObject({ kind: 'skip', sighting: { digest: null } });
	});

	it('the mark travels with the record', () => {
		const stamp = { sync: 'memory', partnerId: 'g1', generation: 2 };
		expect(verdict(snapshot({ stamp }))).toMatchObject({ entry: { record: { source: { stamp } } } });
	});
});
