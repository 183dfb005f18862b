import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { DeactivateRequest, Side } from '../../../sync/types';
import { doneRows } from '../items/output';
import { addNotice } from './hints';
import type { Operation, OperationCall } from './operation';
import { openEngine, openVendor } from './session';

const keep: INodePropertyOptions = { name: 'Keep', value: 'keep', description: 'Everything stays where it is' };
const remove: INodePropertyOptions[] = [
	{ name: 'Delete Our Copies', value: 'deleteCopies', description: 'Delete what this sync made in the calendar or folder. The CRM keeps everything.' },
	{ name: 'Delete the Calendar or Folder', value: 'deleteContainer', description: 'Delete the whole calendar if it holds nothing but what this sync made, or the whole folder if the CRM has everything in it. The CRM keeps everything.' },
];

const later: INodeProperties = {
	displayName: 'Later',
	name: 'later',
	type: 'options',
	options: [
		{ name: 'Link Again', value: 'relink', description: 'Remember which records belong together, for another activation' },
		{ name: 'Start Afresh', value: 'fresh', description: 'Forget it. Another activation still links what matches.' },
	],
	default: 'relink',
	description: 'What is remembered for another activation',
};

/** Ends the sync. Only the calendar's node can remove copies, because it holds the credential for it. */
export function deactivate(side: Side): Operation {
	return {
		value: 'deactivate',
		name: 'Deactivate',
		action: 'Deactivate the sync',
		description: 'Stop the sync on both sides. Run it again when it was interrupted, and it goes on; run Activate to cancel it.',
		properties: [
			{
				displayName: 'Copies in the Calendar',
				name: 'copies',
				type: 'options',
				options: side === 'calendar' ? [...remove, keep] : [keep],
				default: 'keep',
				description: 'What happens to the copies that this sync made in the calendar',
			},
			later,
		],
		runs: 'once',
		execute,
	};
}

async function execute(call: OperationCall) {
	const { engine, context, sync } = await openEngine(call);
	const copies = readCopies(call);
	// Where none was joined, or it was let go of, there is nothing to remove.
	const calendar = copies === 'keep' ? null : (await openVendor(call, 'unasked')).connected;
	const later = call.read('later', 'relink') === 'fresh' ? 'fresh' : 'relink';
	const { left, ...facts } = await engine.deactivate(context, { sync, copies, later, calendar, isStopped: stopButton(call) });
	addNotice(call.functions, facts.message);
	return {
		done: doneRows([{ sync, ...facts, left: left.length }], call.item).done,
		attention: left.map(({ calendarId, title, when, reason, message, next }) => ({ json: { sync, id: calendarId, title, when, reason, message, next }, pairedItem: { item: call.item } })),
	};
}

/** Pressing Stop in n8n ends the execution, but not what a node has under way. */
function stopButton({ functions }: OperationCall): () => boolean {
	const signal = functions.getExecutionCancelSignal?.();
	return () => signal?.aborted === true;
}

function readCopies({ node, read }: OperationCall): DeactivateRequest['copies'] {
	const copies = read('copies', 'keep');
	return node.side === 'calendar' && (copies === 'deleteCopies' || copies === 'deleteContainer') ? copies : 'keep';
}
