import { CREDENTIAL_BLANKING_VALUE } from 'n8n-workflow';
import { setTimeout as wait } from 'node:timers/promises';

export interface PublicationStatus {
	status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

export interface Execution {
	id: string;
	workflowId: string;
	status: 'new' | 'running' | 'success' | 'error' | 'crashed' | 'canceled' | 'waiting' | 'unknown';
	mode: string;
	startedAt: string;
	stoppedAt: string | null;
}

export interface WorkflowSummary {
	id: string;
	name: string;
	active: boolean;
	versionId: string;
}

export interface CredentialSummary {
	id: string;
	name: string;
	type: string;
	data: Record<string, unknown>;
}

/** n8n's own interface as its editor uses it. Sign in first. */
export class N8nRest {
	private cookie = '';

	constructor(readonly baseUrl: string) {}

	async login(email: string, password: string): Promise<void> {
		await this.call('POST', '/rest/login', { emailOrLdapLoginId: email, password });
	}

	async get<T>(path: string): Promise<T> {
		return (await this.call('GET', path)) as T;
	}

	async post<T>(path: string, body: unknown): Promise<T> {
		return (await this.call('POST', path, body)) as T;
	}

	async workflows(): Promise<WorkflowSummary[]> {
		return await this.get<WorkflowSummary[]>('/rest/workflows');
	}

	/**
	 * Publishes a workflow and waits until its triggers run. Throws with n8n's words when they do not. Once in a while n8n
	 * 2.41 keeps no report of a publication, and its status stays as it was; then it is published once more.
	 */
	async activate(workflowId: string, withinMs = 60_000): Promise<void> {
		const { versionId } = await this.get<WorkflowSummary>(`/rest/workflows/${workflowId}`);
		await this.post(`/rest/workflows/${workflowId}/activate`, { versionId });
		if (!(await this.isReported(workflowId))) await this.post(`/rest/workflows/${workflowId}/activate`, { versionId });
		await this.waitUntilPublished(workflowId, withinMs);
	}

	private async isReported(workflowId: string, withinMs = 20_000): Promise<boolean> {
		for (const until = Date.now() + withinMs; Date.now() < until; await wait(200)) {
			if ((await this.publicationStatus(workflowId)).status !== 'not_published') return true;
		}
		return false;
	}

	async deactivate(workflowId: string): Promise<void> {
		await this.post(`/rest/workflows/${workflowId}/deactivate`, {});
	}

	async publicationStatus(workflowId: string): Promise<PublicationStatus> {
		return await this.get<PublicationStatus>(`/rest/workflows/${workflowId}/publication-status`);
	}

	/** Publishing goes on after n8n has answered: it polls once and registers webhooks a second or two later. */
	async waitUntilPublished(workflowId: string, withinMs = 60_000): Promise<void> {
		const until = Date.now() + withinMs;
		let last: PublicationStatus | undefined;
		while (Date.now() < until) {
			last = await this.publicationStatus(workflowId);
			if (last.status === 'published') return;
			if (last.status === 'failed' || last.status === 'partial') break;
			await wait(200);
		}
		const reasons = (last?.triggers ?? []).flatMap(({ errorMessage }) => errorMessage ?? []);
		throw new Error(`Workflow ${workflowId} was not published (${last?.status ?? 'unknown'}). ${reasons.join(' ')}`);
	}

	/** Newest first. */
	async executions(filter: { workflowId?: string; status?: string[] } = {}, limit = 100): Promise<Execution[]> {
		const query = new URLSearchParams({ filter: JSON.stringify(filter), limit: String(limit) });
		const { results } = await this.get<{ results: Execution[] }>(`/rest/executions?${query}`);
		return results;
	}

	/** One execution with its data as n8n stores it (flattened JSON text). */
	async execution(id: string): Promise<Execution & { data: string }> {
		return await this.get(`/rest/executions/${id}`);
	}

	/** Starts a workflow as the editor's button does, from the named trigger node; returns the execution's id. */
	async run(workflowId: string, triggerNode: string): Promise<string> {
		const workflow = await this.get<WorkflowSummary>(`/rest/workflows/${workflowId}`);
		const answer = await this.post<{ executionId: string }>(`/rest/workflows/${workflowId}/run`, {
			workflowData: workflow,
			triggerToStartFrom: { name: triggerNode },
		});
		return answer.executionId;
	}

	async credentials(): Promise<CredentialSummary[]> {
		return await this.get<CredentialSummary[]>('/rest/credentials');
	}

	async testCredential(id: string): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const credential = await this.get<CredentialSummary>(`/rest/credentials/${id}?includeData=true`);
		const { name, type } = credential;
		// n8n keeps tokens to itself and puts them back where it finds this value.
		const data = { ...credential.data, oauthTokenData: CREDENTIAL_BLANKING_VALUE };
		return await this.post('/rest/credentials/test', { credentials: { id, name, type, data } });
	}

	private async call(method: string, path: string, body?: unknown): Promise<unknown> {
		const answer = await fetch(this.baseUrl + path, {
			method,
			headers: {
				'content-type': 'application/json',
				// n8n ties a sign-in to the browser that made it.
				'browser-id': 'crm-sync-support',
				...(this.cookie ? { cookie: this.cookie } : {}),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
			signal: AbortSignal.timeout(60_000),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`n8n answered ${answer.status} to ${method} ${path}: ${text.slice(0, 500)}`);
		const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		if (cookies.length > 0) this.cookie = cookies.join('; ');
		const parsed: unknown = text === '' ? null : JSON.parse(text);
		return typeof parsed === 'object' && parsed !== null && 'data' in parsed && !('results' in parsed) ? parsed.data : parsed;
	}
}
