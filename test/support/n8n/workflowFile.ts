import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConnections, INode, INodeParameters, IWorkflowSettings } from 'n8n-workflow';

/** A workflow as n8n exports it. */
export interface WorkflowFile {
	name: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	meta?: Record<string, unknown>;
}

/** Reads a file below `workflows/`, e.g. `zoho-google/two-way`. */
export function readTemplate(name: string): WorkflowFile {
	const file = join(__dirname, '..', '..', '..', 'workflows', `${name}.json`);
	return JSON.parse(readFileSync(file, 'utf8')) as WorkflowFile;
}

/** The same workflow with parameters set as a person sets them on the canvas; `choose` returns what to change in a node. */
export function withParameters(file: WorkflowFile, choose: (node: INode) => INodeParameters | undefined): WorkflowFile {
	const copy = structuredClone(file);
	for (const node of copy.nodes) Object.assign(node.parameters, choose(node));
	return copy;
}
