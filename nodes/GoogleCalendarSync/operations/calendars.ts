import { SyncRefusal } from '../../../sync/types';
import { openDirectory } from '../../shared/connection/connect';
import { doneRows } from '../../shared/items/output';
import type { Operation, OperationGroup } from '../../shared/operations/operation';

const getMany: Operation = {
	value: 'getAll',
	name: 'Get Many',
	action: 'Get many calendars',
	description: 'Calendars that may be read and changed',
	properties: [],
	runs: 'once',
	execute: async ({ functions, node, read, item }) => {
		const directory = await openDirectory(functions, node.system(read), 'event');
		return doneRows(await directory.containers(), item);
	},
};

const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create a calendar',
	description: 'Make a calendar of its own for the sync, or find the one that has this name',
	properties: [
		{
			displayName: 'Name',
			name: 'calendarName',
			type: 'string',
			required: true,
			default: 'CRM',
			description: 'Name of the calendar. If you have one of this name that may be changed, it is used and none is made.',
		},
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: '',
			placeholder: 'e.g. Europe/Berlin',
			description: 'Time zone of the calendar. Empty: the time zone of the workflow.',
		},
	],
	runs: 'perItem',
	execute: async ({ functions, node, item, read }) => {
		const name = String(read('calendarName', '')).trim();
		if (name === '') throw new SyncRefusal('badSettings', 'The calendar has no name. Nothing was made.', 'Enter a name.');
		const directory = await openDirectory(functions, node.system(read), 'event');
		if (directory.createContainer === undefined) throw new SyncRefusal('badSettings', 'This system makes no calendars for others. Nothing was made.', 'Make it in the system itself, then choose it.');
		const present = (await directory.containers()).find((calendar) => calendar.name === name);
		if (present !== undefined) return doneRows([{ ...present, created: false }], item);
		const timeZone = String(read('timeZone', '')).trim() || functions.getTimezone();
		return doneRows([{ ...(await directory.createContainer(name, timeZone)), created: true }], item);
	},
};

/** Calendars of the account. */
export const calendarGroup: OperationGroup = { value: 'calendar', name: 'Calendar', properties: [], operations: [getMany, create] };
