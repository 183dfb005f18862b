import { IANAZone } from 'luxon';
import type { AllDayEncoding } from './types';

const DAY = 86_400_000;
/** Per zone and UTC day: the offset when it is the same all day, else null. */
const offsets = new Map<string, Map<number, number | null>>();

/** ISO 8601 with a numeric offset and whole seconds: the only form Zoho documents for date-times. */
const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)([+-]\d\d:\d\d)$/;

export function isTimeZone(name: string): boolean {
	return IANAZone.isValidZone(name);
}

/** Minutes east of Greenwich. */
export function offsetAt(zone: string, milliseconds: number): number {
	if (zone === 'UTC') return 0;
	const known = offsets.get(zone) ?? new Map<number, number | null>();
	offsets.set(zone, known);
	const day = Math.floor(milliseconds / DAY);
	let offset = known.get(day);
	if (offset === undefined) {
		const first = IANAZone.create(zone).offset(day * DAY);
		offset = IANAZone.create(zone).offset((day + 1) * DAY) === first ? first : null;
		known.set(day, offset);
	}
	return offset ?? IANAZone.create(zone).offset(milliseconds);
}

/** Zoho answers whole seconds with the organisation's offset, whatever offset was sent. */
export function formatInZone(milliseconds: number, zone: string): string {
	const minutes = offsetAt(zone, milliseconds);
	const size = Math.abs(minutes);
	const hours = String(Math.floor(size / 60)).padStart(2, '0');
	const rest = String(size % 60).padStart(2, '0');
	return `${new Date(milliseconds + minutes * 60_000).toISOString().slice(0, 19)}${minutes < 0 ? '-' : '+'}${hours}:${rest}`;
}

/** Milliseconds, or undefined when the text is not a date-time in Zoho's form. */
export function parseDateTime(text: unknown): number | undefined {
	if (typeof text !== 'string' || !DATE_TIME.test(text)) return undefined;
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** Headers and query conditions also come with fractions or `Z`. */
export function parseAnyInstant(text: string): number | undefined {
	if (!/^\d{4}-\d\d-\d\d(T|$)/.test(text)) return undefined;
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** An All_day event holds days, kept as 00:00:00 UTC of the first and 23:59:59 UTC of the last; the days are read as written. */
export function allDayStart(text: string): number {
	return Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
}

export function allDayEnd(text: string, encoding: AllDayEncoding): number {
	const day = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
	return encoding === 'utcExclusive' ? day - 1_000 : day + DAY - 1_000;
}

export function formatAllDay(milliseconds: number, edge: 'start' | 'end', encoding: AllDayEncoding, orgZone: string): string {
	if (encoding === 'utcInclusive') return formatInZone(milliseconds, 'UTC');
	if (encoding === 'utcExclusive') return formatInZone(edge === 'end' ? milliseconds + 1_000 : milliseconds, 'UTC');
	const wallTime = new Date(milliseconds).toISOString().slice(0, 19);
	const guess = milliseconds - offsetAt(orgZone, milliseconds) * 60_000;
	return `${wallTime}${formatInZone(guess, orgZone).slice(19)}`;
}

export function wholeSecond(milliseconds: number): number {
	return Math.floor(milliseconds / 1_000) * 1_000;
}
