import { isJsonObject, type JsonObject } from '../core/json';
import { isAllDay, type EventDraft, type GoogleCalendar } from './calendar';
import { GoogleError, invalid, required } from './errors';
import { markAttendees } from './guests';
import { readAttendees, readPlainMembers, readProperties, readRecurrence, readReminders } from './input';
import { isSameTime, readEventTime, type PlacedTime } from './time';
import type { AttendeeResource, EventResource, EventTime, StoredEvent } from './types';

/** Members all guests share; only the organizer may change them (Calendar API concepts, Events and calendars). */
const sharedMembers = ['summary', 'description', 'location', 'recurrence', 'status', 'attachments', 'conferenceData'] as const;

/** True when this calendar holds the organizer's event, or a private copy that was imported. */
export function isOrganizersOwn(fields: EventResource): boolean {
	return fields.organizer?.self === true || fields.privateCopy === true;
}

/** A start or end after the write; PATCH merges into the stored one, so `null` is needed to swap date and dateTime. */
function timeAfter(which: 'start' | 'end', body: JsonObject, before: EventResource, merge: boolean, calendar: GoogleCalendar): PlacedTime {
	const given = body[which];
	const value = merge && isJsonObject(given) ? { ...before[which], ...given } : merge && given === undefined ? before[which] : given;
	return readEventTime(which, value, calendar.timeZone);
}

function checkRange(start: PlacedTime, end: PlacedTime): void {
	if (start.isDate !== end.isDate) throw invalid('Start and end times must either both be date or both be dateTime.');
	if (end.at < start.at || (start.isDate && end.at === start.at)) {
		throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.', { domain: 'calendar' });
	}
}

function checkSeriesZone(body: JsonObject, before: EventResource, merge: boolean): void {
	for (const which of ['start', 'end'] as const) {
		const given = body[which];
		const named = isJsonObject(given) && (typeof given.timeZone === 'string' || typeof given.date === 'string');
		const kept = merge && (isAllDay(before[which]) || typeof before[which]?.timeZone === 'string');
		if (!named && !kept) throw required(`Missing time zone definition for ${which} time.`);
	}
}

function attendeesAfter(body: JsonObject, before: EventResource, merge: boolean, calendar: GoogleCalendar): AttendeeResource[] | undefined {
	if (!('attendees' in body)) return merge ? before.attendees : undefined;
	if (!isOrganizersOwn(before)) return withOwnAnswer(before.attendees ?? [], readAttendees(body.attendees), calendar.id);
	const attendees = markAttendees(readAttendees(body.attendees), before.organizer?.email ?? calendar.id, calendar.id);
	return attendees.length > 0 ? attendees : undefined;
}

/** A guest changes only the own entry (recorded behaviour). */
function withOwnAnswer(before: AttendeeResource[], given: AttendeeResource[], calendarId: string): AttendeeResource[] {
	const own = given.find((attendee) => attendee.email?.toLowerCase() === calendarId.toLowerCase());
	if (own === undefined) return before;
	return before.map((attendee) => (attendee.self === true ? { ...attendee, ...own } : attendee));
}

function sequenceAfter(body: JsonObject, before: EventResource, timesMoved: boolean): number {
	const current = before.sequence ?? 0;
	if (typeof body.sequence === 'number') {
		if (body.sequence < current) throw invalid('Invalid sequence value. The specified sequence number is below the current sequence number of the resource.');
		return body.sequence;
	}
	return timesMoved ? current + 1 : current;
}

function same(first: unknown, second: unknown): boolean {
	return JSON.stringify(first ?? null) === JSON.stringify(second ?? null);
}

function hasTimes(fields: EventResource, start: EventTime | undefined, end: EventTime | undefined): boolean {
	return isSameTime(fields.start, start) && isSameTime(fields.end, end);
}

/**
 * What an event will hold after a write. `merge` is PATCH: members the body leaves out stay. Without it they fall back to
 * their defaults. `before.organizer`, `creator`, `iCalUID`, `eventType` and the place in a series are never changed here.
 */
export function draftEvent(calendar: GoogleCalendar, id: string, body: JsonObject, before: EventResource, merge: boolean): EventDraft {
	const start = timeAfter('start', body, before, merge, calendar);
	const end = timeAfter('end', body, before, merge, calendar);
	checkRange(start, end);
	const isInstance = typeof before.recurringEventId === 'string';
	const recurrence = isInstance ? undefined : readRecurrence(body, before, merge);
	if (recurrence !== undefined) checkSeriesZone(body, before, merge);
	const { creator, organizer, iCalUID, eventType, recurringEventId, originalStartTime, privateCopy, locked, hangoutLink } = before;
	const kept: EventResource = { creator, organizer, iCalUID, eventType, recurringEventId, originalStartTime, privateCopy, locked, hangoutLink };
	const moved = before.start !== undefined && !(hasTimes(before, start.resource, end.resource) && same(before.recurrence, recurrence));
	const fields: EventResource = {
		...kept,
		status: 'confirmed',
		...readPlainMembers(body, before, merge),
		start: start.resource,
		end: end.resource,
		recurrence,
		attendees: attendeesAfter(body, before, merge, calendar),
		reminders: readReminders(body, before, merge),
		extendedProperties: readProperties(body, before, merge),
	};
	fields.sequence = sequenceAfter(body, before, moved);
	return { id, fields: withoutEmpty(fields), startsAt: start.at, endsAt: end.at };
}

/** True when a guest's write would change what only the organizer may change. */
export function changesSharedMembers(before: StoredEvent, draft: EventDraft): boolean {
	const { start, end } = draft.fields;
	return !hasTimes(before.fields, start, end) || sharedMembers.some((name) => !same(before.fields[name], draft.fields[name]));
}

/** True when nothing but the reminders differs. */
export function changesOnlyReminders(before: StoredEvent, draft: EventDraft): boolean {
	const { reminders: remindersBefore, ...restBefore } = before.fields;
	const { reminders, ...rest } = draft.fields;
	const sorted = (fields: EventResource): unknown[] => Object.entries(fields).sort(([first], [second]) => (first < second ? -1 : 1));
	return !same(remindersBefore, reminders) && same(sorted(restBefore), sorted(rest));
}

function withoutEmpty(fields: EventResource): EventResource {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
