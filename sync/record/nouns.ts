import type { Resource } from '../types';

/** What the records of a resource, and the place they lie in, are called. */
export interface Nouns {
	one: string;
	many: string;
	container: 'calendar' | 'folder';
}

const ofEvents: Nouns = { one: 'event', many: 'events', container: 'calendar' };
const ofContacts: Nouns = { one: 'contact', many: 'contacts', container: 'folder' };

export function nounsOf(resource: Resource): Nouns {
	return resource === 'contact' ? ofContacts : ofEvents;
}

/** e.g. "1 event" or "2 events" */
export function counted(count: number, { one, many }: Pick<Nouns, 'one' | 'many'>): string {
	return `${count} ${count === 1 ? one : many}`;
}
