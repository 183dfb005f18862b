import type { Snapshot } from '../../../sync/types';
import { checkId } from '../../http';
import type { Connection } from '../../system';
import { createClient, type GraphClient, type Json } from '../client';
import { containerError } from '../errors';
import type { ReadContext } from '../mapping/snapshot';
import { pagerOf, type Pager } from '../paging';
import { snapshotFromGraph } from './fromGraph';

/** One connected calendar and what was learned about it on the way. */
export interface Session extends Pager {
	client: GraphClient;
	/** Path of the calendar. */
	calendar: string;
	/** As it was chosen. */
	calendarId: string;
	eventPath(id: string): string;
	/** Throws `Error` with the cause when the event cannot be understood. */
	snapshot(event: Json): Snapshot;
	/** Milliseconds since 1970. */
	now(): number;
	/** Real ids, once they are known. */
	rename(account: string, container: string): void;
	/** Throws `SystemError` kind `containerGone` when the calendar itself cannot be found: then a 404 says nothing about an event. */
	assertCalendarIsThere(): Promise<void>;
}

export async function openSession(connection: Connection): Promise<Session> {
	checkId(connection.container);
	const client = await createClient(connection);
	const calendar = `${client.mailbox}/calendars/${encodeURIComponent(connection.container)}`;
	let context: ReadContext = { account: connection.container, container: connection.container };

	return {
		client,
		calendar,
		calendarId: connection.container,
		now: () => connection.clock.now(),
		eventPath: (id) => `${client.mailbox}/events/${encodeURIComponent(id)}`,
		snapshot: (event) => snapshotFromGraph(event, context),
		rename: (account, container) => {
			context = { account, container };
		},
		assertCalendarIsThere: async () => {
			try {
				await client.call(calendar, { query: { $select: 'id' } });
			} catch (error) {
				throw containerError(error, 'the calendar');
			}
		},
		...pagerOf(client),
	};
}
