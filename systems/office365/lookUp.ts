import type { ReadResult, Snapshot } from '../../sync/types';
import { isId } from '../http';
import type { GraphClient, Json } from './client';
import { containerError, isGone, isRefusal } from './errors';
import { EXPAND_STAMP } from './mapping/stamp';
import { textOf } from './mapping/values';
import { allOf } from '../shared/allOf';

/** What looking up single records needs. */
export interface Shelf {
	client: GraphClient;
	/** e.g. "event" */
	noun: string;
	itemPath(id: string): string;
	/** Throws `Error` with the cause when the record cannot be understood. */
	snapshot(item: Json): Snapshot;
	/** e.g. "The calendar" */
	containerName: string;
	/** Throws `SystemError` kind `containerGone` when the container itself cannot be found: then a 404 says nothing about a record. */
	assertContainerIsThere(): Promise<void>;
}

export async function readOne(shelf: Shelf, id: string): Promise<ReadResult> {
	const result = await lookUp(shelf, id);
	if (result.outcome === 'gone') await shelf.assertContainerIsThere();
	return result;
}

/**
 * Requests run side by side as far as the mailbox lets them. Whether the container is there is asked once, after the last of them:
 * had it been asked before, somebody could have deleted it in between, with all that is in it.
 */
export async function readEach(shelf: Shelf, ids: string[]): Promise<ReadResult[]> {
	const results = await allOf(ids.map(async (id) => await lookUp(shelf, id)));
	if (results.some(({ outcome }) => outcome === 'gone')) await shelf.assertContainerIsThere();
	return results;
}

async function lookUp(shelf: Shelf, id: string): Promise<ReadResult> {
	const { noun } = shelf;
	if (!isId(id)) return { outcome: 'unreadable', message: `Office 365: "${id}" is no id of ${noun === 'event' ? 'an' : 'a'} ${noun}.` };
	let item: Json;
	try {
		item = await shelf.client.call(shelf.itemPath(id), { query: { $expand: EXPAND_STAMP } });
	} catch (error) {
		return unread(shelf, error);
	}
	// Whatever answered, it is not this record.
	if (textOf(item.id) !== id) return { outcome: 'unreadable', message: `Office 365 answers with something else than the ${noun} that was asked for.` };
	try {
		return { outcome: 'found', snapshot: shelf.snapshot(item) };
	} catch (error) {
		return { outcome: 'unreadable', message: `Office 365 ${noun}: ${error instanceof Error ? error.message : String(error)}` };
	}
}

/** Throws what is about the whole container. */
function unread(shelf: Shelf, error: unknown): ReadResult {
	if (isGone(error)) return { outcome: 'gone' };
	if (isRefusal(error, 404)) throw containerError(error, shelf.containerName);
	if (isRefusal(error)) return { outcome: 'unreadable', message: `Office 365: ${error.message}` };
	throw error;
}
