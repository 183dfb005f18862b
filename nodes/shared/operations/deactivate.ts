import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { DeactivateRequest, Side } from '../../../sync/types';
import { doneRows } from '../items/output';
import type { Operation, OperationCall } from './operation';
import { openEngine, openVendor } from './session';

const keep: INodePropertyOptions = { name: 'Keep', value: 'keep', description: 'Everything stays where it is' };
const remove: INodePropertyOptions[] = [
	{ name: 'Delete Our Copies', value: 'deleteCopies', description: 'Delete the events that this sync made in the calendar. The CRM keeps everything.' },
	{ name: 'Delete the Calendar', value: 'deleteContainer', description: 'Delete the whole calendar, if this sync made it. The CRM keeps everything.' },
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
		description: 'Stop the sync on both sides. Can be run again when it was interrupted.',
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
	const calendar = copies === 'keep' ? null : (await openVendor(call)).connected;
	const outcome = await engine.deactivate(context, { sync, copies, later: call.read('later', 'relink') === 'fresh' ? 'fresh' : 'relink', calendar });
	const { left, ...facts } = outcome;
	return {
		done: doneRows([{ sync, ...facts, left: left.length }], call.item).done,
		attention: left.map(({ calendarId, message }) => ({
			json: { sync, id: calendarId, reason: 'rejected', message, next: 'Look at the event in the calendar and delete it by hand if it is no longer needed.' },
			pairedItem: { item: call.item },
		})),
	};
}

function readCopies({ node, read }: OperationCall): DeactivateRequest['copies'] {
	const copies = read('copies', 'keep');
	return node.side === 'calendar' && (copies === 'deleteCopies' || copies === 'deleteContainer') ? copies : 'keep';
}
