import { isCancelled, isMaster, type GoogleCalendar } from './calendar';
import { GoogleError, invalid } from './errors';
import { readFilter, type EventFilter } from './filter';
import { renderChange, renderEvent } from './render';
import { instancesOf } from './series';
import type { GoogleState } from './state';
import { writeTimestamp } from './time';
import { constantParameters, readPageToken, readSyncToken, writePageToken, writeSyncToken } from './tokens';
import type { AccessRole, EventResource, StoredEvent } from './types';

/** Refused together with a sync token (events.list reference, `syncToken`). */
const refusedWithSyncToken = ['iCalUID', 'orderBy', 'privateExtendedProperty', 'q', 'sharedExtendedProperty', 'timeMin', 'timeMax', 'updatedMin'];
/** A full read with one of these yields no sync token. */
const withoutSyncToken = ['iCalUID', 'orderBy', 'privateExtendedProperty', 'q', 'sharedExtendedProperty', 'updatedMin'];

const largestPage = 2500;
const usualPage = 250;
/** How far series are expanded where the query sets no bounds. */
const expansionYears = 2;

/** `maxResults` as Google takes it. Throws 400 when it is no positive number. */
export function pageSizeOf(query: URLSearchParams, usual: number, largest: number): number {
	const text = query.get('maxResults');
	if (text === null) return usual;
	const size = Number(text);
	if (!Number.isInteger(size) || size < 1) throw invalid(`Invalid value for maxResults: ${text}`, 'maxResults');
	return Math.min(size, largest);
}

interface Slice {
	events: StoredEvent[];
	/** Where the next page goes on; undefined on the last one. */
	next: number | undefined;
}

/** Reads `events.list` pages of one calendar for one role. */
export class EventListing {
	private readonly isDelta: boolean;
	private readonly singleEvents: boolean;
	private readonly constant: string;
	private readonly filter: EventFilter;
	private readonly feedParameters: string;

	constructor(
		private readonly state: GoogleState,
		private readonly calendar: GoogleCalendar,
		private readonly role: AccessRole,
		private readonly query: URLSearchParams,
	) {
		this.isDelta = query.has('syncToken');
		this.singleEvents = query.get('singleEvents') === 'true';
		this.constant = constantParameters(query);
		this.feedParameters = `${this.singleEvents ? 'single' : 'series'} ${query.getAll('eventTypes').sort().join(',')}`.trim();
		if (this.isDelta) this.checkDelta();
		if (query.get('orderBy') === 'startTime' && !this.singleEvents) {
			throw new GoogleError(400, 'badRequest', 'The requested ordering is not available for the particular query.');
		}
		this.filter = readFilter(query, state.world.clock.now());
	}

	/** The page the query asks for; `defaultReminders` are those of the calling user. */
	page(defaultReminders: unknown): unknown {
		const feed = this.calendar.id;
		const { calendar } = this;
		const since = this.isDelta ? readSyncToken(this.query.get('syncToken') ?? '', this.feedIdentity()) : 0;
		const pageToken = this.query.get('pageToken');
		const position = pageToken === null ? undefined : readPageToken(pageToken, feed, this.constant);
		const startedAt = position?.startedAt ?? calendar.latestChange;
		const size = this.pageSize();
		const slice = this.isSorted() ? this.sortedSlice(position?.cursor ?? 0, size) : this.feedSlice(position?.cursor ?? since, size);
		const zone = this.query.get('timeZone') ?? undefined;
		const items = slice.events.map((event) => this.render(event, zone));
		const page: Record<string, unknown> = {
			kind: 'calendar#events',
			etag: `"p${calendar.latestChange.toString(32)}g${calendar.epoch}"`,
			summary: calendar.summary,
			description: calendar.description ?? '',
			updated: writeTimestamp(calendar.updated),
			timeZone: zone ?? calendar.timeZone,
			accessRole: this.role,
			defaultReminders,
			items,
		};
		if (slice.next !== undefined) {
			page.nextPageToken = writePageToken({ feed, cursor: slice.next, startedAt, parameters: this.constant });
		} else if (this.isDelta || !withoutSyncToken.some((name) => this.query.has(name))) {
			// A listing in feed order has delivered everything up to now; a sorted one only what it knew when it began.
			const change = this.isSorted() ? startedAt : calendar.latestChange;
			page.nextSyncToken = writeSyncToken({ ...this.feedIdentity(), change });
		}
		return page;
	}

	private feedIdentity(): { feed: string; epoch: number; parameters: string } {
		return { feed: this.calendar.id, epoch: this.calendar.epoch, parameters: this.feedParameters };
	}

	private checkDelta(): void {
		const refused = refusedWithSyncToken.find((name) => this.query.has(name));
		if (refused !== undefined) throw invalid(`Sync token cannot be used with the parameter ${refused}.`, refused);
		if (this.query.get('showDeleted') === 'false') throw invalid('Sync token cannot be used with showDeleted=false.', 'showDeleted');
	}

	private isSorted(): boolean {
		return this.singleEvents || this.query.has('orderBy');
	}

	private pageSize(): number {
		const size = pageSizeOf(this.query, usualPage, largestPage);
		if (!this.state.options.shortPages) return size;
		return Math.floor(this.state.world.random() * (size + 1));
	}

	/** The next events of the change feed. Events that change while a client pages move to the end and are met there. */
	private feedSlice(cursor: number, size: number): Slice {
		const events: StoredEvent[] = [];
		let last = cursor;
		for (const event of this.calendar.changedAfter(cursor)) {
			if (this.isListed(event)) {
				if (events.length >= size) return { events, next: last };
				events.push(event);
			}
			last = event.change;
		}
		return { events, next: undefined };
	}

	private sortedSlice(offset: number, size: number): Slice {
		const since = this.isDelta ? readSyncToken(this.query.get('syncToken') ?? '', this.feedIdentity()) : 0;
		const all = [...this.expanded(since)];
		if (this.query.get('orderBy') === 'updated') all.sort((first, second) => first.updated - second.updated);
		else if (!this.isDelta) all.sort((first, second) => first.startsAt - second.startsAt);
		const events = all.slice(offset, offset + size);
		return { events, next: offset + events.length < all.length ? offset + events.length : undefined };
	}

	private *expanded(since: number): Generator<StoredEvent> {
		const seen = new Set<string>();
		const far = this.state.world.clock.now() + expansionYears * 366 * 86_400_000;
		for (const event of this.calendar.changedAfter(since)) {
			if (!this.singleEvents || !isMaster(event) || isCancelled(event)) {
				if (!seen.has(event.id) && this.isListed(event)) yield event;
				seen.add(event.id);
				continue;
			}
			for (const instance of instancesOf(this.calendar, event, this.filter.timeMin ?? 0, this.filter.timeMax ?? far)) {
				if (!seen.has(instance.id) && this.isListed(instance)) yield instance;
				seen.add(instance.id);
			}
		}
	}

	private isListed(event: StoredEvent): boolean {
		if (this.isDelta) return isCancelled(event) || this.filter.hasType(event);
		// Deletions since `updatedMin` are always included (events.list reference).
		const showsDeleted = this.query.get('showDeleted') === 'true' || this.query.has('updatedMin');
		if (isCancelled(event) && !showsDeleted && !this.isCancelledOccurrence(event)) return false;
		return this.filter.accepts(this.calendar, event);
	}

	/** Cancelled occurrences of a living series are listed even without `showDeleted` (events.list reference). */
	private isCancelledOccurrence(event: StoredEvent): boolean {
		const masterId = event.fields.recurringEventId;
		if (this.singleEvents || typeof masterId !== 'string') return false;
		const master = this.calendar.events.get(masterId);
		return master !== undefined && !isCancelled(master);
	}

	private render(event: StoredEvent, zone: string | undefined): EventResource {
		const isBare = this.isDelta || typeof event.fields.recurringEventId === 'string';
		const resource = isBare ? renderChange(this.calendar, event, this.role, zone) : renderEvent(this.calendar, event, this.role, zone);
		const surprise = this.state.options.unknownFields && event.change % 7 === 0;
		return surprise ? { ...resource, ...{ undocumentedMember: { since: 'lately' } } } : resource;
	}
}
