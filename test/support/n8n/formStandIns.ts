import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { describe, parameter } from './standIn';

const formParameters = [parameter('formTitle', 'string', ''), parameter('formDescription', 'string', ''), parameter('formFields', 'json', ''), parameter('options', 'json', '')];

/** Its page is n8n's own; a test starts the workflow with what the form holds. */
export class FormTrigger implements INodeType {
	description = describe('formTrigger', [2.2], formParameters, { group: ['trigger'], inputs: [] });

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Calls a workflow of the database without waiting for its end, and passes its own items on. */
export class ExecuteWorkflow implements INodeType {
	description = describe('executeWorkflow', [1.2], [
		{ displayName: 'Workflow', name: 'workflowId', type: 'resourceLocator', default: { mode: 'id', value: '' }, modes: [{ displayName: 'By ID', name: 'id', type: 'string' }] },
		parameter('workflowInputs', 'json', ''),
		{ displayName: 'Options', name: 'options', type: 'collection', default: {}, options: [parameter('waitForSubWorkflow', 'boolean', true)] },
	]);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('options.waitForSubWorkflow', 0, true) !== false) throw new Error('The stand-in does not wait for the workflow that it calls');
		const id = String(this.getNodeParameter('workflowId', 0, '', { extractValue: true }));
		await this.executeWorkflow({ id }, this.getInputData(), undefined, { doNotWaitToFinish: true });
		return [this.getInputData()];
	}
}

/** Where a call by another workflow begins. */
export class ExecuteWorkflowTrigger implements INodeType {
	description = describe('executeWorkflowTrigger', [1.1], [parameter('inputSource', 'string', 'workflowInputs')], { group: ['trigger'], inputs: [] });

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('inputSource', 0) !== 'passthrough') throw new Error('The stand-in passes on what it gets');
		return [this.getInputData()];
	}
}
