import type { calendar_v3 } from '@googleapis/calendar';
import { checkAddress, createHttp } from '../http';
import type { HttpAnswer, HttpRequest, VendorHttp } from '../http';
import type { Connection } from '../system';
import { errorBody, GoogleRefusal, malformed } from './errors';
import { googleRules } from './rules';

/** Google's typed library on our transport. Its methods throw `GoogleRefusal` or `SystemError`. */
export interface GoogleClient {
	/** For requests whose repetition has no further effect: they are repeated after an unclear outcome. */
	repeatable: calendar_v3.Calendar;
	/** For all others: repeated only when Google surely did not act. */
	once: calendar_v3.Calendar;
	serverTime(): number | null;
}

type Auth = NonNullable<calendar_v3.Options['auth']>;

/** What the library hands to its `auth` object for each request. */
interface LibraryRequest {
	method?: string;
	url?: string | URL;
	params?: Record<string, unknown>;
	headers?: Headers;
	data?: unknown;
}

/** Loads Google's library; call it only when a node runs. */
export async function createClient(connection: Connection): Promise<GoogleClient> {
	const { calendar } = await import('@googleapis/calendar');
	const http = createHttp({ request: connection.request, clock: connection.clock, vendor: googleRules, unpaced: connection.unpaced, pace: connection.pace });
	const create = (idempotent: boolean): calendar_v3.Calendar =>
		calendar({ version: 'v3', rootUrl: `${connection.baseUrl}/`, auth: transport(http, idempotent), retry: false });
	return { repeatable: create(true), once: create(false), serverTime: () => http.serverTime() };
}

/**
 * The library calls `auth.request` and nothing else of an auth object, so that is where requests leave it: before its own HTTP
 * client, its retries and its token handling.
 */
function transport(http: VendorHttp, idempotent: boolean): Auth {
	const request = async (options: LibraryRequest) => {
		const answer = await http.send(toHttpRequest(options), { idempotent });
		if (answer.status >= 400) throw refusal(answer);
		if (answer.body !== '' && !isObject(answer.body)) throw malformed('is no object', options.method !== 'GET');
		return { status: answer.status, headers: answer.headers, data: answer.body };
	};
	return { request } as unknown as Auth;
}

function isObject(body: unknown): boolean {
	return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function toHttpRequest({ method, url, params, headers, data }: LibraryRequest): HttpRequest {
	checkAddress(String(url ?? ''));
	const target = new URL(url ?? '');
	for (const [name, value] of Object.entries(params ?? {})) {
		for (const single of Array.isArray(value) ? value : [value]) {
			if (single !== undefined && single !== null) target.searchParams.append(name, String(single));
		}
	}
	const sent: Record<string, string> = {};
	headers?.forEach((value, name) => {
		// Compression is agreed upon by whoever opens the connection.
		if (name !== 'accept-encoding') sent[name] = value;
	});
	return { method: knownMethod(method), url: target.href, headers: sent, ...(data !== undefined && { body: data }) };
}

function knownMethod(method: string | undefined): HttpRequest['method'] {
	switch (method) {
		case 'POST':
		case 'PUT':
		case 'PATCH':
		case 'DELETE':
			return method;
		default:
			return 'GET';
	}
}

function refusal(answer: HttpAnswer): GoogleRefusal {
	const { message, reasons } = errorBody(answer.body);
	return new GoogleRefusal(answer.status, reasons[0] ?? '', message === '' ? `status ${answer.status}` : message);
}
