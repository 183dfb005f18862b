import type {
	INode,
	INodeExecutionData,
	INodeType,
	IWebhookData,
	IWebhookDescription,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import type { N8nCore } from './core';
import type { Answer, IncomingCall } from './webhookServer';

export interface WebhookDelivery {
	core: N8nCore;
	workflow: Workflow;
	node: INode;
	type: INodeType;
	additionalData: IWorkflowExecuteAdditionalData;
	webhookData(additionalData: IWorkflowExecuteAdditionalData): IWebhookData;
	description: IWebhookDescription;
	call: IncomingCall;
	body: unknown;
	track<T>(work: Promise<T>): Promise<T>;
}

/** The part of an Express response that nodes use. The first answer counts; it may come before `webhook()` is done. */
class ResponseRecorder {
	readonly sent: Promise<Answer>;
	private resolve: (answer: Answer) => void = () => undefined;
	private code = 200;
	private readonly headers: Record<string, string> = {};

	constructor() {
		this.sent = new Promise((resolve) => {
			this.resolve = resolve;
		});
	}

	readonly response = {
		status: (code: number) => {
			this.code = code;
			return this.response;
		},
		type: (value: string) => this.response.setHeader('content-type', value),
		set: (name: string, value: string) => this.response.setHeader(name, value),
		setHeader: (name: string, value: string) => {
			this.headers[name.toLowerCase()] = value;
			return this.response;
		},
		json: (body: unknown) => this.response.send(body),
		send: (body?: unknown) => this.response.end(body),
		sendStatus: (code: number) => this.response.status(code).end(),
		end: (body?: unknown) => {
			this.resolve({ status: this.code, headers: this.headers, body });
			return this.response;
		},
	};
}

/** Calls a node's `webhook()` and answers as n8n does (reference: n8n's own webhook helpers, response mode `onReceived`). */
export async function callWebhook(delivery: WebhookDelivery): Promise<{
	answer: Promise<Answer>;
	/** null when no execution is to be started. */
	items: Promise<INodeExecutionData[][] | null>;
}> {
	const recorder = new ResponseRecorder();
	const { call } = delivery;
	const request = { method: call.method, headers: call.headers, query: call.query, params: {}, body: delivery.body, rawBody: call.rawBody };
	const additionalData = Object.assign(delivery.additionalData, { httpRequest: request, httpResponse: recorder.response });
	const context = new delivery.core.WebhookContext(
		delivery.workflow,
		delivery.node,
		additionalData,
		'webhook',
		delivery.webhookData(additionalData),
		[],
		null,
	);
	const result = delivery.track(Promise.resolve(delivery.type.webhook?.call(context)));
	return { answer: Promise.race([recorder.sent, answerOf(result, recorder)]), items: result.then((data) => data?.workflowData ?? null) };
}

async function answerOf(result: Promise<IWebhookResponseData | undefined>, recorder: ResponseRecorder): Promise<Answer> {
	try {
		const data = await result;
		if (data?.noWebhookResponse) return await recorder.sent;
		if (data?.webhookResponse !== undefined) return { status: 200, body: data.webhookResponse as unknown };
		return { status: 200, body: { message: data?.workflowData ? 'Workflow was started' : 'Webhook call received' } };
	} catch {
		return { status: 500, body: { message: 'Workflow Webhook Error: Workflow could not be started!' } };
	}
}
