import type { EventResource } from '../../sandbox/google';
import type { EditableField } from './commands';

/** A record as people see it, the same for both sides. */
export interface Seen {
	id: string;
	title: string;
	location: string;
	description: string;
	/** Start in milliseconds, as text. */
	time: string;
	guests: string[];
	tags: string[];
	isPrivate: boolean;
}

export type Values = Partial<Record<EditableField, string>>;

export const textFields = ['title', 'location', 'description', 'time'] as const;

/** What a busy-only copy shows in place of the title; nobody's value. */
export const busyTitle = 'Busy';

const halfAnHour = 1_800_000;

export function valuesOf(record: Seen): string[] {
	return textFields.map((field) => record[field]);
}

export function zohoSeen(id: string, fields: Record<string, unknown>): Seen {
	const participants = Array.isArray(fields.Participants) ? (fields.Participants as Array<{ Email?: string | null }>) : [];
	const tags = Array.isArray(fields.Tag) ? (fields.Tag as Array<{ name?: string }>) : [];
	return {
		id,
		title: String(fields.Event_Title ?? ''),
		location: String(fields.Venue ?? ''),
		description: String(fields.Description ?? ''),
		time: String(Date.parse(String(fields.Start_DateTime))),
		guests: participants.map(({ Email }) => Email ?? '').sort(),
		tags: tags.map(({ name }) => name ?? ''),
		isPrivate: false,
	};
}

export function googleSeen(event: EventResource): Seen {
	return {
		id: event.id ?? '',
		title: event.summary ?? '',
		location: event.location ?? '',
		description: event.description ?? '',
		time: String(Date.parse(event.start?.dateTime ?? '')),
		guests: (event.attendees ?? []).filter(({ organizer }) => organizer !== true).map(({ email }) => email ?? '').sort(),
		tags: [],
		isPrivate: event.visibility === 'private',
	};
}

export function zohoFields(values: Values): Record<string, string> {
	return {
		...(values.title === undefined ? {} : { Event_Title: values.title }),
		...(values.location === undefined ? {} : { Venue: values.location }),
		...(values.description === undefined ? {} : { Description: values.description }),
		...(values.time === undefined ? {} : { Start_DateTime: iso(values.time, 0), End_DateTime: iso(values.time, halfAnHour) }),
	};
}

export function googleFields(values: Values): Record<string, string | { dateTime: string; timeZone: string }> {
	return {
		...(values.title === undefined ? {} : { summary: values.title }),
		...(values.location === undefined ? {} : { location: values.location }),
		...(values.description === undefined ? {} : { description: values.description }),
		...(values.time === undefined
			? {}
			: { start: { dateTime: iso(values.time, 0), timeZone: 'Europe/Berlin' }, end: { dateTime: iso(values.time, halfAnHour), timeZone: 'Europe/Berlin' } }),
	};
}

function iso(time: string, offset: number): string {
	return new Date(Number(time) + offset).toISOString().replace('.000Z', '+00:00');
}
