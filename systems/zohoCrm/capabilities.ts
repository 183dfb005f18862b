import type { Capabilities, FieldCapability, Resource } from '../../sync/types';
import { open } from './revision';

const oneWeekMs = 7 * 24 * 60 * 60 * 1000;

/** Zoho's own text for an untitled event that came from Google. */
export const untitledPlaceholder = 'Not Provided';

function field(label: string, kind: FieldCapability['kind'], limits: Partial<FieldCapability> = {}): FieldCapability {
	return { label, kind, read: true, write: true, ...limits };
}

const shared = {
	system: 'zohoCrm',
	label: 'Zoho CRM',
	side: 'crm',
	customFields: true,
	// A repeated create makes a second record: Zoho knows no idempotency key and Events have no field of their own for it.
	createKey: 'none',
	stamp: false,
	precondition: { update: true, delete: false },
	openRevisionMark: open,
	// "A maximum of 100 records" per write; 5 calls at once is what the smallest edition allows (Zoho CRM API, limits).
	bulk: { create: 100, update: 100, delete: 100, concurrency: 5 },
	push: { maxLifetimeMs: oneWeekMs },
	recurrence: 'none',
	guestMails: 'onRequest',
} satisfies Partial<Capabilities>;

const event: Capabilities = {
	...shared,
	resource: 'event',
	fields: {
		title: field('Subject', 'text', { required: true, maxLength: 255 }),
		time: field('Start/End', 'time', { required: true }),
		location: field('Venue', 'text', { maxLength: 255 }),
		description: field('Description', 'text', { maxLength: 32000 }),
		reminders: field('Remind At', 'reminders', { maxItems: 1, methods: ['popup'] }),
		attendees: field('Invitees', 'people', { maxItems: 50 }),
		tags: field('Tags', 'texts', { maxItems: 10 }),
	},
	// A list cuts texts to 500 characters and does not tell the participants.
	feedOmits: ['attendees', 'description'],
	untitledPlaceholder,
};

const contact: Capabilities = {
	...shared,
	resource: 'contact',
	fields: {
		firstName: field('First Name', 'text', { maxLength: 40 }),
		lastName: field('Last Name', 'text', { required: true, maxLength: 80 }),
		// A lookup of an account: a name alone cannot be written.
		company: field('Account Name', 'text', { write: false }),
		jobTitle: field('Title', 'text', { maxLength: 100 }),
		emails: field('Email', 'texts', { maxItems: 2 }),
		phones: field('Phones', 'texts', { kinds: { work: 1, home: 1, mobile: 1, fax: 1, other: 1 } }),
		// The mailing address of a contact is where the person works.
		addresses: field('Addresses', 'texts', { kinds: { work: 1, other: 1 } }),
		birthday: field('Date of Birth', 'date'),
		notes: field('Description', 'text', { maxLength: 32000 }),
		tags: field('Tags', 'texts', { maxItems: 10 }),
	},
	guestMails: 'never',
	feedOmits: ['notes'],
	// Zoho CRM insists on a last name as it does on a title.
	untitledPlaceholder,
};

/** What Zoho CRM can hold of an event or a contact. */
export function capabilities(resource: Resource): Capabilities {
	return resource === 'event' ? event : contact;
}
