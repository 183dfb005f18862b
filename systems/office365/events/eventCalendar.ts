import { SystemError } from '../../../sync/types';
import type { SyncSystem } from '../../../sync/types';
import type { Connection } from '../../system';
import { capabilities } from '../capabilities';
import { containerError, isGone } from '../errors';
import { marksOf } from '../mapping/revision';
import { subscribe, unsubscribe } from '../subscriptions';
import { changes } from './changes';
import { identify, isMain } from './identify';
import { createdSince, findCandidates, read, readMany } from './reads';
import { openSession, type Session } from './session';
import { write } from './writes';

/** One Outlook calendar as a system of events. */
export async function openEventCalendar(connection: Connection): Promise<SyncSystem> {
	const session = await openSession(connection);
	return {
		capabilities: capabilities('event'),
		identify: async () => await identify(session),
		changes: (request) => changes(session, request),
		read: async (id) => await read(session, id),
		readMany: async (ids) => await readMany(session, ids),
		findCandidates: async (records) => await findCandidates(session, records),
		createdSince: async (time) => await createdSince(session, time),
		write: async (requests, options) => await write(session, requests, options),
		serverTime: () => session.client.serverTime(),
		subscribe: async (url, token) => await subscribe(session.client, `${session.calendar}/events`, connection.clock.now(), url, token),
		unsubscribe: async (subscription) => await unsubscribe(session.client, subscription),
		deleteContainer: async () => await deleteCalendar(session),
		mailsOnDelete: ({ revision }) => marksOf(revision)?.guests === true,
	};
}

/** Deletes the whole calendar; one that is gone already is no error. The mailbox's main calendar is never deleted. */
async function deleteCalendar(session: Session): Promise<void> {
	if (await isMain(session)) {
		throw new SystemError(
			'rejected',
			"The mailbox's main calendar is not deleted, only calendars made for the sync are. Nothing was changed.",
			'Deactivate with "delete copies" instead.',
		);
	}
	try {
		await session.client.call(session.calendar, { method: 'DELETE', repeatable: true });
	} catch (error) {
		if (!isGone(error)) throw containerError(error, 'the calendar');
	}
}
