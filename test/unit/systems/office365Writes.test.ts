import { describe, expect, it } from 'vitest';
import type { FieldValues, WriteRequest, WriteResult } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import type { Connection } from '../../../systems/system';
import { meeting, office365World, quiet, stamp, startOfTest, type Office365World } from './office365Support';

const time = { start: { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-10T11:00:00+01:00', timeZone: 'Europe/Berlin' } };
const create = (values: FieldValues = {}, key = 'key-1'): WriteRequest => ({ kind: 'create', key, values: { title: 'Offer talk', time, ...values }, stamp });

/** Writes one request. */
async function write(world: Office365World, request: WriteRequest, options = quiet): Promise<WriteResult> {
	const [result] = await world.system.write([request], options);
	if (result === undefined) throw new Error('no result');
	return result;
}

async function made(world: Office365World, more: Record<string, unknown> = {}): Promise<{ id: string; revision: string }> {
	const { id } = world.microsoft.person.create(meeting('Meeting', 10, more));
	const found = await world.system.read(id);
	if (found.outcome !== 'found') throw new Error('not found');
	world.asked();
	return { id, revision: found.snapshot.revision };
}

function strike(world: Office365World, kind: 'resetBefore' | 'resetAfter' | 'errorAfter' | 'status' | 'truncate', method: string, more: Record<string, unknown> = {}): void {
	world.sandbox.control.faults.add({ service: 'microsoft', kind, method, times: 1, ...more });
}

function refusal(code: string): { body: unknown } {
	return { body: { error: { code, message: `It says ${code}.` } } };
}

describe('changing Outlook events', () => {
	it('sends the changed fields only, with the etag as precondition (B2)', async () => {
		const world = office365World();
		const { id, revision } = await made(world);
		const result = await write(world, { kind: 'update', id, values: { title: 'New title' }, revision });
		expect(result).toMatchObject({ outcome: 'written', snapshot: { record: { title: 'New title' } } });
		expect(world.requests).toMatchObject([{ method: 'PATCH', headers: { 'if-match': revision }, body: { subject: 'New title' } }]);
		expect(result.outcome === 'written' && result.revision).not.toBe(revision);
	});

	it.each([
		['an edit', (world: Office365World, id: string) => { world.microsoft.person.change(id, { subject: 'Edited' }); }],
		['nothing but a new change key', (world: Office365World) => { world.microsoft.person.drift(); }],
	])('is stale after %s, and nothing is written', async (_what, meanwhile) => {
		const world = office365World();
		const { id, revision } = await made(world);
		meanwhile(world, id);
		expect(await write(world, { kind: 'update', id, values: { title: 'New' }, revision })).toEqual({ outcome: 'stale' });
		expect(world.microsoft.person.get(id)?.subject).not.toBe('New');
	});

	it('reads the event first when its state is not known', async () => {
		const world = office365World();
		const { id } = await made(world);
		expect(await write(world, { kind: 'update', id, values: { title: 'New' }, revision: null })).toMatchObject({ outcome: 'written' });
		expect(world.requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
		expect(world.requests[1]?.headers?.['if-match']).toMatch(/^W\/"/);
	});

	it.each([['known', true], ['unknown', false]])('is gone when the event was deleted, its revision %s', async (_what, isKnown) => {
		const world = office365World();
		const { id, revision } = await made(world);
		world.microsoft.person.remove(id);
		expect(await write(world, { kind: 'update', id, values: { title: 'New' }, revision: isKnown ? revision : null })).toEqual({ outcome: 'gone' });
	});

	it.each(['resetAfter', 'errorAfter'] as const)('is unclear after %s, and tried again it is stale: the change is found in the event', async (kind) => {
		const world = office365World();
		const { id, revision } = await made(world);
		strike(world, kind, 'PATCH', { status: 503 });
		const update: WriteRequest = { kind: 'update', id, values: { title: 'New' }, revision };
		expect(await write(world, update)).toMatchObject({ outcome: 'unclear' });
		expect(await write(world, update)).toEqual({ outcome: 'stale' });
		expect(world.microsoft.person.get(id)?.subject).toBe('New');
	});

	it('refuses to write over an event that cannot be understood, and the others go through', async () => {
		const world = office365World();
		const { id } = await made(world);
		const other = await made(world);
		world.sandbox.control.faults.add({ kind: 'status', status: 200, method: 'GET', times: 1, body: { id, subject: 'No times' } });
		const results = await world.system.write(
			[
				{ kind: 'update', id, values: { title: 'A' }, revision: null },
				{ kind: 'update', id: other.id, values: { title: 'B' }, revision: other.revision },
			],
			quiet,
		);
		expect(results).toMatchObject([{ outcome: 'rejected', message: expect.stringContaining('left as it is') as string }, { outcome: 'written' }]);
	});

	it('keeps the marks that protect guests even when the answer cannot be understood', async () => {
		const world = office365World();
		const { id, revision } = await made(world);
		const attendees = [{ emailAddress: { address: 'guest@customer.example' } }];
		world.sandbox.control.faults.add({ kind: 'status', status: 200, method: 'PATCH', times: 1, body: { id, '@odata.etag': 'W/"x"', attendees } });
		expect(await write(world, { kind: 'update', id, values: { tags: ['x'] }, revision })).toMatchObject({ outcome: 'written', revision: 'W/"x" g' });
	});

	it('does not touch what was not asked for, even where the CRM has no word for it', async () => {
		const world = office365World();
		const { id, revision } = await made(world, { showAs: 'oof', sensitivity: 'confidential', importance: 'high', categories: ['Red'], isReminderOn: true, reminderMinutesBeforeStart: 45 });
		await write(world, { kind: 'update', id, values: { title: 'New', location: 'Room', description: 'Text' }, revision });
		expect(world.microsoft.person.get(id)).toMatchObject({ subject: 'New', showAs: 'oof', sensitivity: 'confidential', importance: 'high', categories: ['Red'], reminderMinutesBeforeStart: 45 });
	});
});

describe('deleting Outlook events', () => {
	it('deletes with the etag as precondition, in one request', async () => {
		const world = office365World();
		const { id, revision } = await made(world);
		expect(await write(world, { kind: 'delete', id, revision })).toEqual({ outcome: 'deleted' });
		expect(world.requests).toMatchObject([{ method: 'DELETE', headers: { 'if-match': revision } }]);
		expect(world.microsoft.person.list()).toEqual([]);
	});

	it('keeps an event that was edited meanwhile (B9)', async () => {
		const world = office365World();
		const { id, revision } = await made(world);
		world.microsoft.person.change(id, { subject: 'Edited' });
		expect(await write(world, { kind: 'delete', id, revision })).toEqual({ outcome: 'stale' });
		expect(world.microsoft.person.list()).toHaveLength(1);
	});

	it.each([404, 400] as const)('a second delete, answered with %i, finds it deleted', async (secondDelete) => {
		const world = office365World();
		world.microsoft.state.options.secondDelete = secondDelete;
		const { id, revision } = await made(world);
		world.microsoft.person.remove(id);
		expect(await write(world, { kind: 'delete', id, revision })).toEqual({ outcome: 'deleted' });
	});

	it('a refusal in the same words is no deletion while the event is there', async () => {
		const world = office365World();
		const { id, revision } = await made(world);
		strike(world, 'status', 'DELETE', { status: 400, ...refusal('ErrorInvalidRequest') });
		expect(await write(world, { kind: 'delete', id, revision })).toMatchObject({ outcome: 'rejected' });
	});

	it('reads first without a revision, and needs no delete for what is gone', async () => {
		const world = office365World();
		const { id } = await made(world);
		expect(await write(world, { kind: 'delete', id, revision: null })).toEqual({ outcome: 'deleted' });
		expect(world.requests.splice(0).map(({ method }) => method)).toEqual(['GET', 'DELETE']);
		expect(await write(world, { kind: 'delete', id, revision: null })).toEqual({ outcome: 'gone' });
	});

	it('a lost answer is unclear, and the second try finds it deleted', async () => {
		const world = office365World();
		const { id, revision } = await made(world);
		strike(world, 'resetAfter', 'DELETE');
		expect(await write(world, { kind: 'delete', id, revision })).toMatchObject({ outcome: 'unclear' });
		expect(await write(world, { kind: 'delete', id, revision })).toEqual({ outcome: 'deleted' });
	});
});

describe('writing many Outlook events', () => {
	const many = (count: number) => Array.from({ length: count }, (_, index) => create({ title: `Event ${index}` }, `key-${index}`));

	it('answers in the order of the requests, one request each and three at a time (O4)', async () => {
		const world = office365World();
		world.microsoft.throttle.configure({ enabled: true });
		const results = await world.system.write(many(40), quiet);
		expect(results.map((result) => result.outcome === 'written' && result.snapshot?.record)).toMatchObject(many(40).map((_, index) => ({ title: `Event ${index}` })));
		expect(world.requests).toHaveLength(40);
		expect(world.microsoft.throttle.uses()).toMatchObject([{ maxInFlight: 3, refused: 0 }]);
	});

	it('shares the places of the mailbox with everybody who uses it', async () => {
		const world = office365World();
		world.microsoft.throttle.configure({ enabled: true });
		let running = 0;
		let most = 0;
		const places: Array<() => void> = [];
		const shared = async <Result>(work: () => Promise<Result>): Promise<Result> => {
			while (running >= 2) await new Promise<void>((resolve) => places.push(resolve));
			running += 1;
			most = Math.max(most, running);
			try {
				return await work();
			} finally {
				running -= 1;
				places.shift()?.();
			}
		};
		const connection: Connection = { ...world.connection, pace: (make) => ({ ...make(), places: shared }) };
		await Promise.all([systemModule.connect(connection).write(many(10), quiet), systemModule.connect(connection).readMany(Array.from({ length: 5 }, () => 'x'))]);
		expect(most).toBe(2);
		expect(world.microsoft.throttle.uses()[0]?.maxInFlight).toBeLessThanOrEqual(2);
	});

	it('waits as long as it is told to, and makes each event once', async () => {
		const world = office365World();
		world.microsoft.throttle.configure({ enabled: true, perTenMinutes: 20 });
		const results = await world.system.write(many(25), quiet);
		const outcomes = results.map(({ outcome }) => outcome);
		expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(20);
		expect(results.filter(({ outcome }) => outcome !== 'written')).toEqual(Array.from({ length: 5 }, () => expect.objectContaining({ outcome: 'retry', retryAt: expect.any(Number) as number }) as WriteResult));
		const [late] = results.filter((result) => result.outcome === 'retry');
		expect(late?.outcome === 'retry' && (late.retryAt ?? 0)).toBeGreaterThan(startOfTest + 500_000);
		expect(world.microsoft.person.list()).toHaveLength(20);
	});

	it('fails as a whole when the credential is refused', async () => {
		const world = office365World();
		world.sandbox.control.faults.add({ kind: 'status', status: 401 });
		await expect(world.system.write(many(5), quiet)).rejects.toMatchObject({ kind: 'unauthorized' });
	});
});
