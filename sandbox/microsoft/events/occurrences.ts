import type { Recurrence, RecurrencePattern } from '../types';
import { dateOfDay, dayNumber } from '../zones';

const weekdayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const indexNames = ['first', 'second', 'third', 'fourth'];
/** No series goes further than this many days from its start. */
const longestSpan = 366 * 120;

interface YearMonth {
	year: number;
	/** 0 to 11. */
	month: number;
}

function weekdayOf(day: number): number {
	// 1 January 1970 was a Thursday.
	return (((day + 4) % 7) + 7) % 7;
}

function firstOf({ year, month }: YearMonth): number {
	return Date.UTC(year, month, 1) / 86_400_000;
}

function lengthOf({ year, month }: YearMonth): number {
	return new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
}

function plusMonths({ year, month }: YearMonth, months: number): YearMonth {
	const total = year * 12 + month + months;
	return { year: Math.floor(total / 12), month: total % 12 };
}

/** A day of the month; in a shorter month Outlook takes the last one. */
function absoluteDay(where: YearMonth, dayOfMonth: number): number {
	return firstOf(where) + Math.min(dayOfMonth, lengthOf(where)) - 1;
}

function relativeDay(where: YearMonth, pattern: RecurrencePattern): number | undefined {
	const wanted = new Set(pattern.daysOfWeek.map((name) => weekdayNames.indexOf(name)));
	const first = firstOf(where);
	const matching: number[] = [];
	for (let day = first; day < first + lengthOf(where); day++) if (wanted.has(weekdayOf(day))) matching.push(day);
	return pattern.index === 'last' ? matching.at(-1) : matching[indexNames.indexOf(pattern.index)];
}

function* candidates(pattern: RecurrencePattern, start: number): Generator<number> {
	const begin = new Date(start * 86_400_000);
	const here: YearMonth = { year: begin.getUTCFullYear(), month: begin.getUTCMonth() };
	const { interval, type } = pattern;
	const limit = start + longestSpan;
	if (type === 'daily') {
		for (let day = start; day <= limit; day += interval) yield day;
		return;
	}
	if (type === 'weekly') {
		const firstWeekday = weekdayNames.indexOf(pattern.firstDayOfWeek);
		const week = start - ((weekdayOf(start) - firstWeekday + 7) % 7);
		const offsets = pattern.daysOfWeek.map((name) => (weekdayNames.indexOf(name) - firstWeekday + 7) % 7).sort((a, b) => a - b);
		for (let monday = week; monday <= limit; monday += 7 * interval) for (const offset of offsets) yield monday + offset;
		return;
	}
	const isYearly = type === 'absoluteYearly' || type === 'relativeYearly';
	const isRelative = type === 'relativeMonthly' || type === 'relativeYearly';
	const first = isYearly ? { year: here.year, month: pattern.month - 1 } : here;
	for (let step = 0; ; step++) {
		const where = plusMonths(first, step * interval * (isYearly ? 12 : 1));
		if (firstOf(where) > limit) return;
		const day = isRelative ? relativeDay(where, pattern) : absoluteDay(where, pattern.dayOfMonth);
		if (day !== undefined) yield day;
	}
}

/** The days of a series, rising, as dates in its own zone; exceptions and cancellations are not looked at. */
export function* occurrenceDays({ pattern, range }: Recurrence, until = '9999-12-31'): Generator<string, undefined> {
	const start = dayNumber(range.startDate);
	const last = Math.min(range.type === 'endDate' ? dayNumber(range.endDate) : Infinity, dayNumber(until));
	let left = range.type === 'numbered' ? range.numberOfOccurrences : Infinity;
	for (const day of candidates(pattern, start)) {
		if (day < start) continue;
		if (day > last || left-- <= 0) return;
		yield dateOfDay(day);
	}
}
