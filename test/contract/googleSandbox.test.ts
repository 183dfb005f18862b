import { calendar } from '@googleapis/calendar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSandbox, startSandbox } from '../../sandbox';
import type { Sandbox } from '../../sandbox';
import type { FeedChange, SyncSystem, WriteRequest, WriteResult } from '../../sync/types';
import { SystemError } from '../../sync/types';
import { systemModule } from '../../systems/googleCalendar';
import type { HttpRequest } from '../../systems/http';
import { quiet, readFeed, TestClock } from '../unit/systems/googleFakes';

const NOW = Date.parse('2026-11-02T08:00:00Z');
const window = { from: Date.parse('2026-08-01'), to: Date.parse('2027-11-01') };
const time = { start: { dateTime: '2026-11-03T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-11-03T11:00:00+01:00', timeZone: 'Europe/Berlin' } };

let sandbox: Sandbox;
let system: SyncSystem;

beforeEach(() => {
	sandbox = createSandbox({ seed: 'empty', time: () => NOW, note: () => undefined });
	system = connect('primary');
});

afterEach(async () => {
	expect(sandbox.control.outbox.list()).toEqual([]);
	await sandbox.close();
});

function connect(container: string): SyncSystem {
	const { accessToken } = sandbox.services.google.issueToken({});
	const request = async (sent: HttpRequest) => {
		try {
			return await sandbox.fetch('google', { ...sent, headers: { ...sent.headers, authorization: `Bearer ${accessToken}` } });
		} catch {
			throw new SystemError('unavailable', 'No whole answer came.', 'Try again.', { mayHaveHappened: true });
		}
	};
	return systemModule.connect({ request, baseUrl: sandbox.url('google'), resource: 'event', container, clock: new TestClock(NOW), unpaced: true });
}

function creation(index: number, more: Partial<Extract<WriteRequest, { kind: 'create' }>['values']> = {}): WriteRequest {
	const key = `rec${String(index).padStart(6, '0')}`;
	return { kind: 'create', key, values: { title: `Visit ${index}`, time, ...more }, stamp: { sync: 'sales', partnerId: String(index), generation: 0 } };
}

function expectWritten(result: WriteResult | undefined): Extract<WriteResult, { outcome: 'written' }> {
	if (result?.outcome !== 'written') throw new Error(`not written: ${JSON.stringify(result)}`);
	return result;
}

async function start(): Promise<{ syncToken: string }> {
	const { pages } = await readFeed(system, { cursor: null, window });
	return { syncToken: String(pages.at(-1)?.cursor?.syncToken) };
}

function names(changes: FeedChange[]): string[] {
	return changes.map((change) => (change.kind === 'upsert' && 'title' in change.snapshot.record ? change.snapshot.record.title : change.kind));
}

describe('the Google client against the stand-in server', () => {
	it('reads its own write back with the same revision, so that no echo arises', async () => {
		const cursor = await start();
		const attendees = [{ email: 'guest@example.test', name: 'Guest' }];
		const reminders = [{ minutes: 20, method: 'popup' as const }];
		const [result] = await system.write([creation(1, { location: 'Room 1', description: 'a < b & <c>', attendees, reminders, visibility: 'private', availability: 'free' })], quiet);
		const { changes } = await readFeed(system, { cursor, window });
		expect(changes).toMatchObject([
			{
				kind: 'upsert',
				snapshot: {
					revision: expectWritten(result).revision,
					stamp: { sync: 'sales', partnerId: '1' },
					record: { title: 'Visit 1', location: 'Room 1', description: 'a < b & <c>', reminders, visibility: 'private', availability: 'free' },
				},
			},
		]);
		expect(changes[0]).toMatchObject({ snapshot: { record: expectWritten(result).snapshot?.record } });
	});

	it('needs one request when nothing is new', async () => {
		const cursor = await start();
		sandbox.control.requests.clear();
		expect((await readFeed(system, { cursor, window })).changes).toEqual([]);
		expect(sandbox.control.requests.list('google')).toHaveLength(1);
	});

	it('sees what people do: create, edit, delete', async () => {
		const { person } = sandbox.services.google;
		const cursor = await start();
		const event = person.create({ summary: 'By hand', start: time.start, end: time.end });
		const second = await readFeed(system, { cursor, window });
		expect(names(second.changes)).toEqual(['By hand']);
		person.remove(String(event.id));
		const third = await readFeed(system, { cursor: second.pages.at(-1)?.cursor ?? null, window });
		expect(third.changes).toMatchObject([{ kind: 'delete', id: event.id }]);
		expect(await system.read(String(event.id))).toEqual({ outcome: 'gone' });
	});

	it('refuses to write over an edit that it has not seen (B2)', async () => {
		const [result] = await system.write([creation(1)], quiet);
		const { id, revision } = expectWritten(result);
		sandbox.services.google.person.change(id, { location: 'Elsewhere' });
		expect(await system.write([{ kind: 'update', id, values: { title: 'Mine' }, revision }], quiet)).toEqual([{ outcome: 'stale' }]);
		expect(await system.write([{ kind: 'delete', id, revision }], quiet)).toEqual([{ outcome: 'stale' }]);
	});

	it('changes an all-day event into a timed one and back', async () => {
		const [result] = await system.write([creation(1, { time: { start: { date: '2026-11-03' }, end: { date: '2026-11-05' } } })], quiet);
		const { id, revision } = expectWritten(result);
		expect(await system.read(id)).toMatchObject({ snapshot: { record: { start: { date: '2026-11-03' }, end: { date: '2026-11-05' } } } });
		const timed = expectWritten((await system.write([{ kind: 'update', id, values: { time }, revision }], quiet))[0]);
		expect(await system.read(id)).toMatchObject({ snapshot: { record: time } });
		await system.write([{ kind: 'update', id, values: { time: { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } } }, revision: timed.revision }], quiet);
		expect(await system.read(id)).toMatchObject({ snapshot: { record: { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } } } });
	});

	it.each(['resetAfter', 'errorAfter', 'truncate', 'malformed'] as const)('makes one event each although answers are lost: %s (B4)', async (kind) => {
		sandbox.control.faults.add({ service: 'google', kind, only: 'write', probability: 0.3, times: 10 });
		const requests = Array.from({ length: 40 }, (_, index) => creation(index));
		const results = await system.write(requests, quiet);
		expect(results.filter(({ outcome }) => outcome !== 'written' && outcome !== 'exists')).toEqual([]);
		expect(sandbox.services.google.person.living()).toHaveLength(40);
		expect(sandbox.control.requests.list('google').length).toBeGreaterThan(40);
	});

	it('neither loses nor doubles a write when the vendor asks for fewer requests', async () => {
		const body = { error: { code: 403, message: 'Rate Limit Exceeded', errors: [{ domain: 'usageLimits', reason: 'rateLimitExceeded', message: 'Rate Limit Exceeded' }] } };
		sandbox.control.faults.add({ service: 'google', kind: 'status', status: 403, body, only: 'write', nth: 20, times: 8 });
		const results = await system.write(Array.from({ length: 100 }, (_, index) => creation(index)), quiet);
		expect(results.every(({ outcome }) => outcome === 'written')).toBe(true);
		expect(sandbox.services.google.person.living()).toHaveLength(100);
	});

	it('says that a key is burnt once its event was deleted', async () => {
		const id = expectWritten((await system.write([creation(1)], quiet))[0]).id;
		expect(await system.write([creation(1)], quiet)).toMatchObject([{ outcome: 'exists', snapshot: { id } }]);
		expect(await system.write([{ kind: 'delete', id, revision: null }], quiet)).toEqual([{ outcome: 'deleted' }]);
		expect(await system.write([creation(1)], quiet)).toEqual([{ outcome: 'keyUsed' }]);
		expect(await system.write([{ kind: 'delete', id, revision: null }], quiet)).toEqual([{ outcome: 'gone' }]);
	});

	it('starts afresh after its token died, whichever way', async () => {
		const cursor = await start();
		sandbox.services.google.person.expireSyncTokens();
		await expect(readFeed(system, { cursor, window })).rejects.toMatchObject({ kind: 'cursorExpired' });
		await expect(readFeed(system, { cursor: { syncToken: 'damaged' }, window })).rejects.toMatchObject({ kind: 'cursorExpired' });
		expect((await readFeed(system, { cursor: null, window })).pages.at(-1)?.cursor).toBeDefined();
	});

	it('recognises series, their changed and their cancelled occurrences, and calls none of them deleted', async () => {
		const { person } = sandbox.services.google;
		const series = person.create({ summary: 'Weekly', start: time.start, end: time.end, recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'] });
		const cursor = await start();
		person.remove(`${String(series.id)}_20261110T090000Z`);
		const { changes } = await readFeed(system, { cursor, window });
		expect(changes.length).toBeGreaterThan(0);
		expect(changes.every((change) => change.kind === 'upsert' && change.snapshot.recurring)).toBe(true);
	});

	it('knows account and calendar by their real ids, and makes and deletes a calendar of its own (B12)', async () => {
		const binding = await system.identify();
		expect(binding.container).toBe(binding.account);
		expect(binding.writable).toBe(true);
		await expect(system.deleteContainer?.()).rejects.toMatchObject({ kind: 'rejected' });
		const id = sandbox.services.google.person.createCalendar('CRM');
		const own = connect(id);
		expect(await own.identify()).toMatchObject({ account: binding.account, container: id, containerName: 'CRM' });
		await own.deleteContainer?.();
		await expect(readFeed(own, { cursor: null, window })).rejects.toMatchObject({ kind: 'containerGone' });
		await expect(own.read('rec000001')).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('finds events at the same time and by iCalUID', async () => {
		const { snapshot } = expectWritten((await system.write([creation(1, { reminders: [] })], quiet))[0]);
		if (snapshot === undefined) throw new Error('no snapshot');
		expect((await system.findCandidates([snapshot.record])).map(({ id }) => id)).toEqual([snapshot.id]);
		expect((await system.createdSince(NOW - 1000)).map(({ id }) => id)).toEqual([snapshot.id]);
	});
});

describe("Google's own library against the stand-in server", () => {
	it('works over HTTP as it is', async () => {
		const running = await startSandbox({ seed: 'empty', note: () => undefined });
		try {
			const { accessToken } = running.services.google.issueToken({});
			const api = calendar({ version: 'v3', rootUrl: `${running.urls.google}/`, headers: { Authorization: `Bearer ${accessToken}` } });
			const { data } = await api.events.insert({ calendarId: 'primary', requestBody: { summary: 'Direct', start: time.start, end: time.end } });
			const { data: list } = await api.events.list({ calendarId: 'primary' });
			expect(list.items?.map(({ id, summary }) => ({ id, summary }))).toEqual([{ id: data.id, summary: 'Direct' }]);
			expect(list.nextSyncToken).toBeTruthy();
		} finally {
			await running.close();
		}
	});
});
