import { DateTime } from 'luxon';
import type { Attendee, ContactRecord, EventTime, EventTimes, FieldName, FieldValue, Reminder } from '../types';

/** Fields whose values are sets: they change, merge and hash element by element. */
const setFields: ReadonlySet<FieldName> = new Set<FieldName>(['reminders', 'attendees', 'tags', 'emails', 'phones', 'addresses']);

export function isSetField(field: FieldName): boolean {
	return setFields.has(field);
}

/** One line of printable ASCII, to which the rules below do nothing but trim. */
const plainLine = /^[ -~]*$/;

/** Text as people see it: one kind of line end and blank, no space at line ends, at most one empty line in a row. */
export function normalText(text: string): string {
	if (plainLine.test(text)) return text.trim();
	return text
		.normalize('NFC')
		.replace(/\r\n?/g, '\n')
		.replace(/[\u00a0\u2007\u202f]/g, ' ')
		// Tried at the first blank of a run only: a long run in the middle of a line must not be tried again from each of its blanks.
		.replace(/(?<![ \t])[ \t]+\n/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

type PointInTime = Extract<EventTime, { dateTime: string }>;

/** The form in which systems hand times over: ECMAScript's own, so that it means the same everywhere and is quick to read. */
const completeTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?(?:Z|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since 1970 of a point in time, cut to whole seconds because some systems keep no more; null for a day.
 * A time without offset is read in its zone.
 */
export function instantOf(time: EventTime): number | null {
	return 'dateTime' in time ? wholeSeconds(time) : null;
}

function wholeSeconds({ dateTime, timeZone }: PointInTime): number {
	const milliseconds = completeTime.test(dateTime) ? Date.parse(dateTime) : zonedInstant(dateTime, timeZone);
	return Math.floor(milliseconds / 1000) * 1000;
}

function zonedInstant(dateTime: string, zone = 'utc'): number {
	const parsed = DateTime.fromISO(dateTime, { setZone: true, zone });
	return parsed.isValid ? parsed.toMillis() : Date.parse(dateTime);
}

/** Start of the event for sorting and windows: an instant, or midnight UTC of its first day. */
export function startOf(time: EventTime): number {
	return 'dateTime' in time ? wholeSeconds(time) : Date.parse(`${time.date}T00:00:00Z`);
}

function normalTime(time: EventTime): string {
	return 'date' in time ? time.date : String(instantOf(time));
}

/** The normal form of one element of a set field. */
export function elementForms(field: FieldName, value: FieldValue): string[] {
	if (!Array.isArray(value)) return [];
	if (value.length === 0) return [];
	const forms = value.flatMap((element) => elementForm(field, element));
	return forms.length === 1 ? forms : [...new Set(forms)].sort();
}

function elementForm(field: FieldName, element: unknown): string[] {
	switch (field) {
		case 'reminders': {
			const reminder = element as Reminder;
			return [`${reminder.method}:${reminder.minutes}`];
		}
		case 'attendees': {
			const attendee = element as Attendee;
			// The organiser is who the meeting belongs to, not somebody who was invited.
			return attendee.organizer === true || attendee.email === '' ? [] : [attendee.email.trim().toLowerCase()];
		}
		case 'emails':
			return [String(element).trim().toLowerCase()];
		case 'phones': {
			const phone = element as ContactRecord['phones'][number];
			return [`${phone.kind}:${phone.number.replace(/[^\d+]/g, '')}`];
		}
		case 'addresses': {
			const { kind, street, city, region, postalCode, country } = element as ContactRecord['addresses'][number];
			return [JSON.stringify([kind, ...[street, city, region, postalCode, country].map((part) => normalText(part ?? ''))])];
		}
		default:
			return [normalText(String(element))];
	}
}

/** The one form in which values of a field are compared. Equal forms are equal values; nothing else is. */
export function normalForm(field: FieldName, value: FieldValue): string {
	if (isSetField(field)) return elementForms(field, value).join('\n');
	if (value === null || value === undefined) return '';
	if (field === 'time') {
		const { start, end } = value as EventTimes;
		return `${normalTime(start)}/${normalTime(end)}`;
	}
	return typeof value === 'string' ? normalText(value) : JSON.stringify(value);
}

/** True for '', null and the empty set. */
export function isEmptyValue(field: FieldName, value: FieldValue): boolean {
	return normalForm(field, value) === '';
}
