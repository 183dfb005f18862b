import { describe, expect, it } from 'vitest';
import { hashField } from '../../../sync/record/hash';
import { getField } from '../../../sync/record/fields';
import type { CalendarEvent, EventField } from '../../../sync/types';
import { snapshotFromGraph } from '../../../systems/office365/events/fromGraph';
import { valuesToGraph } from '../../../systems/office365/events/toGraph';
import { etagOf, marksOf, revisionOf } from '../../../systems/office365/mapping/revision';
import { STAMP_ID, stampFromGraph, stampToGraph } from '../../../systems/office365/mapping/stamp';
import { timesFromGraph, timesToGraph } from '../../../systems/office365/mapping/times';
import { meeting, office365World, quiet, stamp, type Office365World } from './office365Support';

const graphTime = (dateTime: string, timeZone: string) => ({ dateTime, timeZone });
const base = { id: 'e1', '@odata.etag': 'W/"k1"', subject: 'A', start: graphTime('2026-03-10T09:00:00.0000000', 'UTC'), end: graphTime('2026-03-10T10:00:00.0000000', 'UTC'), isOrganizer: true };

function recordOf(more: Record<string, unknown>): CalendarEvent {
	const { record } = snapshotFromGraph({ ...base, ...more }, { account: 'me@example.test', container: 'c' });
	if (!('start' in record)) throw new Error('no event');
	return record;
}

async function read(world: Office365World, id: string): Promise<CalendarEvent> {
	const found = await world.system.read(id);
	if (found.outcome !== 'found' || !('start' in found.snapshot.record)) throw new Error('not found');
	return found.snapshot.record;
}

describe('times of an Outlook event', () => {
	it.each([
		['an IANA zone', 'Europe/Berlin', { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' }],
		['a Windows zone', 'W. Europe Standard Time', { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' }],
		['UTC', 'UTC', { dateTime: '2026-03-10T09:00:00Z', timeZone: 'UTC' }],
		['a zone of somebody\'s own', 'tzone://Microsoft/Custom', { dateTime: '2026-03-10T09:00:00Z', timeZone: 'UTC' }],
		['a zone that nobody knows', 'Moon Standard Time', { dateTime: '2026-03-10T09:00:00Z', timeZone: 'UTC' }],
	])('keep the instant, and the zone where it is %s', (_what, zone, expected) => {
		expect(recordOf({ originalStartTimeZone: zone, originalEndTimeZone: zone }).start).toEqual(expected);
	});

	it.each([
		['Europe/Berlin', '2026-03-10T10:00:00.0000000'],
		['W. Europe Standard Time', '2026-03-10T10:00:00'],
		['tzone://Microsoft/Utc', '2026-03-10T09:00:00.1234567'],
	])('are understood when they come in %s all the same', (zone, dateTime) => {
		const { start } = timesFromGraph({ start: graphTime(dateTime, zone), end: graphTime(dateTime, zone) });
		expect(Math.floor(Date.parse('dateTime' in start ? start.dateTime : '') / 1000)).toBe(Date.parse('2026-03-10T09:00:00Z') / 1000);
	});

	it('are not guessed when they come in a zone that nobody knows', () => {
		expect(() => recordOf({ start: graphTime('2026-03-10T10:00:00', 'Customized Time Zone') })).toThrow('start');
		expect(() => recordOf({ end: {} })).toThrow('end');
	});

	it.each(['Europe/Berlin', 'America/Los_Angeles', 'Pacific/Auckland', 'Asia/Kolkata', 'UTC'])('all-day in %s is the same day', async (timeZone) => {
		const world = office365World();
		const { id } = world.microsoft.person.create({ subject: 'Day', isAllDay: true, start: graphTime('2026-03-29T00:00:00', timeZone), end: graphTime('2026-03-31T00:00:00', timeZone) });
		expect(await read(world, id)).toMatchObject({ start: { date: '2026-03-29' }, end: { date: '2026-03-31' } });
	});

	it('all-day told as an instant is the day of its own zone', () => {
		const told = { isAllDay: true, originalStartTimeZone: 'Europe/Berlin', originalEndTimeZone: 'Europe/Berlin' };
		expect(recordOf({ ...told, start: graphTime('2026-07-09T22:00:00.0000000', 'UTC'), end: graphTime('2026-07-10T22:00:00.0000000', 'UTC') })).toMatchObject({ start: { date: '2026-07-10' }, end: { date: '2026-07-11' } });
		expect(recordOf({ isAllDay: true, start: graphTime('2026-07-10T00:00:00', 'UTC'), end: graphTime('2026-07-10T00:00:00', 'UTC') })).toMatchObject({ end: { date: '2026-07-11' } });
	});

	it.each([
		['before summer time', '2026-03-29T01:30:00+01:00', 'Europe/Berlin'],
		['in the first hour of summer time', '2026-03-29T03:00:00+02:00', 'Europe/Berlin'],
		['in the first of the two hours', '2026-10-25T02:30:00+02:00', 'Europe/Berlin'],
		['in the second of the two hours', '2026-10-25T02:30:00+01:00', 'Europe/Berlin'],
		['in a zone of half hours', '2026-03-10T10:00:00+10:30', 'Australia/Adelaide'],
		['in a zone that nobody knows', '2026-03-10T10:00:00+02:00', 'Moon/Base'],
		['without a zone', '2026-03-10T10:00:00-05:00', undefined],
	])('written %s come back as the same instant', async (_what, dateTime, timeZone) => {
		const world = office365World();
		const start = { dateTime, ...(timeZone !== undefined && { timeZone }) };
		const end = { dateTime: new Date(Date.parse(dateTime) + 1_800_000).toISOString(), ...(timeZone !== undefined && { timeZone }) };
		const [result] = await world.system.write([{ kind: 'create', key: 'k', values: { title: 'A', time: { start, end } }, stamp }], quiet);
		const record = await read(world, result?.outcome === 'written' ? result.id : '');
		expect([record.start, record.end].map((at) => Date.parse('dateTime' in at ? at.dateTime : ''))).toEqual([Date.parse(dateTime), Date.parse(dateTime) + 1_800_000]);
	});

	it('all-day are written as midnights of one zone', () => {
		expect(timesToGraph({ start: { date: '2026-03-10' }, end: { date: '2026-03-12' } })).toEqual({ isAllDay: true, start: graphTime('2026-03-10T00:00:00', 'UTC'), end: graphTime('2026-03-12T00:00:00', 'UTC') });
	});

	it('all-day and timed can become each other', async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Switch'));
		const update = async (time: { start: CalendarEvent['start']; end: CalendarEvent['end'] }) => await world.system.write([{ kind: 'update', id, values: { time }, revision: null }], quiet);
		expect(await update({ start: { date: '2026-03-20' }, end: { date: '2026-03-21' } })).toMatchObject([{ outcome: 'written', snapshot: { record: { start: { date: '2026-03-20' } } } }]);
		const timed = { start: { dateTime: '2026-03-20T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-20T11:00:00+01:00', timeZone: 'Europe/Berlin' } };
		expect(await update(timed)).toMatchObject([{ outcome: 'written', snapshot: { record: timed } }]);
	});
});

describe('the other fields of an Outlook event', () => {
	it.each([
		['normal', 'default'],
		['personal', 'default'],
		['private', 'private'],
		['confidential', 'private'],
		['newInThisYear', 'default'],
	])('sensitivity %s reads as %s', (sensitivity, visibility) => {
		expect(recordOf({ sensitivity }).visibility).toBe(visibility);
	});

	it.each([
		['free', 'free', 'confirmed'],
		['workingElsewhere', 'free', 'confirmed'],
		['busy', 'busy', 'confirmed'],
		['oof', 'busy', 'confirmed'],
		['tentative', 'busy', 'tentative'],
		['unknown', 'busy', 'confirmed'],
	])('shown as %s reads as %s, %s', (showAs, availability, status) => {
		expect(recordOf({ showAs })).toMatchObject({ availability, status });
	});

	it('one reminder, or none', () => {
		expect(recordOf({ isReminderOn: true, reminderMinutesBeforeStart: 0 }).reminders).toEqual([{ minutes: 0, method: 'popup' }]);
		expect(recordOf({ isReminderOn: false, reminderMinutesBeforeStart: 15 }).reminders).toEqual([]);
		expect(valuesToGraph({ reminders: [{ minutes: 5, method: 'email' }, { minutes: 10, method: 'popup' }] })).toEqual({ isReminderOn: true, reminderMinutesBeforeStart: 10 });
		expect(valuesToGraph({ reminders: [{ minutes: 5, method: 'email' }] })).toEqual({ isReminderOn: false });
	});

	it("an invited person's copy names the organiser once, and the own answer", () => {
		const boss = { emailAddress: { address: 'Boss@outside.example', name: 'Boss' } };
		const entry = { type: 'required', status: { response: 'none' }, ...boss };
		const record = recordOf({ isOrganizer: false, organizer: boss, attendees: [entry, entry, { type: 'resource', emailAddress: { address: 'room@example.test' }, status: { response: 'accepted' } }, {}], responseStatus: { response: 'tentativelyAccepted' } });
		expect(record.attendees).toEqual([
			{ email: 'Boss@outside.example', name: 'Boss', response: 'needsAction', organizer: true },
			{ email: 'room@example.test', response: 'accepted', resource: true },
		]);
		expect(record).toMatchObject({ ownResponse: 'tentative', organizer: { email: 'Boss@outside.example' } });
	});

	it.each([null, '', {}, [], 5])('%j for what is unset reads as empty', (empty) => {
		const names = ['subject', 'location', 'body', 'categories', 'attendees', 'organizer', 'sensitivity', 'showAs', 'recurrence', 'iCalUId', 'webLink', 'responseStatus', 'isReminderOn'];
		const more = Object.fromEntries(names.filter((name) => name !== 'recurrence' || empty === null).map((name) => [name, empty]));
		expect(recordOf(more)).toMatchObject({ title: '', location: '', description: '', tags: [], attendees: [], reminders: [], visibility: 'default', availability: 'busy' });
	});

	it('only given fields are written', () => {
		expect(valuesToGraph({})).toEqual({});
		expect(valuesToGraph({ title: 'A', availability: 'busy', visibility: 'default', tags: [] })).toEqual({ subject: 'A', showAs: 'busy', sensitivity: 'normal', categories: [] });
	});
});

describe('the text of an Outlook event', () => {
	it.each(['plain', 'a < b & c', 'Tom <tom@example.test>', 'x  y\n\n  z &amp; <b>bold</b>', 'ümläut 🎉\nline', '<script>alert(1)</script>'])('%j comes back letter by letter', async (description) => {
		const world = office365World();
		const time = { start: { dateTime: '2026-03-10T10:00:00Z' }, end: { dateTime: '2026-03-10T11:00:00Z' } };
		const [result] = await world.system.write([{ kind: 'create', key: 'k', values: { title: 'A', time, description }, stamp }], quiet);
		const id = result?.outcome === 'written' ? result.id : '';
		expect((await read(world, id)).description).toBe(description);
		expect(world.microsoft.person.get(id)?.body.content).not.toContain('<script');
	});

	it('that comes as HTML all the same is read as text', () => {
		expect(recordOf({ body: { contentType: 'HTML', content: '<p>Agenda&nbsp;1</p><script>x</script>' } }).description).toBe('Agenda 1');
	});

	it("Outlook's own rewriting is no change of any field", async () => {
		const world = office365World();
		const { id } = world.microsoft.person.create(meeting('Meeting', 10, { body: { contentType: 'html', content: '<p>One</p><p>Two &amp; <b>three</b></p>' }, location: { displayName: 'Room' }, categories: ['x'] }));
		const fields: EventField[] = ['title', 'time', 'location', 'description', 'reminders', 'attendees', 'visibility', 'availability', 'tags'];
		const hashes = async (): Promise<string[]> => {
			const record = await read(world, id);
			return fields.map((field) => hashField(field, getField(record, field)));
		};
		const [before, revision] = [await hashes(), (await read(world, id)).source.revision];
		for (const change of [() => world.microsoft.person.rewriteBodies(), () => world.microsoft.person.drift(), () => world.microsoft.person.rewriteBodies()]) {
			change();
			expect(await hashes()).toEqual(before);
		}
		expect((await read(world, id)).source.revision).not.toBe(revision);
	});
});

describe('what is remembered of an Outlook event', () => {
	it.each<[string, Record<string, unknown>, string]>([
		['nothing', {}, 'W/"k1"'],
		['guests of our own', { attendees: [{ emailAddress: { address: 'a@b.example' } }] }, 'W/"k1" g'],
		['guests of somebody else', { isOrganizer: false, attendees: [{ emailAddress: { address: 'a@b.example' } }] }, 'W/"k1"'],
		['a text with a list', { body: { contentType: 'text', content: 'Guests (listed by the sync, not invited):\r\n• a@b.example\r\n' } }, 'W/"k1" c'],
		['an online meeting', { isOnlineMeeting: true }, 'W/"k1" c'],
	])('beside its etag: %s', (_what, more, revision) => {
		expect(revisionOf({ ...base, ...more })).toBe(revision);
		expect(etagOf(revision)).toBe('W/"k1"');
		expect(marksOf(revision)).toEqual({ guests: revision.endsWith('g'), composed: revision.endsWith('c') });
	});

	it('makes do with the change key', () => {
		expect(revisionOf({ changeKey: 'k2' })).toBe('W/"k2"');
		expect(marksOf(null)).toBeNull();
	});

	it('the mark that is written is read back, whatever the case of its name; other marks are none', () => {
		expect(stampFromGraph(stampToGraph(stamp))).toEqual(stamp);
		const value = JSON.stringify(['s', 'p', 1]);
		expect(stampFromGraph({ singleValueExtendedProperties: [{ id: STAMP_ID.toUpperCase(), value }] })).toEqual({ sync: 's', partnerId: 'p', generation: 1 });
		for (const odd of ['{', '[1,2,3]', '["s","p","1"]', '["s"]', 'null', '5']) expect(stampFromGraph({ singleValueExtendedProperties: [{ id: STAMP_ID, value: odd }] })).toBeUndefined();
		for (const odd of [null, {}, [null], [{}], [{ id: 5, value: 5 }], [{ id: 'x', value }]]) expect(stampFromGraph({ singleValueExtendedProperties: odd })).toBeUndefined();
	});
});
