import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
} from 'n8n-workflow';
import { ExecuteWorkflow, ExecuteWorkflowTrigger, FormTrigger } from './formStandIns';
import { EditFields, LoopOverItems, ScheduleTrigger, SplitOut } from './loopStandIns';
import { describe } from './standIn';

/*
 * Stand-ins for the few n8n-nodes-base types that templates use. n8n-nodes-base is no dependency of this package; these do
 * what the originals do with the parameters the templates set, and nothing more. The engine that runs them is n8n's own.
 */

/** n8n waits for a form for as long as it takes: the far future stands for "indefinitely". */
const WAIT_INDEFINITELY = new Date('3000-01-01T00:00:00.000Z');

class ManualTrigger implements INodeType {
	description = describe('manualTrigger', [1], [], { group: ['trigger'], inputs: [] });

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

class NoOp implements INodeType {
	description = describe('noOp', [1], []);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Conditions are evaluated by n8n-core itself, because the parameter has n8n's type `filter`. */
class If implements INodeType {
	description = describe(
		'if',
		[2.2],
		[
			{
				displayName: 'Conditions',
				name: 'conditions',
				type: 'filter',
				default: {},
				typeOptions: { filter: { caseSensitive: true, typeValidation: 'strict', version: 2 } },
			},
			{ displayName: 'Options', name: 'options', type: 'collection', default: {}, options: [] },
		],
		{ outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main] },
	);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const yes: INodeExecutionData[] = [];
		const no: INodeExecutionData[] = [];
		this.getInputData().forEach((item, index) => {
			const holds = this.getNodeParameter('conditions', index, false, { extractValue: true }) === true;
			(holds ? yes : no).push({ ...item, pairedItem: { item: index } });
		});
		return [yes, no];
	}
}

/** Puts the execution to wait until the form is sent in; the engine then goes on with the form's values as the only item. */
class Wait implements INodeType {
	description = describe(
		'wait',
		[1.1],
		[
			{ displayName: 'Resume', name: 'resume', type: 'options', default: 'form', options: [{ name: 'Form', value: 'form' }] },
			{ displayName: 'Form Title', name: 'formTitle', type: 'string', default: '' },
			{ displayName: 'Form Description', name: 'formDescription', type: 'string', default: '' },
			{ displayName: 'Form Fields', name: 'formFields', type: 'json', default: '' },
		],
	);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('resume', 0) !== 'form') throw new Error('The stand-in waits for forms only');
		await this.putExecutionToWait(WAIT_INDEFINITELY);
		return [this.getInputData()];
	}
}

/** Mode "choose branch": waits for both inputs and passes one of them on. */
class Merge implements INodeType {
	description = describe(
		'merge',
		[3.2],
		[
			{ displayName: 'Mode', name: 'mode', type: 'string', default: 'append' },
			{ displayName: 'Use Data of Input', name: 'useDataOfInput', type: 'number', default: 1 },
		],
		{ inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main], requiredInputs: [0, 1] },
	);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		if (this.getNodeParameter('mode', 0) !== 'chooseBranch') throw new Error('The stand-in knows the mode chooseBranch only');
		return [this.getInputData(Number(this.getNodeParameter('useDataOfInput', 0)) - 1)];
	}
}

/** By full type name. */
export const standInNodes: ReadonlyMap<string, INodeType> = new Map<string, INodeType>([
	['n8n-nodes-base.manualTrigger', new ManualTrigger()],
	['n8n-nodes-base.noOp', new NoOp()],
	['n8n-nodes-base.if', new If()],
	['n8n-nodes-base.wait', new Wait()],
	['n8n-nodes-base.merge', new Merge()],
	['n8n-nodes-base.scheduleTrigger', new ScheduleTrigger()],
	['n8n-nodes-base.set', new EditFields()],
	['n8n-nodes-base.splitOut', new SplitOut()],
	['n8n-nodes-base.splitInBatches', new LoopOverItems()],
	['n8n-nodes-base.formTrigger', new FormTrigger()],
	['n8n-nodes-base.executeWorkflow', new ExecuteWorkflow()],
	['n8n-nodes-base.executeWorkflowTrigger', new ExecuteWorkflowTrigger()],
]);

/** Drawn on the canvas, never run. */
export const STICKY_NOTE = 'n8n-nodes-base.stickyNote';
