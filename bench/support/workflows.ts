import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import type { CredentialToImport, WorkflowToImport } from '../../test/e2e/support/n8nInstance';
import { projectFolder } from '../../test/e2e/support/tarball';

export interface OursOptions {
	id: string;
	credentials: CredentialToImport[];
	calendarId: string;
	retryOnFail?: boolean;
}

interface Template {
	name: string;
	nodes: INode[];
	connections: Record<string, unknown>;
	settings: Record<string, unknown>;
}

const credentialOf: Record<string, string> = {
	crmEventTrigger: 'zohoCrmSyncOAuth2Api',
	googleCalendarSync: 'googleCalendarSyncOAuth2Api',
};

/** n8n's "Retry On Fail" with its usual numbers. */
const retry = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1_000 };

/** The template Zoho CRM → Google Calendar as a person would fill it in, with a sync of its own. */
export function oneWayWorkflow({ id, credentials, calendarId, retryOnFail = false }: OursOptions): WorkflowToImport {
	const file = join(projectFolder, 'workflows', 'zoho-google', 'crm-to-calendar.json');
	const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
	const nodes = template.nodes.map((node) => {
		const type = credentialOf[node.type.split('.').at(-1) ?? ''];
		const credential = credentials.find((candidate) => candidate.type === type);
		const parameters: Record<string, unknown> = { ...node.parameters };
		if ('syncName' in parameters) parameters.syncName = id;
		if ('calendar' in parameters) parameters.calendar = { __rl: true, mode: 'id', value: calendarId };
		// Push would only add requests: the sandbox has no new changes to report.
		if (node.type.endsWith('Trigger')) parameters.delivery = 'polling';
		return {
			...node,
			parameters,
			...(node.webhookId !== undefined && { webhookId: `${node.webhookId.slice(0, -id.length)}${id}` }),
			...(credential && { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }),
			...(retryOnFail && node.type.endsWith('.googleCalendarSync') && retry),
		};
	});
	return { ...template, id, name: `${template.name} (${id})`, nodes };
}

export interface PeerOptions {
	id: string;
	/** A credential of n8n's own type googleCalendarOAuth2Api. */
	credential: CredentialToImport;
	calendarId: string;
	events: number;
	retryOnFail?: boolean;
}

/** The same work with n8n's own node: Webhook → Code that makes the events → Google Calendar, Create. */
export function peerWorkflow({ id, credential, calendarId, events, retryOnFail = false }: PeerOptions): WorkflowToImport {
	const node = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
		id: `${id}-${name.toLowerCase()}`,
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
		...more,
	});
	return {
		id,
		name: `n8n's own Google Calendar node (${id})`,
		nodes: [
			node('Start', 'webhook', 2, { httpMethod: 'POST', path: id, responseMode: 'onReceived' }, { webhookId: id }),
			node('Events', 'code', 2, { jsCode: codeMaking(events) }),
			node(
				'Create',
				'googleCalendar',
				1.3,
				{
					resource: 'event',
					operation: 'create',
					calendar: { __rl: true, mode: 'id', value: calendarId },
					start: '={{ $json.start }}',
					end: '={{ $json.end }}',
					additionalFields: { summary: '={{ $json.title }}', location: '={{ $json.location }}', description: '={{ $json.description }}' },
				},
				{ credentials: { [credential.type]: { id: credential.id, name: credential.name } }, ...(retryOnFail && retry) },
			),
		],
		connections: {
			Start: { main: [[{ node: 'Events', type: 'main', index: 0 }]] },
			Events: { main: [[{ node: 'Create', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

function codeMaking(events: number): string {
	return `const first = Date.now();
return Array.from({ length: ${events} }, (_, index) => ({ json: {
	title: 'Meeting ' + String(index + 1).padStart(5, '0'),
	location: 'Room ' + (index % 12 + 1),
	description: 'Load event ' + (index + 1),
	start: new Date(first + index * 3600000).toISOString(),
	end: new Date(first + index * 3600000 + 1800000).toISOString(),
} }));`;
}
