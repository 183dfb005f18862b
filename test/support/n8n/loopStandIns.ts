import { deepCopy, NodeConnectionTypes, type IDataObject, type IExecuteFunctions, type INodeExecutionData, type INodeType } from 'n8n-workflow';
import { describe, parameter } from './standIn';

/** Starts when a person, or here a test, says so: its clock is n8n's own business. */
export class ScheduleTrigger implements INodeType {
	description = describe('scheduleTrigger', [1.2], [parameter('rule', 'json', '')], { group: ['trigger'], inputs: [] });

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** "Edit Fields". In the mode JSON the text takes the place of each item's fields; else fields are added to them, or stand alone. */
export class EditFields implements INodeType {
	description = describe('set', [3.4], [
		parameter('mode', 'string', 'manual'),
		parameter('jsonOutput', 'json', '{}'),
		parameter('assignments', 'json', ''),
		parameter('includeOtherFields', 'boolean', false),
		parameter('options', 'json', ''),
	]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const fieldsOf = (index: number): IDataObject => {
			if (this.getNodeParameter('mode', index) === 'raw') return JSON.parse(String(this.getNodeParameter('jsonOutput', index))) as IDataObject;
			const { assignments } = this.getNodeParameter('assignments', index) as { assignments: Array<{ name: string; value: string }> };
			return Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
		};
		const keeps = (index: number): boolean => this.getNodeParameter('includeOtherFields', index) === true;
		return [this.getInputData().map(({ json }, index) => ({ json: { ...(keeps(index) && json), ...fieldsOf(index) }, pairedItem: { item: index } }))];
	}
}

/** One item for each entry of a list; its fields become the item's. */
export class SplitOut implements INodeType {
	description = describe('splitOut', [1], [parameter('fieldToSplitOut', 'string', ''), parameter('options', 'json', '')]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const entries = this.getInputData().flatMap(({ json }, index) => {
			const list = json[String(this.getNodeParameter('fieldToSplitOut', index))];
			return (Array.isArray(list) ? list : []).map((entry) => ({ json: entry as IDataObject, pairedItem: { item: index } }));
		});
		return [entries];
	}
}

interface Loop {
	items?: INodeExecutionData[];
	sourceData?: unknown;
	processedItems?: INodeExecutionData[];
}

/** "Loop Over Items", one at a time: the first output when all are through, the second with the next one. */
export class LoopOverItems implements INodeType {
	description = describe('splitInBatches', [3], [parameter('batchSize', 'number', 1), parameter('options', 'json', '')], {
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const batchSize = Number(this.getNodeParameter('batchSize', 0));
		const items = [...this.getInputData()];
		const loop = this.getContext('node') as Loop;
		const source = this.getInputSourceData();
		const isFirst = loop.items === undefined;
		if (isFirst) {
			loop.sourceData = deepCopy(source);
			loop.items = items;
			loop.processedItems = [];
		} else {
			loop.processedItems = [...(loop.processedItems ?? []), ...items.map((item, index) => ({ ...item, pairedItem: { item: index, sourceOverwrite: source } }))];
		}
		const batch = (loop.items ?? []).splice(0, batchSize);
		return batch.length === 0 ? [loop.processedItems ?? [], []] : [[], batch];
	}
}
