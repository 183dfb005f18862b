import type { INodeExecutionData } from 'n8n-workflow';
import { processWide } from '../processWide';

/**
 * In a test run of the editor n8n drops what webhook() returned and shows what poll() returns instead, for nodes that have
 * both. So webhook() leaves its items here and poll() takes them.
 */
const kept = () => processWide('manual-items', () => new Map<string, INodeExecutionData[]>());

export function keepManualItems(trigger: string, items: INodeExecutionData[]): void {
	kept().set(trigger, items);
}

/** The items left by a webhook of this trigger; null when there are none. */
export function takeManualItems(trigger: string): INodeExecutionData[] | null {
	const items = kept().get(trigger) ?? null;
	kept().delete(trigger);
	return items;
}
