import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ApplyOutcome, ChangeItem, PollOutcome } from '../../../sync/types';

/** What an operation puts on the node's two outputs. */
export interface Outputs {
	done: INodeExecutionData[];
	attention: INodeExecutionData[];
}

/** Plain data for n8n. Types of ours have no index signature, so they are named plain here, once. */
export function plain(value: object): IDataObject {
	return value as IDataObject;
}

/** Rows that belong to one input item, on the first output. */
export function doneRows(rows: object[], item: number): Outputs {
	return { done: rows.map((row) => ({ json: plain(row), pairedItem: { item } })), attention: [] };
}

/** The outcome of one change on the output it belongs to. */
export function outcomeRow(item: ChangeItem, outcome: ApplyOutcome, index: number): Outputs {
	const { kind, ...facts } = outcome;
	const row: INodeExecutionData = { json: plain({ ...item, ...facts }), pairedItem: { item: index } };
	return kind === 'done' ? { done: [row], attention: [] } : { done: [], attention: [row] };
}

/** An item that could not be used; goes to "Needs Attention" as it came. */
export function attentionRow(json: IDataObject, index: number, reason: string, message: string, next: string): Outputs {
	return { done: [], attention: [{ json: { ...json, reason, message, next }, pairedItem: { item: index } }] };
}

/** Changes as items of a trigger or of "Get Changes". */
export function changeRows(outcome: PollOutcome, item?: number): INodeExecutionData[] {
	return outcome.items.map((change) => ({ json: plain(change), ...(item !== undefined && { pairedItem: { item } }) }));
}

export function joined(parts: Outputs[]): Outputs {
	return { done: parts.flatMap((part) => part.done), attention: parts.flatMap((part) => part.attention) };
}
