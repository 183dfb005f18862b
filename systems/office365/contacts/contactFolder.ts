import { SystemError } from '../../../sync/types';
import type { SyncSystem } from '../../../sync/types';
import type { Connection } from '../../system';
import { capabilities } from '../capabilities';
import { containerError, isGone, isRefusal } from '../errors';
import { readEach, readOne } from '../lookUp';
import { subscribe, unsubscribe } from '../subscriptions';
import { changes } from './changes';
import { identify, isMain } from './identify';
import { createdSince, findCandidates } from './reads';
import { openSession, type Session } from './session';
import { write } from './writes';

/** One folder of Outlook contacts as a system of contacts. */
export async function openContactFolder(connection: Connection): Promise<SyncSystem> {
	const session = await openSession(connection);
	return {
		capabilities: capabilities('contact'),
		identify: async () => await identify(session),
		changes: (request) => changes(session, request),
		read: async (id) => await readOne(session, id),
		readMany: async (ids) => await readEach(session, ids),
		findCandidates: async (records) => await findCandidates(session, records),
		createdSince: async (time) => await createdSince(session, time),
		write: async (requests, options) => await write(session, requests, options),
		serverTime: () => session.client.serverTime(),
		subscribe: async (url, token) => await subscribe(session.client, `${session.folder}/contacts`, connection.clock.now(), url, token),
		unsubscribe: async (subscription) => await unsubscribe(session.client, subscription),
		deleteContainer: async () => await deleteFolder(session),
	};
}

/** Deletes the whole folder; one that is gone already is no error. The mailbox's main folder is never deleted. */
async function deleteFolder(session: Session): Promise<void> {
	if (await isMain(session)) throw isMainFolder();
	try {
		if (await hasFolders(session)) throw holdsFolders();
		await session.client.call(session.folder, { method: 'DELETE', repeatable: true });
	} catch (error) {
		if (isGone(error)) return;
		if (isRefusal(error, 400) && error.code === 'ErrorDeleteDistinguishedFolder') throw isMainFolder();
		throw containerError(error, session.containerName);
	}
}

/** Folders inside it would be deleted with it, whatever is in them. */
async function hasFolders({ client, folder }: Session): Promise<boolean> {
	const { value } = await client.call(`${folder}/childFolders`, { query: { $select: 'id', $top: 1 } });
	return !Array.isArray(value) || value.length > 0;
}

function holdsFolders(): SystemError {
	return new SystemError(
		'rejected',
		'The contact folder holds other folders, which would be deleted with it. Nothing was changed.',
		'Move these folders elsewhere in Outlook and run this again, or choose "Delete Our Copies".',
	);
}

function isMainFolder(): SystemError {
	return new SystemError(
		'rejected',
		"The mailbox's main contact folder is not deleted, only folders made for the sync are. Nothing was changed.",
		'Deactivate with "delete copies" instead.',
	);
}
