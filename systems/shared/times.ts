import { DateTime, IANAZone } from 'luxon';
import type { EventTime } from '../../sync/types';

const HAS_OFFSET = /(?:z|[+-]\d{2}(?::?\d{2})?)$/i;

export function isAllDay(time: EventTime): time is { date: string } {
	return 'date' in time;
}

/** Zones that were asked for: making sure of one costs a formatter of its own. Names come from vendors, so there is a limit. */
const knownZones = new Map<string, boolean>();
const zonesKept = 1_000;

export function isKnownZone(zone: string): boolean {
	const remembered = knownZones.get(zone);
	if (remembered !== undefined) return remembered;
	const isKnown = IANAZone.isValidZone(zone);
	if (knownZones.size < zonesKept) knownZones.set(zone, isKnown);
	return isKnown;
}

/** Milliseconds since 1970. An all-day date is its midnight in the given zone. NaN when the text is no time. */
export function instantOf(time: EventTime, zone = 'utc'): number {
	if (isAllDay(time)) return DateTime.fromISO(time.date, { zone }).toMillis();
	return DateTime.fromISO(time.dateTime, { zone: time.timeZone ?? zone }).toMillis();
}

/** ISO 8601 with the offset that is in force in the zone at that time, without milliseconds. */
export function isoAt(instant: number, zone = 'utc'): string {
	const local = DateTime.fromMillis(instant, { zone });
	const valid = local.isValid ? local : DateTime.fromMillis(instant, { zone: 'utc' });
	return valid.toISO({ suppressMilliseconds: true }) ?? new Date(instant).toISOString();
}

/**
 * A timed event's time from the vendor's text. Text without offset is meant in `zone`. A zone that luxon does not know is left
 * out, because the instant is right without it. null when the text is no time.
 */
export function timedAt(dateTime: string, zone: string | undefined): EventTime | null {
	const known = zone !== undefined && isKnownZone(zone) ? zone : undefined;
	if (HAS_OFFSET.test(dateTime.trim())) {
		if (Number.isNaN(instantOf({ dateTime }))) return null;
		return known === undefined ? { dateTime } : { dateTime, timeZone: known };
	}
	const local = DateTime.fromISO(dateTime, { zone: known ?? 'utc' });
	if (!local.isValid) return null;
	// An hour that exists twice, when summer time ends, means the first of the two (RFC 5545, 3.3.5).
	const instant = Math.min(...local.getPossibleOffsets().map((possible) => possible.toMillis()));
	const withOffset = isoAt(instant, known ?? 'utc');
	return known === undefined ? { dateTime: withOffset } : { dateTime: withOffset, timeZone: known };
}

/** `YYYY-MM-DD` moved by whole days; null when the text is no date. */
export function addDays(date: string, days: number): string | null {
	return DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate();
}

/** True for a real calendar day written as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}
