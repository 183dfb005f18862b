import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeOperation } from '../shared/operations/execute';
import { groupProperties } from '../shared/operations/operation';
import { syncGroup } from '../shared/operations/syncGroup';
import { calendarParameter } from '../shared/parameters/common';
import { containerGroup } from '../shared/operations/containerGroup';
import { eventColor } from './eventColor';
import { googleCalendarNode, searchCalendars } from './googleCalendar';

const calendars = containerGroup({ value: 'calendar', name: 'Calendar', plural: 'calendars', resource: 'event', usualName: 'CRM', hasTimeZone: true });

const groups = [syncGroup('calendar', [calendarParameter], { newRecord: [eventColor] }), calendars];

export class GoogleCalendarSync implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Google Calendar Sync',
		name: 'googleCalendarSync',
		icon: { light: 'file:googleCalendarSync.svg', dark: 'file:googleCalendarSync.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Keep a Google calendar in step with a CRM, without duplicates or lost edits',
		defaults: { name: 'Google Calendar Sync' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [
			{ type: NodeConnectionTypes.Main, displayName: 'Done' },
			{ type: NodeConnectionTypes.Main, displayName: 'Needs Attention' },
		],
		credentials: [{ name: 'googleCalendarSyncOAuth2Api', required: true }],
		properties: groupProperties(groups),
	};

	methods = { listSearch: { searchCalendars } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeOperation(this, googleCalendarNode, groups);
	}
}
