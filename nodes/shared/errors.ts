import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { StoreError, SyncRefusal, SystemError } from '../../sync/types';

/** Any failure as the error that n8n shows: what happened as its title, what to do as its description. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeApiError | NodeOperationError {
	const options = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (isOurs(error, 'SystemError')) {
		const status = (error as SystemError).details.status;
		const facts: JsonObject = { message: error.message };
		return new NodeApiError(node, facts, {
			...options,
			message: error.message,
			description: error.next,
			...(status !== undefined && { httpCode: String(status) }),
		});
	}
	if (isOurs(error, 'SyncRefusal') || isOurs(error, 'StoreError')) {
		return new NodeOperationError(node, error.message, { ...options, description: error.next });
	}
	return new NodeOperationError(node, error instanceof Error ? error : new Error(String(error)), options);
}

/** Message and advice of any failure, for an item that goes to "Needs Attention". */
export function failureWords(error: unknown): { message: string; next: string } {
	if (isOurs(error, 'SystemError') || isOurs(error, 'SyncRefusal') || isOurs(error, 'StoreError')) {
		return { message: error.message, next: error.next };
	}
	const description = error instanceof NodeApiError || error instanceof NodeOperationError ? error.description : null;
	return { message: error instanceof Error ? error.message : String(error), next: description ?? 'Look at the message, then run the node again.' };
}

/** By name, since a class may exist once per node file. */
function isOurs(error: unknown, name: 'SystemError' | 'SyncRefusal' | 'StoreError'): error is SystemError | SyncRefusal | StoreError {
	return error instanceof Error && error.name === name && 'next' in error && typeof error.next === 'string';
}
