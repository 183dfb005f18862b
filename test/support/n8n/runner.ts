import type { ICredentialType, INode, INodeType } from 'n8n-workflow';
import { loadN8nCore, temporaryUserFolder, type N8nCore } from './core';
import { MemoryCredentials, type StoredCredential } from './credentials';
import { loadCredentialTypes, loadPackageNodes, NodeTypeRegistry } from './nodeTypes';
import { RunningWorkflow } from './runningWorkflow';
import { WebhookServer, type Answer, type IncomingCall } from './webhookServer';
import type { WorkflowFile } from './workflowFile';

export interface RunnerOptions {
	/** Stands for n8n's user folder, where the embedded store lives. A fresh one when absent. */
	userFolder?: string;
	/** Credentials by id; a workflow's nodes get the one of the type they ask for. */
	credentials: Record<string, StoredCredential>;
	/** False: only the extra types below, for the harness's own test. */
	withPackage?: boolean;
	/** More node and credential types than the package's own, by full type name. */
	extraNodes?: Record<string, INodeType>;
	extraCredentialTypes?: ICredentialType[];
}

/** Runs workflows with n8n's own engine, without an n8n. */
export class WorkflowRunner {
	private readonly workflows: RunningWorkflow[] = [];
	private executionCount = 0;

	private constructor(
		readonly userFolder: string,
		readonly credentials: MemoryCredentials,
		private readonly core: N8nCore,
		private readonly nodeTypes: NodeTypeRegistry,
		private server: WebhookServer | undefined,
	) {}

	static async create(options: RunnerOptions): Promise<WorkflowRunner> {
		const userFolder = options.userFolder ?? temporaryUserFolder();
		const core = loadN8nCore(userFolder);
		const withPackage = options.withPackage ?? true;
		const nodes = new Map([...(withPackage ? await loadPackageNodes() : []), ...Object.entries(options.extraNodes ?? {})]);
		const types = await loadCredentialTypes(withPackage);
		for (const type of options.extraCredentialTypes ?? []) types.set(type.name, type);
		const nodeTypes = new NodeTypeRegistry(nodes);
		const credentials = new MemoryCredentials(types, nodeTypes);
		for (const [id, credential] of Object.entries(options.credentials)) credentials.save(id, credential);
		const runner = new WorkflowRunner(userFolder, credentials, core, nodeTypes, undefined);
		runner.server = await WebhookServer.listen(async (call) => await runner.receive(call));
		return runner;
	}

	/** Where the webhooks live. */
	get origin(): string {
		return this.server?.origin ?? '';
	}

	/** Imports a workflow: nodes without credentials get those of the runner that they can use. */
	load(file: WorkflowFile, id = `workflow${this.workflows.length + 1}`): RunningWorkflow {
		const connected = structuredClone(file);
		for (const node of connected.nodes) this.connect(node);
		const workflow = new RunningWorkflow(
			{
				core: this.core,
				credentials: this.credentials,
				nodeTypes: this.nodeTypes,
				origin: this.origin,
				nextExecutionId: () => String((this.executionCount += 1)),
				call: (called, items) => {
					const found = this.workflows.find((candidate) => candidate.id === called);
					if (found === undefined) throw new Error(`No workflow "${called}" that could be called`);
					found.call(items);
				},
			},
			id,
			connected,
		);
		this.workflows.push(workflow);
		return workflow;
	}

	/** Waits for all executions under way; true when there were any. */
	async settled(): Promise<boolean> {
		const waited = await Promise.all(this.workflows.map(async (workflow) => await workflow.settled()));
		return waited.includes(true);
	}

	/** Waits for everything under way and closes the port. */
	async stop(): Promise<void> {
		await this.settled();
		await this.server?.close();
	}

	private connect(node: INode): void {
		if (node.credentials || node.type.endsWith('.stickyNote')) return;
		const wanted = this.nodeTypes.getByNameAndVersion(node.type, node.typeVersion).description.credentials ?? [];
		const chosen: NonNullable<INode['credentials']> = {};
		for (const { name } of wanted) {
			const id = this.credentials.idOfType(name);
			if (id) chosen[name] = { id, name: id };
		}
		node.credentials = chosen;
	}

	private async receive(call: IncomingCall): Promise<Answer> {
		for (const workflow of this.workflows) {
			const answer = await workflow.receive(call);
			if (answer) return answer;
		}
		return { status: 404, body: { message: 'The requested webhook is not registered' } };
	}
}
