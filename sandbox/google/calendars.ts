import { asObject, textOf, type JsonObject } from '../core/json';
import type { GoogleCalendar } from './calendar';
import { invalid, needsOwnerAccess, notFound, required } from './errors';
import { pageSizeOf } from './listing';
import type { GoogleState, ListEntry } from './state';
import { isKnownZone } from './time';
import { constantParameters, readPageToken, readSyncToken, writePageToken, writeSyncToken } from './tokens';
import { accessRoles, type AccessRole, type Caller, type CalendarListEntry } from './types';

const usualNotifications = ['eventCreation', 'eventChange', 'eventCancellation', 'eventResponse'].map((type) => ({ type, method: 'email' }));
const usualReminders = [{ method: 'popup', minutes: 30 }];
const listMembers = ['summaryOverride', 'colorId', 'selected', 'hidden', 'defaultReminders', 'backgroundColor', 'foregroundColor'] as const;

/** The `calendars` and `calendarList` collections. */
export class CalendarCollections {
	constructor(private readonly state: GoogleState) {}

	/** A calendar as `calendars.get` answers it. */
	resource(calendar: GoogleCalendar): unknown {
		const { id, summary, description, location, timeZone } = calendar;
		const conferenceProperties = { allowedConferenceSolutionTypes: ['hangoutsMeet'] };
		const etag = `"c${calendar.updated.toString(32)}"`;
		return { kind: 'calendar#calendar', etag, id, summary, description, location, timeZone, dataOwner: calendar.dataOwner, conferenceProperties };
	}

	insert(caller: Caller, body: JsonObject): unknown {
		const summary = textOf(body, 'summary');
		if (summary === undefined || summary === '') throw required('Missing title.');
		const calendar = this.state.addCalendar({
			id: `c_${this.state.mintId()}@group.calendar.google.com`,
			summary,
			description: textOf(body, 'description'),
			location: textOf(body, 'location'),
			timeZone: this.zoneIn(body) ?? caller.user.timeZone,
			dataOwner: caller.user.email,
			primary: false,
			createdByClient: caller.clientId,
		});
		return this.resource(calendar);
	}

	/** PATCH and PUT; a PUT needs the title. Title changes do not show in the calendar list's feed. */
	change(calendar: GoogleCalendar, role: AccessRole, body: JsonObject, merge: boolean): unknown {
		if (role !== 'owner') throw needsOwnerAccess();
		const summary = textOf(body, 'summary');
		if (summary === '' || (!merge && summary === undefined)) throw required('Missing title.');
		calendar.summary = summary ?? calendar.summary;
		calendar.timeZone = this.zoneIn(body) ?? calendar.timeZone;
		for (const member of ['description', 'location'] as const) {
			if (member in body || !merge) calendar[member] = textOf(body, member);
		}
		return this.resource(calendar);
	}

	remove(calendar: GoogleCalendar, role: AccessRole): void {
		if (calendar.primary) throw invalid('Cannot delete the primary calendar.');
		if (role !== 'owner') throw needsOwnerAccess();
		this.state.deleteCalendar(calendar);
	}

	/** `calendarList.list`, whole or since a sync token. */
	list(caller: Caller, query: URLSearchParams): unknown {
		const feed = `list ${caller.user.email}`;
		const identity = { feed, epoch: 1, parameters: '' };
		const syncToken = query.get('syncToken');
		if (syncToken !== null && query.has('minAccessRole')) throw invalid('Sync token cannot be used with minAccessRole.', 'minAccessRole');
		const since = syncToken === null ? 0 : readSyncToken(syncToken, identity);
		const parameters = constantParameters(query);
		const pageToken = query.get('pageToken');
		const cursor = pageToken === null ? since : readPageToken(pageToken, feed, parameters).cursor;
		const least = accessRoles.findIndex((role) => role === query.get('minAccessRole'));
		const entries = [...this.state.listOf(caller.user.email).values()]
			.filter((entry) => entry.change > cursor && this.isShown(entry, caller, query, least, syncToken !== null))
			.sort((first, second) => first.change - second.change);
		const size = pageSizeOf(query, 100, 250);
		const items = entries.slice(0, size);
		const page: Record<string, unknown> = {
			kind: 'calendar#calendarList',
			etag: `"p${this.state.latestListChange.toString(32)}"`,
			items: items.map((entry) => this.entry(entry, caller)),
		};
		const last = items.at(-1);
		if (entries.length > size && last !== undefined) {
			page.nextPageToken = writePageToken({ feed, cursor: last.change, startedAt: since, parameters });
		} else {
			page.nextSyncToken = writeSyncToken({ ...identity, change: this.state.latestListChange });
		}
		return page;
	}

	get(caller: Caller, calendarId: string): CalendarListEntry {
		const { calendar } = this.state.calendarFor(caller, calendarId);
		const entry = this.state.listOf(caller.user.email).get(calendar.id);
		if (entry === undefined || entry.removed) throw notFound();
		return this.entry(entry, caller);
	}

	/** What the user sets for a calendar in the own list; also puts a removed one back. */
	setEntry(caller: Caller, calendarId: string, body: JsonObject): CalendarListEntry {
		const { calendar } = this.state.calendarFor(caller, calendarId);
		const overrides: JsonObject = { ...this.state.listOf(caller.user.email).get(calendar.id)?.overrides };
		for (const name of listMembers) if (name in body) overrides[name] = body[name] ?? undefined;
		return this.entry(this.state.touchList(caller.user.email, calendar.id, false, asObject(overrides)), caller);
	}

	removeEntry(caller: Caller, calendarId: string): void {
		const { calendar } = this.state.calendarFor(caller, calendarId);
		this.state.touchList(caller.user.email, calendar.id, true);
	}

	/** The reminders a user set for events of this calendar that use the default. */
	defaultReminders(caller: Caller, calendar: GoogleCalendar): unknown {
		const own = this.state.listOf(caller.user.email).get(calendar.id)?.overrides.defaultReminders;
		return own ?? (calendar.primary ? usualReminders : []);
	}

	private isShown(entry: ListEntry, caller: Caller, query: URLSearchParams, least: number, isDelta: boolean): boolean {
		if (entry.removed) return isDelta || query.get('showDeleted') === 'true';
		if (entry.overrides.hidden === true && query.get('showHidden') !== 'true' && !isDelta) return false;
		const role = this.state.calendars.get(entry.calendarId)?.access.get(caller.user.email);
		return role !== undefined && accessRoles.indexOf(role) >= least;
	}

	private entry(entry: ListEntry, caller: Caller): CalendarListEntry {
		const etag = `"${entry.revision}"`;
		const calendar = this.state.calendars.get(entry.calendarId);
		if (entry.removed || calendar === undefined) {
			return { kind: 'calendar#calendarListEntry', etag, id: entry.calendarId, deleted: true };
		}
		return {
			kind: 'calendar#calendarListEntry',
			etag,
			id: calendar.id,
			summary: calendar.summary,
			description: calendar.description,
			location: calendar.location,
			timeZone: calendar.timeZone,
			dataOwner: calendar.primary ? undefined : calendar.dataOwner,
			colorId: calendar.primary ? '14' : '8',
			backgroundColor: calendar.primary ? '#9fe1e7' : '#16a765',
			foregroundColor: '#000000',
			selected: true,
			accessRole: calendar.access.get(caller.user.email),
			defaultReminders: calendar.primary ? usualReminders : [],
			conferenceProperties: { allowedConferenceSolutionTypes: ['hangoutsMeet'] },
			...(calendar.id === caller.user.email ? { primary: true, notificationSettings: { notifications: usualNotifications } } : {}),
			...entry.overrides,
		};
	}

	private zoneIn(body: JsonObject): string | undefined {
		const zone = textOf(body, 'timeZone');
		if (zone !== undefined && !isKnownZone(zone)) throw invalid(`Invalid value for: timeZone ${zone}`);
		return zone;
	}
}
