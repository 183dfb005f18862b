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
import { syncNameParameter } from '../shared/parameters/common';
import { readingParameters } from '../shared/parameters/reading';
import { checkChannel, createChannel, deleteChannel } from '../shared/trigger/hooks';
import { deliveryParameter, pushWebhook } from '../shared/trigger/parameters';
import { pollTrigger } from '../shared/trigger/poll';
import { receivePush } from '../shared/trigger/webhook';
import { office365TriggerNode, searchCalendars, searchContactFolders } from './office365';
import { containerParameters, kindParameter } from './parameters';

export class Office365SyncTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Office365 Sync Trigger',
		name: 'office365SyncTrigger',
		icon: { light: 'file:office365Sync.svg', dark: 'file:office365Sync.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["syncName"] }}',
		description: 'Starts the workflow when events or contacts in Office 365 were created, changed or deleted',
		defaults: { name: 'Office365 Sync Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'office365SyncOAuth2Api', required: true }],
		webhooks: [pushWebhook],
		properties: [kindParameter('resource'), syncNameParameter, ...containerParameters('resource'), deliveryParameter, ...readingParameters('calendar')],
	};

	methods = { listSearch: { searchCalendars, searchContactFolders } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkChannel(this, office365TriggerNode);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await createChannel(this, office365TriggerNode);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await deleteChannel(this, office365TriggerNode);
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollTrigger(this, office365TriggerNode);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receivePush(this, office365TriggerNode);
	}
}
