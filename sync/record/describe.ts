import { DateTime } from 'luxon';
import { asText } from '../mapping/asText';
import type { CanonicalRecord, EventTime, EventTimes, FieldName, FieldValue, FieldValues } from '../types';
import { isEvent, nameOf } from './fields';
import { normalText } from './normalForm';

/** What people call a record, and when it is. */
export interface Description {
	/** '' where the record tells none. */
	title: string;
	/** Start of an event in its own zone, as ISO 8601 with offset, or its first day; null for contacts. */
	when: string | null;
}

export function describeRecord(record: CanonicalRecord): Description {
	return { title: nameOf(record), when: isEvent(record) ? whenOf(record.start) : null };
}

/** What people call the record that holds these values; null where they do not tell. */
export function titleIn(values: FieldValues | null): string | null {
	const parts = [values?.title, values?.firstName, values?.lastName].filter((part) => typeof part === 'string' && part !== '');
	return parts.length === 0 ? null : parts.join(' ');
}

/** The same from the values of single fields; null when they name neither title nor time. */
export function describeValues(values: FieldValues | null): Partial<Description> | null {
	if (values === null) return null;
	const title = titleIn(values);
	const time = values.time as EventTimes | undefined;
	const known: Partial<Description> = { ...(title !== null && { title }), ...(time?.start !== undefined && { when: whenOf(time.start) }) };
	return Object.keys(known).length === 0 ? null : known;
}

function whenOf(start: EventTime): string {
	if ('date' in start) return start.date;
	if (!start.timeZone) return start.dateTime;
	const local = DateTime.fromISO(start.dateTime, { zone: start.timeZone });
	return local.isValid ? local.toISO({ suppressMilliseconds: true }) : start.dateTime;
}

/** Records that count as the same although neither knows of the other …: what they have in common with the given one. */
export function samenessOf(record: CanonicalRecord): string {
	return isEvent(record) ? 'have the same title and time as' : 'share an e-mail address, or name and phone number, with';
}

/** Long texts are cut, so that a list of changes stays readable. */
const longestValue = 120;

/** A field's value as one short line that a person reads. */
export function valueForPeople(field: FieldName, value: FieldValue): string {
	const text = field === 'time' && value !== null ? timesForPeople(value as EventTimes) : asText(value);
	const line = normalText(text).replace(/\s+/g, ' ');
	if (line === '') return '(empty)';
	return line.length > longestValue ? `${line.slice(0, longestValue - 1)}…` : line;
}

function timesForPeople({ start, end }: EventTimes): string {
	const [from, to] = [start, end].map(timeForPeople);
	return `${from} – ${to}${'date' in end ? ' (the end is the day after)' : ''}`;
}

function timeForPeople(time: EventTime): string {
	return whenOf(time).slice(0, 16).replace('T', ' ');
}
