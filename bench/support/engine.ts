import type { INode, INodeParameters } from 'n8n-workflow';
import { readTemplate, withParameters, WorkflowRunner, type Execution, type RunningWorkflow, type StoredCredential } from '../../test/support/n8nEngine';
import type { SandboxProcess } from './sandboxProcess';
import { passTime } from './clock';

/** Counts of one piece of work. Renewing tokens is not counted. */
export interface Counted {
	googleReads: number;
	googleWrites: number;
	zohoReads: number;
	zohoWrites: number;
	requests: number;
}

/** Push would add requests of its own. */
const polling: INodeParameters = { delivery: 'polling' };
const minute = 60_000;

/** n8n's own engine in this process, connected to a sandbox in another. */
export class EnginePair {
	private constructor(
		readonly sandbox: SandboxProcess,
		private readonly runner: WorkflowRunner,
	) {}

	static async start(sandbox: SandboxProcess): Promise<EnginePair> {
		process.env.CRM_SYNC_UNPACED = '1';
		const credentials = {
			google: connected('googleCalendarSyncOAuth2Api', sandbox.urls.google, await sandbox.googleToken()),
			microsoft: connected('office365SyncOAuth2Api', sandbox.urls.microsoft, await sandbox.microsoftToken()),
			zoho: connected('zohoCrmSyncOAuth2Api', sandbox.urls.zoho, await sandbox.zohoToken()),
		};
		return new EnginePair(sandbox, await WorkflowRunner.create({ credentials }));
	}

	async stop(): Promise<void> {
		await this.runner.stop();
		this.sandbox.stop();
	}

	/** A template, filled in; without a calendar where the sync makes its own. `more` sets further parameters by node name. */
	load(template: string, calendarId: string, more: Record<string, INodeParameters> = {}): RunningWorkflow {
		const file = withParameters(readTemplate(template.includes('/') ? template : `zoho-google/${template}`), (node: INode) => ({
			...('calendar' in node.parameters && calendarId !== '' && { calendar: { __rl: true, mode: 'id', value: calendarId } }),
			...(node.type.endsWith('Trigger') && node.type.includes('crm-calendar-sync') && polling),
			...more[node.name],
		}));
		return this.runner.load(file);
	}

	/** A minute goes by, here and at the vendors. */
	async passMinute(): Promise<void> {
		passTime(minute);
		await this.sandbox.advanceClock(minute);
	}

	/** Polls every minute until nothing is new any more. */
	async rest(workflow: RunningWorkflow): Promise<void> {
		for (let round = 0; round < 20; round += 1) {
			await this.passMinute();
			const executions = await workflow.poll();
			for (const execution of executions) execution.expectSuccess();
			if (executions.length === 0) return;
		}
		throw new Error('The workflow found something new in each of twenty polls.');
	}

	/** Polls one trigger. Throws when that starts an execution. */
	async expectNothingNew(workflow: RunningWorkflow, trigger: string): Promise<void> {
		if ((await workflow.poll(trigger)).length > 0) throw new Error(`"${trigger}" found something new where nothing was.`);
	}

	async counted(work: () => Promise<unknown>): Promise<Counted> {
		await this.sandbox.forgetRequests();
		await work();
		const { google, zoho } = await this.sandbox.counts();
		const [googleReads, googleWrites] = [google?.reads ?? 0, google?.writes ?? 0];
		const [zohoReads, zohoWrites] = [zoho?.reads ?? 0, zoho?.writes ?? 0];
		return { googleReads, googleWrites, zohoReads, zohoWrites, requests: googleReads + googleWrites + zohoReads + zohoWrites };
	}
}

/** Fails with the first execution that failed. */
export function expectSuccess(executions: Execution[]): void {
	for (const execution of executions) execution.expectSuccess();
}

function connected(type: string, apiBaseUrl: string, oauthTokenData: object): StoredCredential {
	return { type, data: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret', apiBaseUrl, oauthTokenData: { ...oauthTokenData } } };
}
