import type { Capabilities, FieldCapability, Resource } from '../../sync/types';

/** 10,080 minutes are the most that is granted for events and contacts (Graph: subscription resource, maximum length). */
const SUBSCRIPTION_LIFETIME = 10_080 * 60_000;

function field(label: string, kind: FieldCapability['kind'], limits: Partial<FieldCapability> = {}): FieldCapability {
	return { label, kind, read: true, write: true, ...limits };
}

const shared = {
	system: 'office365',
	label: 'Office 365',
	side: 'calendar',
	// A transactionId keeps a repeated create from doubling, for a time that is not documented: it is sent, and not relied on.
	createKey: 'none',
	stamp: true,
	bulk: { create: 1, update: 1, delete: 1, concurrency: 3 },
	push: { maxLifetimeMs: SUBSCRIPTION_LIFETIME },
	feedOmits: [],
} satisfies Partial<Capabilities>;

const event: Capabilities = {
	...shared,
	resource: 'event',
	fields: {
		title: field('Title', 'text', { maxLength: 255 }),
		time: field('Start and end', 'time', { required: true }),
		location: field('Location', 'text', { maxLength: 255 }),
		description: field('Description', 'text', { maxLength: 32_000 }),
		reminders: field('Reminder', 'reminders', { maxItems: 1, methods: ['popup'] }),
		attendees: field('Attendees', 'people', { maxItems: 500 }),
		visibility: field('Sensitivity', 'choice', { choices: ['default', 'private'] }),
		availability: field('Show as', 'choice', { choices: ['busy', 'free'] }),
		tags: field('Categories', 'texts', { maxItems: 25 }),
	},
	precondition: { update: true, delete: true },
	recurrence: 'rrule',
	guestMails: 'always',
};

const contact: Capabilities = {
	...shared,
	resource: 'contact',
	fields: {
		firstName: field('First name', 'text', { maxLength: 255 }),
		lastName: field('Last name', 'text', { maxLength: 255 }),
		company: field('Company', 'text', { maxLength: 255 }),
		jobTitle: field('Job title', 'text', { maxLength: 128 }),
		// More than three addresses, or two business numbers, make Graph refuse the whole contact.
		emails: field('E-mail addresses', 'texts', { maxItems: 3 }),
		phones: field('Phones', 'texts', { kinds: { work: 2, home: 2, mobile: 1 } }),
		addresses: field('Addresses', 'texts', { kinds: { work: 1, home: 1, other: 1 } }),
		website: field('Web page', 'text', { maxLength: 255 }),
		birthday: field('Birthday', 'date'),
		notes: field('Notes', 'text', { maxLength: 32_000 }),
		tags: field('Categories', 'texts', { maxItems: 25 }),
	},
	// Whether Graph minds If-Match on contacts is not documented: they are read before they are written.
	precondition: { update: false, delete: false },
	recurrence: 'none',
	guestMails: 'never',
};

/** What Office 365 can hold of an event or a contact. */
export function capabilities(resource: Resource): Capabilities {
	return resource === 'event' ? event : contact;
}
