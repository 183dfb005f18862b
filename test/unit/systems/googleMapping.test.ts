import { describe, expect, it } from 'vitest';
import type { CalendarEvent, FieldValues } from '../../../sync/types';
import { eventIdFor } from '../../../systems/googleCalendar/mapping/eventId';
import { snapshotFromGoogle } from '../../../systems/googleCalendar/mapping/fromGoogle';
import { fitToGoogle } from '../../../systems/googleCalendar/mapping/limits';
import { etagOf, revisionOf } from '../../../systems/googleCalendar/mapping/revision';
import { stampToGoogle } from '../../../systems/googleCalendar/mapping/stamp';
import { valuesToGoogle } from '../../../systems/googleCalendar/mapping/toGoogle';
import { googleEvent } from './googleFakes';

const context = { account: 'a@example.test', container: 'team@example.test', defaultReminders: [{ minutes: 30, method: 'popup' as const }] };

function recordOf(more: Record<string, unknown>): CalendarEvent {
	const { record } = snapshotFromGoogle(googleEvent('abcde', more), context);
	if (!('start' in record)) throw new Error('not an event');
	return record;
}

describe('a Google event as a record (Z11)', () => {
	it('keeps the offset and the IANA zone of a timed event', () => {
		expect(recordOf({}).start).toEqual({ dateTime: '2026-11-03T10:00:00+01:00', timeZone: 'Europe/Berlin' });
	});

	it('keeps an instant whose zone is unknown', () => {
		expect(recordOf({ start: { dateTime: '2026-11-03T10:00:00Z', timeZone: 'Moon/Base' } }).start).toEqual({ dateTime: '2026-11-03T10:00:00Z' });
	});

	it('keeps the exclusive end of an all-day event', () => {
		expect(recordOf({ start: { date: '2026-11-03' }, end: { date: '2026-11-05' } })).toMatchObject({
			start: { date: '2026-11-03' },
			end: { date: '2026-11-05' },
		});
	});

	it("puts the calendar's default reminders in the place of useDefault", () => {
		expect(recordOf({ reminders: { useDefault: true } }).reminders).toEqual(context.defaultReminders);
		expect(recordOf({ reminders: { useDefault: false, overrides: [{ method: 'email', minutes: 10 }] } }).reminders).toEqual([{ minutes: 10, method: 'email' }]);
	});

	it('says that reminders are not to be relied on when the defaults are unknown', () => {
		const snapshot = snapshotFromGoogle(googleEvent('abcde', { reminders: { useDefault: true } }), { ...context, defaultReminders: null });
		expect(snapshot.omitted).toEqual(['reminders']);
	});

	it('reduces an HTML description to text and keeps the HTML beside it', () => {
		const html = '<p>Agenda</p><ul><li>Price &amp; terms</li></ul><script>alert(1)</script>';
		const record = recordOf({ description: html });
		expect(record.description).toContain('Price & terms');
		expect(record.description).not.toMatch(/[<>]|alert/);
		expect(record.descriptionHtml).toBe(html);
	});

	it.each([
		['confidential', 'private'],
		['private', 'private'],
		['public', 'public'],
		[undefined, 'default'],
		['newInThisYear', 'default'],
	])('reads visibility %s as %s', (visibility, expected) => {
		expect(recordOf({ visibility }).visibility).toBe(expected);
	});

	it('tells organiser, rooms, optional guests and the own answer', () => {
		const record = recordOf({
			transparency: 'transparent',
			organizer: { email: 'boss@example.test', displayName: 'Boss' },
			attendees: [
				{ email: 'boss@example.test', organizer: true, responseStatus: 'accepted' },
				{ email: 'me@example.test', self: true, responseStatus: 'declined', optional: true },
				{ email: 'room@example.test', resource: true },
			],
		});
		expect(record.attendees).toEqual([
			{ email: 'boss@example.test', response: 'accepted', organizer: true },
			{ email: 'me@example.test', response: 'declined', optional: true },
			{ email: 'room@example.test', resource: true },
		]);
		expect(record).toMatchObject({ ownResponse: 'declined', availability: 'free', organizer: { email: 'boss@example.test', name: 'Boss' } });
	});

	it('does not rely on a guest list that Google shows in part', () => {
		expect(snapshotFromGoogle(googleEvent('abcde', { attendeesOmitted: true }), context).omitted).toEqual(['attendees']);
		expect(snapshotFromGoogle(googleEvent('abcde', { attendees: [{ displayName: 'Nobody' }] }), context).omitted).toEqual(['attendees']);
	});

	it('marks a series and its occurrences as recurring', () => {
		expect(snapshotFromGoogle(googleEvent('abcde', { recurrence: ['RRULE:FREQ=WEEKLY'] }), context).recurring).toBe(true);
		expect(snapshotFromGoogle(googleEvent('abcde', { recurringEventId: 'master' }), context).recurring).toBe(true);
		expect(snapshotFromGoogle(googleEvent('abcde'), context).recurring).toBe(false);
	});

	it('refuses an event without a start instead of inventing one', () => {
		expect(() => snapshotFromGoogle(googleEvent('abcde', { start: undefined }), context)).toThrow('start');
		expect(() => snapshotFromGoogle(googleEvent('abcde', { end: { dateTime: 'soon' } }), context)).toThrow('end');
	});

	it('sees a change of reminders even if the etag stays', () => {
		const before = revisionOf(googleEvent('abcde', { reminders: { useDefault: true } }));
		const after = revisionOf(googleEvent('abcde', { reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 5 }] } }));
		expect(after).not.toBe(before);
		expect([etagOf(before), etagOf(after)]).toEqual(['"etag-abcde"', '"etag-abcde"']);
	});

	it('reads the mark back that it writes', () => {
		const stamp = { sync: 'sales', partnerId: '42', generation: 3 };
		const written = stampToGoogle(stamp);
		expect(snapshotFromGoogle(googleEvent('abcde', { ...written }), context).stamp).toEqual(stamp);
		expect(Object.keys(written.extendedProperties?.private ?? {}).every((key) => key.length <= 44)).toBe(true);
	});
});

describe('a record as a Google event (Z11)', () => {
	it('writes only the given fields', () => {
		expect(valuesToGoogle({ title: 'A' })).toEqual({ summary: 'A' });
		expect(valuesToGoogle({})).toEqual({});
	});

	it('takes out the other way of saying the time', () => {
		expect(valuesToGoogle({ time: { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } } }).start).toEqual({
			date: '2026-11-03',
			dateTime: null,
			timeZone: null,
		});
		const timed = { dateTime: '2026-11-03T10:00:00+01:00' };
		expect(valuesToGoogle({ time: { start: timed, end: timed } }).start).toEqual({ date: null, dateTime: timed.dateTime });
	});

	it.each(['plain', 'a < b & c', 'Tom <tom@example.test>', 'x  y\n\n  z &amp; <b>bold</b>', 'ümläut 🎉\nline'])(
		'brings the description %j back letter by letter',
		(text) => {
			const { description } = valuesToGoogle({ description: text });
			expect(recordOf({ description }).description).toBe(text);
		},
	);

	it('lets no markup from the CRM reach the calendar', () => {
		expect(valuesToGoogle({ description: '<img src=x onerror=alert(1)>' }).description).not.toContain('<img');
	});

	it('says busy and free in the words of Google', () => {
		expect(valuesToGoogle({ availability: 'free', visibility: 'private' })).toEqual({ transparency: 'transparent', visibility: 'private' });
	});

	it('writes guests with their answers', () => {
		const values: FieldValues = { attendees: [{ email: 'a@example.test', name: 'A', response: 'accepted', optional: true }] };
		expect(valuesToGoogle(values).attendees).toEqual([{ email: 'a@example.test', displayName: 'A', responseStatus: 'accepted', optional: true }]);
	});

	it('holds 5 different reminders up to 4 weeks and names the loss (B13)', () => {
		const reminders = [1, 1, 2, 3, 4, 5, 90_000].map((minutes) => ({ minutes, method: 'popup' as const }));
		const { values, losses } = fitToGoogle({ reminders });
		expect(values.reminders).toEqual([1, 2, 3, 4, 5].map((minutes) => ({ minutes, method: 'popup' })));
		expect(losses).toHaveLength(1);
		expect(fitToGoogle({ reminders: [{ minutes: 90_000, method: 'email' }] }).changed.reminders).toEqual([{ minutes: 40_320, method: 'email' }]);
	});

	it('cuts a text that is too long, never inside a character, and names the loss (B13)', () => {
		const { values, losses } = fitToGoogle({ title: `${'x'.repeat(1023)}🎉` });
		expect(values.title).toBe('x'.repeat(1023));
		expect(losses).toMatchObject([{ field: 'title' }]);
		expect(fitToGoogle({ title: 'short' }).losses).toEqual([]);
	});

	it('uses a valid key as event id and makes one of any other, always the same', () => {
		expect(eventIdFor('abc0123v')).toBe('abc0123v');
		expect(eventIdFor('Sales/42#1')).toMatch(/^[a-v0-9]{5,1024}$/);
		expect(eventIdFor('Sales/42#1')).toBe(eventIdFor('Sales/42#1'));
		expect(eventIdFor('Sales/42#1')).not.toBe(eventIdFor('Sales/42#2'));
	});
});
