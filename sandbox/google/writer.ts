import { asObject, isJsonObject, textOf, type JsonObject } from '../core/json';
import { isCancelled, isMaster, type GoogleCalendar } from './calendar';
import { changesOnlyReminders, changesSharedMembers, draftEvent, isOrganizersOwn } from './draft';
import { alreadyDeleted, duplicateId, eventTypeRestriction, forbiddenForNonOrganizer, notFound, preconditionFailed, required } from './errors';
import { checkChangeOfType, checkNewEventType } from './eventTypes';
import type { Guests, SendUpdates } from './guests';
import { checkClientId } from './input';
import { etagOf } from './render';
import { findEvent } from './series';
import type { GoogleState } from './state';
import type { EventResource, StoredEvent } from './types';

export interface WriteOptions {
	sendUpdates: SendUpdates;
	/** The request's `If-Match`. */
	ifMatch?: string;
}

const quiet: WriteOptions = { sendUpdates: 'none' };

function checkMatch(event: StoredEvent, ifMatch: string | undefined): void {
	if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(event)) throw preconditionFailed();
}

/** Creates, changes and deletes events by the API's rules. Throws `GoogleError` for what Google refuses. */
export class EventWriter {
	constructor(
		private readonly state: GoogleState,
		private readonly guests: Guests,
	) {}

	insert(calendar: GoogleCalendar, user: string, body: JsonObject, options: WriteOptions = quiet): StoredEvent {
		const id = body.id === undefined || body.id === null ? this.state.mintId() : checkClientId(body.id);
		// A deleted event keeps its id (events.insert reference and recorded behaviour).
		if (calendar.events.has(id)) throw duplicateId();
		const eventType = textOf(body, 'eventType') ?? 'default';
		const draft = draftEvent(calendar, id, body, { ...this.ownership(calendar, user), iCalUID: `${id}@google.com`, eventType }, false);
		checkNewEventType(calendar, eventType, draft.fields);
		const event = calendar.store(draft);
		this.guests.notify(undefined, event, options.sendUpdates);
		this.guests.updateCopies(calendar, undefined, event);
		return event;
	}

	/** PATCH with `merge`, PUT without. Also reaches single occurrences by their instance id. */
	change(calendar: GoogleCalendar, id: string, body: JsonObject, merge: boolean, options: WriteOptions = quiet): StoredEvent {
		const before = findEvent(calendar, id);
		if (before === undefined) throw notFound();
		checkMatch(before, options.ifMatch);
		checkChangeOfType(before, body);
		const draft = draftEvent(calendar, id, body, before.fields, merge);
		if (draft.fields.status === 'cancelled' && !isCancelled(before)) return this.remove(calendar, id, options);
		draft.organizerCalendarId = before.organizerCalendarId;
		if (!isOrganizersOwn(before.fields)) return this.changeAsGuest(calendar, before, draft, options);
		draft.keepsUpdated = changesOnlyReminders(before, draft);
		const event = calendar.store(draft);
		if (!draft.keepsUpdated) {
			this.guests.notify(before, event, options.sendUpdates);
			this.guests.updateCopies(calendar, before, event);
		}
		return event;
	}

	remove(calendar: GoogleCalendar, id: string, options: WriteOptions = quiet): StoredEvent {
		const before = findEvent(calendar, id);
		if (before === undefined) throw notFound();
		checkMatch(before, options.ifMatch);
		if (isCancelled(before)) throw alreadyDeleted();
		if (!isOrganizersOwn(before.fields)) return this.removeAsGuest(calendar, before, options);
		const event = calendar.store({ ...before, fields: { ...before.fields, status: 'cancelled' } });
		if (isMaster(before)) {
			for (const exception of calendar.exceptionsOf(id)) {
				if (!isCancelled(exception)) calendar.store({ ...exception, fields: { ...exception.fields, status: 'cancelled' } });
			}
		}
		this.guests.notify(before, event, options.sendUpdates);
		this.guests.updateCopies(calendar, before, event);
		return event;
	}

	/** A private copy that keeps the caller's iCalUID and mails nobody; the same iCalUID again updates the copy. */
	import(calendar: GoogleCalendar, user: string, body: JsonObject): StoredEvent {
		const iCalUID = textOf(body, 'iCalUID');
		if (iCalUID === undefined) throw required('Missing iCalUID.');
		if ((textOf(body, 'eventType') ?? 'default') !== 'default') throw eventTypeRestriction('Only events of type default can be imported.');
		const existing = [...calendar.events.values()].find((event) => event.fields.iCalUID === iCalUID);
		const ownership = this.ownership(calendar, user);
		const organizer = isJsonObject(body.organizer) ? this.organizerFrom(body.organizer, calendar) : ownership.organizer;
		const before: EventResource = { ...ownership, organizer, iCalUID, eventType: 'default', privateCopy: true };
		return calendar.store(draftEvent(calendar, existing?.id ?? this.state.mintId(), body, before, false));
	}

	/** An invitation from somebody outside, as it appears in the invited user's calendar. */
	receive(calendar: GoogleCalendar, body: JsonObject): StoredEvent {
		const id = textOf(body, 'id') ?? this.state.mintId();
		const organizer = this.organizerFrom(asObject(body.organizer), calendar);
		const isGoogleEvent = { iCalUID: textOf(body, 'iCalUID') ?? `${id}@google.com`, eventType: textOf(body, 'eventType') ?? 'default' };
		const asOrganizer = { organizer: { ...organizer, self: true }, creator: organizer, ...isGoogleEvent };
		const draft = draftEvent(calendar, id, body, asOrganizer, false);
		draft.fields.organizer = organizer;
		if (body.locked === true) draft.fields.locked = true;
		return calendar.store(draft);
	}

	private changeAsGuest(calendar: GoogleCalendar, before: StoredEvent, draft: Parameters<GoogleCalendar['store']>[0], options: WriteOptions): StoredEvent {
		if (before.fields.guestsCanModify !== true && changesSharedMembers(before, draft)) throw forbiddenForNonOrganizer();
		const event = calendar.store(draft);
		const answerOf = (fields: EventResource): unknown => fields.attendees?.find((attendee) => attendee.self === true)?.responseStatus;
		if (answerOf(before.fields) !== answerOf(event.fields)) {
			this.guests.notifyOrganizer(event, options.sendUpdates);
			this.guests.passOnAnswer(calendar, event);
		}
		return event;
	}

	private removeAsGuest(calendar: GoogleCalendar, before: StoredEvent, options: WriteOptions): StoredEvent {
		const attendees = before.fields.attendees?.map((attendee) =>
			attendee.self === true ? { ...attendee, responseStatus: 'declined' } : attendee,
		);
		const event = calendar.store({ ...before, fields: { ...before.fields, attendees, status: 'cancelled' } });
		this.guests.notifyOrganizer(event, options.sendUpdates);
		return event;
	}

	private ownership(calendar: GoogleCalendar, user: string): Pick<EventResource, 'creator' | 'organizer'> {
		const creator = user === calendar.id ? { email: user, self: true } : { email: user };
		const organizer = calendar.primary ? { email: calendar.id, self: true } : { email: calendar.id, displayName: calendar.summary, self: true };
		return { creator, organizer };
	}

	private organizerFrom(given: JsonObject, calendar: GoogleCalendar): NonNullable<EventResource['organizer']> {
		const email = textOf(given, 'email') ?? calendar.id;
		const displayName = textOf(given, 'displayName');
		return { email, ...(displayName === undefined ? {} : { displayName }), ...(email === calendar.id ? { self: true } : {}) };
	}
}
