import type { INodeProperties } from 'n8n-workflow';
import { systemOptions, usualSystem } from '../../shared/connection/catalogue';
import { shownFor } from '../../shared/parameters/common';

const from: INodeProperties = {
	displayName: 'Source Field Name or ID',
	name: 'from',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getSourceFields', loadOptionsDependsOn: ['fromSystem', 'resource'] },
	default: 'title',
	description: 'Field that is read. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const to: INodeProperties = {
	displayName: 'Target Field Name or ID',
	name: 'to',
	type: 'options',
	typeOptions: { loadOptionsMethod: 'getTargetFields', loadOptionsDependsOn: ['toSystem', 'resource'] },
	default: 'title',
	description: 'Field that is written. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

const transform: INodeProperties = {
	displayName: 'Transform',
	name: 'transform',
	type: 'options',
	options: [
		{ name: 'Constant', value: 'constant', description: 'Always the same value' },
		{ name: 'Copy', value: 'copy', description: 'The value as it is' },
		{ name: 'First Of', value: 'firstOf', description: 'The first of several fields that holds something' },
		{ name: 'Map Values', value: 'mapValues', description: 'Other words for certain values' },
		{ name: 'Template', value: 'template', description: 'A text with fields in it' },
		{ name: 'Text Limit', value: 'limit', description: 'The first characters of a text' },
	],
	default: 'copy',
	description: 'What is done on the way',
};

const details: INodeProperties[] = [
	...shownFor({ transform: ['copy', 'mapValues', 'limit'] }, [from]),
	...shownFor({ transform: ['firstOf'] }, [
		{
			displayName: 'Source Field Names or IDs',
			name: 'fromAny',
			type: 'multiOptions',
			typeOptions: { loadOptionsMethod: 'getSourceFields', loadOptionsDependsOn: ['fromSystem', 'resource'] },
			default: [],
			description: 'Fields that are tried in this order. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		},
	]),
	...shownFor({ transform: ['template'] }, [
		{
			displayName: 'Template',
			name: 'template',
			type: 'string',
			noDataExpression: true,
			default: '',
			placeholder: 'e.g. {{title}} – {{location}}',
			description: 'Text with field names in double braces. Everything else is taken as it stands; nothing is evaluated.',
		},
	]),
	...shownFor({ transform: ['constant'] }, [
		{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'Value that is always written' },
	]),
	...shownFor({ transform: ['mapValues'] }, [
		{
			displayName: 'Values',
			name: 'values',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'Call = Phone call\nVisit = On site',
			description: 'One pair a line: the value on the left becomes the one on the right',
		},
		{
			displayName: 'Other Values',
			name: 'otherwise',
			type: 'options',
			options: [
				{ name: 'Empty', value: 'empty', description: 'Become empty' },
				{ name: 'Keep', value: 'keep', description: 'Stay as they are' },
			],
			default: 'keep',
			description: 'What happens to values that are not listed',
		},
	]),
	...shownFor({ transform: ['limit'] }, [
		{ displayName: 'Max Length', name: 'maxLength', type: 'number', typeOptions: { minValue: 1 }, default: 100, description: 'How many characters are kept' },
	]),
];

/** What Zoho CRM and Google Calendar both hold; the default map of the pair. */
const defaultFields = ['title', 'time', 'location', 'description', 'reminders', 'attendees'];

export const mapperParameters: INodeProperties[] = [
	{ displayName: 'From System', name: 'fromSystem', type: 'options', noDataExpression: true, options: systemOptions(), default: usualSystem('crm'), description: 'Where the incoming items come from' },
	{ displayName: 'To System', name: 'toSystem', type: 'options', noDataExpression: true, options: systemOptions(), default: usualSystem('calendar'), description: 'Where the items are written' },
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Contact', value: 'contact' },
			{ name: 'Event', value: 'event' },
		],
		default: 'event',
	},
	{
		displayName: 'Mapping Mode',
		name: 'mappingMode',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Custom', value: 'custom', description: 'The rows below' },
			{ name: 'Default', value: 'default', description: 'Every field that both systems hold' },
		],
		default: 'default',
		description: 'Which fields are carried over',
	},
	{
		displayName: 'Mapping',
		name: 'mapping',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true, sortable: true },
		placeholder: 'Add row',
		displayOptions: { show: { mappingMode: ['custom'] } },
		default: { rows: defaultFields.map((field) => ({ to: field, transform: 'copy', from: field })) },
		description: 'One row for each target field. Fields without a row are not touched.',
		options: [{ displayName: 'Rows', name: 'rows', values: [to, transform, ...details] }],
	},
	{
		displayName: 'Skip',
		name: 'skip',
		type: 'boolean',
		default: false,
		description: 'Whether the item is left out of the sync. Usually an expression; a skipped item counts as done and does not come again until its record is changed.',
	},
];
