import type { Mail } from '../core/types';
import { isCancelled, type GoogleCalendar } from './calendar';
import type { GoogleState } from './state';
import { inZone } from './time';
import type { AttendeeResource, EventResource, StoredEvent } from './types';

/** The query's `sendUpdates`; the old `sendNotifications=true` means all. */
export type SendUpdates = 'all' | 'externalOnly' | 'none';

/** Members of a copy that belong to the guest alone. */
const ownMembers = ['reminders', 'colorId', 'transparency', 'visibility'] as const;

export function readSendUpdates(query: URLSearchParams): SendUpdates {
	const value = query.get('sendUpdates');
	if (value === 'all' || value === 'externalOnly') return value;
	return value === null && query.get('sendNotifications') === 'true' ? 'all' : 'none';
}

function addresses(event: StoredEvent | undefined): Set<string> {
	if (event === undefined || isCancelled(event)) return new Set();
	const guests = (event.fields.attendees ?? []).filter((attendee) => attendee.organizer !== true && attendee.resource !== true);
	return new Set(guests.map((attendee) => (attendee.email ?? '').toLowerCase()));
}

/** Marks the organizer's and the calendar's own entries, and fills in answers. */
export function markAttendees(attendees: AttendeeResource[], organizer: string, calendarId: string): AttendeeResource[] {
	return attendees.map((attendee) => {
		const { organizer: _organizer, self: _self, ...plain } = attendee;
		const isOrganizer = attendee.email?.toLowerCase() === organizer.toLowerCase();
		const isSelf = attendee.email?.toLowerCase() === calendarId.toLowerCase();
		return {
			...plain,
			responseStatus: attendee.responseStatus ?? (isOrganizer ? 'accepted' : 'needsAction'),
			...(isOrganizer ? { organizer: true } : {}),
			...(isSelf ? { self: true } : {}),
		};
	});
}

/** Mails, and copies in the calendars of invited users. */
export class Guests {
	constructor(private readonly state: GoogleState) {}

	/** Puts the mails into the outbox that a write of the organizer causes. */
	notify(before: StoredEvent | undefined, after: StoredEvent, sendUpdates: SendUpdates): void {
		if (sendUpdates === 'none') return;
		const invitedBefore = addresses(before);
		const invitedNow = addresses(after);
		for (const to of new Set([...invitedBefore, ...invitedNow])) {
			if (sendUpdates === 'externalOnly' && this.state.users.has(to)) continue;
			if (!invitedNow.has(to)) this.mail('cancellation', to, after);
			else this.mail(invitedBefore.has(to) ? 'update' : 'invitation', to, after);
		}
	}

	/** Mails the organizer about a guest's answer. */
	notifyOrganizer(event: StoredEvent, sendUpdates: SendUpdates): void {
		const organizer = event.fields.organizer?.email;
		if (sendUpdates === 'all' && organizer !== undefined) this.mail('update', organizer, event);
	}

	/** Brings the copies of invited users up to the organizer's event. */
	updateCopies(calendar: GoogleCalendar, before: StoredEvent | undefined, event: StoredEvent): void {
		const invited = addresses(event);
		for (const address of new Set([...addresses(before), ...invited])) {
			const copies = this.state.calendars.get(address);
			if (copies === undefined || !copies.primary || copies === calendar) continue;
			const existing = copies.events.get(event.id);
			if (existing !== undefined && existing.organizerCalendarId !== calendar.id) continue;
			if (invited.has(address)) this.storeCopy(copies, calendar, event, existing);
			else if (existing !== undefined) this.cancel(copies, existing);
		}
	}

	/** Takes a guest's answer from the copy over to the organizer's event and the other guests' copies. */
	passOnAnswer(copies: GoogleCalendar, copy: StoredEvent): void {
		const calendar = this.state.calendars.get(copy.organizerCalendarId ?? '');
		const event = calendar?.events.get(copy.id);
		const own = copy.fields.attendees?.find((attendee) => attendee.self === true);
		if (calendar === undefined || event === undefined || own === undefined || isCancelled(event)) return;
		const attendees = (event.fields.attendees ?? []).map((attendee) =>
			attendee.email?.toLowerCase() === copies.id.toLowerCase()
				? { ...attendee, responseStatus: own.responseStatus, comment: own.comment ?? undefined }
				: attendee,
		);
		const stored = calendar.store({ ...event, fields: { ...event.fields, attendees } });
		this.updateCopies(calendar, event, stored);
	}

	private storeCopy(copies: GoogleCalendar, calendar: GoogleCalendar, event: StoredEvent, existing: StoredEvent | undefined): void {
		const organizer = event.fields.organizer?.email ?? calendar.id;
		const fields: EventResource = {
			...event.fields,
			organizer: { ...event.fields.organizer, self: undefined },
			creator: { ...event.fields.creator, self: undefined },
			attendees: markAttendees(event.fields.attendees ?? [], organizer, copies.id),
			extendedProperties: this.propertiesOfCopy(event, existing),
			start: inZone(event.fields.start, copies.timeZone),
			end: inZone(event.fields.end, copies.timeZone),
		};
		for (const name of ownMembers) delete fields[name];
		fields.reminders = existing?.fields.reminders ?? { useDefault: true };
		if (existing?.fields.colorId !== undefined) fields.colorId = existing.fields.colorId;
		const transparency = existing === undefined ? event.fields.transparency : existing.fields.transparency;
		const visibility = existing === undefined ? event.fields.visibility : existing.fields.visibility;
		if (transparency !== undefined) fields.transparency = transparency;
		if (visibility !== undefined) fields.visibility = visibility;
		const { id, startsAt, endsAt } = event;
		copies.store({ id, fields, startsAt, endsAt, organizerCalendarId: calendar.id });
	}

	private propertiesOfCopy(event: StoredEvent, existing: StoredEvent | undefined): EventResource['extendedProperties'] {
		const shared = event.fields.extendedProperties?.shared;
		const own = existing?.fields.extendedProperties?.private;
		if (shared === undefined && own === undefined) return undefined;
		return { ...(own === undefined ? {} : { private: own }), ...(shared === undefined ? {} : { shared }) };
	}

	private cancel(calendar: GoogleCalendar, event: StoredEvent): void {
		if (!isCancelled(event)) calendar.store({ ...event, fields: { ...event.fields, status: 'cancelled' } });
	}

	private mail(kind: Mail['kind'], to: string, event: StoredEvent): void {
		const words = kind === 'invitation' ? 'Invitation' : kind === 'cancellation' ? 'Canceled event' : 'Updated invitation';
		const subject = `${words}: ${event.fields.summary ?? '(No title)'}`;
		this.state.world.outbox.push({ at: this.state.world.clock.now(), service: 'google', kind, to, subject, recordId: event.id });
	}
}
