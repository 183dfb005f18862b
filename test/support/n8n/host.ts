import type { INodeExecutionData, IWorkflowExecuteAdditionalData } from 'n8n-workflow';
import type { N8nCore } from './core';
import type { MemoryCredentials } from './credentials';
import type { NodeTypeRegistry } from './nodeTypes';

/** What a workflow needs from its runner. */
export interface Host {
	core: N8nCore;
	credentials: MemoryCredentials;
	nodeTypes: NodeTypeRegistry;
	/** Origin of the webhook server. */
	origin: string;
	nextExecutionId(): string;
	/** Starts a workflow for another one, which does not wait for its end. Throws when there is none of this id that can be called. */
	call(workflowId: string, items: INodeExecutionData[]): void;
}

/** What n8n hands to its engine beside a workflow, as far as these nodes can see it. */
export function additionalDataFor({ credentials, origin, call }: Host, workflowId: string, executionId?: string): IWorkflowExecuteAdditionalData {
	const data: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper: credentials,
		currentNodeExecutionIndex: 0,
		executionId,
		workflowId,
		variables: {},
		instanceBaseUrl: `${origin}/`,
		restApiUrl: `${origin}/rest`,
		webhookBaseUrl: `${origin}/webhook`,
		webhookTestBaseUrl: `${origin}/webhook-test`,
		webhookWaitingBaseUrl: `${origin}/webhook-waiting`,
		formBaseUrl: `${origin}/form`,
		formTestBaseUrl: `${origin}/form-test`,
		formWaitingBaseUrl: `${origin}/form-waiting`,
		setExecutionStatus: () => undefined,
		executeWorkflow: async ({ id = '' }, _additionalData, { inputData = [] }) => {
			call(id, inputData);
			return { executionId: '', data: [null] };
		},
	};
	return data as IWorkflowExecuteAdditionalData;
}
