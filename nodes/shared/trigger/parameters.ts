import type { INodeProperties, IWebhookDescription } from 'n8n-workflow';

export const deliveryParameter: INodeProperties = {
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Instant, with Polling as Safety Net', value: 'instant', description: 'The vendor calls this n8n within seconds; polling finds what a call did not tell' },
		{ name: 'Polling Only', value: 'polling', description: 'For an n8n that cannot be reached from outside' },
	],
	default: 'instant',
	description: 'How changes get here',
};

/** One address per trigger. A path of `undefined` makes n8n register none. */
export const pushWebhook: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	responseData: '',
	path: '={{ $parameter["delivery"] === "polling" ? undefined : "push" }}',
};
