import type { JsonObject } from '../../../sandbox/core/json';
import type { EventResource } from '../../../sandbox/google';
import type { HttpRequest } from '../../../systems/http/types';
import type { UnsharedPart } from '../commands';
import { dayAfter, type Entry, halfAnHour, isDay, iso, type Seen } from '../seen';
import { type Comparable, type ModelSide, type SideOptions, without, type Write } from './side';

const runData = ['id', 'etag', 'created', 'updated', 'htmlLink', 'iCalUID', 'sequence', 'extendedProperties'];

/** Events of one Google calendar. */
export class GoogleCalendarSide implements ModelSide {
	readonly system = 'googleCalendar';
	readonly service = 'google';
	readonly container: string;

	constructor(private readonly options: SideOptions) {
		this.container = options.isDedicated ? this.person.createCalendar('Zoho CRM') : 'primary';
	}

	private get person() {
		return this.options.sandbox.services.google.person;
	}

	private get place() {
		return { calendarId: this.container };
	}

	signIn(): string {
		return `Bearer ${this.options.sandbox.services.google.issueToken().accessToken}`;
	}

	living(): Seen[] {
		return this.isThere() ? this.person.living(this.place).map(seen) : [];
	}

	deleted(): Seen[] {
		return this.isThere() ? this.person.list(this.place).filter(({ status }) => status === 'cancelled').map(seen) : [];
	}

	isThere(): boolean {
		try {
			this.person.list(this.place);
			return true;
		} catch {
			return false;
		}
	}

	contents(id: string): object | undefined {
		const event = (this.isThere() ? this.person.get(id, this.place) : undefined) ?? this.person.get(id);
		return event?.status === 'cancelled' ? undefined : event;
	}

	/** Anybody can be invited. */
	knowGuests(): void {}

	create(entry: Entry): string {
		return this.person.create({ ...fieldsOf(entry), reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 10 }] } }, this.place).id ?? '';
	}

	change(id: string, entry: Entry): void {
		this.person.change(id, fieldsOf(entry), this.place);
	}

	remove(id: string): void {
		this.person.remove(id, this.place);
	}

	restorable(): string[] {
		return this.person.list(this.place).filter(({ status }) => status === 'cancelled').map(({ id }) => id ?? '');
	}

	restore(id: string): void {
		this.person.change(id, { status: 'confirmed' }, this.place);
	}

	createForeign(): string[] {
		const berlin = (dateTime: string) => ({ dateTime, timeZone: 'Europe/Berlin' });
		const halfHour = (day: string) => ({ start: berlin(`${day}T09:00:00`), end: berlin(`${day}T09:30:00`) });
		const events: EventResource[] = [
			{ summary: 'Weekly series', ...halfHour('2026-03-23'), recurrence: ['RRULE:FREQ=WEEKLY;COUNT=6'] },
			{ summary: 'Beyond the window', ...halfHour('2046-03-23') },
			{ summary: 'Before the window', ...halfHour('2020-03-23') },
		];
		return events.map((event) => this.person.create(event).id ?? '');
	}

	changeUnshared(id: string, part: UnsharedPart, count: number): object {
		const changes = unsharedChanges(this.person.get(id, this.place) ?? {}, part, count);
		this.person.change(id, changes, this.place);
		return changes;
	}

	loseCursor(): void {
		this.person.expireSyncTokens();
	}

	whim(): void {}

	calm(): void {}

	stir(): boolean {
		return false;
	}

	writeOf({ method, url }: HttpRequest): Write | null {
		if (method === 'DELETE' && /\/calendars\/[^/]+$/.test(new URL(url).pathname)) return { kind: 'deleteContainer', ids: [] };
		const id = /\/events\/([^/?]+)(?:\?|$)/.exec(url)?.[1];
		if (id === undefined || method === 'GET' || method === 'POST') return null;
		return { kind: method === 'DELETE' ? 'delete' : 'update', ids: [decodeURIComponent(id)] };
	}

	comparables(titleOf: (id: string) => string): Comparable[] {
		return this.person.living(this.place).map((event) => {
			const partner = event.extendedProperties?.private?.crmCalendarSyncPartner;
			const attendees = (event.attendees ?? []).map((one) => JSON.stringify(one)).sort();
			return { id: event.id ?? '', contents: { ...without(event, runData), attendees, copyOf: partner === undefined ? null : titleOf(partner) } };
		});
	}
}

function seen(event: EventResource): Seen {
	const guests = (event.attendees ?? []).filter(({ organizer }) => organizer !== true).map(({ email }) => email ?? '').sort();
	return {
		id: event.id ?? '',
		title: event.summary ?? '',
		location: event.location ?? '',
		description: event.description ?? '',
		time: event.start?.date ?? String(Date.parse(event.start?.dateTime ?? '')),
		guests,
		invited: guests,
		tags: [],
		isPrivate: event.visibility === 'private',
	};
}

function fieldsOf({ title, location, description, time, guests }: Entry): JsonObject {
	return {
		...(title !== undefined && { summary: title }),
		...(location !== undefined && { location }),
		...(description !== undefined && { description }),
		...(time !== undefined && timesOf(time)),
		...(guests !== undefined && { attendees: guests.map((email) => ({ email })) }),
	};
}

function timesOf(time: string): JsonObject {
	const day = (date: string) => ({ date, dateTime: null, timeZone: null });
	const instant = (dateTime: string) => ({ date: null, dateTime, timeZone: 'Europe/Berlin' });
	return isDay(time) ? { start: day(time), end: day(dayAfter(time)) } : { start: instant(iso(time, 0)), end: instant(iso(time, halfAnHour)) };
}

function unsharedChanges(event: EventResource, part: UnsharedPart, count: number): EventResource {
	// Zoho holds one reminder, a popup: the first one stays as it is.
	const first = (event.reminders?.overrides ?? []).filter(({ method }) => method === 'popup').slice(0, 1);
	switch (part) {
		case 'color':
			return { colorId: String(1 + (count % 11)) };
		case 'availability':
			return { transparency: event.transparency === 'transparent' ? 'opaque' : 'transparent' };
		case 'visibility':
			return { visibility: event.visibility === 'private' ? 'public' : 'private' };
		case 'mailReminder':
			return { reminders: { useDefault: false, overrides: [...first, { method: 'email', minutes: 60 + count }] } };
		case 'secondReminder':
			return { reminders: { useDefault: false, overrides: first.length === 0 ? [{ method: 'email', minutes: 60 + count }] : [...first, { method: 'popup', minutes: 60 + count }] } };
	}
}
