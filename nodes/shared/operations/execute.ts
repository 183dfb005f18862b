import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { ParameterReader, SideNode } from '../connection/sideNode';
import { failureWords, toNodeError } from '../errors';
import { attentionRow, joined, type Outputs } from '../items/output';
import type { Operation, OperationGroup } from './operation';

/**
 * Runs the chosen operation. A failure stops the node, or, when the node is set to continue, comes out of the second
 * output beside the items it concerns.
 */
export async function executeOperation(functions: IExecuteFunctions, node: SideNode, groups: OperationGroup[]): Promise<INodeExecutionData[][]> {
	const items = functions.getInputData();
	const operation = chosenOperation(functions, groups);
	const indexes = operation.runs === 'once' ? [0] : items.map((_, index) => index);
	const parts: Outputs[] = [];
	for (const item of indexes) {
		try {
			parts.push(await operation.execute({ functions, node, item, read: reader(functions, item) }));
		} catch (error) {
			if (!functions.continueOnFail()) throw toNodeError(functions.getNode(), error, operation.runs === 'once' ? undefined : item);
			const { message, next } = failureWords(error);
			const concerned = operation.runs === 'once' ? items.map((_, index) => index) : [item];
			parts.push(...concerned.map((index) => attentionRow(items[index]?.json ?? {}, index, 'failed', message, next)));
		}
	}
	const { done, attention } = joined(parts);
	return [done, attention];
}

/** Reads the parameters of a node as they are for one item. */
export function reader(functions: IExecuteFunctions, item: number): ParameterReader {
	return (name, fallback, options) => functions.getNodeParameter(name, item, fallback, options) as unknown;
}

function chosenOperation(functions: IExecuteFunctions, groups: OperationGroup[]): Operation {
	const resource = functions.getNodeParameter('resource', 0);
	const name = functions.getNodeParameter('operation', 0);
	const operation = groups.find((group) => group.value === resource)?.operations.find((candidate) => candidate.value === name);
	if (operation !== undefined) return operation;
	throw new NodeOperationError(functions.getNode(), `The operation "${String(name)}" is not part of this node.`, {
		description: 'Choose resource and operation again, and save the workflow.',
	});
}
