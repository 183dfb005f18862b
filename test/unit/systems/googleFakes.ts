import { SystemError } from '../../../sync/types';
import type { Clock, FeedChange, FeedPage, FeedRequest, SyncSystem, WriteOptions } from '../../../sync/types';
import { systemModule } from '../../../systems/googleCalendar';
import type { HttpAnswer, HttpRequest } from '../../../systems/http';

/** A clock that only moves when somebody sleeps. */
export class TestClock implements Clock {
	readonly sleeps: number[] = [];

	constructor(private time = Date.parse('2026-11-02T08:00:00Z')) {}

	now(): number {
		return this.time;
	}

	async sleep(milliseconds: number): Promise<void> {
		this.sleeps.push(milliseconds);
		this.time += milliseconds;
		await Promise.resolve();
	}
}

export function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpAnswer {
	return { status, headers, body };
}

export function googleError(status: number, reason: string, message = reason): HttpAnswer {
	return answer(status, { error: { code: status, message, errors: [{ domain: 'global', reason, message }] } });
}

/** No whole answer came. */
export function cut(mayHaveHappened: boolean): SystemError {
	return new SystemError('unavailable', 'The connection was cut.', 'Try again.', { mayHaveHappened });
}

type Reply = HttpAnswer | Error | ((request: HttpRequest) => HttpAnswer | Error);

/** Answers requests from a list of replies, in order, and keeps what was asked. The last reply is repeated. */
export function scripted(...replies: Reply[]) {
	const requests: HttpRequest[] = [];
	const request = async (sent: HttpRequest): Promise<HttpAnswer> => {
		requests.push(sent);
		const reply = replies[Math.min(requests.length, replies.length) - 1];
		const given = typeof reply === 'function' ? reply(sent) : reply;
		await Promise.resolve();
		if (given === undefined) throw new Error(`Nothing is scripted for ${sent.method} ${sent.url}`);
		if (given instanceof Error) throw given;
		return given;
	};
	return { request, requests };
}

export interface GoogleUnderTest {
	system: SyncSystem;
	requests: HttpRequest[];
	clock: TestClock;
}

export function connectGoogle(...replies: Reply[]): GoogleUnderTest {
	const { request, requests } = scripted(...replies);
	const clock = new TestClock();
	const system = systemModule.connect({ request, baseUrl: 'https://www.googleapis.com', resource: 'event', container: 'team@example.test', clock });
	return { system, requests, clock };
}

export const quiet: WriteOptions = {
	notifyGuests: 'none',
	runAutomations: false,
	defaults: {},
	untitledPlaceholder: 'Not Provided',
	guests: 'linkExisting',
};

export const wholeTime: FeedRequest = { cursor: null, window: { from: 0, to: Date.parse('2100-01-01') } };

export async function readFeed(system: SyncSystem, request: FeedRequest): Promise<{ pages: FeedPage[]; changes: FeedChange[] }> {
	const pages: FeedPage[] = [];
	for await (const page of system.changes(request)) pages.push(page);
	return { pages, changes: pages.flatMap((page) => page.changes) };
}

/** A plain timed event as Google answers it. */
export function googleEvent(id: string, more: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		id,
		etag: `"etag-${id}"`,
		status: 'confirmed',
		summary: 'Offer talk',
		created: '2026-07-01T08:00:00.000Z',
		updated: '2026-07-02T08:00:00.000Z',
		start: { dateTime: '2026-11-03T10:00:00+01:00', timeZone: 'Europe/Berlin' },
		end: { dateTime: '2026-11-03T11:00:00+01:00', timeZone: 'Europe/Berlin' },
		reminders: { useDefault: false },
		...more,
	};
}
