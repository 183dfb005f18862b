import type { INodeProperties } from 'n8n-workflow';
import { calendarParameter, shownFor } from '../shared/parameters/common';

/** Name of the container that the sync makes for itself. */
export const usualName = 'Zoho CRM';

const hintOf = (what: string): string => `Made when there is no ${what} of this name. Later it may be renamed: the sync knows it by its ID.`;

const idExample = 'e.g. AAMkAGI2TGuLAAA=';

export const mailboxParameter: INodeProperties = {
	displayName: 'Mailbox',
	name: 'mailbox',
	type: 'string',
	default: '',
	placeholder: 'e.g. name@example.com',
	description: 'Whose mailbox to use, with a credential that has application permissions. Empty: that of the connected person.',
};

const calendar: INodeProperties = {
	...calendarParameter,
	default: { mode: 'name', value: usualName },
	description: 'The calendar to synchronise. By name: a calendar of its own for the sync, apart from the others, made when there is none.',
	modes: [
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: `e.g. ${usualName}`, hint: hintOf('calendar') },
		...(calendarParameter.modes ?? []).filter(({ name }) => name === 'list'),
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: idExample },
	],
};

const contactFolder: INodeProperties = {
	displayName: 'Contact Folder',
	name: 'contactFolder',
	type: 'resourceLocator',
	default: { mode: 'name', value: usualName },
	required: true,
	description: 'The folder of contacts to synchronise. By name: a folder of its own for the sync, apart from the others, made when there is none.',
	modes: [
		{ displayName: 'By Name', name: 'name', type: 'string', placeholder: `e.g. ${usualName}`, hint: hintOf('folder') },
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a folder…',
			typeOptions: { searchListMethod: 'searchContactFolders', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: idExample },
	],
};

/** Mailbox and container; `kind` is the parameter that says what is kept in step. */
export function containerParameters(kind: 'resource' | 'recordType'): INodeProperties[] {
	return [mailboxParameter, ...shownFor({ [kind]: ['event'] }, [calendar]), ...shownFor({ [kind]: ['contact'] }, [contactFolder])];
}

/** What is kept in step. */
export function kindParameter(name: 'resource' | 'recordType'): INodeProperties {
	return {
		displayName: name === 'resource' ? 'Resource' : 'Record Type',
		name,
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Contact', value: 'contact', description: 'Contacts of one folder' },
			{ name: 'Event', value: 'event', description: 'Events of one calendar' },
		],
		default: 'event',
		description: 'What this sync keeps in step',
	};
}
