import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { expect } from 'vitest';
import { startSandbox, type Sandbox } from '../../../sandbox';
import {
	readTemplate,
	temporaryUserFolder,
	withParameters,
	WorkflowRunner,
	type Execution,
	type RunningWorkflow,
	type StoredCredential,
} from '../n8nEngine';
import { OutlookPerson } from './outlookPerson';
import { GooglePerson, ZohoPerson } from './people';
import { passTime, useRealTime, useVirtualTime } from './time';

/** A Tuesday morning; the tests' only "now". */
export const START = Date.parse('2026-03-10T08:00:00Z');
export const MINUTE = 60_000;

/** Opening, renewing and closing push channels: no write of data. */
const CHANNEL_ENDPOINT = /\/(events\/watch|channels\/stop|actions\/watch|subscriptions)\b/;

/** Requests that reached a service. Signing in and renewing tokens is not counted. */
export interface Counts {
	reads: number;
	/** Writes of data. */
	writes: number;
	channels: number;
	/** In order, for messages. */
	endpoints: string[];
}

export interface PairOptions {
	/** Plain events that exist before the sync. */
	zohoEvents?: number;
	googleEvents?: number;
}

/** The vendors as the sandbox plays them, and an n8n that knows all accounts. */
export class Pair {
	readonly google: GooglePerson;
	readonly zoho: ZohoPerson;
	readonly outlook: OutlookPerson;

	private constructor(
		readonly sandbox: Sandbox,
		public runner: WorkflowRunner,
	) {
		this.google = new GooglePerson(sandbox);
		this.zoho = new ZohoPerson(sandbox);
		this.outlook = new OutlookPerson(sandbox);
	}

	static async start(options: PairOptions = {}): Promise<Pair> {
		useVirtualTime(START);
		const sandbox = await startSandbox({ seed: 'empty' });
		sandbox.services.google.state.options.pushCoalesceMs = 0;
		sandbox.services.microsoft.state.options.pushCoalesceMs = 0;
		sandbox.services.google.seed('empty', options.googleEvents ?? 0);
		sandbox.services.zoho.seed('empty', options.zohoEvents ?? 0);
		const credentials = connectedAccounts(sandbox);
		return new Pair(sandbox, await WorkflowRunner.create({ userFolder: temporaryUserFolder(), credentials }));
	}

	async stop(): Promise<void> {
		await this.runner.stop();
		await this.sandbox.close();
		useRealTime();
	}

	/** n8n is stopped and started again; the workflows have to be loaded anew. `userFolder` stands for another installation. */
	async restart(userFolder = this.runner.userFolder): Promise<void> {
		await this.runner.stop();
		this.runner = await WorkflowRunner.create({ userFolder, credentials: this.runner.credentials.export() });
	}

	/** A person presses "Reconnect" and allows again, perhaps as somebody else or with fewer permissions. */
	reconnect(service: 'google' | 'microsoft' | 'zoho', options: { user?: string; scopes?: string[] } = {}): void {
		const { google, microsoft, zoho } = this.sandbox.services;
		const data = this.runner.credentials.data(service);
		if (service === 'google') data.oauthTokenData = googleToken(google.issueToken(options));
		else if (service === 'microsoft') data.oauthTokenData = googleToken(microsoft.issueToken(options));
		else data.oauthTokenData = zohoToken(zoho.admin.issueToken(options));
	}

	/** Imports a template (of this pair, unless its folder is named) and sets what a person has to set: the calendar. `more` sets further parameters by node name or type. */
	load(template: string, more: Record<string, INodeParameters> = {}, id?: string): RunningWorkflow {
		const file = withParameters(readTemplate(template.includes('/') ? template : `zoho-google/${template}`), (node) => ({ ...this.calendarOf(node), ...more[shortType(node)], ...more[node.name] }));
		return this.runner.load(file, id);
	}

	/** Time goes by, for n8n and for the vendors. */
	pass(milliseconds: number): void {
		passTime(milliseconds);
	}

	/** Waits until no push is on its way and no execution is running. */
	async settle(): Promise<void> {
		for (let quiet = 0; quiet < 2; quiet += 1) {
			await this.sandbox.world.pushes.idle();
			if (await this.runner.settled()) quiet = -1;
		}
	}

	/** Polls once a minute until nothing is new on either side. Fails when that takes more than `most` rounds. */
	async rest(workflow: RunningWorkflow, most = 12): Promise<Execution[]> {
		const all: Execution[] = [];
		await this.settle();
		for (let round = 0; round < most; round += 1) {
			this.pass(MINUTE);
			const before = workflow.executions.length;
			all.push(...(await workflow.poll()));
			await this.settle();
			if (workflow.executions.length === before) return all;
		}
		throw new Error(`Still not at rest after ${most} polls: ${describe(all)}`);
	}

	/** Requests that a piece of work makes, by service. */
	async count(work: () => Promise<unknown>): Promise<{ google: Counts; microsoft: Counts; zoho: Counts }> {
		this.sandbox.control.requests.clear();
		await work();
		const of = (service: string): Counts => {
			const entries = this.sandbox.control.requests.list(service);
			const channels = entries.filter(({ endpoint }) => CHANNEL_ENDPOINT.test(endpoint)).length;
			const reads = entries.filter(({ kind }) => kind === 'read').length;
			const writes = entries.filter(({ kind }) => kind === 'write').length - channels;
			return { reads, writes, channels, endpoints: entries.map(({ endpoint }) => endpoint) };
		};
		return { google: of('google'), microsoft: of('microsoft'), zoho: of('zoho') };
	}

	/** B3: nobody asked for a mail, so nobody got one. */
	expectNoMails(): void {
		expect(this.sandbox.control.outbox.list()).toEqual([]);
	}

	private calendarOf(node: INode): INodeParameters | undefined {
		// One that is chosen by name is made by the sync.
		if (!('calendar' in node.parameters) || (node.parameters.calendar as INodeParameters).mode === 'name') return undefined;
		return { calendar: { __rl: true, mode: 'id', value: this.google.place.calendarId ?? 'owner@example.test' } };
	}
}

/** Google and Microsoft give tokens of the same shape. */
function googleToken(token: { accessToken: string; refreshToken: string }): IDataObject {
	return { access_token: token.accessToken, refresh_token: token.refreshToken, token_type: 'Bearer' };
}

function zohoToken(token: { access_token: string; refresh_token: string }): IDataObject {
	return { access_token: token.access_token, refresh_token: token.refresh_token, token_type: 'Bearer' };
}

/** All accounts, connected as after clicking "Allow". */
function connectedAccounts({ services, urls }: Sandbox): Record<string, StoredCredential> {
	const client = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };
	return {
		google: {
			type: 'googleCalendarSyncOAuth2Api',
			data: { ...client, apiBaseUrl: urls.google, oauthTokenData: googleToken(services.google.issueToken()) },
		},
		microsoft: {
			type: 'office365SyncOAuth2Api',
			data: { ...client, apiBaseUrl: urls.microsoft, oauthTokenData: googleToken(services.microsoft.issueToken()) },
		},
		zoho: {
			type: 'zohoCrmSyncOAuth2Api',
			data: { ...client, apiBaseUrl: urls.zoho, oauthTokenData: zohoToken(services.zoho.admin.issueToken()) },
		},
	};
}

/** `crmEvent` of `n8n-nodes-crm-calendar-sync.crmEvent`. */
function shortType(node: INode): string {
	return node.type.split('.').at(-1) ?? '';
}

function describe(executions: Execution[]): string {
	return executions.map((execution) => execution.error?.message ?? execution.startedBy).join('; ');
}
