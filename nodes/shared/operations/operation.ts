import type { IExecuteFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { ParameterReader, SideNode } from '../connection/sideNode';
import { shownFor } from '../parameters/common';
import type { Outputs } from '../items/output';

/** One operation of a node: what it shows and what it does. */
export interface Operation {
	value: string;
	name: string;
	/** What the node's card says, e.g. "Apply changes". */
	action: string;
	description: string;
	properties: INodeProperties[];
	/** `perItem` runs once for each input item, `once` for all of them together. */
	runs: 'perItem' | 'once';
	execute(call: OperationCall): Promise<Outputs>;
}

export interface OperationCall {
	functions: IExecuteFunctions;
	node: SideNode;
	/** Index of the input item; 0 for operations that run once. */
	item: number;
	read: ParameterReader;
}

/** A group of operations under one name in the Resource list. */
export interface OperationGroup {
	value: string;
	name: string;
	/** Shown for every operation of the group, before its own parameters. */
	properties: INodeProperties[];
	operations: Operation[];
}

/** Resource, Operation and all their parameters. */
export function groupProperties(groups: OperationGroup[]): INodeProperties[] {
	const standard = groups[0]?.value ?? '';
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: groups.map(({ name, value }) => ({ name, value })),
			default: standard,
		},
		...groups.map(operationList),
		...groups.flatMap((group) => [
			...shownFor({ resource: [group.value] }, group.properties),
			...group.operations.flatMap((operation) => shownFor({ resource: [group.value], operation: [operation.value] }, operation.properties)),
		]),
	];
}

function operationList(group: OperationGroup): INodeProperties {
	const options: INodePropertyOptions[] = group.operations.map(({ name, value, action, description }) => ({ name, value, action, description }));
	const standard = group.operations[0]?.value ?? '';
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [group.value] } },
		options: options.sort((a, b) => a.name.localeCompare(b.name)),
		default: standard,
	};
}
