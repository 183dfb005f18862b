import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';
import type { Resource } from '../../../sync/types';
import { doneRows } from '../../shared/items/output';
import type { Operation } from '../../shared/operations/operation';
import { openCrm, readFields, writeOne } from './records';

/** Makes a record. A repeated run makes another one: only the sync knows what belongs together. */
export function createRecord(resource: Resource, name: string, essentials: INodeProperties[], details: INodeProperties[]): Operation {
	return {
		value: 'create',
		name: 'Create',
		action: `Create ${name}`,
		description: `Make ${name} in the CRM`,
		properties: [
			...essentials,
			{ displayName: 'Additional Fields', name: 'additionalFields', type: 'collection', placeholder: 'Add field', default: {}, description: 'Further fields to fill in', options: details },
		],
		runs: 'perItem',
		execute: async (call) => {
			const crm = await openCrm(call, resource);
			const main = Object.fromEntries(essentials.map((field) => [field.name, call.read(field.name, field.default)]));
			const values = await readFields(call, resource, { ...main, ...(call.read('additionalFields', {}) as object) });
			const stamp = { sync: '', partnerId: '', generation: 0 };
			return doneRows([await writeOne(call, crm, { kind: 'create', key: randomUUID(), values, stamp })], call.item);
		},
	};
}
