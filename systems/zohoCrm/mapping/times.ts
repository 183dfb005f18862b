import type { EventTimes } from '../../../sync/types';
import { addDays, instantOf, isAllDay, isDate, isoAt } from '../../shared/times';
import { parseInstant, textOf } from '../row';
import type { ZohoRow } from '../row';

const dayMs = 24 * 60 * 60 * 1000;

/** How the end of an all-day meeting is written: the last second of the last day, or midnight after it. */
export type AllDayForm = 'inclusive' | 'exclusive';

/**
 * Start and end of a meeting, or null when they cannot be understood. Zoho keeps no zone, and re-expresses every time with
 * the organisation's offset.
 */
export function timesFromZoho(row: ZohoRow): EventTimes | null {
	const start = textOf(row.Start_DateTime);
	const end = textOf(row.End_DateTime);
	if (isDate(start)) return daysAsWritten(start, isDate(end) ? end : start);
	const startAt = parseInstant(start);
	const endAt = parseInstant(end);
	if (startAt === null || endAt === null || endAt < startAt) return null;
	if (row.All_day !== true) return { start: { dateTime: start }, end: { dateTime: end } };
	// 23:59:59 and midnight of the next day both round to whole days, also where a day has 23 or 25 hours.
	const days = Math.max(1, Math.round((endAt - startAt) / dayMs));
	return dates(firstDay(start, startAt), days);
}

/** The day as it is written; where that is no midnight but midnight in UTC is meant, the day in UTC. */
function firstDay(start: string, startAt: number): string {
	if (/T00:00(:00)?/.test(start)) return start.slice(0, 10);
	const inUtc = new Date(startAt).toISOString();
	return inUtc.slice(11, 19) === '00:00:00' ? inUtc.slice(0, 10) : start.slice(0, 10);
}

function daysAsWritten(first: string, last: string): EventTimes | null {
	const days = Math.round((Date.parse(last) - Date.parse(first)) / dayMs) + 1;
	return days < 1 ? null : dates(first, days);
}

function dates(first: string, days: number): EventTimes | null {
	const end = addDays(first, days);
	return end === null || !isDate(first) ? null : { start: { date: first }, end: { date: end } };
}

/** Which form an all-day row is written in; null when the row does not tell. */
export function allDayFormOf(row: ZohoRow): AllDayForm | null {
	if (row.All_day !== true) return null;
	const end = textOf(row.End_DateTime);
	if (/T23:59/.test(end)) return 'inclusive';
	return /T00:00(:00)?/.test(end) && end !== row.Start_DateTime ? 'exclusive' : null;
}

/** Zoho's three fields for a time, or null when the canonical time cannot be understood. */
export function timesToZoho(times: EventTimes, form: AllDayForm): ZohoRow | null {
	const { start, end } = times;
	if (isAllDay(start) && isAllDay(end)) {
		if (!isDate(start.date) || !isDate(end.date)) return null;
		const lastDay = form === 'exclusive' ? end.date : addDays(end.date, -1);
		// An end that is not after the start still means one day.
		const last = lastDay === null || lastDay < start.date ? start.date : lastDay;
		const endTime = form === 'exclusive' ? '00:00:00' : '23:59:59';
		return { Start_DateTime: `${start.date}T00:00:00+00:00`, End_DateTime: `${last}T${endTime}+00:00`, All_day: true };
	}
	if (isAllDay(start) || isAllDay(end)) return null;
	const startText = withOffset(start);
	const endText = withOffset(end);
	if (startText === null || endText === null) return null;
	return { Start_DateTime: startText, End_DateTime: endText, All_day: false };
}

/** ISO 8601 with the offset that holds in the event's zone, whole seconds: the only form Zoho takes. */
function withOffset(time: { dateTime: string; timeZone?: string }): string | null {
	const instant = instantOf(time);
	if (Number.isNaN(instant)) return null;
	return isoAt(Math.floor(instant / 1000) * 1000, time.timeZone ?? writtenZone(time.dateTime)).replace(/Z$/, '+00:00');
}

/** The offset written in the text, as a zone; UTC when there is none. */
function writtenZone(dateTime: string): string {
	const offset = /([+-]\d{2}:\d{2})$/.exec(dateTime)?.[1];
	return offset === undefined ? 'utc' : `UTC${offset}`;
}
