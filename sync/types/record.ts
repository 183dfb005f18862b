/** The neutral (canonical) form of a record, the same for every system. See docs/semantics.md. */

export type Side = 'crm' | 'calendar';
export type Resource = 'event' | 'contact';

/** A point in time with its zone, or a calendar day. The end of an all-day event is exclusive. */
export type EventTime =
	| {
			/** ISO 8601 with offset, e.g. `2026-08-03T10:00:00+02:00`. */
			dateTime: string;
			/** IANA name; absent where the system knows none. */
			timeZone?: string;
	  }
	| {
			/** `YYYY-MM-DD` */
			date: string;
	  };

export interface Reminder {
	/** Minutes before the start, never negative. */
	minutes: number;
	method: 'popup' | 'email';
}

export interface Attendee {
	email: string;
	name?: string;
	response?: 'needsAction' | 'accepted' | 'declined' | 'tentative';
	/** True for the organiser's own entry. Such an entry is never mapped, added or removed. */
	organizer?: boolean;
	optional?: boolean;
	/** A room or a piece of equipment. */
	resource?: boolean;
}

export interface RelatedRecord {
	id: string;
	name?: string;
	url?: string;
}

export type CustomValue = string | number | boolean | null;

/** Where a record was read. */
export interface RecordSource {
	system: string;
	account: string;
	container: string;
	id: string;
	/** Opaque; equal revisions of a record mean equal contents as far as the vendor tells. */
	revision: string;
	createdAt?: string;
	/** ISO 8601; by the vendor's clock. */
	modifiedAt?: string;
	owner?: string;
	/** The record as the vendor sent it, when the settings ask for it. Never compared or written. */
	raw?: unknown;
	/** Of a record whose contents are hidden: hash of what makes two records the same to people, so that its partner is still found. */
	contentKey?: string;
	/** The mark of the sync that made this record, where the system can hold one. */
	stamp?: { sync: string; partnerId: string; generation: number };
}

export interface CalendarEvent {
	/** Empty when the event has no title. */
	title: string;
	start: EventTime;
	end: EventTime;
	location: string;
	/** Plain text. */
	description: string;
	/** Present when the system holds HTML that says more than the text. */
	descriptionHtml?: string;
	reminders: Reminder[];
	attendees: Attendee[];
	recurrence?: { rules: string[]; timeZone?: string };
	/** Present on an occurrence of a series. */
	series?: { masterId: string; originalStart?: EventTime };
	visibility: 'default' | 'public' | 'private';
	availability: 'busy' | 'free';
	status: 'confirmed' | 'tentative' | 'cancelled';
	/** The answer of the calendar's owner, when the owner is a guest. */
	ownResponse?: Attendee['response'];
	organizer?: { email: string; name?: string; self?: boolean };
	iCalUID?: string;
	url?: string;
	type?: string;
	related?: { deal?: RelatedRecord; organization?: RelatedRecord; person?: RelatedRecord };
	tags: string[];
	custom: Record<string, CustomValue>;
	source: RecordSource;
}

export interface ContactRecord {
	firstName: string;
	lastName: string;
	company: string;
	jobTitle: string;
	emails: string[];
	phones: Array<{ kind: 'work' | 'home' | 'mobile' | 'fax' | 'other'; number: string }>;
	addresses: Array<{
		kind: 'work' | 'home' | 'other';
		street?: string;
		city?: string;
		region?: string;
		postalCode?: string;
		country?: string;
	}>;
	website: string;
	/** `YYYY-MM-DD` or empty. */
	birthday: string;
	notes: string;
	tags: string[];
	url?: string;
	custom: Record<string, CustomValue>;
	source: RecordSource;
}

export type CanonicalRecord = CalendarEvent | ContactRecord;

/**
 * Names of the fields that the engine compares, merges and maps. `time` is start and end together: they are one
 * statement about when a meeting is, so they change and conflict as one. `custom.<api name>` is a CRM's own field.
 */
export type EventField =
	| 'title'
	| 'time'
	| 'location'
	| 'description'
	| 'reminders'
	| 'attendees'
	| 'visibility'
	| 'availability'
	| 'type'
	| 'tags';
export type ContactField =
	| 'firstName'
	| 'lastName'
	| 'company'
	| 'jobTitle'
	| 'emails'
	| 'phones'
	| 'addresses'
	| 'website'
	| 'birthday'
	| 'notes'
	| 'tags';
export type FieldName = EventField | ContactField | `custom.${string}`;

/** The value of each field name: `time` is `{start, end}`, everything else the property of that name. */
export interface EventTimes {
	start: EventTime;
	end: EventTime;
}
export type FieldValue =
	| string
	| number
	| boolean
	| null
	| string[]
	| EventTimes
	| Reminder[]
	| Attendee[]
	| ContactRecord['phones']
	| ContactRecord['addresses'];

/** A part of a record: the fields that are written, or that a mapping produced. */
export type FieldValues = Partial<Record<FieldName, FieldValue>>;
