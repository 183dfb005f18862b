import type { calendar_v3 } from '@googleapis/calendar';

export type EventResource = calendar_v3.Schema$Event;
export type AttendeeResource = calendar_v3.Schema$EventAttendee;
export type EventTime = calendar_v3.Schema$EventDateTime;
export type CalendarListEntry = calendar_v3.Schema$CalendarListEntry;

/** Weakest first. */
export const accessRoles = ['freeBusyReader', 'reader', 'writerWithoutPrivateAccess', 'writer', 'owner'] as const;
export type AccessRole = (typeof accessRoles)[number];

export interface GoogleUser {
	email: string;
	displayName: string;
	timeZone: string;
}

/** One stored state of an event. Never changed in place: a write stores a new state. */
export interface StoredEvent {
	readonly id: string;
	/** Everything a client may write, plus organizer, creator and iCalUID; without kind, etag, created, updated. */
	readonly fields: EventResource;
	/** The etag's number. */
	readonly revision: number;
	/** Milliseconds since 1970. */
	readonly created: number;
	readonly updated: number;
	readonly startsAt: number;
	readonly endsAt: number;
	/** Set on an invited user's copy: the calendar that holds the organizer's event. */
	readonly organizerCalendarId?: string;
	/** Grows with each write to the calendar; the position in the change feed. */
	readonly change: number;
}

/** Who makes a request, on which calendars and how. */
export interface Caller {
	user: GoogleUser;
	clientId: string;
	scopes: string[];
}

/** Switches of the control interface. */
export interface GoogleOptions {
	/** Pages come short or empty at random while more follow. */
	shortPages: boolean;
	/** Every seventh event carries a member that no documentation mentions. */
	unknownFields: boolean;
	/** Milliseconds within which changes of one calendar share a push. */
	pushCoalesceMs: number;
}

export const defaultOptions: GoogleOptions = { shortPages: false, unknownFields: false, pushCoalesceMs: 20 };
