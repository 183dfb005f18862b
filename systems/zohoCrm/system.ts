import type {
	Binding,
	CanonicalRecord,
	FeedPage,
	FeedRequest,
	PushSubscription,
	ReadResult,
	Snapshot,
	SyncSystem,
	WriteOptions,
	WriteRequest,
	WriteResult,
} from '../../sync/types';
import type { Connection } from '../system';
import { CandidateFinder } from './candidates';
import { capabilities } from './capabilities';
import { changes } from './changes';
import { GuestDirectory } from './guests';
import { identify } from './identify';
import { subscribe, unsubscribe } from './push';
import { createdSince, readMany } from './reads';
import { ZohoSession } from './session';
import { write } from './writes';

/** Events or contacts of one Zoho CRM user. */
export class ZohoSystem implements SyncSystem {
	readonly capabilities;
	private readonly session: ZohoSession;
	private readonly candidates: CandidateFinder;
	private readonly guests: GuestDirectory;

	constructor(connection: Connection) {
		this.capabilities = capabilities(connection.resource);
		this.session = new ZohoSession(connection);
		this.candidates = new CandidateFinder(this.session);
		this.guests = new GuestDirectory(this.session);
	}

	async identify(): Promise<Binding> {
		return await identify(this.session);
	}

	changes(request: FeedRequest): AsyncIterable<FeedPage> {
		return changes(this.session, request);
	}

	async read(id: string): Promise<ReadResult> {
		const [result] = await readMany(this.session, [id]);
		return result ?? { outcome: 'unreadable', message: 'Zoho CRM gave no answer for this record.' };
	}

	async readMany(ids: string[]): Promise<ReadResult[]> {
		return await readMany(this.session, ids);
	}

	async findCandidates(records: CanonicalRecord[]): Promise<Snapshot[]> {
		return await this.candidates.find(records);
	}

	async createdSince(time: number): Promise<Snapshot[]> {
		return await createdSince(this.session, time);
	}

	async write(requests: WriteRequest[], options: WriteOptions): Promise<WriteResult[]> {
		return await write(this.session, this.guests, requests, options);
	}

	serverTime(): number | null {
		return this.session.client.serverTime();
	}

	/** Optional methods are taken off the object before they are called, so they must not lose it. */
	readonly subscribe = async (url: string, token: string): Promise<PushSubscription> => await subscribe(this.session, url, token);

	readonly unsubscribe = async (subscription: PushSubscription): Promise<void> => await unsubscribe(this.session, subscription);
}
