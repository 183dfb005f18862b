import { SystemError } from '../../sync/types';
import type { SyncSystem } from '../../sync/types';
import type { Connection } from '../system';
import { capabilities } from './capabilities';
import { changes } from './changes';
import { subscribe, unsubscribe } from './channels';
import { calendarError } from './errors';
import { identify, isPrimary } from './identify';
import { createdSince, findCandidates, read, readMany } from './reads';
import { isRefusal, openSession } from './session';
import type { Session } from './session';
import { write } from './writes';

/** One Google calendar as a system of events. */
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
		subscribe: async (url, token) => await subscribe(session, url, token),
		unsubscribe: async (subscription) => await unsubscribe(session, subscription),
		deleteContainer: async () => await deleteCalendar(session),
	};
}

/** Deletes the whole calendar; one that is gone already is no error. The account's main calendar is never deleted. */
async function deleteCalendar(session: Session): Promise<void> {
	if (await isPrimary(session)) {
		throw new SystemError(
			'rejected',
			"The account's main calendar is not deleted, only calendars made for the sync are. Nothing was changed.",
			'Deactivate with "delete copies" instead.',
		);
	}
	try {
		await session.client.once.calendars.delete({ calendarId: session.calendarId });
	} catch (error) {
		if (!isRefusal(error, 404, 410)) throw calendarError(error, session.calendarId);
	}
}
