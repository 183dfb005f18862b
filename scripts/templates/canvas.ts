import { createHash } from 'node:crypto';
import type { IConnections, INode, INodeParameters } from 'n8n-workflow';
import { noteHeight, onGrid, textBottom } from './noteSize';

const PACKAGE = 'n8n-nodes-crm-calendar-sync';
const BASE = 'n8n-nodes-base';

/** A workflow as n8n imports it. */
export interface TemplateFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings: { executionOrder: 'v1' };
	active: false;
	pinData: Record<string, never>;
	meta: { templateCredsSetupCompleted: false };
}

/** Canvas coordinates; n8n's grid is 16 pixels wide. */
type Position = [x: number, y: number];

/** n8n's note colours by number. */
export const NOTE_COLOUR = { yellow: 1, orange: 2, red: 3, green: 4, blue: 5, grey: 7 } as const;

/** Room in a frame: beside the first node, between text and nodes, and below the upper edge of a node for it and what n8n writes under it. */
const FRAME = { side: 48, gap: 24, below: 176 } as const;

/** Ids are made from names, so that generating again changes nothing. Shaped like the UUIDs that n8n gives. */
function stableId(...parts: string[]): string {
	const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
	return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** Collects nodes, notes and connections of one template. */
export class Canvas {
	private readonly nodes: INode[] = [];
	private readonly connections: IConnections = {};

	constructor(
		private readonly key: string,
		private readonly title: string,
	) {}

	/** A node of this package. */
	own(type: string, name: string, position: Position, parameters: INodeParameters, more: Partial<INode> = {}): string {
		return this.add(`${PACKAGE}.${type}`, 1, name, position, parameters, more);
	}

	/** A node that comes with n8n. */
	builtIn(type: string, version: number, name: string, position: Position, parameters: INodeParameters = {}, more: Partial<INode> = {}): string {
		return this.add(`${BASE}.${type}`, version, name, position, parameters, more);
	}

	/** A note as tall as its text. */
	note(name: string, position: Position, width: number, colour: number, lines: string[]): void {
		this.sticky(name, position, { width, height: noteHeight(lines, width) }, colour, lines);
	}

	/** A note around rows of nodes, with its text above them. `position` is where the first of them stands, `rows` how far the last row is below the first. */
	frame(name: string, [x, y]: Position, width: number, colour: number, lines: string[], rows = 0): void {
		const above = onGrid(textBottom(lines, width) + FRAME.gap);
		this.sticky(name, [x - FRAME.side, y - above], { width, height: above + rows + FRAME.below }, colour, lines);
	}

	connect(from: string, to: string, output = 0, input = 0): void {
		const outputs = (this.connections[from] ??= { main: [] }).main ?? [];
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type: 'main', index: input });
	}

	/** The address of a webhook is made from this id; without one n8n would use the workflow's id and the node's name. */
	webhookId(nodeName: string): string {
		return stableId(this.key, nodeName, 'webhook');
	}

	toFile(): TemplateFile {
		return {
			name: this.title,
			nodes: this.nodes,
			connections: this.connections,
			settings: { executionOrder: 'v1' },
			active: false,
			pinData: {},
			meta: { templateCredsSetupCompleted: false },
		};
	}

	private sticky(name: string, position: Position, size: { width: number; height: number }, colour: number, lines: string[]): void {
		this.add(`${BASE}.stickyNote`, 1, name, position, { content: lines.join('\n'), ...size, color: colour });
	}

	private add(
		type: string,
		typeVersion: number,
		name: string,
		position: Position,
		parameters: INodeParameters,
		more: Partial<INode> = {},
	): string {
		this.nodes.push({ id: stableId(this.key, name), name, type, typeVersion, position, parameters, ...more });
		return name;
	}
}
