import type { SandboxService } from '../core/types';

export type ModuleName = 'Events' | 'Contacts' | 'Leads';
export const MODULE_NAMES: readonly ModuleName[] = ['Events', 'Contacts', 'Leads'];

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
/** A record, or part of one, as the API writes and reads it. */
export type JsonObject = { [key: string]: Json };

export interface ZohoUser {
	id: string;
	firstName: string;
	lastName: string;
	email: string;
	/** IANA name. */
	timeZone: string;
	active: boolean;
	/** Has not accepted the invitation yet. */
	invited?: boolean;
	/** The first of each unless named. */
	role?: NamedId;
	profile?: NamedId;
}

/** A role or a profile. */
export interface NamedId {
	id: string;
	name: string;
}

export type DataType =
	| 'text'
	| 'textarea'
	| 'email'
	| 'phone'
	| 'datetime'
	| 'date'
	| 'boolean'
	| 'integer'
	| 'ownerlookup'
	| 'lookup'
	| 'participants'
	| 'reminder'
	| 'recurrence'
	| 'tags';

export interface FieldDefinition {
	api_name: string;
	display_label: string;
	data_type: DataType;
	/** Longest text, in characters. */
	length: number;
	mandatory?: boolean;
	readOnly?: boolean;
	custom?: boolean;
	unique?: boolean;
}

/** What stops a write, as the API names it. */
export type Protection = 'locked' | 'blueprint' | 'notPermitted' | 'notApproved' | 'undeletable';

/** A participant as kept. */
export interface Participant {
	id: string;
	type: 'lead' | 'contact' | 'user' | 'email';
	/** Record or user id; for `email` the address itself. */
	participant: string;
	name: string;
	email: string;
	invited: boolean;
	status: string;
}

export interface StoredRecord {
	id: string;
	module: ModuleName;
	/** Milliseconds, whole seconds only: Zoho keeps no finer times. */
	createdAt: number;
	modifiedAt: number;
	createdBy: string;
	modifiedBy: string;
	owner: string;
	/** Date-times are milliseconds, everything else is kept as JSON. */
	values: Record<string, Json>;
	participants: Participant[];
	protection?: Protection;
	/** The search index and COQL do not know the record before this moment. */
	searchableFrom: number;
	deleted?: { at: number; by: string; type: 'recycle' | 'permanent' };
}

/** How All_day events are written and answered; v8's real form is not documented. */
export type AllDayEncoding =
	/** Start 00:00:00+00:00, end of the last day 23:59:59+00:00 (recorded with v2). */
	| 'utcInclusive'
	/** The same wall times with the organisation's offset. */
	| 'orgZoneInclusive'
	/** End is 00:00:00+00:00 of the day after the last. */
	| 'utcExclusive';

export interface ZohoSwitches {
	orgTimeZone: string;
	/** True: a record modified exactly at If-Modified-Since is listed. The vendor does not say. */
	modifiedSinceInclusive: boolean;
	allDayEncoding: AllDayEncoding;
	/** `array` is `[{unit, period, time}]`, `alarm` the older `{ALARM: '…'}`. */
	remindAtForm: 'array' | 'alarm';
	/** One record with a rule, or one record per occurrence sharing `$recurrence_id`. */
	recurrenceModel: 'rule' | 'occurrences';
	/** False: bulk writes answer 200 whatever the items say (the 2025 specification). */
	multiStatus: boolean;
	scopeErrorStatus: 401 | 403;
	/** Answer to GET of a record that does not exist: an error, or 204 as older versions did. */
	missingRecord: 'error' | 'noContent';
	searchLagMilliseconds: number;
	/** The credential belongs to another data centre: every token and code is refused. */
	wrongDataCentre: boolean;
	/** Age after which a record in the recycle bin counts as permanently deleted. */
	recycleBinDays: number;
	/** Calls per rolling 24 hours; null switches credits off. */
	creditsPerDay: number | null;
	/** Calls at the same time, each held for the given real time; null switches the limit off. */
	concurrency: { limit: number; holdMilliseconds: number } | null;
	/** At most ten access tokens per refresh token in ten minutes. */
	tokenThrottle: boolean;
	/** Users that the organisation has paid for, invited ones included; null: as many as one likes. */
	userLicences: number | null;
}

export interface WriteLogEntry {
	at: number;
	by: 'api' | 'person';
	module: ModuleName;
	operation: 'insert' | 'update' | 'upsert' | 'delete';
	ids: string[];
	/** As sent; absent when the caller left it out, which lets every automation run. */
	trigger?: string[];
}

export interface NewField {
	api_name: string;
	display_label?: string;
	data_type?: 'text' | 'textarea' | 'boolean' | 'integer' | 'datetime';
	length?: number;
	unique?: boolean;
}

/** A record as the single GET answers it, and whether it is in the recycle bin. */
export interface RecordView {
	id: string;
	deleted: boolean;
	fields: JsonObject;
}

/** What a person does in Zoho's own pages. Fields are in the API's form; refusals throw an Error. */
export interface PersonControls {
	/** `by` is a user id; without it the connected user acts. Returns the record's id. */
	createEvent(fields: JsonObject, by?: string): string;
	editEvent(id: string, fields: JsonObject, by?: string): void;
	deleteEvent(id: string, by?: string): void;
	/** Takes the record out of the recycle bin: same id, new Modified_Time. */
	restoreEvent(id: string, by?: string): void;
	/** Follows the link in the invitation's mail. */
	acceptInvitation(email: string): void;
	create(module: ModuleName, fields: JsonObject, by?: string): string;
	edit(module: ModuleName, id: string, fields: JsonObject, by?: string): void;
	remove(module: ModuleName, id: string, by?: string): void;
	restore(module: ModuleName, id: string, by?: string): void;
}

export interface IssuedToken {
	access_token: string;
	refresh_token: string;
	expires_in: number;
}

/** What only a test can do. */
export interface AdminControls {
	readonly switches: Readonly<ZohoSwitches>;
	set(switches: Partial<ZohoSwitches>): void;
	issueToken(options?: { scopes?: string[]; user?: string }): IssuedToken;
	/** Every access token ends now; refresh tokens live on. */
	expireTokens(): void;
	/** Every access and refresh token ends now. */
	revokeTokens(): void;
	/** Narrows every living grant to these scopes; undefined restores what was granted. */
	restrictScopes(scopes: string[] | undefined): void;
	addField(module: ModuleName, field: NewField): void;
	protect(module: ModuleName, id: string, protection: Protection | undefined): void;
	/** Everything in the recycle bin becomes permanently deleted. */
	emptyRecycleBin(): void;
	/** Deleted records disappear from `/deleted` as if the retention had passed. */
	forgetDeleted(): void;
	/** Page tokens handed out so far are no longer known. */
	expirePageTokens(): void;
	/** Channels end silently, as at their expiry. */
	dropChannels(): void;
	readonly users: readonly ZohoUser[];
	readonly writes: readonly WriteLogEntry[];
	readonly channels: readonly { channelId: string; events: string[]; expiresAt: number; notifyUrl: string }[];
}

export interface ZohoService extends SandboxService {
	readonly person: PersonControls;
	readonly admin: AdminControls;
	/** All records of a module, deleted ones included, in the order of their making. */
	all(module: ModuleName): RecordView[];
	/** One record whatever its state; undefined when there never was one. */
	find(module: ModuleName, id: string): RecordView | undefined;
}
