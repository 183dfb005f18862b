import type { CanonicalRecord, Snapshot } from '../../../sync/types';
import type { Json } from '../client';
import { revisionOf } from './revision';
import { stampFromGraph } from './stamp';
import { millisOf, textOf } from './values';

/** What must be known besides the item itself. */
export interface ReadContext {
	account: string;
	container: string;
}

/** What events and contacts have in common, and who is who. Throws `Error` when the item has no id. */
export function snapshotOf(item: Json, recordOf: (id: string, revision: string) => CanonicalRecord, recurring: boolean): Snapshot {
	const id = textOf(item.id);
	if (id === '') throw new Error('it has no id');
	const revision = revisionOf(item);
	return {
		id,
		revision,
		modifiedAt: millisOf(item.lastModifiedDateTime),
		createdAt: millisOf(item.createdDateTime),
		record: recordOf(id, revision),
		omitted: [],
		stamp: stampFromGraph(item),
		recurring,
		raw: item,
	};
}
