// `npm start`: the sandbox and a real n8n with this package, signed-in accounts and the templates, two-way sync switched on.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { startSandbox, type Sandbox } from '../sandbox';
import { DEMO_OWNER, N8nInstance } from '../test/e2e/support/n8nInstance';
import { freePortFrom } from '../test/e2e/support/ports';
import { installTarball, packPackage, projectFolder } from '../test/e2e/support/tarball';
import { sandboxCredentials } from './demo/credentials';
import { demoUserFolder, forgetSyncState, onChange } from './demo/state';
import { demoWorkflows } from './demo/templates';

const PORTS = { google: 4010, zoho: 4020, microsoft: 4030, n8n: 5678 };
const SWITCHED_ON = 'zoho-google/two-way';

function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Puts the built package into the demo's n8n, as a community package; quick when the build has not changed. */
async function installPackage(): Promise<void> {
	const buildStamp = join(projectFolder, '.local', 'build-stamp');
	// Without a stamp nothing is known about the build, and it is installed again.
	const build = existsSync(buildStamp) ? readFileSync(buildStamp, 'utf8') : randomUUID();
	await onChange('package', build, async () => {
		say('Installing the package into n8n …');
		mkdirSync(demoUserFolder, { recursive: true });
		const { file } = await packPackage(demoUserFolder);
		await installTarball(file, join(demoUserFolder, '.n8n', 'nodes'));
	});
}

async function prepareN8n(): Promise<N8nInstance> {
	const port = await freePortFrom(PORTS.n8n, (busy) => say(`Port ${busy} for n8n is in use by another program; trying ${busy + 1}.`));
	return await N8nInstance.prepare({
		port,
		userFolder: demoUserFolder,
		progress: (elapsedMs) => say(`  ${Math.round(elapsedMs / 1000)} s · n8n is starting`),
	});
}

/** Imports what changed since the last start; returns the id of the workflow to switch on, or null when there is none. */
async function fillN8n(n8n: N8nInstance, sandbox: Sandbox): Promise<string | null> {
	const credentials = await sandboxCredentials(sandbox.urls, n8n.baseUrl);
	say('Connecting the accounts …');
	await n8n.importCredentials(credentials);
	const workflows = demoWorkflows(credentials, 'primary');
	if (workflows.length > 0) {
		await onChange('workflows', JSON.stringify(workflows), async () => {
			say('Importing the workflows …');
			await n8n.importWorkflows(workflows.map(({ workflow }) => workflow));
		});
	}
	return workflows.find(({ template }) => template === SWITCHED_ON)?.workflow.id ?? null;
}

async function switchOn(n8n: N8nInstance, workflowId: string): Promise<void> {
	say('Switching the two-way sync on …');
	const { status } = await n8n.rest.publicationStatus(workflowId);
	if (status === 'not_published') await n8n.rest.activate(workflowId);
	else await n8n.rest.waitUntilPublished(workflowId);
}

function welcome(n8n: N8nInstance, sandbox: Sandbox, workflowId: string | null): void {
	say('');
	say(`n8n                 ${n8n.baseUrl}${workflowId ? `/workflow/${workflowId}` : ''}`);
	say(`  sign in with      ${DEMO_OWNER.email} / ${DEMO_OWNER.password}`);
	say(`Both calendars      ${sandbox.urls.google}`);
	say(`Sandbox APIs        Google ${sandbox.urls.google}   Zoho ${sandbox.urls.zoho}   Microsoft ${sandbox.urls.microsoft}   control ${sandbox.urls.google}/_sandbox`);
	say('');
	say('Try: open "Both calendars" and add, change or delete a meeting on one side; seconds later the other side follows.');
	say('Open the workflow and look at its executions. The other templates are there, too, but not switched on.');
	say(`n8n's log: ${relative(projectFolder, n8n.logFile)}   Stop with Ctrl+C.`);
}

async function main(): Promise<void> {
	let n8n: N8nInstance | null = null;
	let sandbox: Sandbox | null = null;
	let stopping = false;
	const stop = async (code: number): Promise<void> => {
		if (stopping) return;
		stopping = true;
		say('\nStopping …');
		await n8n?.stop();
		await sandbox?.close();
		process.exit(code);
	};
	process.on('SIGINT', () => void stop(0));
	process.on('SIGTERM', () => void stop(0));
	try {
		sandbox = await startSandbox({ ports: { google: PORTS.google, zoho: PORTS.zoho, microsoft: PORTS.microsoft }, seed: 'demo', note: say });
		await installPackage();
		n8n = await prepareN8n();
		forgetSyncState();
		const workflowId = await fillN8n(n8n, sandbox);
		say('Starting n8n (15 to 25 s) …');
		await n8n.start();
		if (workflowId) await switchOn(n8n, workflowId);
		welcome(n8n, sandbox, workflowId);
	} catch (error) {
		if (stopping) return;
		say(`\nThe start failed: ${error instanceof Error ? error.message : String(error)}`);
		if (n8n) say(`n8n's log: ${relative(projectFolder, n8n.logFile)}`);
		await stop(1);
	}
}

void main();
