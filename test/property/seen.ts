import type { EditableField } from './commands';

/** A record as people see it, the same for every system. */
export interface Seen {
	id: string;
	title: string;
	location: string;
	description: string;
	/** Start in milliseconds, as text; of a whole day its date. */
	time: string;
	/** Everybody who is named as a guest. */
	guests: string[];
	/** Those of the guests whom the system itself would tell about changes. */
	invited: string[];
	tags: string[];
	isPrivate: boolean;
}

export type Values = Partial<Record<EditableField, string>>;

/** What a person enters. */
export interface Entry extends Values {
	guests?: string[];
	tags?: string[];
}

export const textFields = ['title', 'location', 'description', 'time'] as const;

/** What a busy-only copy shows in place of the title; nobody's value. */
export const busyTitle = 'Busy';

export const halfAnHour = 1_800_000;

export function valuesOf(record: Seen): string[] {
	return textFields.map((field) => record[field]);
}

/** True for the time of a whole day. */
export function isDay(time: string): boolean {
	return time.includes('-');
}

/** Milliseconds since 1970. */
export function startOf(time: string): number {
	return isDay(time) ? Date.parse(`${time}T00:00:00Z`) : Number(time);
}

export function dayAfter(day: string): string {
	return new Date(Date.parse(`${day}T00:00:00Z`) + 24 * 3_600_000).toISOString().slice(0, 10);
}

export function iso(time: string, offset: number): string {
	return new Date(Number(time) + offset).toISOString().replace('.000Z', '+00:00');
}
