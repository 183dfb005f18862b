import type { INodeProperties } from 'n8n-workflow';
import { SyncRefusal } from '../../../sync/types';
import { heldWords } from '../items/heldWords';
import { doneRows } from '../items/output';
import type { ParameterReader } from '../connection/sideNode';
import { addNotice } from './hints';
import type { Operation } from './operation';
import { openEngine } from './session';

const which: INodeProperties[] = [
	{
		displayName: 'Which',
		name: 'which',
		type: 'options',
		options: [
			{ name: 'All', value: 'all', description: 'Every change of this sync that is held' },
			{ name: 'By ID', value: 'ids', description: 'Those named below' },
		],
		default: 'ids',
		description: 'Which held changes are meant',
	},
	{
		displayName: 'IDs',
		name: 'ids',
		type: 'string',
		default: '={{ $json.id }}',
		displayOptions: { show: { which: ['ids'] } },
		description: 'Numbers from "List Held Changes", separated by commas. Usually taken from the incoming item.',
	},
];

export const listHeldChanges: Operation = {
	value: 'listHeldChanges',
	name: 'List Held Changes',
	action: 'List held changes',
	description: 'Changes that wait for a person: held by the delete guard, or delivered too often without being settled. Says what would be changed or deleted, where, since when and why.',
	properties: [],
	runs: 'once',
	execute: async (call) => {
		const { engine, context, sync } = await openEngine(call);
		const held = await engine.listHeld(context, sync);
		addNotice(call.functions, held.length === 0 ? `Nothing of the sync "${sync}" is held.` : null);
		return doneRows(held.map((change) => ({ ...change, ...heldWords(change) })), call.item);
	},
};

export const releaseHeldChanges: Operation = {
	value: 'releaseHeldChanges',
	name: 'Release Held Changes',
	action: 'Release held changes',
	description: 'Let held changes through; they come out of the trigger again',
	properties: which,
	runs: 'perItem',
	execute: async (call) => {
		const { engine, context, sync } = await openEngine(call);
		const ids = readIds(call.read);
		const released = await engine.releaseHeld(context, sync, ids);
		const message = `${changes(released)} released: the trigger hands them on with its next run.${missing(ids, released)}`;
		return doneRows([{ sync, released, message }], call.item);
	},
};

export const discardHeldChanges: Operation = {
	value: 'discardHeldChanges',
	name: 'Discard Held Changes',
	action: 'Discard held changes',
	description: 'Drop held changes; the copies on the other side stay as they are',
	properties: which,
	runs: 'perItem',
	execute: async (call) => {
		const { engine, context, sync } = await openEngine(call);
		const ids = readIds(call.read);
		const discarded = await engine.discardHeld(context, sync, ids);
		const message = `${changes(discarded)} dropped: the records on the other side stay as they are.${missing(ids, discarded)}`;
		return doneRows([{ sync, discarded, message }], call.item);
	},
};

function changes(count: number): string {
	return count === 1 ? '1 change was' : `${count} changes were`;
}

/** A number that is not held any more was released or dropped before, or the record was changed or brought back meanwhile. */
function missing(ids: number[] | 'all', count: number): string {
	const left = ids === 'all' ? 0 : new Set(ids).size - count;
	return left <= 0 ? '' : ` ${left} of the numbers named no held change any more; run "List Held Changes" again to see what is held now.`;
}

/** Numbers from a text, a number or a list. Throws `SyncRefusal` when there is none, so that no typo means "all". */
function readIds(read: ParameterReader): number[] | 'all' {
	if (read('which', 'ids') === 'all') return 'all';
	const value = read('ids', '');
	const ids = (Array.isArray(value) ? value : String(value ?? '').split(',')).map((part) => String(part).trim()).filter((part) => part !== '');
	if (ids.length > 0 && ids.every((id) => /^\d+$/.test(id))) return ids.map(Number);
	throw new SyncRefusal('badSettings', 'No held change is named by its number. Nothing was changed.', 'Connect "List Held Changes" before this node, or enter numbers under "IDs".');
}
