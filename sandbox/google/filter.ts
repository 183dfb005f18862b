import { isMaster, type GoogleCalendar } from './calendar';
import { GoogleError, invalid } from './errors';
import { seriesTouches } from './series';
import { readQueryTime } from './time';
import type { StoredEvent } from './types';

/** How far back `updatedMin` reaches. */
const updatedMinReach = 30 * 86_400_000;

/** What a full read leaves out. */
export interface EventFilter {
	timeMin: number | undefined;
	timeMax: number | undefined;
	hasType(event: StoredEvent): boolean;
	accepts(calendar: GoogleCalendar, event: StoredEvent): boolean;
}

function queryTime(query: URLSearchParams, name: string): number | undefined {
	const text = query.get(name);
	return text === null ? undefined : readQueryTime(name, text);
}

/** `name=value` constraints, all of which have to hold (events.list reference). */
function constraints(query: URLSearchParams, name: string): Array<[string, string]> {
	return query.getAll(name).map((text) => {
		const mark = text.indexOf('=');
		if (mark < 1) throw invalid(`Invalid value for ${name}: ${text}`, name);
		return [text.slice(0, mark), text.slice(mark + 1)];
	});
}

function containsText(event: StoredEvent, words: string): boolean {
	const { summary, description, location, attendees = [] } = event.fields;
	const people = attendees.flatMap(({ email, displayName }) => [email, displayName]);
	return [summary, description, location, ...people].some((text) => typeof text === 'string' && text.toLowerCase().includes(words));
}

/** Reads the filters of a query. Throws Google's 400 for malformed ones and 410 when `updatedMin` lies too far back. */
export function readFilter(query: URLSearchParams, now: number): EventFilter {
	const timeMin = queryTime(query, 'timeMin');
	const timeMax = queryTime(query, 'timeMax');
	if (timeMin !== undefined && timeMax !== undefined && timeMax <= timeMin) {
		throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.', { domain: 'calendar' });
	}
	const updatedMin = queryTime(query, 'updatedMin');
	if (updatedMin !== undefined && updatedMin < now - updatedMinReach) {
		throw new GoogleError(410, 'updatedMinTooLongAgo', 'The requested minimum modification time lies too far in the past.', { domain: 'calendar' });
	}
	const iCalUID = query.get('iCalUID');
	const own = constraints(query, 'privateExtendedProperty');
	const shared = constraints(query, 'sharedExtendedProperty');
	const words = query.get('q')?.toLowerCase();
	const types = query.getAll('eventTypes');
	const hasType = (event: StoredEvent): boolean => types.length === 0 || types.includes(event.fields.eventType ?? 'default');
	const touchesWindow = (calendar: GoogleCalendar, event: StoredEvent): boolean => {
		if (timeMin === undefined && timeMax === undefined) return true;
		if (isMaster(event)) return seriesTouches(calendar, event, timeMin ?? 0, timeMax ?? Math.max(now, timeMin ?? 0) + 366 * 86_400_000);
		return (timeMin === undefined || event.endsAt > timeMin) && (timeMax === undefined || event.startsAt < timeMax);
	};
	return {
		timeMin,
		timeMax,
		hasType,
		accepts: (calendar, event) =>
			hasType(event) &&
			(iCalUID === null || event.fields.iCalUID === iCalUID) &&
			(updatedMin === undefined || event.updated >= updatedMin) &&
			own.every(([name, value]) => event.fields.extendedProperties?.private?.[name] === value) &&
			shared.every(([name, value]) => event.fields.extendedProperties?.shared?.[name] === value) &&
			(words === undefined || containsText(event, words)) &&
			touchesWindow(calendar, event),
	};
}
