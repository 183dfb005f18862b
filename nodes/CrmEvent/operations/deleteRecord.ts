import type { Resource } from '../../../sync/types';
import { doneRows } from '../../shared/items/output';
import type { Operation } from '../../shared/operations/operation';
import { recordIdParameter } from './recordId';
import { openCrm, readId, writeOne } from './records';

/** Deletes one record. One that is gone already is no error. */
export function deleteRecord(resource: Resource, name: string): Operation {
	return {
		value: 'delete',
		name: 'Delete',
		action: `Delete ${name}`,
		description: `Delete ${name} in the CRM. A sync that links it deletes the copy as well.`,
		properties: [recordIdParameter],
		runs: 'perItem',
		execute: async (call) => {
			const id = readId(call);
			return doneRows([await writeOne(call, await openCrm(call, resource), { kind: 'delete', id, revision: null })], call.item);
		},
	};
}
