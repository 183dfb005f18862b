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
import { crmCredentials } from '../shared/connection/catalogue';
import { crmTriggerNode } from '../shared/connection/sideNode';
import { searchOwners } from '../shared/listSearch';
import { crmSystemParameter, ownerParameter, recordTypeParameter, syncNameParameter } from '../shared/parameters/common';
import { readingParameters } from '../shared/parameters/reading';
import { checkChannel, createChannel, deleteChannel } from '../shared/trigger/hooks';
import { deliveryParameter, pushWebhook } from '../shared/trigger/parameters';
import { pollTrigger } from '../shared/trigger/poll';
import { receivePush } from '../shared/trigger/webhook';

export class CrmEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CRM Event Trigger',
		name: 'crmEventTrigger',
		icon: { light: 'file:crmEvent.svg', dark: 'file:crmEvent.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["resource"] + ": " + $parameter["syncName"] }}',
		description: 'Starts the workflow when meetings or contacts of a CRM were created, changed or deleted',
		defaults: { name: 'CRM Event Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: crmCredentials,
		webhooks: [pushWebhook],
		properties: [
			syncNameParameter,
			crmSystemParameter,
			{ ...recordTypeParameter, displayName: 'Resource', name: 'resource' },
			ownerParameter,
			deliveryParameter,
			...readingParameters('crm'),
		],
	};

	methods = { listSearch: { searchOwners } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkChannel(this, crmTriggerNode);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await createChannel(this, crmTriggerNode);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await deleteChannel(this, crmTriggerNode);
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollTrigger(this, crmTriggerNode);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receivePush(this, crmTriggerNode);
	}
}
