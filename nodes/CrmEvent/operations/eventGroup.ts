import { crmSystemParameter, ownerParameter, shownFor } from '../../shared/parameters/common';
import type { OperationGroup } from '../../shared/operations/operation';
import { createRecord } from './createRecord';
import { deleteRecord } from './deleteRecord';
import { eventDetails, eventEssentials } from './eventFields';
import { getManyRecords } from './getManyRecords';
import { getRecord } from './getRecord';
import { updateRecord } from './updateRecord';

/** Meetings of the CRM. */
export const eventGroup: OperationGroup = {
	value: 'event',
	name: 'Event',
	properties: [
		crmSystemParameter,
		...shownFor({ operation: ['create', 'getAll'] }, [ownerParameter]),
		...shownFor({ operation: ['create', 'update'] }, [
			{
				displayName: 'Time Zone',
				name: 'timeZone',
				type: 'string',
				default: '',
				placeholder: 'e.g. Europe/Berlin',
				description: 'Time zone of start and end where they name none. Empty: the time zone of the workflow.',
			},
		]),
	],
	operations: [
		createRecord('event', 'an event', eventEssentials, eventDetails),
		getRecord('event', 'an event'),
		getManyRecords('event', 'events'),
		updateRecord('event', 'an event', [...eventEssentials, ...eventDetails]),
		deleteRecord('event', 'an event'),
	],
};
