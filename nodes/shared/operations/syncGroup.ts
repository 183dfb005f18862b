import type { INodeProperties } from 'n8n-workflow';
import type { Side } from '../../../sync/types';
import { shownFor, syncNameParameter } from '../parameters/common';
import { activate } from './activate';
import { applyChanges } from './applyChanges';
import type { OwnParameters } from './applyParameters';
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
 * The resource "Sync", the same on both sides. `vendor` are the parameters that say with which account and container, `own` those of
 * this system alone.
 */
export function syncGroup(side: Side, vendor: INodeProperties[], own?: OwnParameters): OperationGroup {
	const operationsWithVendor = side === 'calendar' ? [...needVendor, 'deactivate'] : needVendor;
	return {
		value: 'sync',
		name: 'Sync',
		properties: [syncNameParameter, ...shownFor({ operation: operationsWithVendor }, vendor)],
		operations: [
			applyChanges(side, own),
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
