import type { Side } from '../../../sync/types';
import { readingParameters } from '../parameters/reading';
import { changeRows } from '../items/output';
import { addNotice } from './hints';
import type { Operation } from './operation';
import { openEngine, pollRequest } from './session';

/** Delivers records that exist and have no partner yet. */
export const uploadUnsynced = (side: Side): Operation => ({
	value: 'uploadUnsynced',
	name: 'Upload Unsynced',
	action: 'Upload unsynced records',
	description: 'Read the records that are not synchronised yet, for instance after "Only New From Now"',
	properties: readingParameters(side),
	runs: 'once',
	execute: async (call) => {
		const { engine, context } = await openEngine(call);
		const outcome = await engine.uploadUnsynced(context, await pollRequest(call, 'unsynced'));
		addNotice(call.functions, outcome.notice);
		return { done: changeRows(outcome, call.item), attention: [] };
	},
});
