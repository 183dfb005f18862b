import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
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
};

const TEMPLATE_FOLDERS = ['zoho-google', 'operations'].map((name) => join(projectFolder, 'workflows', name));

/** n8n's ids are up to 36 letters and digits; the same template always gets the same one, so an import replaces it. */
function idOf(name: string): string {
	return `demo${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** A person would choose the account and the calendar in each node; this does it for the demo. */
function filledIn(node: TemplateNode, credentials: CredentialToImport[], calendar: string): TemplateNode {
	const type = CREDENTIAL_OF[node.type.split('.').at(-1) ?? ''];
	const credential = credentials.find((candidate) => candidate.type === type);
	const parameters = { ...node.parameters };
	if ('calendar' in parameters) parameters.calendar = { __rl: true, mode: 'id', value: calendar };
	return {
		...node,
		parameters,
		...(credential ? { credentials: { [credential.type]: { id: credential.id, name: credential.name } } } : {}),
	};
}

export interface DemoWorkflow {
	/** File name of the template without its ending, e.g. `two-way`. */
	template: string;
	workflow: WorkflowToImport;
}

/** The templates for Zoho and Google, and those for any sync, filled in for the sandbox's accounts. Empty when there are none yet. */
export function demoWorkflows(credentials: CredentialToImport[], calendar: string): DemoWorkflow[] {
	return TEMPLATE_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
		readdirSync(folder)
			.filter((file) => file.endsWith('.json'))
			.sort()
			.map((file) => {
				const template = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Template;
				const nodes = template.nodes.map((node) => filledIn(node, credentials, calendar));
				return { template: basename(file, '.json'), workflow: { ...template, nodes, id: idOf(file) } };
			}),
	);
}
