import type { JsonObject } from '../core/json';
import type { GraphCall } from './call';
import { badRequest, GraphError } from './errors';
import type { ItemFolder } from './folder';
import type { MicrosoftState } from './state';
import type { DeltaRefusal, StoredItem } from './types';

const usualPage = 50;
const largestPage = 1000;

/** What is read by a delta, and how. `Frozen` is what the first call asked for; its links keep it. */
export interface DeltaSource<Item extends StoredItem, Frozen extends JsonObject> {
	folder: ItemFolder<Item>;
	/** Tells one delta from another, e.g. `calendarView`. */
	feed: string;
	/** The path of its links, e.g. `/me/calendars('…')/calendarView/delta`. */
	path: string;
	context: string;
	/** Reads the query of a first call; throws 400 for what it does not take. */
	freeze(): Frozen;
	/** What one changed item adds to the answer: in the first round only what is there. */
	entries(item: Item, frozen: Frozen, isFirstRound: boolean): Array<() => JsonObject>;
}

interface Position {
	/** The last change delivered. */
	after: number;
	/** Entries of the next change that were delivered already. */
	skip: number;
	/** The latest change when the first round began: what was changed since is a change, even in that round. 0 in later rounds. */
	began: number;
}

type TokenKind = 'delta' | 'skip';

function writeToken(kind: TokenKind, feed: string, epoch: number, position: Position, frozen: JsonObject): string {
	return Buffer.from(JSON.stringify([kind, feed, epoch, position.after, position.skip, position.began, frozen])).toString('base64url');
}

function readToken(token: string): unknown[] {
	try {
		const values: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
		return Array.isArray(values) ? (values as unknown[]) : [];
	} catch {
		return [];
	}
}

/** The ways in which a server says that a link is too old. */
function tooOld(refusal: DeltaRefusal, restart: string): GraphError {
	const generation = 'The sync state generation is not found; generation=5.';
	switch (refusal) {
		case 'resyncRequired':
			return new GraphError(410, 'resyncRequired', 'Resync required. Replace any local items with the server version.', { location: restart });
		case 'notFound':
			return new GraphError(404, 'syncStateNotFound', generation);
		case 'badRequest':
			return new GraphError(400, 'SyncStateNotFound', generation);
		case 'invalid':
			return new GraphError(400, 'syncStateInvalid', 'The sync state is invalid.');
		case 'gone':
			return new GraphError(410, 'syncStateNotFound', generation, { location: restart });
	}
}

interface Reading<Frozen> {
	position: Position;
	frozen: Frozen;
}

function positionOf<Item extends StoredItem, Frozen extends JsonObject>(state: MicrosoftState, call: GraphCall, source: DeltaSource<Item, Frozen>): Reading<Frozen> {
	const [name, kind] = call.query.has('$skiptoken') ? ['$skiptoken', 'skip'] : ['$deltatoken', 'delta'];
	const token = call.query.get(name);
	if (token === null) return { position: { after: 0, skip: 0, began: source.folder.latestChange }, frozen: source.freeze() };
	const [tokenKind, feed, epoch, after, skip, began, frozen] = readToken(token);
	if (tokenKind !== kind || feed !== `${source.feed} ${source.folder.key}` || typeof after !== 'number' || typeof skip !== 'number' || typeof began !== 'number') throw badRequest('Badly formed token.');
	if (epoch !== source.folder.epoch) throw tooOld(state.options.deltaRefusal, `${call.base}${source.path}`);
	const replayed = state.options.replays && kind === 'delta' ? Math.floor(state.random() * 4) : 0;
	return { position: { after: Math.max(0, after - replayed), skip, began }, frozen: frozen as Frozen };
}

function pageSize(state: MicrosoftState, call: GraphCall): number {
	const size = Math.min(call.preferences.pageSize ?? usualPage, largestPage);
	return state.options.emptyPages ? Math.floor(state.random() * (size + 1)) : size;
}

/** One page of a delta: the first round has everything, later ones what changed since the link was given out. */
export function readDelta<Item extends StoredItem, Frozen extends JsonObject>(state: MicrosoftState, call: GraphCall, source: DeltaSource<Item, Frozen>): JsonObject {
	const { folder } = source;
	const { position, frozen } = positionOf(state, call, source);
	const size = pageSize(state, call);
	const feed = `${source.feed} ${folder.key}`;
	const link = (kind: TokenKind, to: Position): string => `${call.base}${source.path}?$${kind}token=${writeToken(kind, feed, folder.epoch, to, frozen)}`;
	const value: JsonObject[] = [];
	const page: JsonObject = { '@odata.context': `${call.base}/$metadata#Collection(${source.context})` };
	const newest = state.now() - state.options.lagMs;
	const { began } = position;
	let { after, skip } = position;
	for (const item of folder.changedAfter(after)) {
		// A change that the delta does not show yet holds back those after it.
		if (state.options.lagMs > 0 && item.modified > newest) break;
		const entries = source.entries(item, frozen, item.change <= began);
		for (const entry of entries.slice(skip)) {
			if (value.length >= size) return { ...page, '@odata.nextLink': link('skip', { after, skip, began }), value };
			value.push(entry());
			skip++;
		}
		after = item.change;
		skip = 0;
	}
	return { ...page, '@odata.deltaLink': link('delta', { after, skip: 0, began: 0 }), value };
}
