import { SandboxHost } from '../../../sandbox/core/sandbox';
import { SandboxWorld } from '../../../sandbox/core/world';
import { CONNECTED_USER, createZohoService } from '../../../sandbox/zoho';
import type { CalendarEvent, Clock, Cursor, FeedChange, FeedRequest, Snapshot, SyncSystem, WriteOptions } from '../../../sync/types';
import { SystemError } from '../../../sync/types';
import type { HttpAnswer, HttpRequest } from '../../../systems/http';
import type { Connection } from '../../../systems/system';
import { systemModule } from '../../../systems/zohoCrm';

export const startOfTest = Date.parse('2026-11-02T08:00:00Z');

/** Sleeping moves the sandbox's clock, so that back-off takes no time. */
class SandboxTime implements Clock {
	constructor(private readonly clock: { now(): number; advance(milliseconds: number): void }) {}

	now(): number {
		return this.clock.now();
	}

	async sleep(milliseconds: number): Promise<void> {
		this.clock.advance(milliseconds);
		await Promise.resolve();
	}
}

/** The client against the stand-in, in one process. */
export function zohoWorld(options: { resource?: 'event' | 'contact'; scopes?: string[]; container?: string } = {}) {
	// Time stands still unless a test or a pause moves it.
	const world = new SandboxWorld(1, () => startOfTest);
	const zoho = createZohoService(world);
	const sandbox = new SandboxHost(world, { zoho }, {});
	// A fresh token for each request stands for n8n, which refreshes expired ones.
	const token = (): string => zoho.admin.issueToken(options.scopes === undefined ? {} : { scopes: options.scopes }).access_token;
	const requests: HttpRequest[] = [];
	const request = async (sent: HttpRequest): Promise<HttpAnswer> => {
		requests.push(sent);
		try {
			return await sandbox.fetch('zoho', { ...sent, headers: { ...sent.headers, authorization: `Zoho-oauthtoken ${token()}` } });
		} catch (error) {
			if (error instanceof Error && 'code' in error) throw new SystemError('unavailable', 'The connection was cut.', 'Try again.', { mayHaveHappened: true });
			throw error;
		}
	};
	const connection: Connection = {
		request,
		baseUrl: 'https://www.zohoapis.eu',
		resource: options.resource ?? 'event',
		container: options.container ?? 'me',
		clock: new SandboxTime(sandbox.world.clock),
		unpaced: true,
	};
	const system = systemModule.connect(connection);
	return {
		sandbox,
		zoho,
		system,
		connection,
		requests,
		connect: () => systemModule.connect(connection),
		later: (milliseconds: number) => sandbox.world.clock.advance(milliseconds),
		/** Paths of the requests since the last call of this function. */
		asked: () => requests.splice(0).map(({ method, url }) => `${method} ${new URL(url).pathname.replace('/crm/v8/', '').replace(/\d{6,}/, '{id}')}`),
	};
}

export type ZohoWorld = ReturnType<typeof zohoWorld>;

export const me = CONNECTED_USER;

export const quiet: WriteOptions = {
	notifyGuests: 'none',
	runAutomations: false,
	defaults: {},
	untitledPlaceholder: 'Not Provided',
	guests: 'linkExisting',
};

export const meeting = {
	Event_Title: 'Offer talk',
	Start_DateTime: '2026-11-03T10:00:00+01:00',
	End_DateTime: '2026-11-03T11:00:00+01:00',
};

export interface Feed {
	changes: FeedChange[];
	cursor: Cursor | undefined;
}

/** Reads the feed to its end. */
export async function readFeed(system: SyncSystem, cursor: Cursor | null, hint?: FeedRequest['hint']): Promise<Feed> {
	const changes: FeedChange[] = [];
	let last: Cursor | undefined;
	for await (const page of system.changes({ cursor, window: { from: 0, to: Date.parse('2100-01-01') }, ...(hint !== undefined && { hint }) })) {
		changes.push(...page.changes);
		last = page.cursor ?? last;
	}
	return { changes, cursor: last };
}

export function cursorOf(feed: Feed): Cursor {
	if (feed.cursor === undefined) throw new Error('The feed ended without a cursor.');
	return feed.cursor;
}

export function upserted(feed: Feed): Snapshot[] {
	return feed.changes.flatMap((change) => (change.kind === 'upsert' ? [change.snapshot] : []));
}

export function deletedIds(feed: Feed): string[] {
	return feed.changes.flatMap((change) => (change.kind === 'delete' ? [change.id] : []));
}

export function eventOf(snapshot: Snapshot | undefined): CalendarEvent {
	if (snapshot === undefined || !('start' in snapshot.record)) throw new Error('There is no event.');
	return snapshot.record;
}

export async function readEvent(system: SyncSystem, id: string): Promise<Snapshot> {
	const result = await system.read(id);
	if (result.outcome !== 'found') throw new Error(`The record is ${result.outcome}.`);
	return result.snapshot;
}
