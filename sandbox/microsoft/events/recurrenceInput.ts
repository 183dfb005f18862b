import { isJsonObject, numberOf, textOf, textsOf, type JsonObject } from '../../core/json';
import { GraphError, propertyInvalid, wrongLiteral, zoneNotSupported } from '../errors';
import type { Moment, Recurrence, RecurrencePattern, RecurrenceRange } from '../types';
import { dateOfDay, dayNumber, ianaZone, wallDistance } from '../zones';
import { occurrenceDays } from './occurrences';

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
export const indexes = ['first', 'second', 'third', 'fourth', 'last'];

/** The members each type asks for, and those it takes besides `type` and `interval` (recurrencePattern reference). */
const required: Record<string, string[]> = {
	daily: [],
	weekly: ['daysOfWeek'],
	absoluteMonthly: ['dayOfMonth'],
	relativeMonthly: ['daysOfWeek'],
	absoluteYearly: ['dayOfMonth', 'month'],
	relativeYearly: ['daysOfWeek', 'month'],
};
const optional: Record<string, string[]> = { weekly: ['firstDayOfWeek'], relativeMonthly: ['index', 'firstDayOfWeek'], relativeYearly: ['index', 'firstDayOfWeek'] };
const rangeMembers: Record<string, string[]> = { endDate: ['endDate'], noEnd: [], numbered: ['numberOfOccurrences'] };
const mostOccurrences = 999;
const noDate = '0001-01-01';

const refusal = (message: string): GraphError => new GraphError(400, 'ErrorCalendarInvalidRecurrence', message);

function oneOf(value: unknown, known: readonly string[], type: string): string {
	const found = known.find((name) => name === value);
	if (found === undefined) throw wrongLiteral(value, `microsoft.graph.${type}`);
	return found;
}

/** Graph asks for the members of the type and no others. */
function checkMembers(given: JsonObject, where: string, needed: readonly string[], allowed: readonly string[]): void {
	for (const [name, value] of Object.entries(given)) {
		if (value === null || value === undefined || name.includes('@')) continue;
		if (!allowed.includes(name)) throw propertyInvalid(`The property '${name}' must not be set for this type of recurrence ${where}.`);
	}
	for (const name of needed) if (given[name] === undefined || given[name] === null) throw propertyInvalid(`The recurrence ${where} needs '${name}'.`);
}

function within(given: JsonObject, name: string, least: number, most: number, fallback: number): number {
	const value = numberOf(given, name);
	if (value === undefined) return fallback;
	if (!Number.isInteger(value) || value < least || value > most) throw refusal(`'${name}' must be a whole number from ${least} to ${most}.`);
	return value;
}

function readPattern(given: JsonObject): RecurrencePattern {
	const type = oneOf(given.type, Object.keys(required), 'recurrencePatternType');
	const needed = ['interval', ...(required[type] ?? [])];
	checkMembers(given, 'pattern', needed, ['type', ...needed, ...(optional[type] ?? [])]);
	const daysOfWeek = (textsOf(given, 'daysOfWeek') ?? []).map((day) => oneOf(day, weekdays, 'dayOfWeek'));
	if (needed.includes('daysOfWeek') && daysOfWeek.length === 0) throw refusal(`A ${type} recurrence needs at least one day of the week.`);
	return {
		type,
		interval: within(given, 'interval', 1, type === 'daily' ? 999 : 99, 1),
		month: within(given, 'month', 1, 12, 0),
		dayOfMonth: within(given, 'dayOfMonth', 1, 31, 0),
		daysOfWeek,
		firstDayOfWeek: given.firstDayOfWeek == null ? 'sunday' : oneOf(given.firstDayOfWeek, weekdays, 'dayOfWeek'),
		index: given.index == null ? 'first' : oneOf(given.index, indexes, 'weekIndex'),
	};
}

function readRange(given: JsonObject, start: Moment): RecurrenceRange {
	const type = oneOf(given.type, Object.keys(rangeMembers), 'recurrenceRangeType');
	const own = rangeMembers[type] ?? [];
	checkMembers(given, 'range', ['startDate', ...own], ['type', 'startDate', 'recurrenceTimeZone', ...own]);
	const startDate = textOf(given, 'startDate') ?? '';
	const endDate = textOf(given, 'endDate') ?? noDate;
	for (const date of [startDate, endDate]) if (!/^\d{4}-\d\d-\d\d$/.test(date) || Number.isNaN(dayNumber(date))) throw wrongLiteral(date, 'Edm.Date');
	if (startDate !== start.wall.slice(0, 10)) throw propertyInvalid('The start date of the recurrence range must be the date on which the event starts.');
	if (type === 'endDate' && endDate < startDate) throw refusal('The end date of the recurrence range is before its start date.');
	const zone = textOf(given, 'recurrenceTimeZone');
	if (zone !== undefined && zone !== '' && ianaZone(zone) === undefined) throw zoneNotSupported(zone);
	const numberOfOccurrences = within(given, 'numberOfOccurrences', 1, mostOccurrences, 0);
	return { type, startDate, endDate, recurrenceTimeZone: zone ?? start.name, numberOfOccurrences };
}

/** Reads `recurrence`. Throws 400 for what Outlook's pattern and range cannot say. */
export function readRecurrence(value: unknown, start: Moment, end: Moment): Recurrence {
	if (!isJsonObject(value) || !isJsonObject(value.pattern) || !isJsonObject(value.range)) throw propertyInvalid('A recurrence needs a pattern and a range.');
	const recurrence = { pattern: readPattern(value.pattern), range: readRange(value.range, start) };
	const days = occurrenceDays(recurrence);
	const first = days.next().value;
	if (first === undefined) throw new GraphError(400, 'ErrorRecurrenceHasNoOccurrence', 'The recurrence has no occurrence in its range.');
	const second = days.next().value;
	const length = wallDistance(start.wall, end.wall);
	if (second !== undefined && length > (dayNumber(second) - dayNumber(first)) * 86_400_000) {
		throw new GraphError(400, 'ErrorOccurrenceTimeSpanTooBig', `The duration of an occurrence is longer than the time until the next one (${dateOfDay(dayNumber(second))}).`);
	}
	return recurrence;
}
