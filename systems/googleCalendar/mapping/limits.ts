import type { FieldValues, Loss, Reminder } from '../../../sync/types';
import { capabilities } from '../capabilities';
import { remindersOf } from './toGoogle';

/** Reminders lie at most 4 weeks before the start (Calendar API reference, Events, reminders.overrides[].minutes). */
const LONGEST_REMINDER = 40_320;

export interface Fitted {
	values: FieldValues;
	/** The fields that had to be changed, as they are written. */
	changed: FieldValues;
	losses: Loss[];
}

/** Makes values fit Google's limits, because a value over a limit makes Google refuse the whole event. */
export function fitToGoogle(values: FieldValues): Fitted {
	const changed: FieldValues = {};
	const losses: Loss[] = [];
	for (const field of ['title', 'location', 'description'] as const) {
		const value = values[field];
		const limit = capabilities('event').fields[field]?.maxLength ?? Number.POSITIVE_INFINITY;
		if (typeof value !== 'string' || value.length <= limit) continue;
		// Half a surrogate pair at the cut would not be text any more.
		changed[field] = value.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
		losses.push({ field, message: `Google Calendar holds ${limit} characters; ${value.length - limit} were left out.` });
	}
	if (values.reminders !== undefined) {
		const wanted = remindersOf(values);
		const held = reminderLimits(wanted);
		if (held.length !== wanted.length || held.some((reminder, index) => reminder !== wanted[index])) {
			changed.reminders = held;
			losses.push({ field: 'reminders', message: 'Google Calendar holds 5 different reminders, at most 4 weeks before the start.' });
		}
	}
	return { values: { ...values, ...changed }, changed, losses };
}

function reminderLimits(wanted: Reminder[]): Reminder[] {
	const limit = capabilities('event').fields.reminders?.maxItems ?? wanted.length;
	const distinct = new Map<string, Reminder>();
	for (const reminder of wanted) {
		const minutes = Math.min(LONGEST_REMINDER, Math.max(0, Math.round(reminder.minutes)));
		const fitting = minutes === reminder.minutes ? reminder : { ...reminder, minutes };
		const key = `${fitting.method} ${minutes}`;
		if (!distinct.has(key)) distinct.set(key, fitting);
	}
	return [...distinct.values()].slice(0, limit);
}
