import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Capabilities, ChangeItem, FieldName, MappingRow, Resource } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { applyMapping, compileMapping, customFieldName, defaultRows, emptied, isFieldName, withFields, type CompiledMapping } from '../../../sync/mapping';
import { hasCredential } from '../../shared/connection/connect';
import { engineContext } from '../../shared/engine/context';
import { toNodeError } from '../../shared/errors';
import { plain } from '../../shared/items/output';
import { parseItem } from '../../shared/items/parseItem';
import { rooms } from '../../shared/rooms';
import { readRows } from './rows';
import { capabilitiesFor, checkPair, needCredentialFor } from './systems';

const skipReason = 'Left out by the skip rule of a Field Mapper';

/**
 * Turns each change into what the target shall hold. An item that is no change passes through as it is: the action node
 * reports it with what is missing.
 */
export async function mapItems(functions: IExecuteFunctions): Promise<INodeExecutionData[]> {
	try {
		const from = String(functions.getNodeParameter('fromSystem', 0));
		const compiled = await compile(functions, from);
		const skipped: ChangeItem[] = [];
		const output: INodeExecutionData[] = [];
		functions.getInputData().forEach((input, index) => {
			const parsed = parseItem(input.json);
			const pairedItem = { item: index };
			if (parsed.kind === 'unfit') {
				output.push({ json: input.json, pairedItem });
			} else if (parsed.item.system !== from) {
				throw otherSystem(parsed.item, from);
			} else if (functions.getNodeParameter('skip', index, false) === true) {
				skipped.push(parsed.item);
			} else {
				output.push({ json: plain(mapped(parsed.item, compiled, parsed.absent)), pairedItem });
			}
		});
		if (skipped.length > 0) await settle(functions, skipped);
		return output;
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}

async function compile(functions: IExecuteFunctions, fromName: string): Promise<CompiledMapping> {
	const toName = String(functions.getNodeParameter('toSystem', 0));
	const resource: Resource = functions.getNodeParameter('resource', 0, 'event') === 'contact' ? 'contact' : 'event';
	const isCustom = functions.getNodeParameter('mappingMode', 0, 'default') === 'custom';
	const rows = isCustom ? readRows(functions.getNodeParameter('mapping', 0, {})) : null;
	const custom = rows === null ? undefined : namedFields(rows).find((field) => customFieldName(field) !== null);
	if (custom !== undefined && ![fromName, toName].some((name) => hasCredential(functions, name))) throw needCredentialFor(custom);
	const load = async (name: string): Promise<Capabilities> => await capabilitiesFor(functions, name, resource, custom !== undefined);
	const [from, to] = await Promise.all([load(fromName), load(toName)]);
	checkPair(from, to);
	return compileMapping(rows ?? defaultRows(from, to), from, to);
}

function otherSystem(item: ChangeItem, from: string): SyncRefusal {
	return new SyncRefusal(
		'badSettings',
		`An item comes from "${item.system}", this Field Mapper maps from "${from}". Nothing was mapped; the changes come again.`,
		'Choose the system of the trigger as "From System".',
	);
}

function namedFields(rows: MappingRow[]): FieldName[] {
	return rows.flatMap(({ to, transform }) => {
		if (transform.kind === 'firstOf') return [to, ...transform.from];
		if (transform.kind === 'template') return [to, ...placeholders(transform.text)];
		return transform.kind === 'constant' ? [to] : [to, transform.from];
	});
}

function placeholders(text: string): FieldName[] {
	return [...text.matchAll(/\{\{([^{}]*)\}\}/g)].map((match) => (match[1] ?? '').trim()).filter(isFieldName);
}

/** Only mapped fields go on. Fields that an item made by hand does not speak about are not mapped. */
function mapped(item: ChangeItem, compiled: CompiledMapping, absent: FieldName[]): ChangeItem {
	if (item.record === null) return item;
	const rows = compiled.rows.filter((row) => row.step !== 'firstOf' || row.from.some((field) => !absent.includes(field)));
	const { values, pairs } = applyMapping({ rows }, item.record);
	return { ...item, record: withFields(emptied(item.record), values), mapping: pairs };
}

async function settle(functions: IExecuteFunctions, items: ChangeItem[]): Promise<void> {
	const engine = await rooms.engine();
	await engine.skipItems(await engineContext(functions.getExecutionId()), items, skipReason);
	functions.addExecutionHints({
		type: 'info',
		location: 'outputPane',
		message: `${items.length} ${items.length === 1 ? 'item was' : 'items were'} left out by the skip rule and settled.`,
	});
}
