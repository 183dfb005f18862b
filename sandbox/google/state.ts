import { randomText } from '../core/random';
import type { World } from '../core/types';
import { GoogleCalendar, type CalendarSettings } from './calendar';
import { notFound } from './errors';
import { defaultOptions, type AccessRole, type Caller, type CalendarListEntry, type GoogleOptions, type GoogleUser } from './types';

const idAlphabet = 'abcdefghijklmnopqrstuv0123456789';

/** A calendar in one user's list. */
export interface ListEntry {
	calendarId: string;
	/** What the user set: summaryOverride, colorId, selected, hidden, defaultReminders. */
	overrides: CalendarListEntry;
	removed: boolean;
	change: number;
	revision: number;
}

export const userOfDemo: GoogleUser = { email: 'owner@example.test', displayName: 'Sales (owner)', timeZone: 'Europe/Berlin' };
export const colleagueOfDemo: GoogleUser = { email: 'colleague@example.test', displayName: 'Sales (colleague)', timeZone: 'Europe/London' };

/** Users, calendars and lists of the stand-in. */
export class GoogleState {
	readonly users = new Map<string, GoogleUser>();
	readonly calendars = new Map<string, GoogleCalendar>();
	options: GoogleOptions = { ...defaultOptions };
	private readonly lists = new Map<string, Map<string, ListEntry>>();
	private listChange = 0;
	private lastRevision = 0;

	constructor(
		readonly world: World,
		private readonly calendarChanged: (calendar: GoogleCalendar) => void,
	) {}

	reset(): void {
		this.users.clear();
		this.calendars.clear();
		this.lists.clear();
		this.options = { ...defaultOptions };
	}

	/** The etag's number: twice the microseconds, as recorded, and always rising. */
	readonly nextRevision = (): number => {
		this.lastRevision = Math.max(this.lastRevision + 2, this.world.clock.now() * 2000);
		return this.lastRevision;
	};

	/** An id as Google's servers make them: 26 characters. */
	mintId(): string {
		return randomText(() => this.world.random(), 26, idAlphabet);
	}

	/** Adds a user with a primary calendar. */
	addUser(user: GoogleUser): GoogleCalendar {
		this.users.set(user.email, user);
		const { email, timeZone } = user;
		return this.addCalendar({ id: email, summary: email, dataOwner: email, timeZone, primary: true });
	}

	addCalendar(settings: CalendarSettings): GoogleCalendar {
		const calendar = new GoogleCalendar(settings, () => this.world.clock.now(), this.nextRevision, this.calendarChanged);
		this.calendars.set(calendar.id, calendar);
		this.touchList(settings.dataOwner, calendar.id);
		return calendar;
	}

	/** Gives a user access, or takes it away with undefined. Sync tokens die, as they do on a change of the ACL. */
	share(calendar: GoogleCalendar, email: string, role: AccessRole | undefined): void {
		if (role === undefined) calendar.access.delete(email);
		else calendar.access.set(email, role);
		calendar.expireSyncTokens();
		this.touchList(email, calendar.id, role === undefined);
	}

	deleteCalendar(calendar: GoogleCalendar): void {
		calendar.deleted = true;
		for (const email of calendar.access.keys()) this.touchList(email, calendar.id, true);
	}

	/** `primary` is the user's own calendar. Throws 404 when there is none or the user has no access. */
	calendarFor(caller: Caller, id: string): { calendar: GoogleCalendar; role: AccessRole } {
		const calendar = this.calendars.get(id === 'primary' ? caller.user.email : id);
		const role = calendar?.access.get(caller.user.email);
		if (calendar === undefined || calendar.deleted || role === undefined) throw notFound();
		return { calendar, role };
	}

	/** Any calendar that is not deleted, for the control interface. Throws 404. */
	calendarById(id: string): GoogleCalendar {
		const calendar = this.calendars.get(id);
		if (calendar === undefined || calendar.deleted) throw notFound();
		return calendar;
	}

	listOf(email: string): Map<string, ListEntry> {
		const known = this.lists.get(email);
		if (known !== undefined) return known;
		const list = new Map<string, ListEntry>();
		this.lists.set(email, list);
		return list;
	}

	/** Marks an entry of a user's list as changed, creating it when it is new. */
	touchList(email: string, calendarId: string, removed = false, overrides?: CalendarListEntry): ListEntry {
		const list = this.listOf(email);
		const before = list.get(calendarId);
		const entry: ListEntry = {
			calendarId,
			overrides: overrides ?? before?.overrides ?? {},
			removed,
			change: ++this.listChange,
			revision: this.nextRevision(),
		};
		list.set(calendarId, entry);
		return entry;
	}

	/** The position a calendar list's sync token points at. */
	get latestListChange(): number {
		return this.listChange;
	}
}
