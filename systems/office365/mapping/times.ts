import { DateTime } from 'luxon';
import type { EventTime, EventTimes } from '../../../sync/types';
import { addDays, instantOf, isAllDay, isKnownZone, isoAt, timedAt } from '../../shared/times';
import type { Json } from '../client';
import { objectOf, textOf } from './values';
import { ianaZone } from './zones';

/** Start and end of an event. Throws `Error` with the cause when they cannot be understood. */
export function timesFromGraph(event: Json): EventTimes {
	const isWholeDay = event.isAllDay === true;
	const start = timeFromGraph(objectOf(event.start), ianaZone(event.originalStartTimeZone), isWholeDay);
	const end = timeFromGraph(objectOf(event.end), ianaZone(event.originalEndTimeZone) ?? ianaZone(event.originalStartTimeZone), isWholeDay);
	if (start === null || end === null) throw new Error('its start or end is missing or not a time');
	// Graph itself insists on at least one whole day.
	if (isAllDay(start) && isAllDay(end) && end.date <= start.date) return { start, end: { date: addDays(start.date, 1) ?? end.date } };
	return { start, end };
}

/** Times are asked for in UTC; the event's own zone is told beside them. */
function timeFromGraph(time: Json, ownZone: string | undefined, isWholeDay: boolean): EventTime | null {
	const text = textOf(time.dateTime).replace(/(\.\d{3})\d+/, '$1').replace(/\.000$/, '');
	const zone = zoneTold(time.timeZone);
	const instant = zone === undefined ? null : timedAt(text, zone);
	if (instant === null || isAllDay(instant)) return null;
	if (isWholeDay) return { date: dayOf(text, instantOf(instant), ownZone) };
	const shown = ownZone ?? 'UTC';
	return { dateTime: isoAt(instantOf(instant), shown), timeZone: shown };
}

/** Times without a zone are in UTC, as they were asked for. In a zone that nobody knows they say nothing. */
function zoneTold(name: unknown): string | undefined {
	return name === undefined || name === null || name === '' ? 'UTC' : ianaZone(name);
}

/** A day is told as midnight, in UTC or in the event's own zone. */
function dayOf(text: string, instant: number, ownZone: string | undefined): string {
	const told = text.slice(0, 10);
	if (text.slice(11, 19) === '00:00:00') return told;
	return DateTime.fromMillis(instant, { zone: ownZone ?? 'utc' }).toISODate() ?? told;
}

/** As Graph writes it: wall time without offset beside the name of a zone. All-day times are midnights of one zone. */
export function timesToGraph({ start, end }: EventTimes): Json {
	return { isAllDay: isAllDay(start), start: timeToGraph(start, zoneOf(start)), end: timeToGraph(end, isAllDay(start) ? 'UTC' : zoneOf(end)) };
}

/** An hour that exists twice, when summer time ends, can only be told from the other one in UTC. */
function zoneOf(time: EventTime): string {
	if (isAllDay(time) || time.timeZone === undefined || !isKnownZone(time.timeZone)) return 'UTC';
	const isUnique = DateTime.fromMillis(instantOf(time), { zone: time.timeZone }).getPossibleOffsets().length === 1;
	return isUnique ? time.timeZone : 'UTC';
}

function timeToGraph(time: EventTime, zone: string): Json {
	if (isAllDay(time)) return { dateTime: `${time.date}T00:00:00`, timeZone: zone };
	return { dateTime: DateTime.fromMillis(instantOf({ dateTime: time.dateTime, timeZone: zone }), { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ss"), timeZone: zone };
}
