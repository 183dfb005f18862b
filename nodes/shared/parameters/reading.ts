import type { INodeProperties } from 'n8n-workflow';
import type { Side } from '../../../sync/types';

const firstSync: INodeProperties = {
	displayName: 'First Sync',
	name: 'firstSync',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'All Existing', value: 'all', description: 'Take over what is there already, within the time window' },
		{ name: 'Only New From Now', value: 'newOnly', description: 'Leave what is there alone until somebody edits it' },
	],
	default: 'all',
	description: 'What happens to records that exist when the sync starts',
};

const window: INodeProperties[] = [
	{
		displayName: 'First Sync Limit',
		name: 'firstSyncLimit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 5000,
		description: 'How many records the first run passes on at most; without this option 5,000 events or 10,000 contacts. What exceeds it waits for the next run; nothing is dropped.',
	},
	{
		displayName: 'Limit per Run',
		name: 'runLimit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 500,
		description: 'How many records each later run passes on at most. What exceeds it waits for the next run; nothing is dropped.',
	},
	{
		displayName: 'Months Ahead',
		name: 'monthsAhead',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 120 },
		default: 12,
		description: 'How far into the future events are synchronised',
	},
	{
		displayName: 'Months Back',
		name: 'monthsBack',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 120 },
		default: 3,
		description: 'How far into the past events are synchronised',
	},
];

const filters: INodeProperties[] = [
	{
		displayName: 'Exclude Tags',
		name: 'excludeTags',
		type: 'string',
		default: '',
		placeholder: 'e.g. Imported, Internal',
		description: 'Records with one of these tags are left out. Separate several with commas.',
	},
	{
		displayName: 'Exclude Titles',
		name: 'excludeTitles',
		type: 'string',
		default: '',
		placeholder: 'e.g. Lunch, Blocked',
		description: 'Events whose title contains one of these texts are left out. Separate several with commas.',
	},
	{
		displayName: 'Exclude Types',
		name: 'excludeTypes',
		type: 'string',
		default: '',
		description: 'Records of one of these types are left out. Separate several with commas.',
	},
	{
		displayName: 'Include Tags',
		name: 'includeTags',
		type: 'string',
		default: '',
		description: 'Only records with one of these tags are synchronised. Separate several with commas.',
	},
	{
		displayName: 'Include Types',
		name: 'includeTypes',
		type: 'string',
		default: '',
		description: 'Only records of one of these types are synchronised. Separate several with commas.',
	},
	{
		displayName: 'Skip All-Day Events',
		name: 'skipAllDay',
		type: 'boolean',
		default: false,
		description: 'Whether events that last whole days are left out',
	},
	{
		displayName: 'Skip Declined Events',
		name: 'skipDeclined',
		type: 'boolean',
		default: false,
		description: 'Whether events that the owner has declined are left out',
	},
	{
		displayName: 'Working Hours',
		name: 'workingHours',
		type: 'fixedCollection',
		default: {},
		description: 'Only events that begin within these hours are synchronised',
		options: [
			{
				displayName: 'Hours',
				name: 'hours',
				values: [
					{ displayName: 'From', name: 'from', type: 'string', default: '08:00', placeholder: 'HH:MM', description: 'Beginning, as HH:MM' },
					{
						displayName: 'Time Zone',
						name: 'timeZone',
						type: 'string',
						default: '',
						placeholder: 'e.g. Europe/Berlin',
						description: 'Name of the time zone in which the hours are meant. Empty: the time zone of the workflow.',
					},
					{ displayName: 'To', name: 'to', type: 'string', default: '18:00', placeholder: 'HH:MM', description: 'End, as HH:MM' },
					{
						displayName: 'Weekdays',
						name: 'weekdays',
						type: 'multiOptions',
						options: [
							{ name: 'Friday', value: 5 },
							{ name: 'Monday', value: 1 },
							{ name: 'Saturday', value: 6 },
							{ name: 'Sunday', value: 7 },
							{ name: 'Thursday', value: 4 },
							{ name: 'Tuesday', value: 2 },
							{ name: 'Wednesday', value: 3 },
						],
						default: [1, 2, 3, 4, 5],
						description: 'Days on which events are synchronised',
					},
				],
			},
		],
	},
];

const privateEvents: INodeProperties = {
	displayName: 'Private Events',
	name: 'privateEvents',
	type: 'options',
	options: [
		{ name: 'Busy Only', value: 'busyOnly', description: 'Time and "busy" only, without title and contents' },
		{ name: 'Keep as Private', value: 'asPrivate', description: 'With their contents, marked as private where the other side can' },
		{ name: 'Skip', value: 'skip', description: 'Leave them out' },
	],
	default: 'asPrivate',
	description: 'What happens to events that are marked as private',
};

const includeRaw: INodeProperties = {
	displayName: 'Include Raw Record',
	name: 'includeRaw',
	type: 'boolean',
	default: false,
	description: 'Whether items also carry the record as the system sent it, in record.source.raw. Hidden contents of private events are left out.',
};

const untitledPlaceholder: INodeProperties = {
	displayName: 'Untitled Placeholder',
	name: 'untitledPlaceholder',
	type: 'string',
	default: 'Not Provided',
	description: 'Text that stands for a missing title in the CRM. It is read as an empty title. Use the same text as in the action nodes.',
};

/** What is read from one side, and how much of it: First Sync and Options. */
export function readingParameters(side: Side): INodeProperties[] {
	const own = side === 'calendar' ? privateEvents : untitledPlaceholder;
	return [
		firstSync,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			description: 'Time window, limits and filters',
			options: [...window, ...filters, includeRaw, own].sort((a, b) => a.displayName.localeCompare(b.displayName)),
		},
	];
}
