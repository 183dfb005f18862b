import type { EventResource } from '../../sandbox/google';

/** What is in a calendar, compared with what should be there: one event for each of `expected` meetings. */
export interface Outcome {
	present: number;
	duplicates: number;
	missing: number;
}

export function outcomeOf(events: EventResource[], expected: number): Outcome {
	const titles = new Set(events.map(({ summary }) => summary ?? ''));
	return { present: events.length, duplicates: events.length - titles.size, missing: Math.max(0, expected - titles.size) };
}

export function inWords({ duplicates, missing }: Outcome): string {
	return `${duplicates} duplicates, ${missing} missing`;
}
