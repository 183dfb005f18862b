import type { GoogleCalendar } from './calendar';
import { isCancelled } from './calendar';
import { inZone, writeTimestamp } from './time';
import type { AccessRole, EventResource, StoredEvent } from './types';

/** How much of an event a role may see. */
export type Detail = 'full' | 'hidden';

const finished = new WeakMap<StoredEvent, EventResource>();

export function etagOf(event: StoredEvent): string {
	return `"${event.revision}"`;
}

/** Times only: what a reader gets of a private event, and a free/busy reader of every event. */
function hiddenResource(event: StoredEvent): EventResource {
	const { start, end, status, iCalUID, eventType, recurringEventId, originalStartTime, recurrence } = event.fields;
	return {
		kind: 'calendar#event',
		etag: etagOf(event),
		id: event.id,
		status,
		created: writeTimestamp(event.created),
		updated: writeTimestamp(event.updated),
		start,
		end,
		recurrence,
		recurringEventId,
		originalStartTime,
		visibility: 'private',
		iCalUID,
		eventType,
	};
}

function fullResource(calendar: GoogleCalendar, event: StoredEvent): EventResource {
	const known = finished.get(event);
	if (known !== undefined) return known;
	const resource: EventResource = {
		kind: 'calendar#event',
		etag: etagOf(event),
		id: event.id,
		htmlLink: `https://www.google.com/calendar/event?eid=${Buffer.from(`${event.id} ${calendar.id}`).toString('base64url')}`,
		created: writeTimestamp(event.created),
		updated: writeTimestamp(event.updated),
		...event.fields,
	};
	finished.set(event, resource);
	return resource;
}

/** What this role may see of an event (Calendar API concepts, Calendar sharing). */
export function detailFor(role: AccessRole, event: StoredEvent): Detail {
	if (role === 'freeBusyReader') return 'hidden';
	const isPrivate = event.fields.visibility === 'private' || event.fields.visibility === 'confidential';
	return isPrivate && (role === 'reader' || role === 'writerWithoutPrivateAccess') ? 'hidden' : 'full';
}

/** The event as the API answers it; `zone` is the request's `timeZone`, when it has one. */
export function renderEvent(calendar: GoogleCalendar, event: StoredEvent, role: AccessRole, zone?: string): EventResource {
	const resource = detailFor(role, event) === 'hidden' ? hiddenResource(event) : fullResource(calendar, event);
	if (zone === undefined) return resource;
	return { ...resource, start: inZone(resource.start, zone), end: inZone(resource.end, zone) };
}

/** A deleted event in a delta: recorded answers carry nothing else. A cancelled occurrence also says which one it is. */
export function renderTombstone(event: StoredEvent): EventResource {
	const tombstone: EventResource = { kind: 'calendar#event', etag: etagOf(event), id: event.id, status: 'cancelled' };
	const { recurringEventId, originalStartTime } = event.fields;
	return typeof recurringEventId === 'string' ? { ...tombstone, recurringEventId, originalStartTime } : tombstone;
}

/** An entry of a delta. */
export function renderChange(calendar: GoogleCalendar, event: StoredEvent, role: AccessRole, zone?: string): EventResource {
	return isCancelled(event) ? renderTombstone(event) : renderEvent(calendar, event, role, zone);
}
