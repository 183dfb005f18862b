import { NodeConnectionTypes, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';

/** Description of a stand-in for a node of n8n-nodes-base. */
export function describe(name: string, versions: number[], properties: INodeProperties[], more: Partial<INodeTypeDescription> = {}): INodeTypeDescription {
	return {
		displayName: name,
		name,
		group: ['transform'],
		version: versions,
		description: `Stand-in for n8n-nodes-base.${name}`,
		defaults: { name },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties,
		...more,
	};
}

/** A parameter whose value the stand-in takes as it is. */
export function parameter(name: string, type: INodeProperties['type'], fallback: INodeProperties['default']): INodeProperties {
	return { displayName: name, name, type, default: fallback };
}
