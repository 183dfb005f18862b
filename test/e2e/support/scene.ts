import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { sandboxCredentials } from '../../../scripts/demo/credentials';
import { readTemplate, withParameters } from '../../support/n8n/workflowFile';
import { OutlookPerson } from '../../support/pair/outlookPerson';
import { GooglePerson, ZohoPerson } from '../../support/pair/people';
import { until } from './conditions';
import { N8nInstance } from './n8nInstance';
import type { CredentialSummary, Execution, N8nRest } from './n8nRest';
import { packPackage } from './tarball';

/** The account's own calendar in the sandbox. */
export const CALENDAR = 'owner@example.test';

const CREDENTIAL_OF: Record<string, string> = {
	crmEvent: 'zohoCrmSyncOAuth2Api',
	crmEventTrigger: 'zohoCrmSyncOAuth2Api',
	googleCalendarSync: 'googleCalendarSyncOAuth2Api',
	googleCalendarSyncTrigger: 'googleCalendarSyncOAuth2Api',
	office365Sync: 'office365SyncOAuth2Api',
	office365SyncTrigger: 'office365SyncOAuth2Api',
};

/** Folder of the embedded store below n8n's own. */
const STORE_FOLDER = 'crm-calendar-sync';

export interface SceneOptions {
	/** False leaves both accounts to be connected by the test. Default true. */
	connected?: boolean;
	/** Further settings of n8n. */
	env?: Record<string, string>;
}

/** The sandbox on real ports, a real n8n with the packed package in it, and a person on each side. */
export class Scene {
	readonly google: GooglePerson;
	readonly zoho: ZohoPerson;
	readonly outlook: OutlookPerson;
	private second: N8nInstance | null = null;

	private constructor(
		private readonly folder: string,
		private readonly tarball: string,
		readonly sandbox: Sandbox,
		readonly n8n: N8nInstance,
	) {
		this.google = new GooglePerson(sandbox);
		this.zoho = new ZohoPerson(sandbox);
		this.outlook = new OutlookPerson(sandbox);
	}

	/** Packs and installs the package, connects the accounts, starts n8n and signs in. */
	static async start({ connected = true, env = {} }: SceneOptions = {}): Promise<Scene> {
		const folder = mkdtempSync(join(tmpdir(), 'crm-sync-e2e-'));
		const sandbox = await startSandbox({ seed: 'empty' });
		let n8n: N8nInstance | undefined;
		try {
			const { file } = await packPackage(folder);
			n8n = await N8nInstance.prepare({ packageTarball: file, userFolder: join(folder, 'user'), env });
			if (connected) await n8n.importCredentials(await sandboxCredentials(sandbox.urls, n8n.baseUrl));
			await n8n.start();
			return new Scene(folder, file, sandbox, n8n);
		} catch (error) {
			await n8n?.stop();
			await sandbox.close();
			rmSync(folder, { recursive: true, force: true });
			throw error;
		}
	}

	/** One more n8n with data of its own, started and connected to the same accounts, whose store is the folder of the first one. */
	async addN8n(): Promise<N8nInstance> {
		const userFolder = join(this.folder, 'second-user');
		const shared = join(this.n8n.userFolder, '.n8n', STORE_FOLDER);
		mkdirSync(shared, { recursive: true, mode: 0o700 });
		mkdirSync(join(userFolder, '.n8n'), { recursive: true });
		symlinkSync(shared, join(userFolder, '.n8n', STORE_FOLDER), 'dir');
		this.second = await N8nInstance.prepare({ packageTarball: this.tarball, userFolder });
		await this.second.importCredentials(await sandboxCredentials(this.sandbox.urls, this.second.baseUrl));
		await this.second.start();
		return this.second;
	}

	async stop(): Promise<void> {
		await this.second?.stop();
		await this.n8n.stop();
		await this.sandbox.close();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** Imports a template (for Google, unless its folder is named) as a person does: chooses credentials and calendar. `more` sets further parameters by node name or type. */
	async importTemplate(name: string, more: Record<string, INodeParameters> = {}, n8n = this.n8n): Promise<string> {
		const file = withParameters(readTemplate(name.includes('/') ? name : `zoho-google/${name}`), (node) => ({ ...calendarOf(node), ...more[shortType(node)], ...more[node.name] }));
		const credentials = await n8n.rest.credentials();
		const nodes = file.nodes.map((node) => ({ ...node, ...credentialOf(node, credentials) }));
		const { name: title, connections, settings } = file;
		const { id } = await n8n.rest.post<{ id: string }>('/rest/workflows', { name: title, nodes, connections, settings });
		return id;
	}

	/** Publishes a workflow and waits until its triggers run; what n8n logged is part of the failure. */
	async publish(workflowId: string, n8n = this.n8n): Promise<void> {
		try {
			await n8n.rest.activate(workflowId);
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason}\n${n8n.log.split('\n').slice(-40).join('\n')}`);
		}
	}

	/** Runs a workflow from its trigger by hand and waits until it has ended or waits itself; returns the execution. */
	async runByHand(workflowId: string, trigger = 'Run by Hand'): Promise<RunByHand> {
		const { rest } = this.n8n;
		const id = await rest.run(workflowId, trigger);
		return await this.ended(id);
	}

	async ended(executionId: string, busy: Execution['status'][] = ['new', 'running']): Promise<RunByHand> {
		const { rest } = this.n8n;
		return await until(`execution ${executionId} ended`, async () => {
			const execution = await rest.execution(executionId);
			return busy.includes(execution.status) ? null : execution;
		});
	}

	/** Mails that the vendors would have sent to guests. */
	mails(): string[] {
		return this.sandbox.control.outbox.list().map(({ kind, to, subject }) => `${kind} to ${to}: ${subject}`);
	}
}

type RunByHand = Awaited<ReturnType<N8nRest['execution']>>;

function credentialOf(node: INode, credentials: CredentialSummary[]): Pick<INode, 'credentials'> {
	const type = CREDENTIAL_OF[shortType(node)];
	const found = credentials.find((one) => one.type === type);
	return type === undefined || found === undefined ? {} : { credentials: { [type]: { id: found.id, name: found.name } } };
}

function calendarOf(node: INode): INodeParameters | undefined {
	const { calendar } = node.parameters;
	// One that is chosen by name is made by the sync.
	return calendar !== undefined && (calendar as INodeParameters).mode !== 'name' ? { calendar: { __rl: true, mode: 'id', value: CALENDAR } } : undefined;
}

/** `crmEvent` of `n8n-nodes-crm-calendar-sync.crmEvent`. */
function shortType(node: INode): string {
	return node.type.split('.').at(-1) ?? '';
}
