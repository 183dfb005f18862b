import type { Json } from './types';

const MOST_OCCURRENCES = 60;

/** The parts of Zoho's own rule text (`FREQ=DAILY;INTERVAL=10;UNTIL=2020-08-14;DTSTART=2020-07-03`), which is not RFC 5545. */
function ruleParts(rule: string): Map<string, string> {
	return new Map(rule.split(';').map((part) => [part.slice(0, part.indexOf('=')).toUpperCase(), part.slice(part.indexOf('=') + 1)]));
}

export function ruleOf(value: Json | undefined): string | undefined {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	return typeof value.RRULE === 'string' && /FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)/i.test(value.RRULE) ? value.RRULE : undefined;
}

function step(start: number, frequency: string, count: number): number {
	const date = new Date(start);
	if (frequency === 'DAILY') date.setUTCDate(date.getUTCDate() + count);
	else if (frequency === 'WEEKLY') date.setUTCDate(date.getUTCDate() + 7 * count);
	else if (frequency === 'MONTHLY') date.setUTCMonth(date.getUTCMonth() + count);
	else date.setUTCFullYear(date.getUTCFullYear() + count);
	return date.getTime();
}

/** Starts of the occurrences in milliseconds, the first one included; without an end the first 60. */
export function occurrenceStarts(rule: string, start: number): number[] {
	const parts = ruleParts(rule);
	const interval = Math.max(1, Number(parts.get('INTERVAL') ?? 1));
	const count = Math.min(MOST_OCCURRENCES, Number(parts.get('COUNT') ?? MOST_OCCURRENCES));
	const until = parts.has('UNTIL') ? Date.parse(`${parts.get('UNTIL')}T23:59:59Z`) : Infinity;
	const starts: number[] = [];
	for (let number = 0; number < count; number++) {
		const at = step(start, (parts.get('FREQ') ?? '').toUpperCase(), number * interval);
		if (at > until) break;
		starts.push(at);
	}
	return starts;
}
