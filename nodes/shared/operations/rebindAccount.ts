import type { Side } from '../../../sync/types';
import { readingParameters } from '../parameters/reading';
import { doneRows } from '../items/output';
import type { Operation } from './operation';
import { openEngine, pollRequest } from './session';

/** Moves the sync to the account and container that the node shows now. */
export const rebindAccount = (side: Side): Operation => ({
	value: 'rebindAccount',
	name: 'Re-Bind Account',
	action: 'Re bind the account',
	description: 'Move the sync to the account and the calendar or owner chosen here, and link what matches. Use it after a deliberate change of account.',
	properties: readingParameters(side),
	runs: 'once',
	execute: async (call) => {
		const { engine, context } = await openEngine(call);
		const { sync, side, resource, connected, settings } = await pollRequest(call, 'changes', 'byName');
		return doneRows([await engine.rebind(context, { sync, side, resource, connected, settings })], call.item);
	},
});
