import { invalidData, ZohoRefusal } from './errors';
import { formatInZone } from './time';
import type { Json, JsonObject, ZohoSwitches } from './types';

const PERIOD_MINUTES: Record<string, number> = { minutes: 1, hours: 60, days: 1_440, weeks: 10_080 };

function readEntry(entry: Json, path: string): JsonObject {
	if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw invalidData('Remind_At', path, { expected_data_type: 'jsonobject' });
	const { unit, period, time } = entry;
	const amount = typeof unit === 'string' && /^\d+$/.test(unit) ? Number(unit) : unit;
	if (typeof amount !== 'number' || !Number.isInteger(amount) || amount < 0)
		throw invalidData('unit', `${path}.unit`, { expected_data_type: 'integer' });
	if (typeof period !== 'string' || !(period in PERIOD_MINUTES)) throw invalidData('period', `${path}.period`);
	if (time !== null && time !== undefined && !(typeof time === 'string' && /^\d\d:\d\d$/.test(time))) throw invalidData('time', `${path}.time`);
	return { unit: amount, period, time: time ?? null };
}

/** Reads `[{unit, period, time}]`, or `{ALARM}` when that form is switched on. One reminder is held. */
export function readReminder(value: Json, form: ZohoSwitches['remindAtForm'], start: number, path: string): Json {
	if (value === null || (Array.isArray(value) && value.length === 0)) return null;
	if (form === 'array') {
		if (!Array.isArray(value)) throw invalidData('Remind_At', path, { expected_data_type: 'jsonarray' });
		if (value.length > 1)
			throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Reminder limit exceeded', { limit: 1, api_name: 'Remind_At', json_path: path });
		return value.map((entry, position) => readEntry(entry, `${path}[${position}]`));
	}
	const alarm = typeof value === 'object' && !Array.isArray(value) ? value.ALARM : undefined;
	const trigger = typeof alarm === 'string' ? /TRIGGER=DATE-TIME:([^;]+)/.exec(alarm)?.[1] : undefined;
	const at = trigger === undefined ? NaN : Date.parse(trigger);
	if (Number.isNaN(at)) throw invalidData('Remind_At', path, { expected_data_type: 'jsonobject' });
	return [{ unit: Math.max(0, Math.round((start - at) / 60_000)), period: 'minutes', time: null }];
}

/** The kept reminder in the form the switch asks for. */
export function renderReminder(value: Json, start: number, switches: ZohoSwitches): Json {
	const entry = Array.isArray(value) ? value[0] : undefined;
	if (switches.remindAtForm === 'array' || typeof entry !== 'object' || entry === null || Array.isArray(entry)) return value;
	const minutes = Number(entry.unit) * (PERIOD_MINUTES[String(entry.period)] ?? 1);
	const at = formatInZone(start - minutes * 60_000, switches.orgTimeZone);
	return { ALARM: `FREQ=NONE;ACTION=EMAILANDPOPUP;TRIGGER=DATE-TIME:${at}` };
}
