import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import type { TokenOptions } from '../../../sandbox/microsoft';
import type { HttpAnswer, HttpRequest } from '../../../systems/http/types';

export const start = Date.parse('2026-03-02T09:00:00Z');
export const marchWindow = 'startDateTime=2026-03-01T00:00:00Z&endDateTime=2026-04-01T00:00:00Z';

export interface GraphClient {
	sandbox: Sandbox;
	/** `path` comes after `/v1.0`, or is a whole link. */
	call(method: HttpRequest['method'], path: string, body?: unknown, headers?: Record<string, string>): Promise<HttpAnswer>;
	/** The body of a call that has to succeed. */
	ok(method: HttpRequest['method'], path: string, body?: unknown, headers?: Record<string, string>): Promise<JsonObject>;
	/** All pages of a listing or delta. */
	readAll(path: string, headers?: Record<string, string>): Promise<{ items: JsonObject[]; pages: JsonObject[]; deltaLink: string }>;
}

export const immutable = { prefer: 'IdType="ImmutableId"' };

/** A signed-in client of a fresh sandbox with its own time, which only moves when a test moves it. */
export function graphClient(options: SandboxOptions = {}, token: TokenOptions = {}): GraphClient {
	const sandbox = createSandbox({ time: () => start, ...options });
	sandbox.services.microsoft.state.options.pushCoalesceMs = 0;
	return clientOf(sandbox, sandbox.services.microsoft.issueToken(token).accessToken);
}

/** A client of the same sandbox with another token. */
export function clientOf(sandbox: Sandbox, accessToken: string): GraphClient {
	const call: GraphClient['call'] = (method, path, body, headers) => {
		const url = path.startsWith('http') ? path : `/v1.0${path}`;
		return sandbox.fetch('microsoft', { method, url, body, headers: { authorization: `Bearer ${accessToken}`, ...headers } });
	};
	const ok: GraphClient['ok'] = async (method, path, body, headers) => {
		const answer = await call(method, path, body, headers);
		if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
		return asObject(answer.body);
	};
	const readAll: GraphClient['readAll'] = async (path, headers) => {
		const items: JsonObject[] = [];
		const pages: JsonObject[] = [];
		for (let next: unknown = path; typeof next === 'string'; next = pages.at(-1)?.['@odata.nextLink']) {
			const page = await ok('GET', next, undefined, headers);
			pages.push(page);
			items.push(...valuesOf(page));
			if (pages.length > 2000) throw new Error('The listing does not end.');
		}
		return { items, pages, deltaLink: String(pages.at(-1)?.['@odata.deltaLink']) };
	};
	return { sandbox, call, ok, readAll };
}

export function valuesOf(page: JsonObject): JsonObject[] {
	return Array.isArray(page.value) ? page.value.map(asObject) : [];
}

export function errorCode(answer: HttpAnswer): string {
	return `${answer.status} ${String(asObject(asObject(answer.body).error).code)}`;
}

/** A plain event on 10 March. */
export function meeting(more: JsonObject = {}): JsonObject {
	return { subject: 'Visit', ...times('2026-03-10T10:00:00', '2026-03-10T11:00:00'), ...more };
}

export function times(from: string, to: string, timeZone = 'Europe/Berlin'): JsonObject {
	return { start: { dateTime: from, timeZone }, end: { dateTime: to, timeZone } };
}

/** A weekly series on Tuesdays in March. */
export function weekly(more: JsonObject = {}): JsonObject {
	return meeting({
		subject: 'Weekly',
		recurrence: { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] }, range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 3 } },
		...more,
	});
}
