import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

/** What went wrong in an execution, as n8n shows it to a person. */
export interface ShownError {
	node: string | undefined;
	message: string;
	description: string;
}

/** One run of a workflow, finished, failed or waiting for a form. */
export class Execution {
	constructor(
		readonly id: string,
		/** Name of the node that started it. */
		readonly startedBy: string,
		readonly run: IRun,
	) {}

	get isWaiting(): boolean {
		return this.run.status === 'waiting';
	}

	get error(): ShownError | null {
		const error = this.run.data.resultData.error;
		if (!error) return null;
		const node = 'node' in error ? error.node?.name : undefined;
		const description = 'description' in error && typeof error.description === 'string' ? error.description : '';
		return { node, message: error.message, description };
	}

	/** True when the node ran at all. */
	ran(node: string): boolean {
		return (this.run.data.resultData.runData[node]?.length ?? 0) > 0;
	}

	/** Items that left one output of a node, over all its runs. */
	items(node: string, output = 0): INodeExecutionData[] {
		const runs = this.run.data.resultData.runData[node] ?? [];
		return runs.flatMap((run) => run.data?.main?.[output] ?? []);
	}

	json(node: string, output = 0): IDataObject[] {
		return this.items(node, output).map((item) => item.json);
	}

	/** Fails with the execution's own message unless it went through. */
	expectSuccess(): this {
		const error = this.error;
		if (error) throw new Error(`Execution failed in "${error.node ?? '?'}": ${error.message}\n${error.description}`);
		return this;
	}
}
