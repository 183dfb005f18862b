import type { Side } from '../../../sync/types';
import { readingParameters } from '../parameters/reading';
import { changeRows } from '../items/output';
import { addNotice } from './hints';
import type { Operation } from './operation';
import { openEngine, pollRequest } from './session';

/** Reads on demand what a trigger would read. */
export const getChanges = (side: Side): Operation => ({
	value: 'getChanges',
	name: 'Get Changes',
	action: 'Get changes',
	description: 'Read what has changed on this side, for schedules and for a first sync by hand',
	properties: [
		{
			displayName: 'What to Read',
			name: 'readMode',
			type: 'options',
			options: [
				{ name: 'Changes Since the Last Read', value: 'changes' },
				{ name: 'Everything Again', value: 'all', description: 'Also what is in step already, for instance after the mapping was changed' },
			],
			default: 'changes',
			description: 'How much is read',
		},
		...readingParameters(side),
	],
	runs: 'once',
	execute: async (call) => {
		const { engine, context } = await openEngine(call);
		const request = await pollRequest(call, call.read('readMode', 'changes') === 'all' ? 'all' : 'changes');
		const outcome = await engine.pollSide(context, request);
		addNotice(call.functions, outcome.notice);
		return {
			done: changeRows(outcome, call.item),
			attention: outcome.parked.map((row) => ({
				json: { ...row, sync: request.sync, reason: 'parked', message: row.reason, next: 'Look at the record, then use "Release Held Changes".' },
				pairedItem: { item: call.item },
			})),
		};
	},
});
