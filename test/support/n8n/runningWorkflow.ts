import {
	createRunExecutionData,
	Workflow,
	type IDataObject,
	type IHttpRequestMethods,
	type INode,
	type INodeExecutionData,
	type INodeListSearchItems,
	type INodeType,
	type IRun,
	type IRunExecutionData,
	type IWebhookData,
	type IWebhookDescription,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';
import { STICKY_NOTE } from './standIns';
import { Execution } from './execution';
import { additionalDataFor, type Host } from './host';
import { parseBody, type Answer, type IncomingCall } from './webhookServer';
import { callWebhook } from './webhookCall';
import type { WorkflowFile } from './workflowFile';

interface RegisteredWebhook {
	node: INode;
	method: string;
	path: string;
	description: IWebhookDescription;
}

/** One imported workflow. Polls, webhooks and executions go through n8n's own engine. */
export class RunningWorkflow {
	/** Every execution so far, oldest first. */
	readonly executions: Execution[] = [];
	private readonly staticData: IDataObject = {};
	private readonly open = new Set<Promise<unknown>>();
	private webhooks: RegisteredWebhook[] = [];

	constructor(
		private readonly host: Host,
		readonly id: string,
		private readonly file: WorkflowFile,
	) {}

	/** Publishes: first the polls, then the webhooks, in n8n's order. Returns the executions that the first polls started. */
	async activate(): Promise<Execution[]> {
		const started = await this.poll();
		await this.registerWebhooks('activate');
		return started;
	}

	/** Registers the webhooks only; `activation` is `init` after a restart of n8n. */
	async registerWebhooks(activation: WorkflowActivateMode): Promise<void> {
		const workflow = this.instance();
		this.webhooks = this.triggers().flatMap((node) => this.webhooksOf(workflow, node));
		for (const webhook of this.webhooks) await this.hook(webhook, 'ensure', activation);
	}

	/** Unpublishes: removes the webhooks. */
	async deactivate(): Promise<void> {
		for (const webhook of this.webhooks) await this.hook(webhook, 'delete', 'update');
		this.webhooks = [];
	}

	/** Polls one trigger, or all of them at once, and runs the workflow for each that has news. */
	async poll(nodeName?: string): Promise<Execution[]> {
		const nodes = this.triggers().filter((node) => this.typeOf(node).poll && (nodeName === undefined || node.name === nodeName));
		if (nodes.length === 0) throw new Error(`No polling trigger${nodeName ? ` "${nodeName}"` : ''} in ${this.file.name}`);
		const runs = await Promise.all(nodes.map(async (node) => await this.pollNode(node)));
		return runs.filter((run) => run !== null);
	}

	/** One poll; null when it has nothing, as n8n then starts no execution. Throws what the node throws. */
	private async pollNode(node: INode): Promise<Execution | null> {
		const workflow = this.instance();
		const poll = this.typeOf(node).poll;
		const items = await poll?.call(new this.host.core.PollContext(workflow, withDefaults(workflow, node), this.additionalData(), 'trigger', 'activate'));
		return items ? await this.execute(node, items, 'trigger') : null;
	}

	/** Runs from a node with the given items, e.g. a person pressing "Execute workflow". */
	async start(nodeName: string, items: INodeExecutionData[] = [{ json: {} }], mode: WorkflowExecuteMode = 'manual'): Promise<Execution> {
		return await this.execute(this.node(nodeName), [items], mode);
	}

	/** Another workflow calls this one and goes on: an execution of its own begins at the trigger for calls. */
	call(items: INodeExecutionData[]): void {
		const [trigger] = this.nodesOfType('executeWorkflowTrigger');
		if (trigger === undefined) throw new Error(`${this.file.name} cannot be called: it has no trigger for that`);
		void this.execute(this.node(trigger), [items], 'integrated');
	}

	/** What a list in the editor offers, e.g. `searchCalendars` of a resource locator. */
	async search(nodeName: string, method: string, filter?: string): Promise<INodeListSearchItems[]> {
		const node = this.node(nodeName);
		const search = this.typeOf(node).methods?.listSearch?.[method];
		if (!search) throw new Error(`"${nodeName}" has no list ${method}`);
		const workflow = this.instance();
		const context = new this.host.core.LoadOptionsContext(workflow, withDefaults(workflow, node), this.additionalData(), `parameters.${method}`);
		return (await search.call(context, filter)).results;
	}

	/** The text of the form that a waiting execution shows. */
	formText(execution: Execution): string {
		const workflow = this.instance();
		const node = this.node(execution.run.data.resultData.lastNodeExecuted ?? '');
		const additionalData = this.additionalData(execution.id);
		const webhook: IWebhookData = {
			httpMethod: 'GET',
			node: node.name,
			path: '',
			webhookDescription: { name: 'default', httpMethod: 'GET', path: '' },
			workflowId: this.id,
			workflowExecuteAdditionalData: additionalData,
		};
		const context = new this.host.core.WebhookContext(workflow, node, additionalData, 'webhook', webhook, [], execution.run.data);
		return String(context.getNodeParameter('formDescription', ''));
	}

	/** Sends the form in and goes on, as n8n's waiting webhooks do: the form's values become the waiting node's only item. */
	async submitForm(waiting: Execution, values: IDataObject): Promise<Execution> {
		const data = structuredClone(waiting.run.data);
		const entry = data.executionData?.nodeExecutionStack[0];
		if (!waiting.isWaiting || !entry) throw new Error('This execution does not wait for a form');
		entry.data.main = [[{ json: { ...values, submittedAt: new Date(0).toISOString(), formMode: 'production' } }]];
		entry.metadata = { ...entry.metadata, forwardAllOutputs: true };
		return await this.runData(waiting.id, waiting.startedBy, data, waiting.run.mode);
	}

	/** Answers an HTTP call if one of this workflow's webhooks has the path; undefined otherwise. */
	async receive(call: IncomingCall): Promise<Answer | undefined> {
		const path = call.path.replace(/^webhook\//, '');
		const samePath = this.webhooks.filter((webhook) => webhook.path === path);
		if (samePath.length === 0) return undefined;
		const webhook = samePath.find(({ method }) => method === call.method);
		if (!webhook) return { status: 404, body: { message: `This webhook is not registered for ${call.method} requests` } };
		const body = parseBody(call);
		if (body === undefined) return { status: 422, body: { message: 'Failed to parse request body' } };
		return await this.deliver(webhook, call, body);
	}

	/** Waits for all executions that are under way, also those that webhooks started; true when there were any. */
	async settled(): Promise<boolean> {
		const waited = this.open.size > 0;
		while (this.open.size > 0) await Promise.allSettled([...this.open]);
		return waited;
	}

	/** Address of a node's webhook while published. */
	webhookUrl(nodeName: string): string | undefined {
		const webhook = this.webhooks.find(({ node }) => node.name === nodeName);
		return webhook && `${this.host.origin}/webhook/${webhook.path}`;
	}

	node(name: string): INode {
		const node = this.file.nodes.find((candidate) => candidate.name === name);
		if (!node) throw new Error(`No node "${name}" in ${this.file.name}`);
		return node;
	}

	/** Names of the nodes of one type, by short name, e.g. `crmEvent`. */
	nodesOfType(type: string): string[] {
		return this.file.nodes.filter((node) => node.type.endsWith(`.${type}`)).map((node) => node.name);
	}

	private async deliver(webhook: RegisteredWebhook, call: IncomingCall, body: unknown): Promise<Answer> {
		const workflow = this.instance();
		const { answer, items } = await callWebhook({
			core: this.host.core,
			workflow,
			node: withDefaults(workflow, webhook.node),
			type: this.typeOf(webhook.node),
			additionalData: this.additionalData(),
			webhookData: (additionalData) => this.webhookData(webhook, additionalData),
			description: webhook.description,
			call,
			body,
			track: (work) => this.track(work),
		});
		void items.then((found) => found && this.track(this.execute(webhook.node, found, 'webhook'))).catch(() => undefined);
		return await answer;
	}

	private async hook(webhook: RegisteredWebhook, what: 'ensure' | 'delete', activation: WorkflowActivateMode): Promise<void> {
		const methods = this.typeOf(webhook.node).webhookMethods?.[webhook.description.name];
		if (!methods) return;
		const workflow = this.instance();
		const additionalData = this.additionalData();
		const mode = what === 'delete' ? 'internal' : 'trigger';
		const data = this.webhookData(webhook, additionalData);
		const context = new this.host.core.HookContext(workflow, withDefaults(workflow, webhook.node), additionalData, mode, activation, data);
		if (what === 'delete') await methods.delete?.call(context);
		else if (!(await methods.checkExists?.call(context))) await methods.create?.call(context);
	}

	private webhookData(webhook: RegisteredWebhook, additionalData: IWorkflowExecuteAdditionalData): IWebhookData {
		return {
			httpMethod: webhook.method as IHttpRequestMethods,
			node: webhook.node.name,
			path: webhook.path,
			webhookDescription: webhook.description,
			workflowId: this.id,
			workflowExecuteAdditionalData: additionalData,
			isTest: false,
		};
	}

	private webhooksOf(workflow: Workflow, node: INode): RegisteredWebhook[] {
		return (this.typeOf(node).description.webhooks ?? []).flatMap((description) => {
			const path = workflow.expression.getSimpleParameterValue(node, description.path, 'internal', {});
			if (path === undefined || path === null) return [];
			const prefix = node.webhookId ?? `${this.id}/${encodeURIComponent(node.name.toLowerCase())}`;
			return [{ node, method: String(description.httpMethod), path: `${prefix}/${String(path)}`, description }];
		});
	}

	private execute(node: INode, items: INodeExecutionData[][], mode: WorkflowExecuteMode): Promise<Execution> {
		const stack = [{ node: this.instance().getNode(node.name) ?? node, data: { main: items }, source: null }];
		const data = createRunExecutionData({ executionData: { nodeExecutionStack: stack } });
		return this.track(this.runData(this.host.nextExecutionId(), node.name, data, mode));
	}

	private async runData(id: string, startedBy: string, data: IRunExecutionData, mode: WorkflowExecuteMode): Promise<Execution> {
		const { core } = this.host;
		const workflow = this.instance();
		const additionalData = this.additionalData(id);
		additionalData.hooks = new core.ExecutionLifecycleHooks(mode, id, {
			...this.file,
			id: this.id,
			active: true,
			isArchived: false,
			activeVersionId: null,
			createdAt: new Date(0),
			updatedAt: new Date(0),
		});
		const run: IRun = await new core.WorkflowExecute(additionalData, mode, data).processRunExecutionData(workflow);
		const execution = new Execution(id, startedBy, run);
		this.executions.push(execution);
		return execution;
	}

	private track<T>(work: Promise<T>): Promise<T> {
		this.open.add(work);
		void work.catch(() => undefined).finally(() => this.open.delete(work));
		return work;
	}

	private triggers(): INode[] {
		return this.file.nodes.filter((node) => !node.disabled && node.type !== STICKY_NOTE && this.typeOf(node).description.group.includes('trigger'));
	}

	private typeOf(node: INode): INodeType {
		return this.host.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	}

	/** A fresh copy for each use, as n8n makes one; only the static data is shared. */
	private instance(): Workflow {
		return new Workflow({
			id: this.id,
			name: this.file.name,
			nodes: structuredClone(this.file.nodes.filter((node) => node.type !== STICKY_NOTE)),
			connections: this.file.connections,
			active: true,
			nodeTypes: this.host.nodeTypes,
			staticData: this.staticData,
			settings: { executionOrder: 'v1', timezone: 'Europe/Berlin', ...this.file.settings },
		});
	}

	private additionalData(executionId?: string): IWorkflowExecuteAdditionalData {
		return additionalDataFor(this.host, this.id, executionId);
	}
}

/** The node as n8n hands it to its code: parameters that were left out hold their defaults. */
function withDefaults(workflow: Workflow, node: INode): INode {
	return workflow.getNode(node.name) ?? node;
}
