import { DateTime } from 'luxon';
import { invalid } from './errors';

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const mostPeriods = 4000;

interface Rule {
	frequency: 'DAILY' | 'WEEKLY' | 'MONTHLY' | 'YEARLY';
	interval: number;
	count: number;
	until: number;
	byDay: Array<{ ordinal: number; weekday: number }>;
	byMonthDay: number[];
}

/** Milliseconds of an iCalendar date or date-time; floating values are read in `zone`. */
function readMoment(text: string, zone: string): number {
	const isUtc = text.endsWith('Z');
	return DateTime.fromISO(text.replace('Z', ''), { zone: isUtc ? 'utc' : zone }).toMillis();
}

function readRule(line: string, zone: string): Rule {
	const parts = new Map(line.slice('RRULE:'.length).split(';').map((part) => [part.split('=')[0] ?? '', part.split('=')[1] ?? '']));
	const frequency = parts.get('FREQ');
	if (frequency !== 'DAILY' && frequency !== 'WEEKLY' && frequency !== 'MONTHLY' && frequency !== 'YEARLY') {
		throw invalid('Invalid recurrence rule.');
	}
	const until = parts.get('UNTIL');
	const days = (parts.get('BYDAY') ?? '').split(',').filter((day) => day !== '');
	const byDay = days.map((day) => ({ ordinal: Number(day.slice(0, -2) || 0), weekday: weekdays.indexOf(day.slice(-2)) + 1 }));
	if (byDay.some((day) => day.weekday === 0 || Number.isNaN(day.ordinal))) throw invalid('Invalid recurrence rule.');
	return {
		frequency,
		interval: Math.max(1, Number(parts.get('INTERVAL') ?? 1)),
		count: Number(parts.get('COUNT') ?? Infinity),
		// A date as UNTIL includes that whole day (RFC 5545, 3.3.10).
		until: until === undefined ? Infinity : readMoment(until, zone) + (until.includes('T') ? 0 : 86_399_999),
		byDay,
		byMonthDay: (parts.get('BYMONTHDAY') ?? '').split(',').filter((day) => day !== '').map(Number),
	};
}

/** Throws Google's 400 when a line is no RRULE, EXRULE, RDATE or EXDATE, or the rule cannot be read. */
export function checkRecurrence(lines: readonly string[]): void {
	for (const line of lines) {
		if (!/^(RRULE|EXRULE|RDATE|EXDATE)[:;]/.test(line)) throw invalid('Invalid recurrence rule.');
		if (line.startsWith('RRULE:')) readRule(line, 'utc');
	}
}

function daysOfMonth(month: DateTime, rule: Rule, start: DateTime): DateTime[] {
	const length = month.daysInMonth ?? 28;
	if (rule.byMonthDay.length > 0) {
		return rule.byMonthDay
			.map((day) => (day < 0 ? length + 1 + day : day))
			.filter((day) => day >= 1 && day <= length)
			.map((day) => month.set({ day }));
	}
	if (rule.byDay.length === 0) return start.day <= length ? [month.set({ day: start.day })] : [];
	const found: DateTime[] = [];
	for (const { ordinal, weekday } of rule.byDay) {
		const matching: DateTime[] = [];
		for (let day = 1; day <= length; day++) if (month.set({ day }).weekday === weekday) matching.push(month.set({ day }));
		const one = ordinal > 0 ? matching[ordinal - 1] : matching[matching.length + ordinal];
		if (ordinal === 0) found.push(...matching);
		else if (one !== undefined) found.push(one);
	}
	return found;
}

function candidates(rule: Rule, start: DateTime, period: number): DateTime[] {
	const step = period * rule.interval;
	switch (rule.frequency) {
		case 'DAILY': {
			const day = start.plus({ days: step });
			return rule.byDay.length === 0 || rule.byDay.some(({ weekday }) => weekday === day.weekday) ? [day] : [];
		}
		case 'WEEKLY': {
			const monday = start.minus({ days: start.weekday - 1 }).plus({ weeks: step });
			const days = rule.byDay.length === 0 ? [start.weekday] : rule.byDay.map(({ weekday }) => weekday);
			return days.map((weekday) => monday.plus({ days: weekday - 1 }));
		}
		case 'MONTHLY':
			return daysOfMonth(start.set({ day: 1 }).plus({ months: step }), rule, start);
		case 'YEARLY': {
			const year = start.plus({ years: step });
			return year.day === start.day ? [year] : [];
		}
	}
}

function listed(lines: readonly string[], name: 'EXDATE' | 'RDATE', zone: string): number[] {
	return lines
		.filter((line) => line.startsWith(name))
		.flatMap((line) => {
			const ownZone = /TZID=([^:;]+)/.exec(line)?.[1] ?? zone;
			return line
				.slice(line.indexOf(':') + 1)
				.split(',')
				.map((text) => readMoment(text, ownZone));
		});
}

/**
 * Starts of the occurrences, in milliseconds and rising, computed in the series' own zone so that local time holds across
 * daylight saving. Stops after `until`.
 */
export function* occurrences(startsAt: number, zone: string, lines: readonly string[], until: number): Generator<number> {
	const start = DateTime.fromMillis(startsAt, { zone });
	const excluded = new Set(listed(lines, 'EXDATE', zone));
	const extra = listed(lines, 'RDATE', zone).filter((at) => at !== startsAt);
	const line = lines.find((candidate) => candidate.startsWith('RRULE:'));
	const rule: Rule | undefined = line === undefined ? undefined : readRule(line, zone);
	const pending = [...extra, ...(rule === undefined ? [startsAt] : [])].sort((first, second) => first - second);
	let produced = 0;
	for (let period = 0; rule !== undefined && period < mostPeriods && produced < rule.count; period++) {
		const days = candidates(rule, start, period).map((day) => day.toMillis());
		for (const at of days.sort((first, second) => first - second)) {
			if (at < startsAt) continue;
			if (at > rule.until || at > until || produced >= rule.count) {
				produced = Infinity;
				break;
			}
			produced++;
			while (pending[0] !== undefined && pending[0] < at) yield pending.shift() ?? at;
			if (!excluded.has(at)) yield at;
		}
	}
	for (const at of pending) if (at <= until && !excluded.has(at)) yield at;
}
