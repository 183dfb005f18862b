import {
	NodeConnectionTypes,
	NodeOperationError,
	type ICredentialType,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

/** A credential whose addresses are hidden expressions on a visible field, like the package's own. */
export const echoOAuth2Api: ICredentialType = {
	name: 'echoOAuth2Api',
	displayName: 'Echo OAuth2 API',
	extends: ['oAuth2Api'],
	properties: [
		{ displayName: 'Grant Type', name: 'grantType', type: 'hidden', default: 'authorizationCode' },
		{ displayName: 'Base URL', name: 'baseUrl', type: 'string', default: '' },
		{ displayName: 'Access Token URL', name: 'accessTokenUrl', type: 'hidden', default: '={{$self["baseUrl"]}}/token' },
		{ displayName: 'Authentication', name: 'authentication', type: 'hidden', default: 'body' },
	],
};

async function get(context: IExecuteFunctions | IPollFunctions | IHookFunctions, path: string): Promise<{ value: number }> {
	const { baseUrl } = await context.getCredentials<{ baseUrl: string }>('echoOAuth2Api');
	const answer: unknown = await context.helpers.httpRequestWithAuthentication.call(context, 'echoOAuth2Api', {
		method: 'GET',
		url: `${baseUrl}${path}`,
		json: true,
	});
	return answer as { value: number };
}

const common: Pick<INodeTypeDescription, 'version' | 'description' | 'credentials' | 'outputs'> = {
	version: 1,
	description: 'For the harness’s own test',
	credentials: [{ name: 'echoOAuth2Api', required: true }],
	outputs: [NodeConnectionTypes.Main],
};

/** Emits the server's value when it is not 0, and what its webhook receives. */
export class EchoTrigger implements INodeType {
	description: INodeTypeDescription = {
		...common,
		displayName: 'Echo Trigger',
		name: 'echoTrigger',
		group: ['trigger'],
		defaults: { name: 'Echo Trigger' },
		inputs: [],
		polling: true,
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', responseData: '', path: 'webhook' }],
		properties: [],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return false;
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await get(this, `/subscribe?url=${encodeURIComponent(this.getNodeWebhookUrl('default') ?? '')}`);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				await get(this, '/unsubscribe');
				return true;
			},
		},
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const { value } = await get(this, '/news');
		return value === 0 ? null : [[{ json: { value } }]];
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		this.getResponseObject().status(202).json({ accepted: true });
		return { noWebhookResponse: true, workflowData: [[{ json: this.getBodyData() }]] };
	}
}

/** Asks the server once per item. */
export class Echo implements INodeType {
	description: INodeTypeDescription = {
		...common,
		displayName: 'Echo',
		name: 'echo',
		group: ['transform'],
		defaults: { name: 'Echo' },
		inputs: [NodeConnectionTypes.Main],
		properties: [{ displayName: 'Path', name: 'path', type: 'string', default: '/news' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const done = await Promise.all(
			this.getInputData().map(async (item, index): Promise<INodeExecutionData> => {
				if (item.json.value === 13) throw new NodeOperationError(this.getNode(), 'Thirteen', { description: 'Use twelve', itemIndex: index });
				const answer = await get(this, String(this.getNodeParameter('path', index)));
				return { json: { asked: item.json.value, answered: answer.value }, pairedItem: { item: index } };
			}),
		);
		return [done];
	}
}
