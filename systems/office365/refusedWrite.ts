import type { WriteRequest, WriteResult } from '../../sync/types';
import { containerError, isGone, type GraphRefusal } from './errors';
import { readOne, type Shelf } from './lookUp';
import { refused } from './writeOutcomes';

/** The record was changed by somebody else, in whatever way Exchange says so. */
const STALE = new Set(['ErrorIrresolvableConflict', 'ErrorStaleObject', 'ErrorInvalidChangeKey']);

/** A refusal that is about this record. Throws `SystemError` when it is about the whole container. */
export async function refusedWrite(shelf: Shelf, request: WriteRequest, error: GraphRefusal): Promise<WriteResult> {
	if (error.status === 404 && !isGone(error)) throw containerError(error, shelf.containerName);
	if (request.kind === 'create') {
		if (isGone(error)) await shelf.assertContainerIsThere();
		return refused(error);
	}
	if (error.status === 412 || STALE.has(error.code)) return { outcome: 'stale' };
	if (isGone(error)) {
		await shelf.assertContainerIsThere();
		return request.kind === 'delete' ? { outcome: 'deleted' } : { outcome: 'gone' };
	}
	// Deleting what is deleted already may be answered with this; it may mean something else as well.
	const isDeleted = request.kind === 'delete' && error.code === 'ErrorInvalidRequest' && (await readOne(shelf, request.id)).outcome === 'gone';
	return isDeleted ? { outcome: 'deleted' } : refused(error);
}
