import type { AccessRole, EventResource, EventTime, StoredEvent } from './types';

/** What a write hands over; the calendar adds position, etag and times. */
export interface EventDraft {
	id: string;
	fields: EventResource;
	startsAt: number;
	endsAt: number;
	organizerCalendarId?: string;
	/** Leaves `updated` where it was, as Google does when only reminders change (events reference, `updated`). */
	keepsUpdated?: boolean;
}

export interface CalendarSettings {
	id: string;
	summary: string;
	/** E-mail of the user who owns the data. */
	dataOwner: string;
	timeZone: string;
	primary: boolean;
	description?: string;
	location?: string;
	/** OAuth client that created it; decides about the scope `calendar.app.created`. */
	createdByClient?: string;
}

/** One calendar: its events, who may use it, and the order of changes its feed is read from. */
export class GoogleCalendar {
	readonly id: string;
	readonly events = new Map<string, StoredEvent>();
	readonly access = new Map<string, AccessRole>();
	summary: string;
	description: string | undefined;
	location: string | undefined;
	timeZone: string;
	readonly dataOwner: string;
	readonly primary: boolean;
	readonly createdByClient: string | undefined;
	deleted = false;
	/** Sync tokens of an earlier epoch are dead. */
	epoch = 1;
	updated: number;
	private order: StoredEvent[] = [];
	private lastChange = 0;

	constructor(
		settings: CalendarSettings,
		private readonly now: () => number,
		private readonly nextRevision: () => number,
		private readonly changed: (calendar: GoogleCalendar) => void,
	) {
		this.id = settings.id;
		this.summary = settings.summary;
		this.description = settings.description;
		this.location = settings.location;
		this.timeZone = settings.timeZone;
		this.dataOwner = settings.dataOwner;
		this.primary = settings.primary;
		this.createdByClient = settings.createdByClient;
		this.updated = now();
		this.access.set(settings.dataOwner, 'owner');
	}

	/** The number of the latest change; sync tokens point at it. */
	get latestChange(): number {
		return this.lastChange;
	}

	/** Stores a new state of an event, moves it to the end of the feed and tells subscribers. */
	store(draft: EventDraft): StoredEvent {
		const before = this.events.get(draft.id);
		const now = this.now();
		const event: StoredEvent = {
			id: draft.id,
			fields: draft.fields,
			startsAt: draft.startsAt,
			endsAt: draft.endsAt,
			organizerCalendarId: draft.organizerCalendarId,
			revision: this.nextRevision(),
			created: before?.created ?? Math.floor(now / 1000) * 1000,
			updated: draft.keepsUpdated === true && before !== undefined ? before.updated : now,
			change: ++this.lastChange,
		};
		this.events.set(event.id, event);
		this.order.push(event);
		this.updated = now;
		if (this.order.length > 2 * this.events.size + 64) this.order = this.order.filter((entry) => this.isCurrent(entry));
		this.changed(this);
		return event;
	}

	/** Events changed after `change`, in the order of their latest change. */
	*changedAfter(change: number): Generator<StoredEvent> {
		let low = 0;
		let high = this.order.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.order[middle]?.change ?? 0) <= change) low = middle + 1;
			else high = middle;
		}
		for (let index = low; index < this.order.length; index++) {
			const event = this.order[index];
			if (event !== undefined && this.isCurrent(event)) yield event;
		}
	}

	/** Stored exceptions of a series, cancelled ones included. */
	exceptionsOf(masterId: string): StoredEvent[] {
		const exceptions: StoredEvent[] = [];
		const prefix = `${masterId}_`;
		for (const [id, event] of this.events) {
			if (id.startsWith(prefix) && event.fields.recurringEventId === masterId) exceptions.push(event);
		}
		return exceptions;
	}

	/** Makes every sync token so far answer 410. */
	expireSyncTokens(): void {
		this.epoch++;
	}

	private isCurrent(event: StoredEvent): boolean {
		return this.events.get(event.id) === event;
	}
}

/** True for a start or end that is a date without a time. */
export function isAllDay(time: EventTime | undefined): boolean {
	return typeof time?.date === 'string';
}

export function isCancelled(event: StoredEvent): boolean {
	return event.fields.status === 'cancelled';
}

export function isMaster(event: StoredEvent): boolean {
	return (event.fields.recurrence?.length ?? 0) > 0;
}
