import type { calendar_v3 } from '@googleapis/calendar';
import type { Attendee, CalendarEvent, EventTime, FieldName, Reminder, Snapshot } from '../../../sync/types';
import { looksLikeHtml, plainText } from '../../shared/text';
import { isDate, timedAt } from '../../shared/times';
import { revisionOf } from './revision';
import { stampFromGoogle } from './stamp';

/** What must be known besides the event itself. */
export interface ReadContext {
	account: string;
	container: string;
	/** Reminders of events that use the calendar's own; null when they are not known. */
	defaultReminders: Reminder[] | null;
	/** True when the account's role in the calendar hides the details of private events from it. */
	hidesPrivate?: boolean;
}

/** Tags that say more than the text between them; a line break does not. */
const TELLING_TAG = /<(?!br\s*\/?>)[a-z][^<>]*>/i;

/** Throws `Error` with the cause when the event cannot be understood. */
export function snapshotFromGoogle(event: calendar_v3.Schema$Event, context: ReadContext): Snapshot {
	const { id } = event;
	if (!id) throw new Error('the event has no id');
	// Such an event comes without title, place and guests, which would look like somebody's edit (Calendar API reference, Events: list, accessRole).
	if (context.hidesPrivate === true && event.summary === undefined && visibilityFromGoogle(event.visibility) === 'private') {
		throw new Error('the event is private, and the connected account may not see its details');
	}
	const revision = revisionOf(event);
	const reminders = remindersFromGoogle(event.reminders, context.defaultReminders);
	return {
		id,
		revision,
		modifiedAt: millis(event.updated),
		createdAt: millis(event.created),
		record: recordFromGoogle(event, id, revision, reminders ?? [], context),
		omitted: omittedFields(event, reminders),
		stamp: stampFromGoogle(event),
		recurring: isRecurring(event),
		raw: event,
	};
}

export function remindersFromGoogle(
	reminders: calendar_v3.Schema$Event['reminders'],
	defaults: Reminder[] | null,
): Reminder[] | null {
	if (reminders?.useDefault === true) return defaults;
	return reminderList(reminders?.overrides ?? []);
}

export function reminderList(list: calendar_v3.Schema$EventReminder[]): Reminder[] {
	return list
		.filter((reminder) => typeof reminder.minutes === 'number' && reminder.minutes >= 0)
		.map((reminder) => ({ minutes: reminder.minutes ?? 0, method: reminder.method === 'email' ? 'email' : 'popup' }));
}

/** A series, one of its occurrences, or the mark of a cancelled occurrence. */
export function isRecurring(event: calendar_v3.Schema$Event): boolean {
	return Boolean(event.recurringEventId) || (event.recurrence?.length ?? 0) > 0;
}

/** A positive sign that the whole event is deleted; a cancelled occurrence is a change of its series instead. */
export function isTombstone(event: calendar_v3.Schema$Event): boolean {
	return event.status === 'cancelled' && !event.recurringEventId;
}

function recordFromGoogle(
	event: calendar_v3.Schema$Event,
	id: string,
	revision: string,
	reminders: Reminder[],
	context: ReadContext,
): CalendarEvent {
	const description = textOf(event.description);
	return {
		title: textOf(event.summary),
		// Of a cancelled occurrence only its original start is sure to be there (Calendar API reference, Events, status).
		start: timeFromGoogle(event.start ?? event.originalStartTime, 'start'),
		end: timeFromGoogle(event.end ?? event.originalStartTime, 'end'),
		location: textOf(event.location),
		description: plainText(description),
		...(looksLikeHtml(description) && TELLING_TAG.test(description) && { descriptionHtml: description }),
		reminders,
		attendees: (event.attendees ?? []).flatMap(attendeeFromGoogle),
		...optionalParts(event),
		visibility: visibilityFromGoogle(event.visibility),
		availability: event.transparency === 'transparent' ? 'free' : 'busy',
		status: event.status === 'tentative' || event.status === 'cancelled' ? event.status : 'confirmed',
		tags: [],
		custom: {},
		source: {
			system: 'googleCalendar',
			account: context.account,
			container: context.container,
			id,
			revision,
			...(event.created && { createdAt: event.created }),
			...(event.updated && { modifiedAt: event.updated }),
			...(event.organizer?.email && { owner: event.organizer.email }),
		},
	};
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** Properties that a record has only when the event has them. */
function optionalParts(event: calendar_v3.Schema$Event): Partial<CalendarEvent> {
	const own = event.attendees?.find((attendee) => attendee.self === true);
	const ownResponse = own && responseFromGoogle(own.responseStatus);
	const originalStart = event.originalStartTime && timeFromGoogle(event.originalStartTime, 'original start');
	const rules = event.recurrence ?? [];
	return {
		...(rules.length > 0 && { recurrence: { rules, ...(event.start?.timeZone && { timeZone: event.start.timeZone }) } }),
		...(event.recurringEventId && { series: { masterId: event.recurringEventId, ...(originalStart && { originalStart }) } }),
		...(ownResponse && { ownResponse }),
		...(event.organizer?.email && {
			organizer: {
				email: event.organizer.email,
				...(event.organizer.displayName && { name: event.organizer.displayName }),
				...(event.organizer.self && { self: true }),
			},
		}),
		...(event.iCalUID && { iCalUID: event.iCalUID }),
		...(event.htmlLink && { url: event.htmlLink }),
		...(event.eventType && event.eventType !== 'default' && { type: event.eventType }),
	};
}

function timeFromGoogle(time: calendar_v3.Schema$EventDateTime | undefined, which: string): EventTime {
	if (time?.date && isDate(time.date)) return { date: time.date };
	const timed = time?.dateTime ? timedAt(time.dateTime, time.timeZone ?? undefined) : null;
	if (timed === null) throw new Error(`the event's ${which} is missing or not a time`);
	return timed;
}

/** Entries without an address (Google shows some people by profile only) cannot be named elsewhere. */
function attendeeFromGoogle(attendee: calendar_v3.Schema$EventAttendee): Attendee[] {
	if (!attendee.email) return [];
	const response = responseFromGoogle(attendee.responseStatus);
	return [
		{
			email: attendee.email,
			...(attendee.displayName && { name: attendee.displayName }),
			...(response && { response }),
			...(attendee.organizer && { organizer: true }),
			...(attendee.optional && { optional: true }),
			...(attendee.resource && { resource: true }),
		},
	];
}

function responseFromGoogle(status: string | null | undefined): Attendee['response'] {
	return status === 'needsAction' || status === 'accepted' || status === 'declined' || status === 'tentative' ? status : undefined;
}

function visibilityFromGoogle(visibility: string | null | undefined): CalendarEvent['visibility'] {
	// `confidential` is an older word for `private` (Calendar API reference, Events, visibility).
	if (visibility === 'private' || visibility === 'confidential') return 'private';
	return visibility === 'public' ? 'public' : 'default';
}

function omittedFields(event: calendar_v3.Schema$Event, reminders: Reminder[] | null): FieldName[] {
	const hiddenGuests = event.attendeesOmitted === true || (event.attendees ?? []).some((attendee) => !attendee.email);
	return [...(reminders === null ? (['reminders'] as const) : []), ...(hiddenGuests ? (['attendees'] as const) : [])];
}

function millis(text: string | null | undefined): number | null {
	const parsed = Date.parse(text ?? '');
	return Number.isNaN(parsed) ? null : parsed;
}
