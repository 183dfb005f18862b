import type { Attendee, CalendarEvent, ContactRecord, Link, Snapshot } from '../../../sync';

export const start = { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' };
export const end = { dateTime: '2026-03-10T11:00:00+01:00', timeZone: 'Europe/Berlin' };

export function event(change: Partial<CalendarEvent> = {}): CalendarEvent {
	return {
		title: 'Demo', start, end, location: '', description: '', reminders: [], attendees: [], visibility: 'default', availability: 'busy', status: 'confirmed',
		tags: [], custom: {}, source: { system: 'memoryCrm', account: 'a', container: 'main', id: 'c1', revision: 'r1' }, ...change,
	};
}

export function contact(change: Partial<ContactRecord> = {}): ContactRecord {
	return {
		firstName: 'Ann', lastName: 'Lee', company: '', jobTitle: '', emails: [], phones: [], addresses: [], website: '', birthday: '', notes: '', tags: [], custom: {},
		source: { system: 'memoryCrm', account: 'a', container: 'main', id: 'c1', revision: 'r1' }, ...change,
	};
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
	return { id: 'c1', revision: 'r1', modifiedAt: 0, createdAt: 0, record: event(), omitted: [], recurring: false, ...change };
}

export function link(change: Partial<Link> = {}): Link {
	return {
		id: 1, sync: 'memory', crmId: 'c1', calendarId: 'g1', origin: 'crm', createdByUs: true, baseline: { crm: {}, calendar: {} }, seen: { crm: null, calendar: null },
		state: 'linked', generation: 0, key: null, intentAt: null, contentKey: null, version: 1, updatedAt: 0, ...change,
	};
}

export const guests = (...emails: string[]): Attendee[] => emails.map((email) => ({ email: `${email}@example.com` }));
