import type { Attendee, ContactRecord, EventTime, EventTimes, FieldValue, Reminder } from '../types';

/** A field's value as one line of text a person reads; '' when there is nothing. */
export function asText(value: FieldValue | undefined): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (Array.isArray(value)) return value.map(elementText).filter((text) => text !== '').join(', ');
	return timesText(value);
}

type Element = string | Reminder | Attendee | ContactRecord['phones'][number] | ContactRecord['addresses'][number];

function elementText(element: Element): string {
	if (typeof element === 'string') return element;
	if (typeof element !== 'object' || element === null) return '';
	if ('minutes' in element) return `${element.minutes} min (${element.method})`;
	if ('email' in element) return element.name ? `${element.name} <${element.email}>` : element.email;
	if ('number' in element) return element.number;
	return [element.street, [element.postalCode, element.city].filter(Boolean).join(' '), element.region, element.country]
		.filter(Boolean)
		.join(', ');
}

function timesText(times: EventTimes): string {
	return `${timeText(times.start)} – ${timeText(times.end)}`;
}

function timeText(time: EventTime | undefined): string {
	if (time === undefined) return '';
	if ('date' in time) return time.date;
	return time.timeZone ? `${time.dateTime} (${time.timeZone})` : time.dateTime;
}
