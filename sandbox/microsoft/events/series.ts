import type { EventFields, Moment, StoredEvent } from '../types';
import { instantOf, shiftWall, wallDistance } from '../zones';
import { occurrenceDays } from './occurrences';

export type EventType = 'singleInstance' | 'seriesMaster' | 'occurrence' | 'exception';

/** An event as it is answered: a stored one, or one day of a series. */
export interface EventView {
	event: StoredEvent;
	type: EventType;
	/** The original day of an occurrence or exception. */
	day: string | undefined;
	fields: EventFields;
}

/** A stored event itself. */
export function viewOf(event: StoredEvent): EventView {
	return { event, type: event.fields.recurrence === null ? 'singleInstance' : 'seriesMaster', day: undefined, fields: event.fields };
}

function onDay(model: Moment, wall: string): Moment {
	return { ...model, wall, at: instantOf(wall, model.zone) };
}

/** The start an occurrence has unless it was changed. */
export function plannedStart(master: StoredEvent, day: string): Moment {
	return onDay(master.fields.start, `${day}T${master.fields.start.wall.slice(11)}`);
}

/** What an occurrence says unless it was changed. */
export function plannedFields(master: StoredEvent, day: string): EventFields {
	const { start, end } = master.fields;
	const first = plannedStart(master, day);
	return { ...master.fields, start: first, end: onDay(end, shiftWall(first.wall, wallDistance(start.wall, end.wall))), recurrence: null };
}

function dayView(master: StoredEvent, day: string): EventView {
	const changed = master.exceptions[day];
	if (changed !== undefined) return { event: master, type: 'exception', day, fields: changed };
	return { event: master, type: 'occurrence', day, fields: plannedFields(master, day) };
}

/** The occurrence or exception of an original day; undefined when the series has none or it was cancelled. */
export function viewOfDay(master: StoredEvent, day: string): EventView | undefined {
	const { recurrence } = master.fields;
	if (recurrence === null || master.cancelledDays.includes(day)) return undefined;
	for (const planned of occurrenceDays(recurrence, day)) if (planned === day) return dayView(master, day);
	return undefined;
}

/** True when the time touches the window; a moment without length counts where it lies. */
export function touches({ start, end }: Pick<EventFields, 'start' | 'end'>, from: number, to: number): boolean {
	return start.at < to && (end.at > from || start.at >= from);
}

/** An exception may have moved by some days. */
const someDays = 40 * 86_400_000;

function dateAt(at: number): string {
	return new Date(Math.max(0, Math.min(at, Date.UTC(2200, 0)))).toISOString().slice(0, 10);
}

/** All days of a series that touch the window, in the order of their original days. */
export function daysIn(master: StoredEvent, from: number, to: number): EventView[] {
	const { recurrence } = master.fields;
	if (recurrence === null) return [];
	const cancelled = new Set(master.cancelledDays);
	const views: EventView[] = [];
	const length = master.fields.end.at - master.fields.start.at;
	const earliest = dateAt(from - length - someDays);
	for (const day of occurrenceDays(recurrence, dateAt(to + someDays))) {
		if (cancelled.has(day) || (day < earliest && master.exceptions[day] === undefined)) continue;
		const view = dayView(master, day);
		if (touches(view.fields, from, to)) views.push(view);
	}
	return views;
}

/** The event itself when it is single, else its days: what a calendar shows in the window. */
export function shownIn(event: StoredEvent, from: number, to: number): EventView[] {
	if (event.fields.recurrence !== null) return daysIn(event, from, to);
	return touches(event.fields, from, to) ? [viewOf(event)] : [];
}

/** Original days before and after one, as far as they are not cancelled. */
export function neighbours(master: StoredEvent, day: string): { before: EventView | undefined; after: EventView | undefined } {
	let before: EventView | undefined;
	const { recurrence } = master.fields;
	if (recurrence === null) return { before, after: undefined };
	for (const planned of occurrenceDays(recurrence)) {
		if (planned === day || master.cancelledDays.includes(planned)) continue;
		if (planned > day) return { before, after: dayView(master, planned) };
		before = dayView(master, planned);
	}
	return { before, after: undefined };
}
