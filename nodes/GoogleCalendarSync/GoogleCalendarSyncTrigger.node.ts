import type {
	IHookFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { calendarParameter, syncNameParameter } from '../shared/parameters/common';
import { readingParameters } from '../shared/parameters/reading';
import { checkChannel, createChannel, deleteChannel } from '../shared/trigger/hooks';
import { deliveryParameter, pushWebhook } from '../shared/trigger/parameters';
import { pollTrigger } from '../shared/trigger/poll';
import { receivePush } from '../shared/trigger/webhook';
import { googleCalendarNode, searchCalendars } from './googleCalendar';

export class GoogleCalendarSyncTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Google Calendar Sync Trigger',
		name: 'googleCalendarSyncTrigger',
		icon: { light: 'file:googleCalendarSync.svg', dark: 'file:googleCalendarSync.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["syncName"] }}',
		description: 'Starts the workflow when events of a Google calendar were created, changed or deleted',
		defaults: { name: 'Google Calendar Sync Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'googleCalendarSyncOAuth2Api', required: true }],
		webhooks: [pushWebhook],
		properties: [syncNameParameter, calendarParameter, deliveryParameter, ...readingParameters('calendar')],
	};

	methods = { listSearch: { searchCalendars } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkChannel(this, googleCalendarNode);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await createChannel(this, googleCalendarNode);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await deleteChannel(this, googleCalendarNode);
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollTrigger(this, googleCalendarNode);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receivePush(this, googleCalendarNode);
	}
}
