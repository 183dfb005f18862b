import type { JsonObject } from '../core/json';
import type { SandboxReply, SandboxRequest } from '../core/types';
import { isCancelled, isMaster, type GoogleCalendar } from './calendar';
import type { CalendarCollections } from './calendars';
import type { Channels } from './channels';
import { invalid, needsWriterAccess, notFound } from './errors';
import { readSendUpdates } from './guests';
import { EventListing, pageSizeOf } from './listing';
import { detailFor, etagOf, renderEvent } from './render';
import type { GoogleRoute } from './routes';
import { findEvent, instancesOf } from './series';
import type { GoogleState } from './state';
import { readQueryTime } from './time';
import { constantParameters, readPageToken, writePageToken } from './tokens';
import type { AccessRole, Caller, StoredEvent } from './types';
import type { EventWriter, WriteOptions } from './writer';

/** A request on one calendar, its access already checked. */
export interface EventRequest {
	caller: Caller;
	calendar: GoogleCalendar;
	role: AccessRole;
	route: GoogleRoute;
	request: SandboxRequest;
	body: JsonObject;
}

const expansionYears = 2;

/** Answers the methods of the `events` collection. */
export class EventReplies {
	constructor(
		private readonly state: GoogleState,
		private readonly writer: EventWriter,
		private readonly collections: CalendarCollections,
		private readonly channels: Channels,
	) {}

	/** Throws `GoogleError` for what Google refuses. */
	answer(asked: EventRequest): SandboxReply {
		const { caller, calendar, role, route, request, body } = asked;
		const options: WriteOptions = { sendUpdates: readSendUpdates(request.query), ifMatch: request.headers['if-match'] };
		switch (route.name) {
			case 'events.list': {
				const listing = new EventListing(this.state, calendar, role, request.query);
				return { status: 200, body: listing.page(this.collections.defaultReminders(caller, calendar)) };
			}
			case 'events.get':
				return this.get(asked, route.eventId);
			case 'events.instances':
				return this.instances(asked, route.eventId);
			case 'events.insert':
				return this.written(asked, this.writer.insert(calendar, caller.user.email, body, options));
			case 'events.import':
				return this.written(asked, this.writer.import(calendar, caller.user.email, body));
			case 'events.patch':
			case 'events.update':
				this.checkPrivate(asked, route.eventId);
				return this.written(asked, this.writer.change(calendar, route.eventId, body, route.name === 'events.patch', options));
			case 'events.delete':
				this.checkPrivate(asked, route.eventId);
				this.writer.remove(calendar, route.eventId, options);
				return { status: 204 };
			case 'events.watch':
				return { status: 200, body: this.channels.watch(calendar, caller, body) };
			case 'calendars.clear':
				if (!calendar.primary) throw invalid('Only the primary calendar can be cleared.');
				for (const event of [...calendar.events.values()]) if (!isCancelled(event)) this.writer.remove(calendar, event.id);
				return { status: 204 };
			default:
				throw notFound();
		}
	}

	private written({ calendar, role }: EventRequest, event: StoredEvent): SandboxReply {
		return { status: 200, headers: { etag: etagOf(event) }, body: renderEvent(calendar, event, role) };
	}

	private get({ calendar, role, request }: EventRequest, eventId: string): SandboxReply {
		const event = findEvent(calendar, eventId);
		if (event === undefined) throw notFound();
		const headers = { etag: etagOf(event) };
		if (request.headers['if-none-match'] === etagOf(event)) return { status: 304, headers };
		return { status: 200, headers, body: renderEvent(calendar, event, role, request.query.get('timeZone') ?? undefined) };
	}

	private instances({ calendar, role, request }: EventRequest, eventId: string): SandboxReply {
		const master = calendar.events.get(eventId);
		if (master === undefined || isCancelled(master) || !isMaster(master)) throw notFound();
		const { query } = request;
		const timeMin = query.get('timeMin');
		const timeMax = query.get('timeMax');
		const from = timeMin === null ? 0 : readQueryTime('timeMin', timeMin);
		const far = this.state.world.clock.now() + expansionYears * 366 * 86_400_000;
		const to = timeMax === null ? far : readQueryTime('timeMax', timeMax);
		const original = query.get('originalStart');
		const all = [...instancesOf(calendar, master, from, to)].filter((instance) => {
			if (isCancelled(instance) && query.get('showDeleted') !== 'true') return false;
			const start = instance.fields.originalStartTime;
			return original === null || start?.date === original || Date.parse(start?.dateTime ?? '') === Date.parse(original);
		});
		const feed = `instances ${calendar.id} ${eventId}`;
		const parameters = constantParameters(query);
		const pageToken = query.get('pageToken');
		const offset = pageToken === null ? 0 : readPageToken(pageToken, feed, parameters).cursor;
		const size = pageSizeOf(query, 250, 2500);
		const items = all.slice(offset, offset + size).map((instance) => renderEvent(calendar, instance, role));
		const next = offset + size < all.length ? writePageToken({ feed, cursor: offset + size, startedAt: 0, parameters }) : undefined;
		const { summary, timeZone } = calendar;
		return { status: 200, body: { kind: 'calendar#events', summary, timeZone, accessRole: role, items, nextPageToken: next } };
	}

	/** A writer without private access may not touch what is hidden from that role. */
	private checkPrivate({ calendar, role }: EventRequest, eventId: string): void {
		const event = findEvent(calendar, eventId);
		if (event !== undefined && detailFor(role, event) === 'hidden') throw needsWriterAccess();
	}
}
