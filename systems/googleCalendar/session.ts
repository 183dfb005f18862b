import type { calendar_v3 } from '@googleapis/calendar';
import type { Reminder } from '../../sync/types';
import { checkId } from '../http';
import type { Connection } from '../system';
import { createClient } from './client';
import type { GoogleClient } from './client';
import { calendarError, GoogleRefusal, malformed } from './errors';
import { GuestMemory } from './guests';
import { reminderList } from './mapping/fromGoogle';
import type { ReadContext } from './mapping/fromGoogle';

/** Events per page, Google's maximum. */
const PAGE_SIZE = 2500;

/** Roles that see the details of private events; all others see their times only. */
const seesEverything = new Set(['owner', 'writer']);

/** One connected calendar and what was learned about it on the way. */
export interface Session {
	client: GoogleClient;
	calendarId: string;
	/** What was read of guests and is not in a record. */
	guests: GuestMemory;
	context(): ReadContext;
	/** Real ids, once they are known. */
	rename(account: string, container: string): void;
	/** Reads the calendar's default reminders unless they are known: one small request. */
	learnDefaults(): Promise<void>;
	/** Throws `SystemError` kind `containerGone` when the calendar itself cannot be found: then a 404 says nothing about an event. */
	assertCalendarIsThere(): Promise<void>;
	/** What the calendar says about itself without its events. */
	describe(): Promise<calendar_v3.Schema$Events>;
	/** Pages of events in one listing; masters instead of occurrences. Throws `GoogleRefusal` as it comes. */
	pages(params: calendar_v3.Params$Resource$Events$List): AsyncGenerator<calendar_v3.Schema$Events>;
}

export async function openSession(connection: Connection): Promise<Session> {
	checkId(connection.container);
	const client = await createClient(connection);
	const calendarId = connection.container;
	let names = { account: calendarId, container: calendarId };
	let defaultReminders: Reminder[] | null = null;
	let hidesPrivate = false;

	function learn(envelope: calendar_v3.Schema$Events): void {
		if (Array.isArray(envelope.defaultReminders)) defaultReminders = reminderList(envelope.defaultReminders);
		if (typeof envelope.accessRole === 'string') hidesPrivate = !seesEverything.has(envelope.accessRole);
	}

	async function describe(): Promise<calendar_v3.Schema$Events> {
		try {
			const { data } = await client.repeatable.events.list({
				calendarId,
				maxResults: 1,
				fields: 'accessRole,defaultReminders,summary,timeZone',
			});
			learn(data);
			return data;
		} catch (error) {
			throw calendarError(error, calendarId);
		}
	}

	async function* pages(params: calendar_v3.Params$Resource$Events$List): AsyncGenerator<calendar_v3.Schema$Events> {
		let pageToken: string | undefined;
		do {
			// Every page repeats the parameters of the first (Calendar API guide, Synchronize resources efficiently).
			const { data } = await client.repeatable.events.list({
				calendarId,
				// With occurrences instead of masters, one touched series would come as hundreds of changes.
				singleEvents: false,
				maxResults: PAGE_SIZE,
				...params,
				...(pageToken !== undefined && { pageToken }),
			});
			if (data.items !== undefined && !Array.isArray(data.items)) throw malformed('holds no list of events');
			learn(data);
			yield data;
			const next = data.nextPageToken ?? undefined;
			if (next !== undefined && next === pageToken) throw malformed('names the same page again and again');
			pageToken = next;
		} while (pageToken !== undefined);
	}

	return {
		client,
		calendarId,
		guests: new GuestMemory(),
		describe,
		pages,
		context: () => ({ ...names, defaultReminders, hidesPrivate }),
		rename: (account, container) => {
			names = { account, container };
		},
		learnDefaults: async () => {
			if (defaultReminders === null) await describe();
		},
		assertCalendarIsThere: async () => {
			await describe();
		},
	};
}

/** True for a refusal with one of these statuses. */
export function isRefusal(error: unknown, ...statuses: number[]): error is GoogleRefusal {
	return error instanceof GoogleRefusal && (statuses.length === 0 || statuses.includes(error.status));
}
