import type { INodeProperties } from 'n8n-workflow';
import type { Side } from '../../../sync/types';
import { shownFor, syncNameParameter } from '../parameters/common';
import { activate } from './activate';
import { applyChanges } from './applyChanges';
import { deactivate } from './deactivate';
import { getChanges } from './getChanges';
import { getStatus } from './getStatus';
import { discardHeldChanges, listHeldChanges, releaseHeldChanges } from './heldChanges';
import { getJournal, listRuns } from './journal';
import type { OperationGroup } from './operation';
import { rebindAccount } from './rebindAccount';
import { undoRun } from './undoRun';
import { uploadUnsynced } from './uploadUnsynced';

const needVendor = ['applyChanges', 'getChanges', 'activate', 'uploadUnsynced', 'rebindAccount', 'undoRun'];

/**
 * The resource "Sync", the same on both sides. `vendor` are the parameters that say with which account and container, `ownDefaults` what
 * only this system's new records can be given.
 */
export function syncGroup(side: Side, vendor: INodeProperties[], ownDefaults: INodeProperties[] = []): OperationGroup {
	const operationsWithVendor = side === 'calendar' ? [...needVendor, 'deactivate'] : needVendor;
	return {
		value: 'sync',
		name: 'Sync',
		properties: [syncNameParameter, ...shownFor({ operation: operationsWithVendor }, vendor)],
		operations: [
			applyChanges(side, ownDefaults),
			getChanges(side),
			activate(side),
			deactivate(side),
			getStatus,
			listHeldChanges,
			releaseHeldChanges,
			discardHeldChanges,
			listRuns,
			getJournal,
			undoRun,
			uploadUnsynced(side),
			rebindAccount(side),
		],
	};
}
