import { createSandbox } from '../../../sandbox';
import type { Clock, Cursor, FeedChange, FeedRequest, Resource, WriteOptions } from '../../../sync/types';
import { SystemError } from '../../../sync/types';
import type { AuthenticatedRequest, HttpRequest } from '../../../systems/http/types';
import { systemModule } from '../../../systems/office365';
import type { Connection } from '../../../systems/system';

export const startOfTest = Date.parse('2026-03-02T09:00:00Z');
export const window = { from: Date.parse('2026-03-01T00:00:00Z'), to: Date.parse('2026-06-01T00:00:00Z') };

export const quiet: WriteOptions = { notifyGuests: 'none', runAutomations: false, defaults: {}, untitledPlaceholder: 'Not Provided', guests: 'linkExisting' };

export const stamp = { sync: 'sales', partnerId: '42', generation: 0 };

/** An hour on a day of March 2026, as Outlook shows it. */
export function meeting(subject: string, day = 10, more: Record<string, unknown> = {}) {
	const at = (hour: number) => ({ dateTime: `2026-03-${String(day).padStart(2, '0')}T${hour}:00:00`, timeZone: 'Europe/Berlin' });
	return { subject, start: at(10), end: at(11), ...more };
}

export interface WorldOptions {
	resource?: Resource;
	container?: string;
	scopes?: string[];
	mailbox?: string;
	/** Signs in as an application instead of a person. */
	asApplication?: boolean;
}

/** The system against the stand-in, in one process. Time stands still unless a test or a pause moves it. */
export function office365World(options: WorldOptions = {}) {
	const sandbox = createSandbox({ time: () => startOfTest });
	const { microsoft } = sandbox.services;
	microsoft.state.options.pushCoalesceMs = 0;
	const resource = options.resource ?? 'event';
	const container = options.container ?? (resource === 'event' ? microsoft.person.calendarList()[0]?.id : undefined) ?? '';
	const requests: HttpRequest[] = [];
	// A fresh token for each request stands for n8n, which refreshes expired ones.
	const token = (): string => (options.asApplication === true ? microsoft.issueApplicationToken() : microsoft.issueToken(options.scopes === undefined ? {} : { scopes: options.scopes })).accessToken;
	const request: AuthenticatedRequest = async (sent) => {
		requests.push(sent);
		try {
			return await sandbox.fetch('microsoft', { ...sent, headers: { ...sent.headers, authorization: `Bearer ${token()}` } });
		} catch (error) {
			if (error instanceof Error && 'code' in error) throw new SystemError('unavailable', 'The connection was cut.', 'Try again.', { mayHaveHappened: sent.method !== 'GET' });
			throw error;
		}
	};
	const { clock } = sandbox.world;
	const time: Clock = {
		now: () => clock.now(),
		sleep: async (milliseconds) => {
			clock.advance(milliseconds);
			await Promise.resolve();
		},
	};
	const connection: Connection = { request, baseUrl: sandbox.urls.microsoft, resource, container, clock: time, unpaced: true, ...(options.mailbox !== undefined && { mailbox: options.mailbox }) };
	const system = systemModule.connect(connection);

	/** All changes of one reading, and the cursor to go on from. */
	const readChanges = async (cursor: Cursor | null, more: Partial<FeedRequest> = {}): Promise<{ changes: FeedChange[]; cursor: Cursor }> => {
		const changes: FeedChange[] = [];
		let next: Cursor | undefined;
		for await (const page of system.changes({ cursor, window, ...more })) {
			changes.push(...page.changes);
			next = page.cursor ?? next;
		}
		if (next === undefined) throw new Error('The reading ended without a cursor.');
		return { changes, cursor: next };
	};

	return {
		sandbox,
		microsoft,
		system,
		connection,
		requests,
		readChanges,
		later: (milliseconds: number) => clock.advance(milliseconds),
		mails: () => sandbox.control.outbox.list(),
		/** Method and path of the requests since the last call of this function; ids are shortened. */
		asked: () => requests.splice(0).map(({ method, url }) => `${method} ${new URL(url).pathname.replace('/v1.0', '').replace(/\('[^']*'\)/g, '/{id}').replace(/\/[A-Za-z0-9_=%-]{30,}/g, '/{id}')}`),
	};
}

export type Office365World = ReturnType<typeof office365World>;
