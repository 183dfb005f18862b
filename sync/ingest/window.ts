import { DateTime } from 'luxon';
import { isEvent } from '../record/fields';
import { startOf } from '../record/normalForm';
import type { CanonicalRecord, TimeWindow, TimeWindowSettings } from '../types';

/** The span of time a sync looks at, from now. */
export function windowAt(settings: TimeWindowSettings, now: number): TimeWindow {
	const present = DateTime.fromMillis(now, { zone: 'utc' });
	return {
		from: present.minus({ months: settings.monthsBack }).toMillis(),
		to: present.plus({ months: settings.monthsAhead }).toMillis(),
	};
}

export type WindowPosition = { place: 'inside' } | { place: 'past' } | { place: 'future'; entersAt: number };

/** Where a record without link stands. Contacts have no time and are always inside. */
export function placeInWindow(record: CanonicalRecord, window: TimeWindow, now: number): WindowPosition {
	if (!isEvent(record)) return { place: 'inside' };
	if (startOf(record.end) < window.from) return { place: 'past' };
	const start = startOf(record.start);
	// The window's far end moves with time, so a record beyond it comes in by itself later.
	return start > window.to ? { place: 'future', entersAt: now + (start - window.to) } : { place: 'inside' };
}

const pastPenalty = 1e14;

/** Delivery order: what lies ahead first, soonest first; then the past, latest first. Contacts in the order of reading. */
export function orderOf(record: CanonicalRecord, now: number): number {
	if (!isEvent(record)) return 0;
	const start = startOf(record.start);
	return start >= now ? start : pastPenalty + (now - start);
}
