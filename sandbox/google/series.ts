import { DateTime } from 'luxon';
import type { GoogleCalendar } from './calendar';
import { isAllDay, isCancelled, isMaster } from './calendar';
import { occurrences } from './recurrence';
import { writeInstant } from './time';
import type { EventResource, EventTime, StoredEvent } from './types';

const instancePattern = /^(.+)_(\d{8}(?:T\d{6}Z)?)$/;
const mostInstances = 730;

function zoneOf(calendar: GoogleCalendar, master: StoredEvent): string {
	return master.fields.start?.timeZone ?? calendar.timeZone;
}

/** The id Google gives an occurrence: the master's and the original start. */
export function instanceId(master: StoredEvent, at: number, zone: string): string {
	const stamp = isAllDay(master.fields.start)
		? DateTime.fromMillis(at, { zone }).toFormat('yyyyLLdd')
		: DateTime.fromMillis(at, { zone: 'utc' }).toFormat("yyyyLLdd'T'HHmmss'Z'");
	return `${master.id}_${stamp}`;
}

function timeAt(calendar: GoogleCalendar, model: EventTime | undefined, at: number): EventTime {
	if (isAllDay(model)) return { date: DateTime.fromMillis(at, { zone: calendar.timeZone }).toISODate() };
	return { dateTime: writeInstant(at, calendar.timeZone), timeZone: model?.timeZone ?? calendar.timeZone };
}

/** The occurrence that starts at `at`, as it follows from the master. It is not stored. */
function occurrenceAt(calendar: GoogleCalendar, master: StoredEvent, at: number): StoredEvent {
	const { recurrence: _rule, ...shared } = master.fields;
	const startDay = DateTime.fromMillis(at, { zone: calendar.timeZone });
	const wholeDays = Math.round((master.endsAt - master.startsAt) / 86_400_000);
	const endsAt = isAllDay(master.fields.start) ? startDay.plus({ days: wholeDays }).toMillis() : at + master.endsAt - master.startsAt;
	const id = instanceId(master, at, calendar.timeZone);
	const originalStartTime = timeAt(calendar, master.fields.start, at);
	const fields: EventResource = {
		...shared,
		recurringEventId: master.id,
		originalStartTime,
		start: originalStartTime,
		end: timeAt(calendar, master.fields.end, endsAt),
	};
	return { ...master, id, fields, startsAt: at, endsAt };
}

/**
 * The occurrences of a series that touch the window, exceptions in their place, cancelled ones included. At most 730.
 */
export function* instancesOf(calendar: GoogleCalendar, master: StoredEvent, from: number, to: number): Generator<StoredEvent> {
	const exceptions = new Map(calendar.exceptionsOf(master.id).map((event) => [event.id, event]));
	const starts = occurrences(master.startsAt, zoneOf(calendar, master), master.fields.recurrence ?? [], to);
	let produced = 0;
	for (const at of starts) {
		const exception = exceptions.get(instanceId(master, at, calendar.timeZone));
		if (exception !== undefined) exceptions.delete(exception.id);
		const instance = exception ?? occurrenceAt(calendar, master, at);
		if (instance.endsAt <= from) continue;
		if (produced++ >= mostInstances) return;
		yield instance;
	}
	for (const moved of exceptions.values()) if (moved.endsAt > from && moved.startsAt < to) yield moved;
}

/** True when one occurrence of the series touches the window. */
export function seriesTouches(calendar: GoogleCalendar, master: StoredEvent, from: number, to: number): boolean {
	for (const instance of instancesOf(calendar, master, from, to)) if (instance.startsAt < to) return true;
	return false;
}

/** A stored event, or the occurrence an instance id stands for; undefined when there is neither. */
export function findEvent(calendar: GoogleCalendar, id: string): StoredEvent | undefined {
	const stored = calendar.events.get(id);
	if (stored !== undefined) return stored;
	const [, masterId = '', stamp = ''] = instancePattern.exec(id) ?? [];
	const master = calendar.events.get(masterId);
	if (master === undefined || isCancelled(master) || !isMaster(master)) return undefined;
	const at = DateTime.fromISO(stamp, { zone: stamp.endsWith('Z') ? 'utc' : calendar.timeZone }).toMillis();
	for (const start of occurrences(master.startsAt, zoneOf(calendar, master), master.fields.recurrence ?? [], at)) {
		if (start === at) return occurrenceAt(calendar, master, at);
	}
	return undefined;
}
