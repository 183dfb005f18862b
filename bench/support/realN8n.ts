import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxCredentials } from '../../scripts/demo/credentials';
import { N8nInstance, type CredentialToImport } from '../../test/e2e/support/n8nInstance';
import { packPackage } from '../../test/e2e/support/tarball';
import type { SandboxProcess } from './sandboxProcess';
import { until } from './wait';

/** True when `npm run bench` named an installed n8n. */
export function hasN8n(): boolean {
	return (process.env.CRM_SYNC_N8N_DIR ?? '') !== '';
}

/** While this file exists n8n clears garbage away every two seconds. */
export const collectFlag = join(tmpdir(), `crm-sync-bench-collect-${process.pid}`);

/** An n8n that knows the package as users get it; n8n's own Google nodes are sent to this sandbox. */
export async function prepareN8n(google: string): Promise<N8nInstance> {
	const folder = mkdtempSync(join(tmpdir(), 'crm-sync-bench-'));
	const { file } = await packPackage(folder);
	return await N8nInstance.prepare({
		packageTarball: file,
		userFolder: folder,
		env: {
			CRM_SYNC_UNPACED: '1',
			NODE_OPTIONS: `--require ${join(__dirname, 'redirect.cjs')} --require ${join(__dirname, 'collect.cjs')}`,
			BENCH_COLLECT: collectFlag,
			BENCH_GOOGLE: google,
		},
	});
}

/** Both accounts of a sandbox for our nodes, and its Google account for n8n's own. */
export async function accountsOf(sandbox: SandboxProcess, n8n: N8nInstance, mark: string): Promise<{ ours: CredentialToImport[]; peer: CredentialToImport }> {
	const signedIn = await sandboxCredentials(sandbox.urls, n8n.baseUrl);
	const ours = signedIn.map((credential) => ({ ...credential, id: `${credential.id}${mark}`, name: `${credential.name} ${mark}` }));
	const peer = {
		id: `benchPeer${mark}`,
		name: `Google Calendar, n8n's own ${mark}`,
		type: 'googleCalendarOAuth2Api',
		data: { clientId: 'sandbox-client', clientSecret: 'sandbox-secret', oauthTokenData: await sandbox.googleToken() },
	};
	return { ours, peer };
}

/** The status of the workflow's executions once `count` of them have ended. */
export async function ended(n8n: N8nInstance, workflowId: string, count: number, withinMs: number): Promise<string[]> {
	return await until(
		`the end of execution ${count} of ${workflowId}`,
		async () => {
			const executions = await n8n.rest.executions({ workflowId });
			const finished = executions.filter(({ status }) => !['new', 'running', 'waiting', 'unknown'].includes(status));
			return finished.length >= count ? finished.map(({ status }) => status) : null;
		},
		withinMs,
	);
}

/** Calls the peer workflow's webhook, which answers at once. */
export async function callPeer(n8n: N8nInstance, id: string): Promise<void> {
	const answer = await fetch(`${n8n.baseUrl}/webhook/${id}`, { method: 'POST' });
	if (!answer.ok) throw new Error(`n8n answered ${answer.status} to the webhook of ${id}: ${await answer.text()}`);
}
