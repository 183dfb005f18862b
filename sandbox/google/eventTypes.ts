import { asObject, type JsonObject } from '../core/json';
import { isAllDay, type GoogleCalendar } from './calendar';
import { eventTypeRestriction, GoogleError } from './errors';
import type { EventResource, StoredEvent } from './types';

/** What may be patched on events made from mails (Calendar API guide, Event types). */
const patchableOnFromGmail = ['colorId', 'reminders', 'visibility', 'transparency', 'status', 'attendees', 'extendedProperties'];
const patchableOnBirthday = ['colorId', 'summary', 'reminders', 'start', 'end'];
const mainMembers = ['summary', 'description', 'location', 'start', 'end', 'recurrence', 'attendees'];

/** Checks a new event's type against its shape and calendar. Throws Google's refusal. */
export function checkNewEventType(calendar: GoogleCalendar, type: string, fields: EventResource): void {
	if (type === 'default') return;
	if (type === 'fromGmail') throw eventTypeRestriction('Events of type fromGmail cannot be created.');
	if (!['birthday', 'focusTime', 'outOfOffice', 'workingLocation'].includes(type)) throw eventTypeRestriction('Unknown event type.');
	if (!calendar.primary) throw eventTypeRestriction(`Events of type ${type} can only be created on primary calendars.`);
	const allDay = isAllDay(fields.start);
	if ((type === 'focusTime' || type === 'outOfOffice') && (allDay || fields.transparency === 'transparent')) {
		throw eventTypeRestriction(`Events of type ${type} must be timed and opaque.`);
	}
	if (type === 'workingLocation' && (fields.visibility !== 'public' || fields.transparency !== 'transparent')) {
		throw eventTypeRestriction('A working location event must be public and transparent.');
	}
	const isYearly = fields.recurrence?.some((line) => line.includes('FREQ=YEARLY')) === true;
	if (type === 'birthday' && !(allDay && fields.visibility === 'private' && fields.transparency === 'transparent' && isYearly)) {
		throw eventTypeRestriction('A birthday event must be all-day, private, transparent and yearly.');
	}
}

function changedMembers(body: JsonObject, before: EventResource): string[] {
	const earlier: JsonObject = { ...before };
	return Object.keys(body).filter((name) => JSON.stringify(body[name]) !== JSON.stringify(earlier[name]));
}

/** Checks a change against the type of the event and its lock. Throws Google's refusal. */
export function checkChangeOfType(event: StoredEvent, body: JsonObject): void {
	const type = event.fields.eventType ?? 'default';
	if (typeof body.eventType === 'string' && body.eventType !== type) throw eventTypeRestriction('The event type cannot be changed.');
	const allowed = type === 'fromGmail' ? patchableOnFromGmail : type === 'birthday' ? patchableOnBirthday : undefined;
	const readOnly = ['id', 'etag', 'kind', 'eventType', 'created', 'updated', 'iCalUID', 'htmlLink', 'creator', 'organizer'];
	const changed = changedMembers(asObject(body), event.fields).filter((name) => !readOnly.includes(name));
	const refused = allowed === undefined ? undefined : changed.find((name) => !allowed.includes(name));
	if (refused !== undefined) throw eventTypeRestriction(`The member ${refused} of an event of type ${type} cannot be changed.`);
	if (event.fields.locked === true && changed.some((name) => mainMembers.includes(name))) {
		throw new GoogleError(403, 'forbidden', 'This is a locked event; its main fields cannot be changed.', { domain: 'calendar' });
	}
}
