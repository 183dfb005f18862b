import { NodeHelpers, type INode, type INodeParameters, type INodeProperties, type INodeType } from 'n8n-workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { contactsFolder, operationsFolder, pairs, templateFiles, usersFolder } from '../../scripts/templates/catalogue';
import { staleTemplates } from '../../scripts/templates/files';
import { ofEvents, type Pair } from '../../scripts/templates/pair';
import { loadPackageNodes } from '../support/n8n/nodeTypes';
import { standInNodes, STICKY_NOTE } from '../support/n8n/standIns';

const PACKAGE = 'n8n-nodes-crm-calendar-sync.';
const LOOP = 'n8n-nodes-base.splitInBatches';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/;

const otherPair: Pair = {
	name: 'acme-planner',
	words: ofEvents,
	copiesAfterwards: 'keep',
	crm: { system: 'acmeCrm', label: 'Acme CRM', short: 'Acme' },
	calendar: {
		system: 'plannerCalendar',
		label: 'Planner',
		short: 'Planner',
		triggerNode: 'plannerSyncTrigger',
		actionNode: 'plannerSync',
		container: { calendar: { __rl: true, mode: 'list', value: '' } },
	},
};

describe('template workflows', () => {
	const templates = [...templateFiles()];
	let own: Map<string, INodeType>;

	beforeAll(async () => {
		own = await loadPackageNodes();
	});

	const nodesOf = (nodes: INode[], type?: string) => nodes.filter((node) => (type ? node.type === type : node.type !== STICKY_NOTE));
	const ownNodes = (nodes: INode[]) => nodes.filter((node) => node.type.startsWith(PACKAGE));

	it('are as the catalogue says (otherwise: npm run templates)', () => {
		expect(staleTemplates()).toEqual([]);
	});

	it('exist for both directions, for two-way, deactivating and a first sync with approval of every pair (Z2, Z12)', () => {
		for (const pair of pairs) {
			const kinds = templates.filter(([path]) => path.startsWith(`${pair.name}/`)).map(([path]) => path.split('/')[1]);
			expect(kinds).toEqual(['two-way.json', 'crm-to-calendar.json', 'calendar-to-crm.json', 'deactivate.json', 'first-sync-with-approval.json']);
		}
	});

	it('need only a catalogue entry for another pair', () => {
		const made = [...templateFiles([otherPair])];
		expect(made.filter(([path]) => path.startsWith(`${otherPair.name}/`))).toHaveLength(5);
		expect(made.length).toBe(5 + templates.filter(([path]) => path.startsWith(`${operationsFolder}/`)).length);
		for (const [path, file] of made) {
			const text = JSON.stringify(file);
			expect(text, path).not.toMatch(/zoho|google/i);
			expect(text, path).toContain(path.startsWith(`${operationsFolder}/`) ? otherPair.name : 'Planner');
		}
	});

	it.each(templates)('%s uses only node types that exist', (_path, file) => {
		for (const node of nodesOf(file.nodes)) {
			const known = own.has(node.type) || standInNodes.has(node.type);
			expect(known, `${node.name}: ${node.type}`).toBe(true);
		}
	});

	it.each(templates)('%s uses only parameters that its nodes have and show', (_path, file) => {
		for (const node of ownNodes(file.nodes)) {
			const { description } = typeOf(node);
			const all = parametersOf(node);
			for (const [name, value] of Object.entries(node.parameters)) {
				const shown = description.properties.find(
					(property) => property.name === name && NodeHelpers.displayParameter(all, property, node, description),
				);
				expect(shown, `${node.name}: parameter ${name}`).toBeDefined();
				if (shown) expect(isAllowed(shown, value), `${node.name}: ${name} = ${JSON.stringify(value)}`).toBe(true);
			}
		}
	});

	it.each(templates)('%s needs nothing but credentials and a calendar, or role and profile of new users', (_path, file) => {
		for (const node of ownNodes(file.nodes)) {
			const { description } = typeOf(node);
			const issues = NodeHelpers.getNodeParametersIssues(description.properties, { ...node, parameters: parametersOf(node) }, description);
			const missing = Object.keys(issues?.parameters ?? {});
			// A container that is chosen by name is made by the sync.
			const isChosen = (name: string): boolean => name in node.parameters && (node.parameters[name] as { mode?: string }).mode === 'list';
			expect(missing, node.name).toEqual(['calendar', 'contactFolder', 'role', 'profile'].filter(isChosen));
		}
	});

	it.each(templates)('%s uses one sync name in all its nodes, entered once where it belongs to no pair', (path, file) => {
		const folder = path.split('/')[0];
		const all = ownNodes(file.nodes).flatMap((node) => ('syncName' in node.parameters ? [String(node.parameters.syncName)] : []));
		const entered = all.filter((name) => !name.startsWith('='));
		if (folder === operationsFolder) expect(entered).toEqual([pairs[0]?.name]);
		else if (folder === usersFolder) expect([entered, new Set(all).size <= 1]).toEqual([[], true]);
		else expect([...new Set(all)]).toEqual([folder === contactsFolder ? 'zoho-office365-contacts' : folder]);
	});

	it('release-held offers to look at held changes and needs no credential (B5)', () => {
		const file = templateFiles().get(`${operationsFolder}/release-held.json`);
		for (const node of ownNodes(file?.nodes ?? [])) {
			const { description } = typeOf(node);
			const asked = (description.credentials ?? []).filter((credential) => NodeHelpers.displayParameter(parametersOf(node), credential, node, description));
			expect(asked, node.name).toEqual([]);
		}
		expect(ownNodes(file?.nodes ?? []).map((node) => node.parameters.operation)).toEqual(['listHeldChanges', 'releaseHeldChanges', 'discardHeldChanges']);
	});

	it.each(templates)('%s shows where items that need attention go', (_path, file) => {
		for (const node of nodesOf(file.nodes)) {
			if (node.parameters.operation !== 'applyChanges') continue;
			const second = file.connections[node.name]?.main?.[1] ?? [];
			expect(second.length, `${node.name}, second output`).toBeGreaterThan(0);
		}
	});

	it.each(templates)('%s says in notes what it does, what to set and what it changes', (_path, file) => {
		const notes = nodesOf(file.nodes, STICKY_NOTE).map((node) => String(node.parameters.content));
		const main = notes[0] ?? '';
		expect(main).toMatch(/^# /);
		expect(main).toContain('### Set up');
		expect(main).toContain('### What it changes');
	});

	it.each(templates)('%s is tidy: nodes do not cover each other, wires lead to the right', (_path, file) => {
		const nodes = nodesOf(file.nodes);
		for (const [index, node] of nodes.entries()) {
			for (const other of nodes.slice(index + 1)) {
				const apart = Math.abs(node.position[0] - other.position[0]) >= 160 || Math.abs(node.position[1] - other.position[1]) >= 96;
				expect(apart, `${node.name} and ${other.name}`).toBe(true);
			}
		}
		const at = new Map(nodes.map((node) => [node.name, node.position]));
		for (const [from, outputs] of Object.entries(file.connections)) {
			for (const wire of (outputs.main ?? []).flatMap((output) => output ?? [])) {
				// A loop has to come back to where it begins.
				const isBack = nodes.some(({ name, type }) => name === wire.node && type === LOOP);
				expect(isBack || (at.get(wire.node)?.[0] ?? 0) > (at.get(from)?.[0] ?? 0), `${from} → ${wire.node}`).toBe(true);
			}
		}
	});

	it.each(templates)('%s never leads whoever sends in its first form to the form of those who decide (O12)', (_path, file) => {
		const reached = new Set<string>();
		const follow = (name: string): void => {
			for (const { node } of (file.connections[name]?.main ?? []).flatMap((output) => output ?? [])) {
				if (reached.has(node)) continue;
				reached.add(node);
				follow(node);
			}
		};
		for (const node of nodesOf(file.nodes, 'n8n-nodes-base.formTrigger')) follow(node.name);
		// n8n redirects to any form that waits further down.
		expect(file.nodes.filter(({ name, parameters }) => reached.has(name) && parameters.resume === 'form')).toEqual([]);
	});

	it('exist for inviting people, for requests to join, and for one sync per user (O11, O12, O13)', () => {
		const kinds = templates.filter(([path]) => path.startsWith(`${usersFolder}/`)).map(([path]) => path.split('/')[1]);
		expect(kinds).toEqual(['invite-office365-users.json', 'join-request.json', 'one-sync-per-user.json']);
	});

	it('have ids of their own everywhere, and webhook ids where n8n needs them', () => {
		const nodes = templates.flatMap(([, file]) => file.nodes);
		const ids = nodes.flatMap((node) => [node.id, ...(node.webhookId ? [node.webhookId] : [])]);
		expect(new Set(ids).size).toBe(ids.length);
		for (const id of ids) expect(id).toMatch(UUID);
		for (const node of ownNodes(nodes)) expect(Boolean(node.webhookId), node.name).toBe(Boolean(typeOf(node).description.webhooks?.length));
	});

	function typeOf(node: INode): INodeType {
		const type = own.get(node.type);
		if (!type) throw new Error(`Unknown node type ${node.type}`);
		return NodeHelpers.getVersionedNodeType(type, node.typeVersion);
	}

	function parametersOf(node: INode): INodeParameters {
		const { description } = typeOf(node);
		return NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
	}
});

/** True unless the parameter is a choice and the value is none of its options. */
function isAllowed(property: INodeProperties, value: unknown): boolean {
	if (property.type !== 'options') return true;
	return (property.options ?? []).some((option) => 'value' in option && option.value === value);
}
