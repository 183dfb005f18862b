import type { Sandbox } from '../../../sandbox';
import type { JsonObject } from '../../../sandbox/core/json';
import { later } from './people';

/** Name of the calendar that the templates' sync makes for itself. */
export const SYNC_CALENDAR = 'Zoho CRM';

type GraphEvent = ReturnType<Sandbox['services']['microsoft']['person']['create']>;

/** A person at work in Outlook, in the sync's own calendar. Nothing of it is logged or counted. */
export class OutlookPerson {
	constructor(private readonly sandbox: Sandbox) {}

	/** The sync's calendar; undefined as long as there is none. */
	calendarId(name = SYNC_CALENDAR): string | undefined {
		return this.person.calendarList().find((calendar) => calendar.name === name)?.id;
	}

	/** Adds an event; times as `2026-03-12T10:00` in Berlin, half an hour long unless `more` says otherwise. */
	add(subject: string | undefined, start: string, more: JsonObject = {}): string {
		const event: JsonObject = {
			...(subject !== undefined && { subject }),
			start: { dateTime: `${start}:00`, timeZone: 'Europe/Berlin' },
			end: { dateTime: later(start, 30), timeZone: 'Europe/Berlin' },
			...more,
		};
		return String(this.person.create(event, this.place()).id);
	}

	edit(id: string, changes: JsonObject): void {
		this.person.change(id, changes, this.place());
	}

	remove(id: string): void {
		this.person.remove(id, this.place());
	}

	/** What the calendar shows; nothing while there is none. */
	events(): GraphEvent[] {
		return this.calendarId() === undefined ? [] : this.person.list(this.place());
	}

	titles(): string[] {
		return this.events().map(({ subject }) => String(subject)).sort();
	}

	byTitle(title: string): GraphEvent {
		const found = this.events().filter(({ subject }) => subject === title);
		const [first] = found;
		if (first === undefined || found.length > 1) throw new Error(`Expected exactly one Outlook event "${title}", found ${found.length}.`);
		return first;
	}

	private get person() {
		return this.sandbox.services.microsoft.person;
	}

	private place() {
		const calendarId = this.calendarId();
		return calendarId === undefined ? {} : { calendarId };
	}
}
