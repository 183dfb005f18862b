import { DateTime, IANAZone } from 'luxon';
import { isJsonObject, textOf } from '../core/json';
import { GoogleError, invalid, required } from './errors';
import type { EventTime } from './types';

/** A start or end as Google stores it, with the instant it means. */
export interface PlacedTime {
	resource: EventTime;
	/** Milliseconds since 1970; for a date its midnight in the calendar's zone. */
	at: number;
	isDate: boolean;
}

const hasOffset = /(Z|[+-]\d{2}:?\d{2})$/i;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/i;

/** Offsets in minutes by zone and quarter of an hour: no zone changes its offset within one. */
const offsets = new Map<string, Map<number, number>>();
const quarterHour = 900_000;
const offsetsKept = 20_000;

function offsetMinutes(at: number, zone: string): number {
	let ofZone = offsets.get(zone);
	if (ofZone === undefined || ofZone.size > offsetsKept) {
		ofZone = new Map();
		offsets.set(zone, ofZone);
	}
	const quarter = Math.floor(at / quarterHour);
	const known = ofZone.get(quarter);
	if (known !== undefined) return known;
	const minutes = IANAZone.create(zone).offset(at);
	ofZone.set(quarter, minutes);
	return minutes;
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** A moment written with the zone's offset and without fractions, as Google answers. */
export function writeInstant(at: number, zone: string): string {
	const minutes = offsetMinutes(at, zone);
	const local = new Date(at + minutes * 60_000).toISOString().slice(0, 19);
	if (minutes === 0) return `${local}Z`;
	const distance = Math.abs(minutes);
	return `${local}${minutes < 0 ? '-' : '+'}${twoDigits(Math.floor(distance / 60))}:${twoDigits(distance % 60)}`;
}

/** Milliseconds of a checked RFC 3339 text; NaN when the day or time does not exist. */
function readInstant(text: string, zone: string): number {
	return hasOffset.test(text) ? Date.parse(text) : DateTime.fromISO(text, { zone }).toMillis();
}

/** `2026-08-03T10:00:00.000Z` */
export function writeTimestamp(at: number): string {
	return new Date(at).toISOString();
}

/** Reads a query's RFC 3339 time; throws a 400 when it is none. */
export function readQueryTime(name: string, text: string): number {
	if (!dateTimePattern.test(text) || !hasOffset.test(text)) throw new GoogleError(400, 'badRequest', 'Bad Request', { location: name, locationType: 'parameter' });
	const at = Date.parse(text);
	if (Number.isNaN(at)) throw invalid(`Invalid value for: ${text}`, name);
	return at;
}

const knownZones = new Map<string, boolean>();

export function isKnownZone(zone: string): boolean {
	const known = knownZones.get(zone) ?? IANAZone.isValidZone(zone);
	knownZones.set(zone, known);
	return known;
}

/**
 * Reads `start` or `end` from a request. `dateTime` is answered in the calendar's zone and keeps its own `timeZone`. Throws
 * Google's 400 for what it does not take.
 */
export function readEventTime(which: 'start' | 'end', value: unknown, calendarZone: string): PlacedTime {
	if (!isJsonObject(value)) throw required(`Missing ${which} time.`);
	const date = textOf(value, 'date');
	const dateTime = textOf(value, 'dateTime');
	const zone = textOf(value, 'timeZone');
	if (zone !== undefined && !isKnownZone(zone)) throw invalid(`Invalid time zone definition for ${which} time.`);
	if (date !== undefined && dateTime !== undefined) throw invalid(`Invalid ${which} time.`);
	if (date !== undefined) {
		const at = datePattern.test(date) ? DateTime.fromISO(date, { zone: calendarZone }) : undefined;
		if (at === undefined || !at.isValid) throw invalid(`Invalid value for: Invalid format: "${date}"`);
		return { resource: { date }, at: at.toMillis(), isDate: true };
	}
	if (dateTime === undefined) throw required(`Missing ${which} time.`);
	if (!dateTimePattern.test(dateTime)) throw invalid(`Invalid value for: Invalid format: "${dateTime}"`);
	if (zone === undefined && !hasOffset.test(dateTime)) throw required(`Missing time zone definition for ${which} time.`);
	const moment = readInstant(dateTime, zone ?? calendarZone);
	if (Number.isNaN(moment)) throw invalid(`Invalid value for: Invalid format: "${dateTime}"`);
	const at = Math.floor(moment / 1000) * 1000;
	return { resource: { dateTime: writeInstant(at, calendarZone), timeZone: zone ?? calendarZone }, at, isDate: false };
}

/** The same moment written in another zone; dates stay as they are. */
export function inZone(time: EventTime | undefined, zone: string): EventTime | undefined {
	if (typeof time?.dateTime !== 'string') return time;
	return { ...time, dateTime: writeInstant(Date.parse(time.dateTime), zone) };
}

/** True when both mean the same date, or the same moment in the same zone, however they are written. */
export function isSameTime(first: EventTime | undefined, second: EventTime | undefined): boolean {
	if (typeof first?.dateTime !== 'string' || typeof second?.dateTime !== 'string') return first?.date === second?.date && first?.dateTime === second?.dateTime;
	return Date.parse(first.dateTime) === Date.parse(second.dateTime) && first.timeZone === second.timeZone;
}
