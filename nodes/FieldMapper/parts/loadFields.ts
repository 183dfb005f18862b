import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import type { Capabilities, FieldName, Resource } from '../../../sync/types';
import { toNodeError } from '../../shared/errors';
import { capabilitiesFor } from './systems';

/** Fields of the source that can be read, under the vendor's own labels. */
export async function getSourceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await fields(this, 'fromSystem', 'read');
}

/** Fields of the target that can be written, under the vendor's own labels. */
export async function getTargetFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	return await fields(this, 'toSystem', 'write');
}

async function fields(functions: ILoadOptionsFunctions, parameter: string, use: 'read' | 'write'): Promise<INodePropertyOptions[]> {
	const system = String(functions.getCurrentNodeParameter(parameter) ?? '');
	const resource: Resource = functions.getCurrentNodeParameter('resource') === 'contact' ? 'contact' : 'event';
	try {
		return options(await capabilitiesFor(functions, system, resource, true), use);
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}

function options({ fields: held }: Capabilities, use: 'read' | 'write'): INodePropertyOptions[] {
	return (Object.keys(held) as FieldName[])
		.filter((field) => held[field]?.[use])
		.map((field) => ({ name: held[field]?.label ?? field, value: field, ...(held[field]?.custom && { description: field }) }));
}
