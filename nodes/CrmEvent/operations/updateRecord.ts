import type { INodeProperties } from 'n8n-workflow';
import type { Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { doneRows } from '../../shared/items/output';
import type { Operation } from '../../shared/operations/operation';
import { recordIdParameter } from './recordId';
import { openCrm, readFields, readId, writeOne } from './records';

/** Changes the fields that are filled in and leaves the others alone. */
export function updateRecord(resource: Resource, name: string, fields: INodeProperties[]): Operation {
	return {
		value: 'update',
		name: 'Update',
		action: `Update ${name}`,
		description: `Change fields of ${name}; fields that are not added stay as they are`,
		properties: [
			recordIdParameter,
			{
				displayName: 'Update Fields',
				name: 'updateFields',
				type: 'collection',
				placeholder: 'Add field',
				default: {},
				description: 'Fields to change',
				options: fields.map((field) => ({ ...field, required: false })).sort((a, b) => a.displayName.localeCompare(b.displayName)),
			},
		],
		runs: 'perItem',
		execute: async (call) => {
			const id = readId(call);
			const values = await readFields(call, resource, call.read('updateFields', {}) as Record<string, unknown>);
			if (Object.keys(values).length === 0) throw new SyncRefusal('badSettings', 'There is no field to change. Nothing was written.', 'Add a field under "Update Fields".');
			return doneRows([await writeOne(call, await openCrm(call, resource), { kind: 'update', id, values, revision: null })], call.item);
		},
	};
}
