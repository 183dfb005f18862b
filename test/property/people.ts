import type { Pair } from './pair';
import type { Side } from '../../sync';
import type { EditableField, UnsharedPart } from './commands';
import { Foreign } from './foreign';
import { Unshared } from './unshared';

/** A record as people see it, the same for both sides. */
export interface Seen {
	id: string;
	title: string;
	location: string;
	description: string;
	/** Start in milliseconds, as text. */
	time: string;
	guests: string[];
}

const hour = 3_600_000;

/**
 * The people on both sides. Every value they write is unique, so that at the end it can be told where each one went. A
 * value counts as knowingly overwritten when somebody changed the field, or deleted the record, on a side that showed it.
 */
export class People {
	/** Values that nobody has knowingly overwritten. */
	readonly live = new Set<string>();
	/** Values that somebody replaced while looking at them; undeleting a record does not make them anybody's wish again. */
	private readonly replaced = new Set<string>();
	readonly foreign: Foreign;
	readonly unshared: Unshared;
	private count = 0;

	constructor(private readonly pair: Pair) {
		this.foreign = new Foreign(pair.sandbox);
		this.unshared = new Unshared(pair.sandbox);
		for (let guest = 0; guest < 4; guest += 1) pair.sandbox.services.zoho.person.create('Contacts', { Last_Name: `Guest ${guest}`, Email: guestAddress(guest) });
		// The CRM's search finds new contacts only after a while.
		pair.advance(10 * 60_000);
	}

	living(side: Side): Seen[] {
		const { zoho, google } = this.pair.sandbox.services;
		if (side === 'crm') return zoho.all('Events').filter(({ id, deleted }) => !deleted && !this.foreign.has(side, id)).map(({ id, fields }) => zohoSeen(id, fields));
		return google.person.living().filter(({ id }) => !this.foreign.has(side, id ?? '')).map((event) => ({
			id: event.id ?? '',
			title: event.summary ?? '',
			location: event.location ?? '',
			description: event.description ?? '',
			time: String(Date.parse(event.start?.dateTime ?? '')),
			guests: (event.attendees ?? []).filter(({ organizer }) => organizer !== true).map(({ email }) => email ?? '').sort(),
		}));
	}

	/** Titles, places, texts and times shown on a side. */
	values(side: Side): Set<string> {
		return new Set(this.living(side).flatMap(({ title, location, description, time }) => [title, location, description, time]));
	}

	create(side: Side): void {
		const [title, location, description, time] = [this.next('title'), this.next('location'), this.next('description'), this.next('time')];
		const { zoho, google } = this.pair.sandbox.services;
		if (side === 'crm') zoho.person.createEvent(zohoFields({ title, location, description, time }));
		else google.person.create({ ...googleFields({ title, location, description, time }), reminders: { useDefault: false, overrides: [{ method: 'popup', minutes: 10 }] } });
		for (const value of [title, location, description, time]) this.live.add(value);
	}

	edit(side: Side, pick: number, fields: EditableField[]): void {
		const record = this.choose(side, pick);
		if (record === undefined) return;
		const changes: Partial<Record<EditableField, string>> = {};
		for (const field of fields) {
			this.live.delete(record[field]);
			this.replaced.add(record[field]);
			const value = this.next(field);
			changes[field] = value;
			this.live.add(value);
		}
		const { zoho, google } = this.pair.sandbox.services;
		if (side === 'crm') zoho.person.editEvent(record.id, zohoFields(changes));
		else google.person.change(record.id, googleFields(changes));
	}

	guest(side: Side, pick: number, guest: number, add: boolean): void {
		const record = this.choose(side, pick);
		if (record === undefined) return;
		const address = guestAddress(guest);
		const others = record.guests.filter((email) => email !== address);
		const emails = add ? [...others, address] : others;
		const { zoho, google } = this.pair.sandbox.services;
		if (side === 'crm') zoho.person.editEvent(record.id, { Participants: emails.map((email) => ({ type: 'email', participant: email })) });
		else google.person.change(record.id, { attendees: emails.map((email) => ({ email })) });
	}

	/** Changes what only one side holds. */
	changeUnshared(side: Side, pick: number, part: UnsharedPart): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.unshared.change(side, record.id, part);
	}

	remove(side: Side, pick: number): void {
		const record = this.choose(side, pick);
		if (record !== undefined) this.removeRecord(side, record);
	}

	removeAll(side: Side): void {
		for (const record of this.living(side)) this.removeRecord(side, record);
	}

	private removeRecord(side: Side, record: Seen): void {
		for (const value of [record.title, record.location, record.description, record.time]) this.live.delete(value);
		const { zoho, google } = this.pair.sandbox.services;
		if (side === 'crm') zoho.person.deleteEvent(record.id);
		else google.person.remove(record.id);
	}

	/** What a CRM record in the recycle bin held is nobody's wish any more. */
	letGoIfDeleted(id: string): void {
		const record = this.pair.sandbox.services.zoho.find('Events', id);
		if (record?.deleted !== true) return;
		const { title, location, description, time } = zohoSeen(id, record.fields);
		for (const value of [title, location, description, time]) this.live.delete(value);
	}

	restore(side: Side, pick: number): void {
		const { zoho, google } = this.pair.sandbox.services;
		const gone = side === 'crm' ? zoho.all('Events').filter(({ deleted }) => deleted).map(({ id }) => id) : google.person.list().filter(({ status }) => status === 'cancelled').map(({ id }) => id ?? '');
		const id = gone[pick % Math.max(gone.length, 1)];
		if (id === undefined) return;
		if (side === 'crm') zoho.person.restoreEvent(id);
		else google.person.change(id, { status: 'confirmed' });
		const record = this.living(side).find((seen) => seen.id === id);
		if (record === undefined) return;
		for (const value of [record.title, record.location, record.description, record.time]) if (!this.replaced.has(value)) this.live.add(value);
	}

	choose(side: Side, pick: number): Seen | undefined {
		const records = this.living(side);
		return records.length === 0 ? undefined : records[pick % records.length];
	}

	private next(field: EditableField): string {
		this.count += 1;
		return field === 'time' ? String(Date.parse('2026-03-20T08:00:00Z') + this.count * hour) : `${field} ${this.count}`;
	}
}

function guestAddress(guest: number): string {
	return `guest${guest}@example.test`;
}

function zohoSeen(id: string, fields: Record<string, unknown>): Seen {
	const participants = Array.isArray(fields.Participants) ? (fields.Participants as Array<{ Email?: string | null }>) : [];
	return {
		id,
		title: String(fields.Event_Title ?? ''),
		location: String(fields.Venue ?? ''),
		description: String(fields.Description ?? ''),
		time: String(Date.parse(String(fields.Start_DateTime))),
		guests: participants.map(({ Email }) => Email ?? '').sort(),
	};
}

function zohoFields(values: Partial<Record<EditableField, string>>): Record<string, string> {
	return {
		...(values.title === undefined ? {} : { Event_Title: values.title }),
		...(values.location === undefined ? {} : { Venue: values.location }),
		...(values.description === undefined ? {} : { Description: values.description }),
		...(values.time === undefined ? {} : { Start_DateTime: iso(values.time, 0), End_DateTime: iso(values.time, hour / 2) }),
	};
}

function googleFields(values: Partial<Record<EditableField, string>>): Record<string, string | { dateTime: string; timeZone: string }> {
	return {
		...(values.title === undefined ? {} : { summary: values.title }),
		...(values.location === undefined ? {} : { location: values.location }),
		...(values.description === undefined ? {} : { description: values.description }),
		...(values.time === undefined
			? {}
			: { start: { dateTime: iso(values.time, 0), timeZone: 'Europe/Berlin' }, end: { dateTime: iso(values.time, hour / 2), timeZone: 'Europe/Berlin' } }),
	};
}

function iso(time: string, offset: number): string {
	return new Date(Number(time) + offset).toISOString().replace('.000Z', '+00:00');
}
