/** n8n's own engine in the test process: workflows run as in production, without an n8n. */
export { temporaryUserFolder } from './n8n/core';
export type { StoredCredential } from './n8n/credentials';
export { Execution, type ShownError } from './n8n/execution';
export { RunningWorkflow } from './n8n/runningWorkflow';
export { WorkflowRunner, type RunnerOptions } from './n8n/runner';
export { readTemplate, withParameters, type WorkflowFile } from './n8n/workflowFile';
