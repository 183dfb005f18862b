import type { INodeProperties } from 'n8n-workflow';
import type { Side } from '../../../sync/types';

const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description:
		'Whether to put a plan on the output and write nothing. Feed the planned items into this operation again, with Dry Run off, to apply exactly that plan; what has changed in the meantime is refused as stale.',
};

const conflictPolicy: INodeProperties = {
	displayName: 'Conflict Policy',
	name: 'conflictPolicy',
	type: 'options',
	options: [
		{ name: 'Ask', value: 'ask', description: 'Leave the field as it is on both sides and report it on "Needs Attention"' },
		{ name: 'Calendar Wins', value: 'calendar' },
		{ name: 'CRM Wins', value: 'crm' },
		{ name: 'Newest Wins', value: 'newest' },
	],
	default: 'newest',
	description: 'What happens to a field that was edited on both sides. Fields edited on one side only never conflict. The losing value is kept in the journal.',
};

const onDelete: INodeProperties = {
	displayName: 'On Delete',
	name: 'onDelete',
	type: 'options',
	options: [
		{ name: 'Cancel', value: 'cancel', description: 'Mark the copy as cancelled where the system can, else delete it' },
		{ name: 'Delete', value: 'delete', description: 'Delete the copy as well' },
		{ name: 'Ignore', value: 'ignore', description: 'Leave the copy alone' },
	],
	default: 'delete',
	description: 'What happens to the copy when a record is deleted on the other side',
};

const deleteGuard: INodeProperties = {
	displayName: 'Delete Guard',
	name: 'deleteGuard',
	type: 'collection',
	placeholder: 'Add limit',
	default: {},
	description: 'Deletions are held for a person when there are more than this many of them and more than this share of all linked records',
	options: [
		{
			displayName: 'Count',
			name: 'count',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 20,
			description: 'How many deletions at once are let through',
		},
		{
			displayName: 'Percent',
			name: 'percent',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 100 },
			default: 10,
			description: 'Which share of the linked records may be deleted at once, in percent',
		},
	],
};

const guests: INodeProperties = {
	displayName: 'Guests',
	name: 'guests',
	type: 'options',
	options: [
		{ name: 'Add as Contacts', value: 'addAsContacts', description: 'Make a contact for each guest the CRM does not know' },
		{ name: 'Do Nothing', value: 'ignore', description: 'Leave guests out' },
		{ name: 'Link Contacts That Exist', value: 'linkExisting', description: 'Link the guests that are contacts, leave out the others' },
	],
	default: 'linkExisting',
	description: 'What becomes of the guests of a calendar event in the CRM',
};

const anybody: INodeProperties = {
	displayName: 'Notify Guests',
	name: 'notifyGuests',
	type: 'options',
	options: [
		{ name: 'All Guests', value: 'all', description: 'The vendor mails every guest about every change' },
		{ name: 'Guests Outside the Organisation', value: 'external', description: 'Where the vendor can tell them apart, else nobody' },
		{ name: 'Never', value: 'none', description: 'Nobody is mailed' },
	],
	default: 'none',
	description: 'Whether the vendor mails guests about what the sync writes',
};

const automations: INodeProperties = {
	displayName: 'CRM Automations',
	name: 'crmAutomations',
	type: 'options',
	options: [
		{ name: 'Do Not Run', value: 'skip', description: 'Workflow rules of the CRM do not run for records the sync writes' },
		{ name: 'Run', value: 'run', description: 'Workflow rules run as for records a person writes. They may send mails.' },
	],
	default: 'skip',
	description: 'Whether the CRM\'s own workflow rules run for what the sync writes',
};

const untitled: INodeProperties = {
	displayName: 'Untitled Placeholder',
	name: 'untitledPlaceholder',
	type: 'string',
	default: 'Not Provided',
	description: 'Text that stands for a missing title where a system insists on one. It is never written back. Use the same text in all nodes of the sync.',
};

const newRecordOwner: INodeProperties = { displayName: 'Owner ID', name: 'owner', type: 'string', default: '', description: 'ID of the user who gets new records. Empty: the owner chosen above.' };
const newRecordType: INodeProperties = { displayName: 'Type', name: 'type', type: 'string', default: '', description: 'Activity type of new records, where the CRM has types' };
const newRecordShownAs: INodeProperties = {
	displayName: 'Show As',
	name: 'availability',
	type: 'options',
	options: [
		{ name: 'Busy', value: 'busy' },
		{ name: 'Free', value: 'free' },
	],
	default: 'busy',
	description: 'Whether new events block the time in the calendar',
};
function newRecordDefaults(options: INodeProperties[]): INodeProperties {
	return {
		displayName: 'New Record Defaults',
		name: 'newRecordDefaults',
		type: 'collection',
		placeholder: 'Add default',
		default: {},
		description: 'Values for new records that the other side does not provide',
		options,
	};
}

const journal: INodeProperties = {
	displayName: 'Journal',
	name: 'journal',
	type: 'collection',
	placeholder: 'Add setting',
	default: {},
	description: 'What is remembered of each write to this side, for "Get Journal" and "Undo Run"',
	options: [
		{
			displayName: 'Keep Contents',
			name: 'beforeImages',
			type: 'boolean',
			default: true,
			description: 'Whether to keep what a record held before and after a write. Without it runs cannot be undone; only values that lost a conflict are kept.',
		},
		{
			displayName: 'Keep for Days',
			name: 'retentionDays',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 30,
			description: 'After how many days entries and contents are forgotten',
		},
	],
};

/** What tells one system's Apply Changes from the others'. */
export interface OwnParameters {
	/** What only this system's new records can be given. */
	newRecord?: INodeProperties[];
	/** Choices of Notify Guests that the system can carry out; absent: all. */
	notifies?: ReadonlyArray<'all' | 'external' | 'none'>;
}

/** The parameters of "Apply Changes" on one side. */
export function applyParameters(side: Side, { newRecord = [], notifies }: OwnParameters = {}): INodeProperties[] {
	const notifyGuests = notifies === undefined ? anybody : { ...anybody, options: (anybody.options ?? []).filter((option) => 'value' in option && notifies.some((choice) => choice === option.value)) };
	const common = [dryRun, conflictPolicy, onDelete, deleteGuard, journal];
	return side === 'crm'
		? [...common, guests, notifyGuests, automations, untitled, newRecordDefaults([newRecordOwner, newRecordType, ...newRecord])]
		: [...common, notifyGuests, untitled, newRecordDefaults([...newRecord, newRecordShownAs])];
}
