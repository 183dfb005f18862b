import type { Snapshot } from '../../../sync/types';
import { checkId } from '../../http';
import type { Connection } from '../../system';
import { createClient, type Call, type GraphClient, type Json } from '../client';
import { containerError, malformed } from '../errors';
import { objectsOf, textOf } from '../mapping/values';
import { snapshotFromGraph, type ReadContext } from './fromGraph';

/** Records per page of a listing. */
const PAGE_SIZE = 250;

/** One connected calendar and what was learned about it on the way. */
export interface Session {
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
	/** Pages of one listing, to the last. Throws `GraphRefusal` as it comes. */
	pages(path: string, call?: Pick<Call, 'query'>): AsyncGenerator<{ items: Json[]; deltaLink: string | null }>;
	/** The same for a link that Graph gave out. */
	pagesFrom(link: string): AsyncGenerator<{ items: Json[]; deltaLink: string | null }>;
}

export async function openSession(connection: Connection): Promise<Session> {
	checkId(connection.container);
	const client = await createClient(connection);
	const calendar = `${client.mailbox}/calendars/${encodeURIComponent(connection.container)}`;
	let context: ReadContext = { account: connection.container, container: connection.container };

	async function* following(first: Promise<Json>): AsyncGenerator<{ items: Json[]; deltaLink: string | null }> {
		const followed = new Set<string>();
		for (let page = await first; ; ) {
			if (!Array.isArray(page.value)) throw malformed('holds no list of events');
			const next = textOf(page['@odata.nextLink']);
			yield { items: objectsOf(page.value), deltaLink: textOf(page['@odata.deltaLink']) || null };
			if (next === '') return;
			if (followed.has(next)) throw malformed('names the same page again and again');
			followed.add(next);
			page = await client.follow(next, { pageSize: PAGE_SIZE });
		}
	}

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
				throw containerError(error, 'The calendar');
			}
		},
		pages: (path, call = {}) => following(client.call(path, { ...call, pageSize: PAGE_SIZE })),
		pagesFrom: (link) => following(client.follow(link, { pageSize: PAGE_SIZE })),
	};
}
