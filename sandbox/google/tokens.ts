import { fullSyncRequired, invalid } from './errors';

/** A place in a feed. `parameters` are those that have to stay the same. */
export interface FeedPosition {
	feed: string;
	epoch: number;
	change: number;
	parameters: string;
}

export interface PagePosition {
	feed: string;
	/** The last change delivered, or the number of entries already delivered where a listing is sorted. */
	cursor: number;
	/** The feed's position when the first page was read. */
	startedAt: number;
	parameters: string;
}

function write(values: ReadonlyArray<string | number>): string {
	return Buffer.from(JSON.stringify(values)).toString('base64url');
}

function read(token: string): unknown[] {
	try {
		const values: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
		return Array.isArray(values) ? values : [];
	} catch {
		return [];
	}
}

export function writeSyncToken(position: FeedPosition): string {
	return write(['sync', position.feed, position.epoch, position.change, position.parameters]);
}

/** Throws 410 for a token of an earlier epoch and 400 for what is no token of this feed and these parameters. */
export function readSyncToken(token: string, expected: Omit<FeedPosition, 'change'>): number {
	const [kind, feed, epoch, change, parameters] = read(token);
	if (kind !== 'sync' || feed !== expected.feed || typeof change !== 'number') throw invalid('Invalid sync token value.', 'syncToken');
	if (epoch !== expected.epoch) throw fullSyncRequired();
	if (parameters !== expected.parameters) throw invalid('Sync token was issued for other query parameters.', 'syncToken');
	return change;
}

export function writePageToken(position: PagePosition): string {
	return write(['page', position.feed, position.cursor, position.startedAt, position.parameters]);
}

/** Throws 400 for a token of another listing, or when the query is not the first page's. */
export function readPageToken(token: string, feed: string, parameters: string): PagePosition {
	const [kind, tokenFeed, cursor, startedAt, tokenParameters] = read(token);
	if (kind !== 'page' || tokenFeed !== feed || typeof cursor !== 'number' || typeof startedAt !== 'number' || tokenParameters !== parameters) {
		throw invalid('Invalid page token value.', 'pageToken');
	}
	return { feed, cursor, startedAt, parameters };
}

const freeParameters = new Set(['pageToken', 'maxResults', 'timeZone', 'fields', 'alt', 'prettyPrint', 'quotaUser', 'key', 'maxAttendees']);

/** The parameters that every page of a listing has to repeat. */
export function constantParameters(query: URLSearchParams): string {
	return [...query]
		.filter(([name]) => !freeParameters.has(name))
		.map(([name, value]) => `${name}=${value}`)
		.sort()
		.join('&');
}
