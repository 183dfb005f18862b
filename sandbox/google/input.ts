import { asObject, isJsonObject, type JsonObject } from '../core/json';
import { GoogleError, invalid, required } from './errors';
import { checkRecurrence } from './recurrence';
import type { AttendeeResource, EventResource } from './types';

/** Members a client may write; everything else in a body is ignored, `sendUpdates` included (it counts in the query only). */
const plainMembers = [
	'summary',
	'description',
	'location',
	'colorId',
	'transparency',
	'visibility',
	'status',
	'source',
	'guestsCanInviteOthers',
	'guestsCanModify',
	'guestsCanSeeOtherGuests',
	'anyoneCanAddSelf',
	'attachments',
	'conferenceData',
	'workingLocationProperties',
	'focusTimeProperties',
	'outOfOfficeProperties',
	'birthdayProperties',
	'gadget',
	'sequence',
] as const;

const choices: Record<string, readonly string[]> = {
	status: ['confirmed', 'tentative', 'cancelled'],
	transparency: ['opaque', 'transparent'],
	visibility: ['default', 'public', 'private', 'confidential'],
};
const answers = ['needsAction', 'declined', 'tentative', 'accepted'];

// Limits of extended properties (Calendar API guide, Extended properties): applied without an error.
const longestPropertyName = 44;
const longestPropertyValue = 1024;
const mostProperties = 300;

const mostReminders = 5;
const latestReminder = 40_320;

function checkChoice(name: string, value: unknown): void {
	const known = choices[name];
	if (known !== undefined && typeof value === 'string' && !known.includes(value)) throw invalid(`Invalid value for: ${name}`);
}

/** Takes over the simple members. `merge` leaves what the body does not name; `null` removes. */
export function readPlainMembers(body: JsonObject, before: EventResource, merge: boolean): EventResource {
	const fields: JsonObject = {};
	for (const name of plainMembers) {
		const value = name in body ? body[name] : merge ? before[name] : undefined;
		checkChoice(name, value);
		if (value === null || value === undefined || value === '') continue;
		if (name === 'visibility' && value === 'default') continue;
		fields[name] = value;
	}
	return fields;
}

function limitedProperties(value: unknown, before: Record<string, string> | undefined, merge: boolean): Record<string, string> | undefined {
	const result: Record<string, string> = merge ? { ...before } : {};
	for (const [name, text] of Object.entries(asObject(value))) {
		if (text === null) delete result[name];
		else if (name.length <= longestPropertyName) result[name] = String(text).slice(0, longestPropertyValue);
	}
	return Object.keys(result).length > 0 ? result : undefined;
}

/** Private and shared properties after the write; undefined when none is left. */
export function readProperties(body: JsonObject, before: EventResource, merge: boolean): EventResource['extendedProperties'] {
	if (!('extendedProperties' in body)) return merge ? before.extendedProperties : undefined;
	if (body.extendedProperties === null) return undefined;
	const given = asObject(body.extendedProperties);
	const properties: NonNullable<EventResource['extendedProperties']> = {};
	const own = limitedProperties(given.private, before.extendedProperties?.private, merge);
	const shared = limitedProperties(given.shared, before.extendedProperties?.shared, merge);
	if (own !== undefined) properties.private = own;
	if (shared !== undefined) properties.shared = shared;
	if (Object.keys(own ?? {}).length + Object.keys(shared ?? {}).length > mostProperties) {
		throw invalid('The event has too many extended properties.');
	}
	return own === undefined && shared === undefined ? undefined : properties;
}

function readReminder(value: unknown): { method: string; minutes: number } {
	const { method, minutes } = asObject(value);
	if (method !== 'email' && method !== 'popup') throw invalid('Invalid reminder method.');
	if (typeof minutes !== 'number' || !Number.isInteger(minutes) || minutes < 0 || minutes > latestReminder) {
		throw invalid('Invalid reminder minutes.');
	}
	return { method, minutes };
}

/** Reminders after the write. Throws Google's 400 for more than five, or for default and own ones together. */
export function readReminders(body: JsonObject, before: EventResource, merge: boolean): EventResource['reminders'] {
	const earlier = merge ? (before.reminders ?? { useDefault: true }) : { useDefault: true };
	if (!isJsonObject(body.reminders)) return body.reminders === null ? { useDefault: true } : earlier;
	const given = body.reminders;
	const namesDefault = typeof given.useDefault === 'boolean';
	const useDefault = namesDefault ? given.useDefault === true : 'overrides' in given && !merge ? false : earlier.useDefault === true;
	const overrides = Array.isArray(given.overrides) ? given.overrides.map(readReminder) : useDefault ? [] : (earlier.overrides ?? []);
	if (overrides.length > mostReminders) throw invalid(`An event cannot have more than ${mostReminders} reminders.`);
	if (useDefault && overrides.length > 0) {
		throw new GoogleError(
			400,
			'cannotUseDefaultRemindersAndSpecifyOverride',
			'Cannot specify both default reminders and overrides at the same time.',
			{ domain: 'calendar' },
		);
	}
	return overrides.length > 0 ? { useDefault, overrides } : { useDefault };
}

/** The guest list of a body, one entry per address, without the marks for organizer and self. */
export function readAttendees(value: unknown): AttendeeResource[] {
	if (!Array.isArray(value)) return [];
	const byAddress = new Map<string, AttendeeResource>();
	for (const entry of value.map(asObject)) {
		const { email, displayName, optional, resource, responseStatus, comment, additionalGuests } = entry;
		if (typeof email !== 'string' || email === '') throw required('Missing attendee email.');
		if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw invalid('Invalid attendee email.');
		const attendee: AttendeeResource = { email };
		if (typeof displayName === 'string') attendee.displayName = displayName;
		if (optional === true) attendee.optional = true;
		if (resource === true) attendee.resource = true;
		if (typeof comment === 'string') attendee.comment = comment;
		if (typeof additionalGuests === 'number') attendee.additionalGuests = additionalGuests;
		if (typeof responseStatus === 'string') {
			if (!answers.includes(responseStatus)) throw invalid('Invalid attendee response status.');
			attendee.responseStatus = responseStatus;
		}
		byAddress.set(email.toLowerCase(), attendee);
	}
	return [...byAddress.values()];
}

/** Recurrence lines after the write; undefined when the event does not recur. */
export function readRecurrence(body: JsonObject, before: EventResource, merge: boolean): string[] | undefined {
	if (!('recurrence' in body)) return merge ? (before.recurrence ?? undefined) : undefined;
	const lines = Array.isArray(body.recurrence) ? body.recurrence.map(String) : [];
	checkRecurrence(lines);
	return lines.length > 0 ? lines : undefined;
}

/** Checks an id a client chose (events.insert reference: base32hex lower case, 5 to 1024 characters). */
export function checkClientId(id: unknown): string {
	if (typeof id !== 'string' || !/^[a-v0-9]{5,1024}$/.test(id)) throw invalid('Invalid resource id value.');
	return id;
}
