import { isJsonObject, textOf, textsOf, type JsonObject } from '../../core/json';
import { GraphError, invalidRequest, noSuchProperty, propertyInvalid, wrongLiteral, zoneNotSupported } from '../errors';
import { readExtendedProperties } from '../extendedProperties';
import { readExtensions } from '../openExtensions';
import type { EventFields, Moment } from '../types';
import { ianaZone, instantOf, wallOf } from '../zones';
import { readAttendees } from './attendees';
import { storeHtml, storeText } from './body';
import { withOnlineMeeting } from './onlineMeeting';
import { choices, eventMembers } from './properties';
import { readRecurrence } from './recurrenceInput';

const dateTimePattern = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** Throws 400 for a member that an event does not have. */
export function checkMembers(body: JsonObject, known: ReadonlySet<string>, type: string): void {
	const unknown = Object.keys(body).find((name) => !name.includes('@') && !known.has(name));
	if (unknown !== undefined) throw noSuchProperty(unknown, type);
}

function readMoment(name: string, value: unknown): Moment {
	const given = isJsonObject(value) ? value : undefined;
	const text = given === undefined ? undefined : textOf(given, 'dateTime');
	if (given === undefined || text === undefined) throw propertyInvalid(`The property '${name}' needs dateTime and timeZone.`);
	const zoneName = textOf(given, 'timeZone') ?? 'UTC';
	const zone = ianaZone(zoneName);
	if (zone === undefined) throw zoneNotSupported(zoneName);
	const found = dateTimePattern.exec(text);
	if (found === null) throw wrongLiteral(text, 'Edm.DateTime');
	const [, date = '', minutes = '00:00', seconds = ':00', offset] = found;
	const written = `${date}T${minutes}${seconds}`;
	const at = offset === undefined ? instantOf(written, zone) : Date.parse(`${written}${offset}`);
	if (Number.isNaN(at)) throw wrongLiteral(text, 'Edm.DateTime');
	return { wall: offset === undefined ? written : wallOf(at, zone), zone, name: zoneName, at };
}

function readBody(value: unknown): string {
	if (value === null) return '';
	if (!isJsonObject(value)) throw propertyInvalid("The property 'body' must be an object.");
	const content = textOf(value, 'content') ?? '';
	const type = textOf(value, 'contentType')?.toLowerCase() ?? 'text';
	if (type !== 'text' && type !== 'html') throw wrongLiteral(value.contentType, 'microsoft.graph.bodyType');
	return type === 'html' ? storeHtml(content) : storeText(content);
}

function noLocation(): JsonObject {
	return { displayName: '', locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} };
}

function readLocation(value: unknown): JsonObject {
	const given = isJsonObject(value) ? value : {};
	const displayName = textOf(given, 'displayName') ?? '';
	if (displayName === '') return noLocation();
	const more = Object.fromEntries(['address', 'coordinates', 'locationUri', 'locationEmailAddress'].filter((name) => given[name] != null).map((name) => [name, given[name]]));
	return { displayName, locationType: textOf(given, 'locationType') ?? 'default', uniqueId: displayName, uniqueIdType: 'private', ...more };
}

function readLocations(body: JsonObject, before: Pick<EventFields, 'location' | 'locations'>): Pick<EventFields, 'location' | 'locations'> {
	if (body.locations !== undefined && body.location === undefined) {
		const locations = (Array.isArray(body.locations) ? body.locations : []).map(readLocation).filter(({ displayName }) => displayName !== '');
		const displayName = locations.map((one) => String(one.displayName)).join('; ');
		return { locations, location: locations.length === 1 ? (locations[0] ?? noLocation()) : readLocation({ displayName }) };
	}
	if (body.location === undefined) return { location: before.location, locations: before.locations };
	const location = readLocation(body.location);
	return { location, locations: location.displayName === '' ? [] : [location] };
}

function choice(body: JsonObject, name: 'showAs' | 'sensitivity' | 'importance', before: string): string {
	const value = body[name];
	if (value === undefined || value === null) return before;
	if (!choices[name].some((known) => known === value)) throw wrongLiteral(value, `microsoft.graph.${name === 'showAs' ? 'freeBusyStatus' : name}`);
	return String(value);
}

function flag(body: JsonObject, name: string, before: boolean): boolean {
	const value = body[name];
	if (value === undefined || value === null) return before;
	if (typeof value !== 'boolean') throw wrongLiteral(value, 'Edm.Boolean');
	return value;
}

function minutes(body: JsonObject, before: number): number {
	const value = body.reminderMinutesBeforeStart;
	if (value === undefined || value === null) return before;
	if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongLiteral(value, 'Edm.Int32');
	return value;
}

function checkTimes({ start, end, isAllDay }: Pick<EventFields, 'start' | 'end' | 'isAllDay'>): void {
	if (end.at < start.at) {
		throw new GraphError(400, 'ErrorCalendarEndDateIsEarlierThanStartDate', 'The end of the event is earlier than its start.');
	}
	if (!isAllDay) return;
	for (const [name, moment] of [['Start', start], ['End', end]] as const) {
		if (!moment.wall.endsWith('T00:00:00')) throw invalidRequest(`The Event.${name} property for an all-day event needs to be set to midnight.`);
	}
	if (start.zone !== end.zone) throw invalidRequest('The Event.Start and Event.End properties of an all-day event need to be in the same time zone.');
	if (start.wall === end.wall) throw invalidRequest('The duration of an event marked as All day must be at least 24 hours.');
}

/** What a new event has unless the request says otherwise. */
export type NewEvent = Omit<EventFields, 'start' | 'end'> & { start?: Moment; end?: Moment };

/** An event without content, organized by the mailbox's user. */
export function blankEvent(organizer: EventFields['organizer']): NewEvent {
	return {
		subject: '',
		body: '',
		isAllDay: false,
		location: noLocation(),
		locations: [],
		attendees: [],
		organizer,
		isOrganizer: true,
		responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
		isReminderOn: true,
		reminderMinutesBeforeStart: 15,
		showAs: 'busy',
		sensitivity: 'normal',
		importance: 'normal',
		categories: [],
		recurrence: null,
		isCancelled: false,
		responseRequested: true,
		allowNewTimeProposals: true,
		hideAttendees: false,
		onlineMeeting: null,
		properties: {},
		extensions: {},
	};
}

/** Applies a request's body. Throws Graph's 400 for what it does not take. What the server sets itself is left alone. */
export function readEvent(body: JsonObject, before: NewEvent): EventFields {
	checkMembers(body, eventMembers, 'event');
	const start = body.start === undefined ? before.start : readMoment('start', body.start);
	const end = body.end === undefined ? before.end : readMoment('end', body.end);
	if (start === undefined || end === undefined) throw propertyInvalid('At least one property failed validation: start and end are required.');
	const isAllDay = flag(body, 'isAllDay', before.isAllDay);
	checkTimes({ start, end, isAllDay });
	const fields: EventFields = {
		...before,
		start,
		end,
		isAllDay,
		subject: body.subject === undefined ? before.subject : (textOf(body, 'subject') ?? ''),
		body: body.body === undefined ? before.body : readBody(body.body),
		...readLocations(body, before),
		attendees: body.attendees === undefined || !before.isOrganizer ? before.attendees : readAttendees(body.attendees, before.attendees, before.organizer),
		isReminderOn: flag(body, 'isReminderOn', before.isReminderOn),
		reminderMinutesBeforeStart: minutes(body, before.reminderMinutesBeforeStart),
		showAs: choice(body, 'showAs', before.showAs),
		sensitivity: choice(body, 'sensitivity', before.sensitivity),
		importance: choice(body, 'importance', before.importance),
		categories: body.categories === undefined ? before.categories : (textsOf(body, 'categories') ?? []),
		recurrence: readSeries(body, before, start, end),
		responseRequested: flag(body, 'responseRequested', before.responseRequested),
		allowNewTimeProposals: flag(body, 'allowNewTimeProposals', before.allowNewTimeProposals),
		hideAttendees: flag(body, 'hideAttendees', before.hideAttendees),
		properties: readExtendedProperties(body.singleValueExtendedProperties, before.properties),
		extensions: before.start === undefined ? readExtensions(body.extensions) : before.extensions,
	};
	return withOnlineMeeting(fields, body);
}

/** A moved series keeps its rule from the new first day on. */
function readSeries(body: JsonObject, before: NewEvent, start: Moment, end: Moment): EventFields['recurrence'] {
	if (body.recurrence === null) return null;
	if (body.recurrence !== undefined) return readRecurrence(body.recurrence, start, end);
	const { recurrence } = before;
	const startDate = start.wall.slice(0, 10);
	return recurrence === null ? null : { ...recurrence, range: { ...recurrence.range, startDate } };
}
