import type { calendar_v3 } from '@googleapis/calendar';
import type { Attendee, EventTime, EventTimes, FieldValues, Reminder } from '../../../sync/types';
import { mayActAsHtml, textToHtml } from '../../shared/text';
import { isAllDay, isKnownZone } from '../../shared/times';

/** The fields that Google can hold, as Google writes them. Fields that are missing in `values` are left alone. */
export function valuesToGoogle(values: FieldValues): calendar_v3.Schema$Event {
	const time = timesOf(values);
	return {
		...(typeof values.title === 'string' && { summary: values.title }),
		...(time && { start: timeToGoogle(time.start), end: timeToGoogle(time.end) }),
		...(typeof values.location === 'string' && { location: values.location }),
		...(typeof values.description === 'string' && { description: descriptionToGoogle(values.description) }),
		...(values.reminders !== undefined && { reminders: { useDefault: false, overrides: remindersOf(values) } }),
		...(values.attendees !== undefined && { attendees: attendeesOf(values).map(attendeeToGoogle) }),
		...(typeof values.visibility === 'string' && { visibility: values.visibility }),
		...(typeof values.availability === 'string' && { transparency: transparency(values.availability) }),
	};
}

/** Google's word for busy and free. */
export function transparency(availability: string): string {
	return availability === 'free' ? 'transparent' : 'opaque';
}

/** null when the values hold no complete time. */
export function timesOf(values: FieldValues): EventTimes | null {
	const { time } = values;
	return typeof time === 'object' && time !== null && 'start' in time && 'end' in time ? time : null;
}

export function remindersOf(values: FieldValues): Reminder[] {
	const { reminders } = values;
	return Array.isArray(reminders) ? reminders.filter(isReminder) : [];
}

export function attendeesOf(values: FieldValues): Attendee[] {
	const { attendees } = values;
	return Array.isArray(attendees) ? attendees.filter(isAttendee) : [];
}

function isReminder(value: unknown): value is Reminder {
	return typeof value === 'object' && value !== null && 'minutes' in value && 'method' in value;
}

function isAttendee(value: unknown): value is Attendee {
	return typeof value === 'object' && value !== null && 'email' in value;
}

/**
 * A change merges into what is there, so the other way of saying the time is taken out by name. The zone stays when the source
 * knows none.
 */
function timeToGoogle(time: EventTime): calendar_v3.Schema$EventDateTime {
	if (isAllDay(time)) return { date: time.date, dateTime: null, timeZone: null };
	return {
		date: null,
		dateTime: time.dateTime,
		...(time.timeZone !== undefined && isKnownZone(time.timeZone) && { timeZone: time.timeZone }),
	};
}

/** Google shows descriptions as HTML; text that would be taken for markup is escaped, all other text goes as it is. */
function descriptionToGoogle(text: string): string {
	return mayActAsHtml(text) ? textToHtml(text) : text;
}

function attendeeToGoogle(attendee: Attendee): calendar_v3.Schema$EventAttendee {
	return {
		email: attendee.email,
		...(attendee.name !== undefined && { displayName: attendee.name }),
		...(attendee.response !== undefined && { responseStatus: attendee.response }),
		...(attendee.optional === true && { optional: true }),
		...(attendee.resource === true && { resource: true }),
	};
}
