import { isJsonObject, type JsonObject } from '../core/json';
import type { GoogleCalendar } from './calendar';
import { isCancelled } from './calendar';
import { notFound } from './errors';
import type { SendUpdates } from './guests';
import { renderEvent } from './render';
import type { GoogleState } from './state';
import { userOfDemo } from './state';
import type { AccessRole, EventResource } from './types';
import type { EventWriter } from './writer';

/** Whose calendar a person works in: by default the first user's own. */
export interface Place {
	user?: string;
	/** `primary` or a calendar's id. */
	calendarId?: string;
	/** A person may tell the guests; nobody does unless asked. */
	sendUpdates?: SendUpdates;
}

/** Edits as a person makes them in Google's own interface: no token, quota, log or fault is involved. */
export class GooglePerson {
	constructor(
		private readonly state: GoogleState,
		private readonly writer: EventWriter,
	) {}

	/** Creates an event. With an `organizer` from outside it appears as an invitation. Throws `GoogleError` on bad input. */
	create(event: EventResource | JsonObject, place: Place = {}): EventResource {
		const calendar = this.calendarAt(place);
		const body: JsonObject = { ...event };
		const organizer = isJsonObject(body.organizer) ? body.organizer.email : undefined;
		const isInvitation = typeof organizer === 'string' && organizer !== calendar.id;
		const stored = isInvitation
			? this.writer.receive(calendar, body)
			: this.writer.insert(calendar, this.userAt(place), body, { sendUpdates: place.sendUpdates ?? 'none' });
		return renderEvent(calendar, stored, 'owner');
	}

	/** Changes the named members of an event or of one occurrence. */
	change(id: string, changes: EventResource | JsonObject, place: Place = {}): EventResource {
		const calendar = this.calendarAt(place);
		const stored = this.writer.change(calendar, id, { ...changes }, true, { sendUpdates: place.sendUpdates ?? 'none' });
		return renderEvent(calendar, stored, 'owner');
	}

	remove(id: string, place: Place = {}): void {
		this.writer.remove(this.calendarAt(place), id, { sendUpdates: place.sendUpdates ?? 'none' });
	}

	/** Every stored event, cancelled ones included and with their details; series are not expanded. */
	list(place: Place = {}): EventResource[] {
		const calendar = this.calendarAt(place);
		return [...calendar.events.values()].map((event) => renderEvent(calendar, event, 'owner'));
	}

	/** Every stored event that is not cancelled. */
	living(place: Place = {}): EventResource[] {
		const calendar = this.calendarAt(place);
		return [...calendar.events.values()].filter((event) => !isCancelled(event)).map((event) => renderEvent(calendar, event, 'owner'));
	}

	get(id: string, place: Place = {}): EventResource | undefined {
		const calendar = this.calendarAt(place);
		const stored = calendar.events.get(id);
		return stored === undefined ? undefined : renderEvent(calendar, stored, 'owner');
	}

	/** Creates a calendar that belongs to the user. Returns its id. */
	createCalendar(summary: string, place: Pick<Place, 'user'> = {}): string {
		const dataOwner = this.userAt(place);
		const id = `c_${this.state.mintId()}@group.calendar.google.com`;
		const timeZone = this.state.users.get(dataOwner)?.timeZone ?? 'UTC';
		this.state.addCalendar({ id, summary, dataOwner, timeZone, primary: false });
		return id;
	}

	/** Gives a user a role on a calendar; undefined takes it away. `reader` for the owner makes it read-only. */
	share(calendarId: string, email: string, role: AccessRole | undefined): void {
		this.state.share(this.calendarAt({ calendarId, user: email }), email, role);
	}

	deleteCalendar(calendarId: string): void {
		this.state.deleteCalendar(this.state.calendarById(calendarId));
	}

	/** Lets the sync tokens of one calendar, or of all, answer 410. */
	expireSyncTokens(calendarId?: string): void {
		const calendars = calendarId === undefined ? [...this.state.calendars.values()] : [this.calendarAt({ calendarId })];
		for (const calendar of calendars) calendar.expireSyncTokens();
	}

	private calendarAt(place: Place): GoogleCalendar {
		const id = place.calendarId ?? 'primary';
		return this.state.calendarById(id === 'primary' ? this.userAt(place) : id);
	}

	private userAt(place: Pick<Place, 'user'>): string {
		const user = place.user ?? userOfDemo.email;
		if (!this.state.users.has(user)) throw notFound();
		return user;
	}
}
