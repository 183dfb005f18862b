import { describe, expect, it } from 'vitest';
import type { SystemErrorKind, WriteRequest, WriteResult } from '../../../sync/types';
import { SystemError } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { meeting, office365World, quiet, stamp, startOfTest } from './office365Support';

const time = { start: { dateTime: '2026-03-10T10:00:00Z' }, end: { dateTime: '2026-03-10T11:00:00Z' } };
const create: WriteRequest = { kind: 'create', key: 'k', values: { title: 'A', time }, stamp };

interface Meaning {
	status: number;
	code: string;
	headers?: Record<string, string>;
	/** The kind of error when the feed is read. */
	feed: SystemErrorKind;
	/** What a read of one event says; a kind of error where it is about more than this event. */
	read: 'unreadable' | 'gone' | SystemErrorKind;
	/** Outcomes of a create and of an update; a kind of error where every write fails for it. */
	create: WriteResult['outcome'] | SystemErrorKind;
	update: WriteResult['outcome'] | SystemErrorKind;
}

const wrong = { feed: 'cursorExpired', read: 'unreadable', create: 'rejected', update: 'rejected' } as const;
const busy = { feed: 'throttled', read: 'throttled', create: 'retry', update: 'retry' } as const;
/** Whether a write took effect is not known. */
const down = { feed: 'unavailable', read: 'unavailable', create: 'unclear', update: 'unclear' } as const;
const denied = { feed: 'forbidden', read: 'unreadable', create: 'forbidden', update: 'forbidden' } as const;
const noMailbox = { feed: 'forbidden', read: 'forbidden', create: 'forbidden', update: 'forbidden' } as const;

const meanings: Meaning[] = [
	{ status: 400, code: 'BadRequest', ...wrong },
	{ status: 400, code: 'ErrorInvalidRequest', ...wrong },
	{ status: 400, code: 'ErrorOccurrenceCrossingBoundary', ...wrong },
	{ status: 400, code: 'RequestBroker--ParseUri', ...wrong },
	{ status: 400, code: 'ErrorInvalidIdMalformed', ...wrong },
	{ status: 400, code: 'ErrorPropertyValidationFailure', ...wrong },
	{ status: 400, code: 'TimeZoneNotSupportedException', ...wrong },
	{ status: 400, code: 'SyncStateNotFound', ...wrong },
	{ status: 400, code: 'syncStateInvalid', ...wrong },
	{ status: 404, code: 'syncStateNotFound', feed: 'cursorExpired', read: 'gone', create: 'rejected', update: 'gone' },
	{ status: 410, code: 'resyncRequired', feed: 'cursorExpired', read: 'gone', create: 'rejected', update: 'gone' },
	{ status: 401, code: 'InvalidAuthenticationToken', feed: 'unauthorized', read: 'unauthorized', create: 'unauthorized', update: 'unauthorized' },
	// What a personal account is told instead of 403: no reason to give the whole connection up.
	{ status: 401, code: 'UnknownError', ...denied },
	{ status: 403, code: 'ErrorAccessDenied', ...denied },
	{ status: 403, code: 'Authorization_RequestDenied', ...denied },
	{ status: 404, code: 'ErrorItemNotFound', feed: 'containerGone', read: 'gone', create: 'rejected', update: 'gone' },
	{ status: 404, code: 'MailboxNotEnabledForRESTAPI', ...noMailbox },
	{ status: 404, code: 'ErrorInvalidUser', ...noMailbox },
	// Not Graph's own word: something on the way to Microsoft has answered.
	{ status: 404, code: '', feed: 'unavailable', read: 'unavailable', create: 'retry', update: 'retry' },
	{ status: 409, code: 'ErrorFolderExists', feed: 'rejected', read: 'unreadable', create: 'rejected', update: 'rejected' },
	{ status: 409, code: 'ErrorDuplicateTransactionId', feed: 'rejected', read: 'unreadable', create: 'keyUsed', update: 'rejected' },
	{ status: 411, code: '', feed: 'rejected', read: 'unreadable', create: 'rejected', update: 'rejected' },
	{ status: 412, code: 'ErrorIrresolvableConflict', feed: 'rejected', read: 'unreadable', create: 'rejected', update: 'stale' },
	{ status: 409, code: 'ErrorIrresolvableConflict', feed: 'rejected', read: 'unreadable', create: 'rejected', update: 'stale' },
	{ status: 413, code: 'ErrorMessageSizeExceeded', feed: 'rejected', read: 'unreadable', create: 'rejected', update: 'rejected' },
	{ status: 429, code: 'ApplicationThrottled', ...busy },
	{ status: 429, code: 'TooManyRequests', ...busy },
	{ status: 429, code: 'MailboxConcurrency', ...busy },
	{ status: 429, code: '', ...busy },
	{ status: 503, code: 'ErrorServerBusy', ...busy },
	{ status: 500, code: 'ErrorInternalServerError', ...down },
	{ status: 503, code: 'ServiceUnavailable', ...down },
	{ status: 504, code: 'GatewayTimeout', ...down },
	{ status: 404, code: 'ErrorMailboxMoveInProgress', ...down },
	{ status: 403, code: 'ErrorMailboxStoreUnavailable', ...down },
	{ status: 403, code: 'ErrorQuotaExceeded', feed: 'unavailable', read: 'unavailable', create: 'retry', update: 'retry' },
	{ status: 507, code: 'ErrorQuotaExceeded', feed: 'unavailable', read: 'unavailable', create: 'retry', update: 'retry' },
];

/** A world in which one kind of request is refused, again and again. */
async function refusing({ status, code }: Meaning, method: string, path: string) {
	const world = office365World();
	const { id } = world.microsoft.person.create(meeting('Meeting'));
	const { cursor, changes } = await world.readChanges(null);
	const revision = changes[0]?.kind === 'upsert' ? changes[0].snapshot.revision : '';
	world.sandbox.control.faults.add({ service: 'microsoft', kind: 'status', status, method, path, body: code === '' ? 'no envelope' : { error: { code, message: `It says ${code}.` } } });
	return { world, id, cursor, revision };
}

async function outcomeOf(work: Promise<Array<{ outcome: string }> | { outcome: string }>): Promise<string> {
	try {
		const result = await work;
		return Array.isArray(result) ? (result[0]?.outcome ?? '') : result.outcome;
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		// Whatever it is, it says what was kept and what to do.
		expect(error.next).not.toBe('');
		return error.kind;
	}
}

describe("Graph's refusals and what they mean", () => {
	it.each(meanings)('$status $code: feed $feed, read $read, create $create, update $update', async (meaning) => {
		const feed = await refusing(meaning, 'GET', 'delta');
		expect(await outcomeOf(feed.world.readChanges(feed.cursor).then(() => ({ outcome: 'read' })))).toBe(meaning.feed);
		const single = await refusing(meaning, 'GET', '/me/events/');
		expect(await outcomeOf(single.world.system.read(single.id))).toBe(meaning.read);
		const creating = await refusing(meaning, 'POST', '/events');
		expect(await outcomeOf(creating.world.system.write([create], quiet))).toBe(meaning.create);
		expect(creating.world.microsoft.person.list()).toHaveLength(1);
		const updating = await refusing(meaning, 'PATCH', '/events');
		expect(await outcomeOf(updating.world.system.write([{ kind: 'update', id: updating.id, values: { title: 'New' }, revision: updating.revision }], quiet))).toBe(meaning.update);
		expect(updating.world.microsoft.person.get(updating.id)?.subject).toBe('Meeting');
	});

	it('a full mailbox is named as such, and other work goes on', async () => {
		const { world, id } = await refusing({ status: 507, code: 'ErrorQuotaExceeded', feed: 'unavailable', read: 'unavailable', create: 'retry', update: 'retry' }, 'POST', '/events');
		expect(await world.system.write([create], quiet)).toMatchObject([{ outcome: 'retry', message: expect.stringContaining('full') as string }]);
		expect(await world.system.read(id)).toMatchObject({ outcome: 'found' });
	});
});

describe('throttling', () => {
	it.each([
		['429', { status: 429, headers: { 'retry-after': '7' } }],
		['503 of a busy server', { status: 503, headers: { 'retry-after': '7' }, body: { error: { code: 'ErrorServerBusy', message: 'Busy.' } } }],
	])('%s: waits as long as it is told to, then goes on', async (_what, refusal) => {
		const world = office365World();
		world.sandbox.control.faults.add({ kind: 'status', times: 2, ...refusal });
		await world.readChanges(null);
		expect(world.connection.clock.now() - startOfTest).toBeGreaterThanOrEqual(14_000);
		expect(world.requests).toHaveLength(4);
	});

	it('a pause of minutes is handed to the engine, with the time to come back', async () => {
		const world = office365World();
		world.sandbox.control.faults.add({ kind: 'status', status: 429, headers: { 'retry-after': '300' } });
		await expect(world.readChanges(null)).rejects.toMatchObject({ kind: 'throttled', details: { retryAt: startOfTest + 300_000 } });
		expect(world.requests).toHaveLength(1);
		await expect(world.readChanges(null)).rejects.toMatchObject({ kind: 'throttled' });
		expect(world.requests).toHaveLength(1);
	});

	it('too many at once by others: what does not get through comes again, and nothing is made twice', async () => {
		const world = office365World();
		world.microsoft.throttle.configure({ enabled: true, concurrent: 1 });
		const requests = Array.from({ length: 6 }, (_, index): WriteRequest => ({ ...create, key: `k${index}` }) as WriteRequest);
		const first = await world.system.write(requests, quiet);
		expect(first.every(({ outcome }) => outcome === 'written' || outcome === 'retry')).toBe(true);
		world.microsoft.throttle.configure({ concurrent: 4 });
		world.later(120_000);
		expect((await world.system.write(requests, quiet)).map(({ outcome }) => outcome)).toEqual(requests.map(() => 'written'));
		expect(world.microsoft.person.list()).toHaveLength(6);
	});

	it('keeps to 1,000 requests in a minute, a tenth of what ten minutes allow', async () => {
		const world = office365World();
		const paced = systemModule.connect({ ...world.connection, unpaced: false });
		await paced.readMany(Array.from({ length: 1_001 }, () => 'AAkA'));
		expect(world.connection.clock.now() - startOfTest).toBeGreaterThanOrEqual(60_000);
		expect(world.microsoft.throttle.uses()[0]?.refused).toBe(0);
	});
});

describe('permissions', () => {
	it.each([[['Calendars.Read', 'offline_access']], [['User.Read']]])('with %j nothing is written, and it is said why', async (scopes) => {
		const world = office365World({ scopes });
		await expect(world.system.write([create], quiet).then((results) => results[0])).resolves.toMatchObject({ outcome: 'forbidden', message: expect.stringContaining('Office 365') as string });
		expect(world.microsoft.person.list()).toEqual([]);
	});

	it('an account without a mailbox is told so', async () => {
		const world = office365World({ asApplication: true, mailbox: 'scanner@example.test' });
		await expect(world.system.identify()).rejects.toMatchObject({ kind: 'forbidden', next: expect.stringContaining('licence') as string });
	});

	it('an application that names no mailbox is told to enter one, whatever it asks for', async () => {
		const { system, connection, microsoft } = office365World({ asApplication: true });
		const enterMailbox = {
			kind: 'forbidden',
			message: expect.stringContaining('Nothing was changed.') as string,
			next: 'Enter the Mailbox in this node, because the credential has application permissions.',
		};
		await expect(system.identify()).rejects.toMatchObject(enterMailbox);
		await expect(systemModule.directory(connection).containers()).rejects.toMatchObject(enterMailbox);
		await expect(system.write([create], quiet)).rejects.toMatchObject(enterMailbox);
		await expect(system.subscribe?.('https://n8n.example.test/x', 'secret')).rejects.toMatchObject(enterMailbox);
		const person = office365World();
		const { cursor } = await person.readChanges(null);
		const switched = systemModule.connect({ ...person.connection, request: connection.request });
		const read = async () => { for await (const page of switched.changes({ cursor, window: { from: startOfTest, to: startOfTest + 1 } })) expect(page.changes).toEqual([]); };
		await expect(read()).rejects.toMatchObject(enterMailbox);
		expect(microsoft.person.list()).toEqual([]);
	});

	it('the mailbox of a colleague is not for everybody', async () => {
		const world = office365World({ mailbox: 'colleague@example.test' });
		await expect(world.system.identify()).rejects.toMatchObject({ kind: 'forbidden' });
	});
});
