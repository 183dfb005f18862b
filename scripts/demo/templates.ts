import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CredentialToImport, WorkflowToImport } from '../../test/e2e/support/n8nInstance';
import { projectFolder } from '../../test/e2e/support/tarball';

interface TemplateNode extends Record<string, unknown> {
	type: string;
	parameters: Record<string, unknown>;
}

interface Template extends Omit<WorkflowToImport, 'nodes' | 'id'> {
	nodes: TemplateNode[];
}

/** Which credential type a node of this package takes; Field Mapper takes none. */
const CREDENTIAL_OF: Record<string, string> = {
	crmEvent: 'zohoCrmSyncOAuth2Api',
	crmEventTrigger: 'zohoCrmSyncOAuth2Api',
	googleCalendarSync: 'googleCalendarSyncOAuth2Api',
	googleCalendarSyncTrigger: 'googleCalendarSyncOAuth2Api',
	office365Sync: 'office365SyncOAuth2Api',
	office365SyncTrigger: 'office365SyncOAuth2Api',
};

const TEMPLATES = join(projectFolder, 'workflows');

/** n8n's ids are up to 36 letters and digits; the same template always gets the same one, so an import replaces it. */
function idOf(name: string): string {
	return `demo${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** A person would choose the account and the calendar in each node; this does it for the demo. */
function filledIn(node: TemplateNode, credentials: CredentialToImport[], calendar: string): TemplateNode {
	const type = CREDENTIAL_OF[node.type.split('.').at(-1) ?? ''];
	const credential = credentials.find((candidate) => candidate.type === type);
	const parameters = { ...node.parameters };
	// One that is chosen by name is made by the sync.
	if ('calendar' in parameters && (parameters.calendar as { mode?: string }).mode !== 'name') parameters.calendar = { __rl: true, mode: 'id', value: calendar };
	return {
		...node,
		parameters,
		...(credential ? { credentials: { [credential.type]: { id: credential.id, name: credential.name } } } : {}),
	};
}

export interface DemoWorkflow {
	/** Path of the template without its ending, e.g. `zoho-google/two-way`. */
	template: string;
	workflow: WorkflowToImport;
}

/** All templates, filled in for the sandbox's accounts. */
export function demoWorkflows(credentials: CredentialToImport[], calendar: string): DemoWorkflow[] {
	const files = readdirSync(TEMPLATES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
	return files.sort().map((file) => {
		const path = file.replaceAll('\\', '/').replace(/\.json$/, '');
		const template = JSON.parse(readFileSync(join(TEMPLATES, file), 'utf8')) as Template;
		const nodes = template.nodes.map((node) => filledIn(node, credentials, calendar));
		return { template: path, workflow: { ...template, nodes, id: idOf(path) } };
	});
}
