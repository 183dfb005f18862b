import type { ReadResult, Snapshot } from '../../sync/types';
import { isId } from '../http';
import type { GraphClient, Json } from './client';
import { containerError, isGone, isRefusal } from './errors';
import { EXPAND_STAMP } from './mapping/stamp';
import { textOf } from './mapping/values';

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
	const { noun } = shelf;
	if (!isId(id)) return { outcome: 'unreadable', message: `Office 365: "${id}" is no id of ${noun === 'event' ? 'an' : 'a'} ${noun}.` };
	let item: Json;
	try {
		item = await shelf.client.call(shelf.itemPath(id), { query: { $expand: EXPAND_STAMP } });
	} catch (error) {
		return await unread(shelf, error);
	}
	// Whatever answered, it is not this record.
	if (textOf(item.id) !== id) return { outcome: 'unreadable', message: `Office 365 answers with something else than the ${noun} that was asked for.` };
	try {
		return { outcome: 'found', snapshot: shelf.snapshot(item) };
	} catch (error) {
		return { outcome: 'unreadable', message: `Office 365 ${noun}: ${error instanceof Error ? error.message : String(error)}` };
	}
}

/** Requests run side by side as far as the mailbox lets them. */
export async function readEach(shelf: Shelf, ids: string[]): Promise<ReadResult[]> {
	return await Promise.all(ids.map(async (id) => await readOne(shelf, id)));
}

async function unread(shelf: Shelf, error: unknown): Promise<ReadResult> {
	if (isGone(error)) {
		await shelf.assertContainerIsThere();
		return { outcome: 'gone' };
	}
	if (isRefusal(error, 404)) throw containerError(error, shelf.containerName);
	if (isRefusal(error)) return { outcome: 'unreadable', message: `Office 365: ${error.message}` };
	throw error;
}
