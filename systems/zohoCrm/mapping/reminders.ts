import type { Reminder } from '../../../sync/types';
import { isRow, parseInstant, textOf } from '../row';
import type { ZohoRow } from '../row';

const minutesPer = new Map(Object.entries({ minute: 1, minutes: 1, hour: 60, hours: 60, day: 1440, days: 1440, week: 10080, weeks: 10080 }));

/**
 * Zoho's single reminder in canonical form. Two forms are known: v8's list of `{unit, period, time}` and the older
 * `{ALARM: "…TRIGGER=DATE-TIME:…"}`. null when there is a reminder that cannot be understood.
 */
export function remindersFromZoho(row: ZohoRow): Reminder[] | null {
	const value = row.Remind_At;
	if (value === null || value === undefined || value === '') return [];
	if (Array.isArray(value)) {
		const first: unknown = value[0];
		if (first === undefined || first === null) return [];
		return isRow(first) ? fromPeriod(first, row) : null;
	}
	if (!isRow(value)) return null;
	return textOf(value.ALARM) === '' ? fromPeriod(value, row) : fromAlarm(textOf(value.ALARM), row);
}

function fromPeriod(reminder: ZohoRow, row: ZohoRow): Reminder[] | null {
	const factor = minutesPer.get(textOf(reminder.period).toLowerCase());
	const unit = Number(reminder.unit);
	if (factor === undefined || !Number.isFinite(unit) || unit < 0) return null;
	const atClock = factor >= 1440 ? clockMinutes(reminder.time) : null;
	const startClock = clockMinutes(textOf(row.Start_DateTime).slice(11, 16));
	const shift = atClock === null || startClock === null ? 0 : startClock - atClock;
	return [{ minutes: Math.max(0, unit * factor + shift), method: 'popup' }];
}

/** Minutes since midnight of `HH:mm`, or null. */
function clockMinutes(value: unknown): number | null {
	const parts = /^(\d{1,2}):(\d{2})/.exec(textOf(value));
	return parts === null ? null : Number(parts[1]) * 60 + Number(parts[2]);
}

function fromAlarm(alarm: string, row: ZohoRow): Reminder[] | null {
	const start = parseInstant(row.Start_DateTime);
	const trigger = parseInstant(/TRIGGER=DATE-TIME:([^;]+)/.exec(alarm)?.[1]);
	const method = /ACTION=EMAIL(;|$)/.test(alarm) ? 'email' : 'popup';
	if (start !== null && trigger !== null) return [{ minutes: Math.max(0, Math.round((start - trigger) / 60_000)), method }];
	const before = /TRIGGER=-PT?(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?/.exec(alarm);
	if (before === null || before[0].endsWith('P')) return null;
	return [{ minutes: Number(before[1] ?? 0) * 1440 + Number(before[2] ?? 0) * 60 + Number(before[3] ?? 0), method }];
}

/** The first reminder only: Zoho holds one. */
export function remindersToZoho(reminders: Reminder[]): ZohoRow[] | null {
	const first = reminders[0];
	if (first === undefined) return null;
	return [{ unit: first.minutes, period: 'minutes' }];
}
