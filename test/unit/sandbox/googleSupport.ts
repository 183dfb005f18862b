import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import type { EventResource } from '../../../sandbox/google';
import type { HttpAnswer, HttpRequest } from '../../../systems/http/types';

export const start = Date.parse('2026-03-02T09:00:00Z');
export const primary = '/calendar/v3/calendars/primary';

export interface GoogleClient {
	sandbox: Sandbox;
	call(method: HttpRequest['method'], path: string, body?: unknown, headers?: Record<string, string>): Promise<HttpAnswer>;
	/** The body of a call that has to succeed. */
	ok(method: HttpRequest['method'], path: string, body?: unknown): Promise<JsonObject>;
	/** All pages of a listing of the primary calendar. */
	readAll(query: string): Promise<{ items: EventResource[]; syncToken: string | undefined; pages: JsonObject[] }>;
}

/** A signed-in client of a fresh sandbox with its own time, which only moves when a test moves it. */
export function googleClient(options: SandboxOptions = {}, token: { user?: string; scopes?: string[]; clientId?: string } = {}): GoogleClient {
	const sandbox = createSandbox({ time: () => start, ...options });
	sandbox.services.google.state.options.pushCoalesceMs = 0;
	return clientOf(sandbox, token);
}

/** Another signed-in client of the same sandbox. */
export function clientOf(sandbox: Sandbox, token: { user?: string; scopes?: string[]; clientId?: string } = {}): GoogleClient {
	const { accessToken } = sandbox.services.google.issueToken(token);
	const call: GoogleClient['call'] = (method, url, body, headers) =>
		sandbox.fetch('google', { method, url, body, headers: { authorization: `Bearer ${accessToken}`, ...headers } });
	const ok: GoogleClient['ok'] = async (method, path, body) => {
		const answer = await call(method, path, body);
		if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
		return asObject(answer.body);
	};
	const readAll: GoogleClient['readAll'] = async (query) => {
		const items: EventResource[] = [];
		const pages: JsonObject[] = [];
		for (let pageToken: unknown; pages.length === 0 || typeof pageToken === 'string'; ) {
			const page = await ok('GET', `${primary}/events?${query}${typeof pageToken === 'string' ? `&pageToken=${pageToken}` : ''}`);
			pages.push(page);
			if (Array.isArray(page.items)) items.push(...page.items.map((item) => asObject(item) as EventResource));
			pageToken = page.nextPageToken;
			if (pages.length > 500) throw new Error('The listing does not end.');
		}
		const syncToken = pages.at(-1)?.nextSyncToken;
		return { items, pages, syncToken: typeof syncToken === 'string' ? syncToken : undefined };
	};
	return { sandbox, call, ok, readAll };
}

export function errorReason(answer: HttpAnswer): unknown {
	const errors = asObject(asObject(answer.body).error).errors;
	return asObject(Array.isArray(errors) ? errors[0] : undefined).reason;
}

export const hour = (time = '10:00', length = '11:00'): Pick<EventResource, 'start' | 'end'> => ({
	start: { dateTime: `2026-03-10T${time}:00+01:00` },
	end: { dateTime: `2026-03-10T${length}:00+01:00` },
});
