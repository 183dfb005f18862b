import type { Attendee, CalendarEvent, EventTime, Snapshot } from '../../../sync/types';
import type { Json } from '../client';
import { bodyTextOf } from '../mapping/body';
import { withoutGuestList } from '../mapping/guestList';
import { withoutMeetingBlock } from '../mapping/onlineMeeting';
import { snapshotOf, type ReadContext } from '../mapping/snapshot';
import { timesFromGraph } from '../mapping/times';
import { objectOf, objectsOf, textOf, textsOf } from '../mapping/values';

/** Throws `Error` with the cause when the event cannot be understood. */
export function snapshotFromGraph(event: Json, context: ReadContext): Snapshot {
	return snapshotOf(event, (id, revision) => recordFromGraph(event, id, revision, context), isRecurring(event));
}

/** A series, one of its occurrences, or a changed one. */
export function isRecurring({ type, seriesMasterId, recurrence }: Json): boolean {
	return type === 'occurrence' || type === 'exception' || type === 'seriesMaster' || textOf(seriesMasterId) !== '' || (typeof recurrence === 'object' && recurrence !== null);
}

function recordFromGraph(event: Json, id: string, revision: string, context: ReadContext): CalendarEvent {
	const { start, end } = timesFromGraph(event);
	const organizer = personOf(event.organizer);
	return {
		title: textOf(event.subject),
		start,
		end,
		location: textOf(objectOf(event.location).displayName),
		description: descriptionOf(event),
		reminders: event.isReminderOn === true && typeof event.reminderMinutesBeforeStart === 'number' && event.reminderMinutesBeforeStart >= 0 ? [{ minutes: event.reminderMinutesBeforeStart, method: 'popup' }] : [],
		attendees: attendeesOf(event, organizer?.email),
		...seriesParts(event, start),
		visibility: event.sensitivity === 'private' || event.sensitivity === 'confidential' ? 'private' : 'default',
		availability: event.showAs === 'free' || event.showAs === 'workingElsewhere' ? 'free' : 'busy',
		status: event.isCancelled === true ? 'cancelled' : event.showAs === 'tentative' ? 'tentative' : 'confirmed',
		...ownResponse(event),
		...(organizer !== undefined && { organizer: { ...organizer, ...(event.isOrganizer === true && { self: true }) } }),
		...(textOf(event.iCalUId) !== '' && { iCalUID: textOf(event.iCalUId) }),
		...(textOf(event.webLink) !== '' && { url: textOf(event.webLink) }),
		tags: textsOf(event.categories),
		custom: {},
		source: {
			system: 'office365',
			account: context.account,
			container: context.container,
			id,
			revision,
			...(textOf(event.createdDateTime) !== '' && { createdAt: textOf(event.createdDateTime) }),
			...(textOf(event.lastModifiedDateTime) !== '' && { modifiedAt: textOf(event.lastModifiedDateTime) }),
			...(organizer !== undefined && { owner: organizer.email }),
		},
	};
}

/** The text as people wrote it. Outlook wraps it in HTML of its own, so the HTML is never compared. */
function descriptionOf(event: Json): string {
	return withoutGuestList(withoutMeetingBlock(bodyTextOf(event), event.isOnlineMeeting === true)).trim();
}

function personOf(value: unknown): { email: string; name?: string } | undefined {
	const address = objectOf(objectOf(value).emailAddress);
	const email = textOf(address.address);
	if (email === '') return undefined;
	const name = textOf(address.name);
	return { email, ...(name !== '' && name !== email && { name }) };
}

const responses: Record<string, Attendee['response']> = { accepted: 'accepted', declined: 'declined', tentativelyAccepted: 'tentative', notResponded: 'needsAction', none: 'needsAction' };

/** An invited person's copy names the organiser among the guests, sometimes twice. */
function attendeesOf(event: Json, organizer: string | undefined): Attendee[] {
	const found = new Map<string, Attendee>();
	for (const entry of objectsOf(event.attendees)) {
		const person = personOf(entry);
		if (person === undefined || found.has(person.email.toLowerCase())) continue;
		const response = responses[textOf(objectOf(entry.status).response)];
		found.set(person.email.toLowerCase(), {
			...person,
			...(response !== undefined && { response }),
			...(person.email.toLowerCase() === organizer?.toLowerCase() && { organizer: true }),
			...(entry.type === 'optional' && { optional: true }),
			...(entry.type === 'resource' && { resource: true }),
		});
	}
	return [...found.values()];
}

function ownResponse(event: Json): Partial<CalendarEvent> {
	const told = textOf(objectOf(event.responseStatus).response);
	if (told === '' || told === 'organizer' || told === 'none') return {};
	const response = responses[told];
	return response === undefined ? {} : { ownResponse: response };
}

function seriesParts(event: Json, start: EventTime): Partial<CalendarEvent> {
	const masterId = textOf(event.seriesMasterId);
	if (masterId !== '') return { series: { masterId, originalStart: start } };
	// The pattern itself is not mapped yet; that there is one keeps the event from being taken for a single one.
	return event.type === 'seriesMaster' ? { recurrence: { rules: [] } } : {};
}
