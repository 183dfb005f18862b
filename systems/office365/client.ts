import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { checkAddress, createHttp } from '../http';
import type { HttpAnswer, HttpRequest, SendOptions, VendorHttp } from '../http';
import type { Connection } from '../system';
import { malformed, refusalOf } from './errors';
import { graphRules } from './rules';

export type Json = Record<string, unknown>;

export interface Call {
	method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	query?: Record<string, string | number>;
	headers?: Record<string, string>;
	body?: Json;
	/** True when sending it twice has the effect of sending it once; it is repeated after an unclear outcome then. GET always is. */
	repeatable?: boolean;
	/** Records per page. */
	pageSize?: number;
	/** Milliseconds since 1970: after that it is not sent, or not again. Absent: no limit. */
	notAfter?: number;
}

/** Microsoft's library on our transport. Its methods throw `GraphRefusal` or `SystemError`. */
export interface GraphClient {
	/** Path below the version, e.g. `/me/calendars`; ids in it must be encoded. Returns the answer's object, `{}` for none. */
	call(path: string, call?: Call): Promise<Json>;
	/** Follows a link that Graph gave out. It must lead to the same server. */
	follow(link: string, call?: Pick<Call, 'pageSize'>): Promise<Json>;
	/** True for a link to the same server. */
	isOwn(link: string): boolean;
	/** Path of the mailbox: the connected person's, or the one that the connection names. */
	mailbox: string;
	serverTime(): number | null;
}

const VERSION = 'v1.0';

/** Times come in UTC and texts as text; ids stay the same when a record moves (Graph: immutable identifiers). */
function preferences(pageSize: number | undefined): string {
	const parts = ['IdType="ImmutableId"', 'outlook.timezone="UTC"', 'outlook.body-content-type="text"'];
	return [...parts, ...(pageSize === undefined ? [] : [`odata.maxpagesize=${pageSize}`])].join(', ');
}

/** Loads Microsoft's library; call it only when a node runs. */
export async function createClient(connection: Connection): Promise<GraphClient> {
	const { Client, ResponseType } = await import('@microsoft/microsoft-graph-client');
	const http = createHttp({ request: connection.request, clock: connection.clock, vendor: graphRules, unpaced: connection.unpaced, pace: connection.pace });

	const root = `${connection.baseUrl}/${VERSION}`;

	async function call(path: string, { method = 'GET', query = {}, headers = {}, body, repeatable = false, pageSize, notAfter }: Call = {}): Promise<Json> {
		const troubles: unknown[] = [];
		const client = Client.initWithMiddleware({ baseUrl: connection.baseUrl, defaultVersion: VERSION, middleware: transport(http, { idempotent: repeatable, ...(notAfter !== undefined && { notAfter }) }, troubles) });
		const request = client.api(path).query(encoded(query)).headers({ Prefer: preferences(pageSize), ...headers }).responseType(ResponseType.RAW);
		const answers: Record<NonNullable<Call['method']>, () => Promise<unknown>> = {
			GET: async () => await request.get(),
			POST: async () => await request.post(body ?? {}),
			PATCH: async () => await request.patch(body ?? {}),
			DELETE: async () => await request.delete(),
		};
		try {
			return await read((await answers[method]()) as Response, method);
		} catch (error) {
			// The library wraps what its handlers throw; what is thrown here says more.
			throw troubles[0] ?? error;
		}
	}

	const isOwn = (link: string): boolean => link.startsWith(`${root}/`);

	return {
		call,
		isOwn,
		follow: async (link, options = {}) => {
			// The library takes links for such only when they are https, and joins everything else to the base.
			if (!isOwn(link)) throw malformed('leads to another server, which was not followed');
			return await call(link.slice(root.length), options);
		},
		mailbox: connection.mailbox === undefined || connection.mailbox === '' ? '/me' : `/users/${encodeURIComponent(connection.mailbox)}`,
		serverTime: () => http.serverTime(),
	};
}

/** The library joins values as they are. */
function encoded(query: Record<string, string | number>): Record<string, string> {
	return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(String(value))]));
}

/**
 * The library's chain of handlers is replaced by one that hands each request to our transport: tokens, repetitions and redirects
 * are not its business here. Its own repetition repeats creates as well.
 */
function transport(http: VendorHttp, options: SendOptions, troubles: unknown[]): Middleware {
	return {
		execute: async (context: Context) => {
			const answer = await sent(http, context, options).catch((error: unknown) => {
				troubles.push(error);
				throw error;
			});
			const text = answer.body === '' ? null : JSON.stringify(answer.body);
			context.response = new Response(isWithoutBody(answer.status) ? null : text, { status: answer.status, headers: { 'content-type': 'application/json' } });
		},
	};
}

async function sent(http: VendorHttp, context: Context, options: SendOptions): Promise<HttpAnswer> {
	return await http.send(toHttpRequest(context), options);
}

function isWithoutBody(status: number): boolean {
	return status === 204 || status === 205 || status === 304;
}

function toHttpRequest({ request, options }: Context): HttpRequest {
	const url = typeof request === 'string' ? request : request.url;
	checkAddress(url);
	const headers: Record<string, string> = {};
	new Headers(options?.headers as Record<string, string> | undefined).forEach((value, name) => {
		// What the library says of itself helps nobody here.
		if (name !== 'sdkversion' && name !== 'client-request-id') headers[name] = value;
	});
	const method = options?.method === 'POST' || options?.method === 'PATCH' || options?.method === 'DELETE' ? options.method : 'GET';
	const body: unknown = typeof options?.body === 'string' ? JSON.parse(options.body) : undefined;
	return { method, url, headers, ...(body !== undefined && { body }) };
}

async function read(response: Response, method: string): Promise<Json> {
	const text = await response.text();
	const body: unknown = text === '' ? {} : JSON.parse(text);
	const answer: HttpAnswer = { status: response.status, headers: {}, body };
	if (response.status >= 400) throw refusalOf(answer);
	if (typeof body !== 'object' || body === null || Array.isArray(body)) throw malformed('is no object', method !== 'GET');
	return body as Json;
}
