import { SystemError } from '../../sync/types';
import type { Capabilities, Resource } from '../../sync/types';

/** Watch channels live 7 days unless asked otherwise (Calendar API reference, Events: watch). */
const CHANNEL_LIFETIME = 7 * 24 * 60 * 60 * 1000;

const events: Capabilities = {
	system: 'googleCalendar',
	label: 'Google Calendar',
	side: 'calendar',
	resource: 'event',
	fields: {
		title: { label: 'Title', kind: 'text', read: true, write: true, maxLength: 1024 },
		time: { label: 'Start and end', kind: 'time', read: true, write: true, required: true },
		location: { label: 'Where', kind: 'text', read: true, write: true, maxLength: 1024 },
		description: { label: 'Description', kind: 'text', read: true, write: true, maxLength: 8192 },
		// At most 5 reminders, each up to 4 weeks before (Calendar API reference, Events, reminders.overrides).
		reminders: { label: 'Notifications', kind: 'reminders', read: true, write: true, maxItems: 5, methods: ['popup', 'email'] },
		attendees: { label: 'Guests', kind: 'people', read: true, write: true, maxItems: 200 },
		visibility: { label: 'Visibility', kind: 'choice', read: true, write: true, choices: ['default', 'public', 'private'] },
		availability: { label: 'Show as', kind: 'choice', read: true, write: true, choices: ['busy', 'free'] },
	},
	createKey: 'clientId',
	stamp: true,
	precondition: { update: true, delete: true },
	bulk: { create: 1, update: 1, delete: 1, concurrency: 12 },
	push: { maxLifetimeMs: CHANNEL_LIFETIME },
	recurrence: 'rrule',
	guestMails: 'onRequest',
	feedOmits: [],
};

/** What Google Calendar can hold. Throws `SystemError` kind `rejected` for a resource it has not. */
export function capabilities(resource: Resource): Capabilities {
	if (resource === 'event') return events;
	throw new SystemError('rejected', 'Google Calendar holds events, no contacts.', 'Choose the resource "Event".');
}
