import type { Side } from '../../../sync/types';
import { readingParameters } from '../parameters/reading';
import { doneRows } from '../items/output';
import { addNotice } from './hints';
import type { Operation } from './operation';
import { openEngine, pollRequest } from './session';

/** Starts the sync, or starts it again after a deactivation. */
export const activate = (side: Side): Operation => ({
	value: 'activate',
	name: 'Activate',
	action: 'Activate the sync',
	description: 'Start the sync on this side, or start it again after it was deactivated. Matching records are linked, not doubled. A deactivation that is under way is cancelled.',
	properties: readingParameters(side),
	runs: 'once',
	execute: async (call) => {
		const { engine, context } = await openEngine(call);
		const { sync, side, resource, connected, settings } = await pollRequest(call, 'changes');
		const outcome = await engine.activate(context, { sync, side, resource, connected, settings });
		addNotice(call.functions, outcome.notice);
		return doneRows([outcome], call.item);
	},
});
