import type { JsonObject } from '../core/json';
import type { CloudName } from './clouds';

export interface EmailAddress {
	name: string;
	address: string;
}

export interface GraphUser {
	/** The directory's id. */
	id: string;
	userPrincipalName: string;
	mail: string;
	displayName: string;
	givenName: string;
	surname: string;
	jobTitle: string | null;
	/** IANA name. */
	timeZone: string;
	/** A directory account without a mailbox has no calendar. */
	hasMailbox: boolean;
	accountEnabled: boolean;
	/** Belongs to another organisation. */
	isGuest?: boolean;
}

/** A local time with its zone. */
export interface Moment {
	/** `yyyy-MM-ddTHH:mm:ss` in `zone`. */
	wall: string;
	/** IANA name. */
	zone: string;
	/** The zone as the client named it. */
	name: string;
	/** Milliseconds since 1970. */
	at: number;
}

export type Answer = 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded';

export interface ResponseStatus {
	response: Answer;
	time: string;
}

export interface Attendee {
	type: string;
	status: ResponseStatus;
	emailAddress: EmailAddress;
}

export interface RecurrencePattern {
	type: string;
	interval: number;
	month: number;
	dayOfMonth: number;
	daysOfWeek: string[];
	firstDayOfWeek: string;
	index: string;
}

export interface RecurrenceRange {
	type: string;
	startDate: string;
	endDate: string;
	recurrenceTimeZone: string;
	numberOfOccurrences: number;
}

export interface Recurrence {
	pattern: RecurrencePattern;
	range: RecurrenceRange;
}

export interface ExtendedProperty {
	/** As the client wrote it. */
	id: string;
	value: string;
}

/** What a person or a client can say about an event; an exception of a series has all of it again. */
export interface EventFields {
	subject: string;
	/** HTML as the server stores it. */
	body: string;
	start: Moment;
	/** Exclusive. */
	end: Moment;
	isAllDay: boolean;
	location: JsonObject;
	locations: JsonObject[];
	attendees: Attendee[];
	organizer: EmailAddress;
	isOrganizer: boolean;
	responseStatus: ResponseStatus;
	isReminderOn: boolean;
	reminderMinutesBeforeStart: number;
	showAs: string;
	sensitivity: string;
	importance: string;
	categories: string[];
	recurrence: Recurrence | null;
	isCancelled: boolean;
	responseRequested: boolean;
	allowNewTimeProposals: boolean;
	hideAttendees: boolean;
	onlineMeeting: JsonObject | null;
	/** By normalised id. */
	properties: Readonly<Record<string, ExtendedProperty>>;
	/** Open extensions by name. */
	extensions: Readonly<Record<string, JsonObject>>;
}

/** One stored state of an item. Never changed in place: a write stores a new state. */
export interface StoredItem {
	readonly key: string;
	readonly changeKey: string;
	/** Milliseconds since 1970. */
	readonly created: number;
	readonly modified: number;
	/** Grows with each write in the whole service; the position in the change feed. */
	readonly change: number;
	readonly deleted: boolean;
}

export interface StoredEvent extends StoredItem {
	readonly fields: EventFields;
	/** The part of `iCalUId` that all copies share. */
	readonly uid: string;
	readonly transactionId: string | null;
	/** Changed occurrences by their original day. */
	readonly exceptions: Readonly<Record<string, EventFields>>;
	/** Original days of cancelled occurrences. */
	readonly cancelledDays: readonly string[];
	/** Set on an invited user's copy: where the organizer's event is. */
	readonly original?: { userId: string; key: string };
}

export interface StoredContact extends StoredItem {
	/** In the form of answers, without ids and times. */
	readonly fields: JsonObject;
	readonly properties: Readonly<Record<string, ExtendedProperty>>;
	readonly extensions: Readonly<Record<string, JsonObject>>;
}

/** Who makes a request. */
export interface Caller {
	clientId: string;
	/** Scopes of a delegated token, roles of an application's. */
	permissions: string[];
	/** Undefined for an application without a user. */
	user: GraphUser | undefined;
	cloud: CloudName;
}

/** How a stored delta link that is no longer good is refused; the documentation and reports know all of these. */
export type DeltaRefusal = 'gone' | 'resyncRequired' | 'notFound' | 'badRequest' | 'invalid';

/** Switches of the control interface: what the documentation leaves open, and what a real server does now and then. */
export interface MicrosoftOptions {
	/** Milliseconds within which changes share one notification. */
	pushCoalesceMs: number;
	/** Delta pages come short or empty while more follow. */
	emptyPages: boolean;
	/** A delta repeats some items of the round before. */
	replays: boolean;
	/** Milliseconds before a delta shows a change. */
	lagMs: number;
	deltaRefusal: DeltaRefusal;
	/** Status of a second delete. */
	secondDelete: 400 | 404;
	/** Whether `If-Match` counts on contacts; nothing is known about it. */
	contactLock: boolean;
	/** Minutes a `transactionId` is remembered. */
	transactionMinutes: number;
	/** Longest life granted to a subscription, in minutes. */
	grantedMinutes: number;
	/** A personal account is refused the directory with 400 and 401. */
	personalAccounts: boolean;
	/** Every seventh item carries a member that no documentation mentions. */
	unknownFields: boolean;
}

export const defaultOptions: MicrosoftOptions = {
	pushCoalesceMs: 20,
	emptyPages: false,
	replays: false,
	lagMs: 0,
	deltaRefusal: 'gone',
	secondDelete: 404,
	contactLock: false,
	transactionMinutes: Number.MAX_SAFE_INTEGER,
	grantedMinutes: 10_080,
	personalAccounts: false,
	unknownFields: false,
};

/** An event as answers show it, as far as tests look at it. */
export interface GraphEvent {
	id: string;
	subject: string;
	type: string;
	start: { dateTime: string; timeZone: string };
	end: { dateTime: string; timeZone: string };
	body: { contentType: string; content: string };
	bodyPreview: string;
	location: { displayName: string };
	attendees: Attendee[];
	isAllDay: boolean;
	isCancelled: boolean;
	changeKey: string;
	[member: string]: unknown;
}

/** A contact as answers show it, as far as tests look at it. */
export interface GraphContact {
	id: string;
	displayName: string;
	givenName: string | null;
	surname: string | null;
	emailAddresses: EmailAddress[];
	changeKey: string;
	[member: string]: unknown;
}
