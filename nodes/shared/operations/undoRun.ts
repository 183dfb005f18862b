import type { UndoOutcome } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { plain, type Outputs } from '../items/output';
import type { Operation, OperationCall } from './operation';
import { openEngine, openVendor } from './session';

/** Takes back what one execution wrote to this node's system. */
export const undoRun: Operation = {
	value: 'undoRun',
	name: 'Undo Run',
	action: 'Undo a run',
	description: 'Bring records that an execution wrote back to what they held before, unless they were changed since',
	properties: [
		{
			displayName: 'Run',
			name: 'run',
			type: 'string',
			default: '={{ $json.run }}',
			required: true,
			description: 'ID of the execution, from "List Runs" or from the list of executions. Usually taken from the incoming item.',
		},
		{
			displayName: 'Dry Run',
			name: 'dryRun',
			type: 'boolean',
			default: false,
			description: 'Whether to say what would be done and write nothing',
		},
	],
	runs: 'perItem',
	execute: async (call) => {
		const run = readRun(call);
		const [{ engine, context, sync }, target] = await Promise.all([openEngine(call), openVendor(call, 'present')]);
		const outcomes = await engine.undoRun(context, {
			sync,
			run,
			target: target.connected,
			dryRun: call.read('dryRun', false) === true,
		});
		return byOutput(outcomes, sync, run, call.item);
	},
};

function readRun({ read }: OperationCall): string {
	const value = read('run', '');
	const run = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	if (run !== '') return run;
	throw new SyncRefusal('badSettings', 'No run is named. Nothing was changed.', 'Connect "List Runs" before this node, or enter the ID of an execution under "Run".');
}

function byOutput(outcomes: UndoOutcome[], sync: string, run: string, item: number): Outputs {
	const parts: Outputs = { done: [], attention: [] };
	for (const { kind, ...facts } of outcomes) parts[kind].push({ json: plain({ sync, run, ...facts }), pairedItem: { item } });
	return parts;
}
