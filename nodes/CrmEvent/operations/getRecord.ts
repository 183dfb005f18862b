import type { Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { doneRows } from '../../shared/items/output';
import type { Operation } from '../../shared/operations/operation';
import { recordIdParameter } from './recordId';
import { openCrm, readId, recordRow } from './records';

/** Reads one record with all its fields. */
export function getRecord(resource: Resource, name: string): Operation {
	return {
		value: 'get',
		name: 'Get',
		action: `Get ${name}`,
		description: `Read ${name} with all its fields`,
		properties: [recordIdParameter],
		runs: 'perItem',
		execute: async (call) => {
			const id = readId(call);
			const result = await (await openCrm(call, resource)).connected.system.read(id);
			if (result.outcome === 'found') return doneRows([recordRow(result.snapshot)], call.item);
			const message = result.outcome === 'gone' ? `There is no record ${id}, or it was deleted.` : result.message;
			throw new SyncRefusal('badSettings', message, 'Check the ID, the owner and the permissions of the connected user.');
		},
	};
}
