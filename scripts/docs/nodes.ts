import { join } from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { generatedNote, table } from './markdown';
import { itemsChapter } from './nodeItems';

const nodesFolder = join(__dirname, '..', '..', 'nodes');

/** What n8n shows of a node. The path has its ending because without it the node's JSON file of the same name would be found. */
async function descriptionOf(folder: string, name: string): Promise<INodeTypeDescription> {
	const loaded = (await import(join(nodesFolder, folder, `${name}.node.ts`))) as Record<string, new () => { description: INodeTypeDescription }>;
	const Node = loaded[name];
	if (Node === undefined) throw new Error(`nodes/${folder}/${name}.node.ts does not export ${name}.`);
	return new Node().description;
}

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
	if (typeof value === 'object' && value !== null) return 'cachedResultName' in value ? String(value.cachedResultName) : '';
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

/** docs/nodes.md, from the descriptions that n8n shows. */
export async function nodesPage(): Promise<string> {
	const crm = await descriptionOf('CrmEvent', 'CrmEvent');
	const crmTrigger = await descriptionOf('CrmEvent', 'CrmEventTrigger');
	const calendar = await descriptionOf('GoogleCalendarSync', 'GoogleCalendarSync');
	const calendarTrigger = await descriptionOf('GoogleCalendarSync', 'GoogleCalendarSyncTrigger');
	const mapper = await descriptionOf('FieldMapper', 'FieldMapper');
	const poll = 'Every trigger also has **Poll Times**, which n8n adds itself: how often it looks for changes that no push message told.';
	return [
		generatedNote,
		'# Nodes',
		'',
		'Five nodes, and the items that flow between them. [Templates](templates.md) show them at work.',
		'',
		...itemsChapter(crm.outputs.length),
		...chapter(crmTrigger, [poll, '', ...parameters(crmTrigger.properties)]),
		...chapter(crm, operations(crm, crmTrigger.displayName)),
		...chapter(calendarTrigger, [poll, '', ...parameters(calendarTrigger.properties)]),
		...chapter(calendar, operations(calendar, calendarTrigger.displayName)),
		...chapter(mapper, parameters(mapper.properties)),
	].join('\n').replace(/\n{3,}/g, '\n\n').trimEnd().concat('\n');
}
