import type { EventResource, Place } from '../../../sandbox/google';
import type { Sandbox } from '../../../sandbox';
import type { JsonObject, RecordView } from '../../../sandbox/zoho';

/** A person at work in Google Calendar. Nothing of it is logged or counted. */
export class GooglePerson {
	/** Where the person works; the owner's main calendar unless a test chooses another. */
	place: Place = {};

	constructor(private readonly sandbox: Sandbox) {}

	/** Adds an event; times as `2026-03-12T10:00` in Berlin, half an hour long unless `more` says otherwise. */
	add(title: string | undefined, start: string, more: EventResource = {}): string {
		const event: EventResource = {
			...(title !== undefined && { summary: title }),
			start: { dateTime: `${start}:00`, timeZone: 'Europe/Berlin' },
			end: { dateTime: later(start, 30), timeZone: 'Europe/Berlin' },
			...more,
		};
		return this.sandbox.services.google.person.create(event, this.place).id ?? '';
	}

	edit(id: string, changes: EventResource): void {
		this.sandbox.services.google.person.change(id, changes, this.place);
	}

	remove(id: string): void {
		this.sandbox.services.google.person.remove(id, this.place);
	}

	/** What the calendar shows. */
	events(): EventResource[] {
		return this.sandbox.services.google.person.living(this.place);
	}

	find(id: string): EventResource | undefined {
		const event = this.sandbox.services.google.person.get(id, this.place);
		return event?.status === 'cancelled' ? undefined : event;
	}

	titles(): string[] {
		return this.events()
			.map((event) => event.summary ?? '')
			.sort();
	}

	byTitle(title: string): EventResource {
		return only(this.events(), (event) => event.summary === title, `Google event "${title}"`);
	}
}

/** A person at work in Zoho CRM: the connected user. */
export class ZohoPerson {
	constructor(private readonly sandbox: Sandbox) {}

	add(title: string, start: string, more: JsonObject = {}): string {
		return this.sandbox.services.zoho.person.createEvent({
			Event_Title: title,
			Start_DateTime: `${start}:00+01:00`,
			End_DateTime: `${later(start, 30)}+01:00`,
			...more,
		});
	}

	edit(id: string, changes: JsonObject): void {
		this.sandbox.services.zoho.person.editEvent(id, changes);
	}

	remove(id: string): void {
		this.sandbox.services.zoho.person.deleteEvent(id);
	}

	/** What the list of all events shows. */
	events(): RecordView[] {
		return this.sandbox.services.zoho.all('Events').filter((record) => !record.deleted);
	}

	find(id: string): RecordView | undefined {
		const record = this.sandbox.services.zoho.find('Events', id);
		return record?.deleted ? undefined : record;
	}

	titles(): string[] {
		return this.events()
			.map((record) => String(record.fields.Event_Title))
			.sort();
	}

	byTitle(title: string): RecordView {
		return only(this.events(), (record) => record.fields.Event_Title === title, `Zoho event "${title}"`);
	}
}

/** Wall time `minutes` after `start`, as `2026-03-12T10:30:00`. */
export function later(start: string, minutes: number): string {
	return new Date(Date.parse(`${start}:00Z`) + minutes * 60_000).toISOString().slice(0, 19);
}

function only<T>(all: T[], matches: (one: T) => boolean, what: string): T {
	const found = all.filter(matches);
	const [first] = found;
	if (first === undefined || found.length > 1) throw new Error(`Expected exactly one ${what}, found ${found.length} among ${all.length}`);
	return first;
}
