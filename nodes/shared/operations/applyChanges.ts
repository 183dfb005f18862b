import type { IDataObject } from 'n8n-workflow';
import type { Capabilities, ChangeItem, FieldName, Resource, Side } from '../../../sync/types';
import { defaultRows } from '../../../sync/mapping';
import { findSystem } from '../../../systems/registry';
import { parseItem, type PlannedItem } from '../items/parseItem';
import { attentionRow, joined, outcomeRow, type Outputs } from '../items/output';
import { applyParameters, type OwnParameters } from './applyParameters';
import { readApplySettings } from './applySettings';
import { addApplyHints } from './hints';
import type { Operation, OperationCall } from './operation';
import { openEngine, openVendor } from './session';

/** Writes changes of the other side to this node's system. */
export function applyChanges(side: Side, own?: OwnParameters): Operation {
	return {
		value: 'applyChanges',
		name: 'Apply Changes',
		action: 'Apply changes',
		description: 'Write the changes of the other side to this one',
		properties: applyParameters(side, own),
		runs: 'once',
		execute,
	};
}

async function execute(call: OperationCall): Promise<Outputs> {
	const { functions, read } = call;
	const inputs = functions.getInputData().map(({ json }) => json);
	const settings = readApplySettings(read);
	const [{ engine, context, sync }, target] = await Promise.all([openEngine(call), openVendor(call)]);
	const fit: Array<{ item: ChangeItem; index: number }> = [];
	const parts: Outputs[] = [];
	inputs.forEach((json, index) => {
		const checked = checkItem(json, sync, target.connected.system.capabilities);
		if ('item' in checked) fit.push({ item: checked.item, index });
		else parts.push(attentionRow(json, index, 'rejected', checked.message, checked.next));
	});
	const outcomes = await engine.applyChanges(context, { items: fit.map(({ item }) => item), target: target.connected, capabilitiesOf, settings });
	fit.forEach(({ item, index }, position) => {
		const outcome = outcomes[position];
		if (outcome !== undefined) parts.push(outcomeRow(item, outcome, index));
	});
	addApplyHints(functions, outcomes);
	return joined(parts);
}

/** null for a name that no system has. */
function capabilitiesOf(system: string, resource: Resource): Capabilities | null {
	return findSystem(system)?.capabilities(resource) ?? null;
}

type Checked = { item: PlannedItem } | { message: string; next: string };

/** Only items of this sync and from the other side are applied; everything else is reported and left alone. */
function checkItem(json: IDataObject, sync: string, target: Capabilities): Checked {
	const parsed = parseItem(json);
	if (parsed.kind === 'unfit') {
		return {
			message: `This item is no change that can be applied: ${parsed.problems.join('; ')}. Nothing was written for it.`,
			next: 'Connect this node to a sync trigger, "Get Changes" or a Field Mapper. Nodes in between must keep the fields of the item.',
		};
	}
	const { item, absent } = parsed;
	if (item.sync !== sync) {
		return {
			message: `This item belongs to the sync "${item.sync}", this node to "${sync}". Nothing was written for it.`,
			next: 'Enter the same Sync Name in all nodes of the sync.',
		};
	}
	if (item.side === target.side) {
		return {
			message: `This item comes from the same side as ${target.label}. Nothing was written for it.`,
			next: 'Connect changes of the CRM to the calendar node, and changes of the calendar to the CRM node.',
		};
	}
	if (item.resource !== target.resource) {
		return {
			message: `This item is of the type "${item.resource}", this node writes the type "${target.resource}". Nothing was written for it.`,
			next: 'Choose the same record type in trigger and action.',
		};
	}
	return { item: absent.length === 0 ? item : withoutAbsent(item, absent, target) };
}

/** Fields that an item made by hand does not speak about are not mapped, so that nothing is emptied for them. */
function withoutAbsent(item: PlannedItem, absent: FieldName[], target: Capabilities): PlannedItem {
	const source = capabilitiesOf(item.system, item.resource);
	if (source === null) return item;
	const mapping = item.mapping ?? defaultRows(source, target).map(({ to }) => ({ from: to, to }));
	return { ...item, mapping: mapping.filter(({ to }) => !absent.includes(to)) };
}
