import { SystemError } from '../../sync/types';
import { createHttp } from '../http';
import type { HttpAnswer, HttpRequest, SendOptions, VendorHttp } from '../http';
import type { Connection } from '../system';
import { malformed, problemOf, rejected, zohoRules } from './errors';
import { isRow, rowsOf, textOf, zohoInstant } from './row';
import type { ZohoRow } from './row';

/** A page of a list. */
export interface ListPage {
	rows: ZohoRow[];
	moreRecords: boolean;
	/** '' when Zoho gave none. */
	nextPageToken: string;
	/** Milliseconds since 1970 by the vendor's clock when the page was answered; null when the answer has no date. */
	at: number | null;
}

export interface ListQuery {
	/** Path below `/crm/v8/`, e.g. `Events` or `Events/deleted`. */
	path: string;
	parameters: Record<string, string>;
	/** Milliseconds since 1970; only what changed since is listed. */
	modifiedSince?: number;
	/** At most this many rows a page. */
	perPage?: number;
}

type Query = Record<string, string>;

/** "page reaches the first 2,000 records" (Zoho CRM API, Get Records); beyond that only page tokens lead on. */
const reachOfPages = 2000;
const rowsPerQuery = 200;

/** Zoho's API in terms of lists and calls. Every method throws `SystemError`. */
export class ZohoClient {
	private readonly http: VendorHttp;
	private readonly baseUrl: string;

	constructor(connection: Pick<Connection, 'request' | 'baseUrl' | 'clock' | 'unpaced' | 'pace'>) {
		this.baseUrl = connection.baseUrl;
		this.http = createHttp({
			request: connection.request,
			clock: connection.clock,
			vendor: zohoRules,
			...(connection.unpaced === true && { unpaced: true }),
			pace: connection.pace,
		});
	}

	serverTime(): number | null {
		return this.http.serverTime();
	}

	/** Sends a request and returns whatever answer the shared rules leave to the caller. */
	async send(
		method: HttpRequest['method'],
		path: string,
		options: { query?: Query; headers?: Record<string, string>; body?: unknown } & SendOptions,
	): Promise<HttpAnswer> {
		const query = new URLSearchParams(options.query ?? {}).toString();
		return await this.http.send(
			{
				method,
				url: `${this.baseUrl}/crm/v8/${path}${query === '' ? '' : `?${query}`}`,
				...(options.headers !== undefined && { headers: options.headers }),
				...(options.body !== undefined && { body: options.body }),
			},
			options,
		);
	}

	/** A GET whose refusal is an error. Returns null for "no content" and "not modified". */
	async get(path: string, query: Query = {}, headers: Record<string, string> = {}): Promise<{ body: ZohoRow; at: number | null } | null> {
		const answer = await this.send('GET', path, { query, headers, idempotent: true });
		if (answer.status === 204 || answer.status === 304) return null;
		if (answer.status >= 400 || problemOf(answer.body) !== null) throw rejected(answer);
		if (!isRow(answer.body)) throw malformed(`to ${path}`, answer.status);
		return { body: answer.body, at: dateOf(answer) };
	}

	/** Pages of a list, first to last. A list of nothing is one empty page. */
	async *list(query: ListQuery): AsyncGenerator<ListPage> {
		const perPage = query.perPage ?? 200;
		const headers: Record<string, string> =
			query.modifiedSince === undefined || query.modifiedSince <= 0 ? {} : { 'If-Modified-Since': zohoInstant(query.modifiedSince) };
		let position: Query = { page: '1' };
		for (let page = 1; ; page += 1) {
			const parameters = { ...query.parameters, per_page: String(perPage), ...position };
			const answer = await this.send('GET', query.path, { query: parameters, headers, idempotent: true });
			const result = readPage(answer, query.path);
			yield result;
			if (!result.moreRecords) return;
			if (result.nextPageToken !== '') position = { page_token: result.nextPageToken };
			else if (page * perPage < reachOfPages) position = { page: String(page + 1) };
			else throw malformed(`to page ${page} of ${query.path}, which names more records and no way to them`, answer.status);
		}
	}

	/** All rows of a COQL query; the index it reads may lag behind. */
	async coql(select: string): Promise<ZohoRow[]> {
		const rows: ZohoRow[] = [];
		for (let offset = 0; ; offset += rowsPerQuery) {
			const page = await this.coqlPage(select, offset);
			rows.push(...page.rows);
			if (!page.moreRecords) return rows;
		}
	}

	/** One page of a COQL query; 200 rows cost the least credits. */
	async coqlPage(select: string, offset = 0): Promise<ListPage> {
		const body = { select_query: `${select} limit ${offset}, ${rowsPerQuery}` };
		return readPage(await this.send('POST', 'coql', { body, idempotent: true }), 'coql');
	}
}

function readPage(answer: HttpAnswer, path: string): ListPage {
	const at = dateOf(answer);
	if (answer.status === 204 || answer.status === 304) return { rows: [], moreRecords: false, nextPageToken: '', at };
	if (answer.status >= 400 || problemOf(answer.body) !== null) throw isExpiredToken(answer) ? pageTokenExpired() : rejected(answer);
	const { body } = answer;
	if (!isRow(body) || !Array.isArray(body.data)) throw malformed(`to ${path}`, answer.status);
	const info = isRow(body.info) ? body.info : null;
	const rows = rowsOf(body.data);
	// Without `info` it is not known whether this is everything, so it counts as nothing.
	if (info === null || typeof info.more_records !== 'boolean' || rows.length !== body.data.length) throw malformed(`to ${path}`, answer.status);
	return { rows, moreRecords: info.more_records, nextPageToken: textOf(info.next_page_token), at };
}

function isExpiredToken(answer: HttpAnswer): boolean {
	return isRow(answer.body) && isRow(answer.body.details) && answer.body.details.param_name === 'page_token';
}

function pageTokenExpired(): SystemError {
	return new SystemError(
		'unavailable',
		"Zoho CRM no longer knows the position in its list. Nothing was changed; what was read so far is kept or read again.",
		'Nothing to do: the list is read again with the next poll.',
	);
}

function dateOf(answer: HttpAnswer): number | null {
	const date = Date.parse(answer.headers.date ?? '');
	return Number.isNaN(date) ? null : date;
}
