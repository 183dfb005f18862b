import type { Snapshot } from '../../../sync/types';
import { checkId } from '../../http';
import type { Connection } from '../../system';
import { createClient, type Json } from '../client';
import { containerError } from '../errors';
import type { Shelf } from '../lookUp';
import type { ReadContext } from '../mapping/snapshot';
import { pagerOf, type Pager } from '../paging';
import { snapshotFromGraph } from './fromGraph';

/** Contacts that are remembered between reading and writing them. */
const REMEMBERED = 500;

/** One connected folder of contacts and what was learned about it on the way. */
export interface Session extends Shelf, Pager {
	/** Path of the folder. */
	folder: string;
	/** As it was chosen. */
	folderId: string;
	/** Whose mailbox, where the connection names one. */
	mailboxName: string;
	/** Real ids, once they are known. */
	rename(account: string, container: string): void;
	/** The contact as it was last read, if that was this very state of it. */
	remembered(id: string, revision: string): Json | null;
}

export async function openSession(connection: Connection): Promise<Session> {
	checkId(connection.container);
	const client = await createClient(connection);
	const folder = `${client.mailbox}/contactFolders/${encodeURIComponent(connection.container)}`;
	let context: ReadContext = { account: connection.container, container: connection.container };
	const memory = new Map<string, { revision: string; contact: Json }>();

	const remember = ({ id, revision }: Snapshot, contact: Json): void => {
		memory.delete(id);
		memory.set(id, { revision, contact });
		const [oldest] = memory.keys();
		if (memory.size > REMEMBERED && oldest !== undefined) memory.delete(oldest);
	};

	return {
		client,
		...pagerOf(client),
		noun: 'contact',
		containerName: 'the contact folder',
		folder,
		folderId: connection.container,
		mailboxName: connection.mailbox?.trim() ?? '',
		itemPath: (id) => `${client.mailbox}/contacts/${encodeURIComponent(id)}`,
		snapshot: (contact) => {
			const snapshot = snapshotFromGraph(contact, context);
			remember(snapshot, contact);
			return snapshot;
		},
		remembered: (id, revision) => {
			const known = memory.get(id);
			return known?.revision === revision ? known.contact : null;
		},
		rename: (account, container) => {
			context = { account, container };
		},
		assertContainerIsThere: async () => {
			try {
				await client.call(folder, { query: { $select: 'id' } });
			} catch (error) {
				throw containerError(error, 'the contact folder');
			}
		},
	};
}
