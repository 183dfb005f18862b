import type { INodeProperties } from 'n8n-workflow';
import { systemOptions, usualSystem } from '../connection/catalogue';

export const syncNameParameter: INodeProperties = {
	displayName: 'Sync Name',
	name: 'syncName',
	type: 'string',
	required: true,
	default: 'crm-calendar',
	description: 'Name of the sync. Use the same name in all nodes that belong together, and another one for each further sync.',
};

export const crmSystemParameter: INodeProperties = {
	displayName: 'System',
	name: 'system',
	type: 'options',
	noDataExpression: true,
	options: systemOptions('crm'),
	default: usualSystem('crm'),
	description: 'The CRM to work with',
};

export const recordTypeParameter: INodeProperties = {
	displayName: 'Record Type',
	name: 'recordType',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Contact', value: 'contact', description: 'Contacts of the CRM' },
		{ name: 'Event', value: 'event', description: 'Meetings of the CRM' },
	],
	default: 'event',
	description: 'What this sync keeps in step',
};

export const ownerParameter: INodeProperties = {
	displayName: 'Owner',
	name: 'owner',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'me', cachedResultName: 'Me (the Connected User)' },
	required: true,
	description: 'Whose records are synchronised. Records made by the sync get this owner.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a user…',
			typeOptions: { searchListMethod: 'searchOwners', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. 4876876000000225001' },
	],
};

export const calendarParameter: INodeProperties = {
	displayName: 'Calendar',
	name: 'calendar',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The calendar to synchronise. Only calendars that you may read and change are listed.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a calendar…',
			typeOptions: { searchListMethod: 'searchCalendars', searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. name@example.com' },
	],
};

/** The same parameters, shown only under the given conditions. */
export function shownFor(show: Record<string, Array<string | boolean>>, properties: INodeProperties[]): INodeProperties[] {
	return properties.map((property) => ({
		...property,
		displayOptions: { ...property.displayOptions, show: { ...show, ...property.displayOptions?.show } },
	}));
}
