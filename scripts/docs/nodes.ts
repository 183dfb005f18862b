import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { generatedNote, table } from './markdown';
import { itemsChapter } from './nodeItems';

const root = join(__dirname, '..', '..');

/** A node that n8n loads: the folder of its file, and what n8n shows of it. */
interface LoadedNode {
	folder: string;
	description: INodeTypeDescription;
}

/** `registered` as in package.json: `dist/nodes/Foo/Foo.node.js`. With the source's ending, because without it the node's JSON file of the same name would be found. */
async function load(registered: string): Promise<LoadedNode> {
	const path = registered.replace(/^dist\//, '').replace(/\.js$/, '.ts');
	const name = basename(path, '.node.ts');
	const loaded = (await import(join(root, path))) as Record<string, new () => { description: INodeTypeDescription }>;
	const Node = loaded[name];
	if (Node === undefined) throw new Error(`${path} does not export ${name}.`);
	return { folder: dirname(path), description: new Node().description };
}

/** Every node of the package, by folder in the order of package.json. */
async function loadedFolders(): Promise<LoadedNode[][]> {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const nodes = await Promise.all(n8n.nodes.map(load));
	return [...new Set(nodes.map(({ folder }) => folder))].map((folder) => nodes.filter((node) => node.folder === folder));
}

const isTrigger = ({ description }: LoadedNode): boolean => description.polling === true;

type Member = INodeProperties | INodePropertyOptions | INodePropertyCollection;

function isProperty(member: Member): member is INodeProperties {
	return 'type' in member && 'displayName' in member;
}

function isGroup(member: Member): member is INodePropertyCollection {
	return 'values' in member;
}

/** The default as people see it. */
function standard(property: INodeProperties): string {
	const { default: value, options = [] } = property;
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	const chosen = options.find((option): option is INodePropertyOptions => 'value' in option && option.value === value);
	if (chosen !== undefined) return chosen.name;
	if (Array.isArray(value)) {
		return options.filter((option): option is INodePropertyOptions => 'value' in option && (value as unknown[]).includes(option.value)).map(({ name }) => name).join(', ');
	}
	if (typeof value === 'object' && value !== null) return 'cachedResultName' in value ? String(value.cachedResultName) : 'value' in value ? String(value.value) : '';
	return String(value);
}

function choices(property: INodeProperties): string {
	if (property.type !== 'options' && property.type !== 'multiOptions') return '';
	return (property.options ?? [])
		.filter((option): option is INodePropertyOptions => 'value' in option)
		.map(({ name, description }) => (description === undefined ? name : `${name} (${description})`))
		.join('; ');
}

/** One row for the property, and one for each that it contains. */
function rowsOf(property: INodeProperties, path = ''): string[][] {
	const name = `${path}${property.displayName}`;
	const listed = choices(property);
	const about = [property.description ?? '', listed === '' ? '' : `Choices: ${listed}`].filter((part) => part !== '').join('. ').replaceAll('..', '.');
	const own = [name, standard(property), about];
	if (property.type !== 'collection' && property.type !== 'fixedCollection') return [own];
	const members = (property.options ?? []).flatMap((member): INodeProperties[] => (isGroup(member) ? member.values : isProperty(member) ? [member] : []));
	const inner = members.flatMap((member) => rowsOf(member, `${name} › `));
	// The same field may be there several times, for different choices.
	return [own, ...inner.filter((row, index) => inner.findIndex(([other]) => other === row[0]) === index)];
}

function parameters(properties: INodeProperties[]): string[] {
	const rows = properties.filter(({ type }) => type !== 'hidden' && type !== 'notice').flatMap((property) => rowsOf(property));
	return rows.length === 0 ? ['No parameters.'] : table(['Parameter', 'Default', 'What it does'], rows);
}

const reading = new Set(['firstSync', 'options']);

/** Resource by resource, operation by operation. Parameters that equal the trigger's are not repeated. */
function operations({ properties }: INodeTypeDescription, trigger: string): string[] {
	const resources = listOf(properties.find(({ name }) => name === 'resource'));
	return resources.flatMap((resource) => {
		const shown = properties.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource.value as string));
		const chapters = listOf(shown.find(({ name }) => name === 'operation')).flatMap((operation) => {
			const own = shown.filter(({ name, displayOptions }) => name !== 'operation' && (displayOptions?.show?.operation ?? [operation.value]).includes(operation.value as string));
			const common = own.filter(({ name }) => reading.has(name)).map(({ displayName }) => `**${displayName}**`);
			const note = common.length === 0 ? [] : [`Also ${common.join(' and ')}, as in the [${trigger}](#${anchor(trigger)}).`, ''];
			return [`### ${resource.name}: ${operation.name}`, '', `${operation.description ?? ''}.`.replace(/\.\.$/, '.'), '', ...parameters(own.filter(({ name }) => !reading.has(name))), '', ...note];
		});
		return chapters;
	});
}

function listOf(property: INodeProperties | undefined): INodePropertyOptions[] {
	return (property?.options ?? []).filter((option): option is INodePropertyOptions => 'value' in option);
}

function anchor(heading: string): string {
	return heading.toLowerCase().replaceAll(' ', '-');
}

function chapter({ displayName, name, description, credentials = [] }: INodeTypeDescription, body: string[]): string[] {
	const needs = credentials.map((credential) => `\`${credential.name}\`${credential.required === true ? '' : ' (optional)'}`).join(', ');
	return [`## ${displayName}`, '', `${description ?? ''}.`, '', `Node type \`n8n-nodes-crm-calendar-sync.${name}\`. Credential: ${needs}.`, '', ...body, ''];
}

const poll = 'Every trigger also has **Poll Times**, which n8n adds itself: how often it looks for changes that no push message told.';

/** The nodes of one folder, the trigger first: the action's chapter refers to it. */
function folderChapters(nodes: LoadedNode[]): string[] {
	const triggers = nodes.filter(isTrigger).map(({ description }) => description);
	const actions = nodes.filter((node) => !isTrigger(node)).map(({ description }) => description);
	const [trigger] = triggers;
	return [
		...triggers.flatMap((description) => chapter(description, [poll, '', ...parameters(description.properties)])),
		...actions.flatMap((description) => chapter(description, trigger === undefined ? parameters(description.properties) : operations(description, trigger.displayName))),
	];
}

/** docs/nodes.md, from the descriptions that n8n shows. */
export async function nodesPage(): Promise<string> {
	const folders = await loadedFolders();
	const outputs = Math.max(...folders.flat().map(({ description }) => description.outputs.length));
	return [
		generatedNote,
		'# Nodes',
		'',
		'The nodes, and the items that flow between them. [Templates](templates.md) show them at work.',
		'',
		...itemsChapter(outputs),
		...folders.flatMap(folderChapters),
	].join('\n').replace(/\n{3,}/g, '\n\n').trimEnd().concat('\n');
}
