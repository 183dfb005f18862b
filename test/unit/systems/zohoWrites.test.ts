import { describe, expect, it } from 'vitest';
import type { FieldValues, WriteOptions, WriteRequest, WriteResult } from '../../../sync/types';
import { eventOf, me, meeting, quiet, readEvent, zohoWorld } from './zohoSupport';
import type { ZohoWorld } from './zohoSupport';

const stamp = { sync: 's', partnerId: 'p', generation: 0 };
const time = { start: { dateTime: '2026-11-03T09:00:00Z', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-11-03T10:00:00Z', timeZone: 'Europe/Berlin' } };

function create(values: FieldValues = {}): WriteRequest {
	return { kind: 'create', key: 'k', values: { title: 'Offer talk', time, ...values }, stamp };
}

function idOf(result: WriteResult | undefined): string {
	if (result?.outcome !== 'written') throw new Error(`Not written: ${JSON.stringify(result)}`);
	return result.id;
}

function outcomes(results: WriteResult[]): string[] {
	return results.map(({ outcome }) => outcome);
}

async function update(world: ZohoWorld, id: string, values: FieldValues, revision: string | null, options: WriteOptions = quiet): Promise<WriteResult | undefined> {
	return (await world.system.write([{ kind: 'update', id, values, revision }], options))[0];
}

describe('creating', () => {
	it('writes 1,000 events with 10 requests, in order, and fires no automation', async () => {
		const world = zohoWorld();
		const results = await world.system.write(Array.from({ length: 1000 }, (_, index) => create({ title: `Talk ${index}` })), quiet);
		expect(world.asked()).toEqual(Array<string>(10).fill('POST Events'));
		expect(results.map((result) => world.zoho.find('Events', idOf(result))?.fields.Event_Title)).toEqual(Array.from({ length: 1000 }, (_, index) => `Talk ${index}`));
		expect(world.zoho.admin.writes.map(({ trigger }) => trigger)).toEqual(Array(10).fill([]));
	});

	it('lets automations run when asked', async () => {
		const world = zohoWorld();
		await world.system.write([create()], { ...quiet, runAutomations: true });
		expect(world.zoho.admin.writes[0]?.trigger).toBeUndefined();
	});

	it('Z9: gives an untitled event the placeholder and reads it back as untitled', async () => {
		const world = zohoWorld();
		const id = idOf((await world.system.write([create({ title: '' })], { ...quiet, untitledPlaceholder: 'Ohne Titel' }))[0]);
		expect(world.zoho.find('Events', id)?.fields.Event_Title).toBe('Ohne Titel');
		expect(eventOf(await readEvent(world.system, id)).title).toBe('');
	});

	it('Z7: belongs to the connected user, or to the one whose calendar it is', async () => {
		const own = zohoWorld();
		expect(own.zoho.find('Events', idOf((await own.system.write([create()], quiet))[0]))?.fields.Owner).toMatchObject({ id: me });
		const other = zohoWorld({ container: '5725767000000411002' });
		expect(other.zoho.find('Events', idOf((await other.system.write([create()], quiet))[0]))?.fields.Owner).toMatchObject({ id: '5725767000000411002' });
	});

	it('keeps the good ones when single records are refused, and names the field', async () => {
		const world = zohoWorld();
		const results = await world.system.write([create(), create({ location: 'x'.repeat(300) }), create()], quiet);
		expect(outcomes(results)).toEqual(['written', 'rejected', 'written']);
		expect(results[1]).toMatchObject({ field: 'location', message: expect.stringContaining('Venue') as string });
	});

	it('rejects a value of the wrong form without sending it', async () => {
		const world = zohoWorld();
		const [result] = await world.system.write([create({ time: 'tomorrow' })], quiet);
		expect(result).toMatchObject({ outcome: 'rejected', field: 'time' });
		expect(world.asked()).toEqual([]);
	});

	it.each([
		['the connection is cut after it', { kind: 'resetAfter' as const }, 'unclear'],
		['the server fails after it', { kind: 'errorAfter' as const }, 'unclear'],
		['the answer is cut', { kind: 'truncate' as const }, 'unclear'],
		['the answer is half', { kind: 'malformed' as const }, 'unclear'],
	])('is unclear and not repeated when %s', async (_, fault, outcome) => {
		const world = zohoWorld();
		world.sandbox.control.faults.add({ service: 'zoho', method: 'POST', nth: 1, ...fault });
		expect(outcomes(await world.system.write([create()], quiet))).toEqual([outcome]);
		expect(world.zoho.all('Events')).toHaveLength(1);
		expect((await world.system.createdSince(world.connection.clock.now() - 1000)).map(({ record }) => 'title' in record && record.title)).toEqual(['Offer talk']);
	});

	it('is repeated after a refusal for too many requests', async () => {
		const world = zohoWorld();
		world.sandbox.control.faults.add({ service: 'zoho', kind: 'status', status: 429, method: 'POST', nth: 1 });
		expect(outcomes(await world.system.write([create()], quiet))).toEqual(['written']);
		expect(world.zoho.all('Events')).toHaveLength(1);
	});

	it('comes back later when the credits of the day are used up', async () => {
		const world = zohoWorld();
		world.zoho.admin.set({ creditsPerDay: 0 });
		const [result] = await world.system.write([create()], quiet);
		expect(result).toMatchObject({ outcome: 'retry', retryAt: expect.any(Number) as number });
		expect(world.zoho.all('Events')).toHaveLength(0);
	});

	it('Z13: says which scope is missing', async () => {
		const world = zohoWorld({ scopes: ['ZohoCRM.modules.Events.READ'] });
		expect((await world.system.write([create()], quiet))[0]).toMatchObject({ outcome: 'forbidden', next: expect.stringContaining('ZohoCRM.modules.Events.CREATE') as string });
	});

	it('throws when the credential is refused, because that is no matter of one record', async () => {
		const world = zohoWorld();
		world.zoho.admin.set({ wrongDataCentre: true });
		await expect(world.system.write([create(), create()], quiet)).rejects.toMatchObject({ kind: 'unauthorized' });
	});
});

describe('updating', () => {
	it('changes the given fields only, on top of the revision that was read', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent({ ...meeting, Description: 'Bring the offer' });
		world.later(10_000);
		const { revision } = await readEvent(world.system, id);
		const result = await update(world, id, { location: 'Room 2' }, revision);
		expect(result).toMatchObject({ outcome: 'written', id, revision: '2026-11-02T08:00:10.000Z~' });
		expect(eventOf(await readEvent(world.system, id))).toMatchObject({ title: 'Offer talk', location: 'Room 2', description: 'Bring the offer' });
	});

	it('B2: is stale when a person was faster', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		world.later(10_000);
		const { revision } = await readEvent(world.system, id);
		world.zoho.person.editEvent(id, { Venue: 'Room 1' });
		expect(await update(world, id, { location: 'Room 2' }, revision)).toEqual({ outcome: 'stale' });
		expect(eventOf(await readEvent(world.system, id)).location).toBe('Room 1');
	});

	it('shares one request among records of one revision and judges each', async () => {
		const world = zohoWorld();
		const ids = ['A', 'B', 'C'].map((title) => world.zoho.person.createEvent({ ...meeting, Event_Title: title }));
		world.later(10_000);
		const { revision } = await readEvent(world.system, ids[0] ?? '');
		world.zoho.person.editEvent(ids[1] ?? '', { Venue: 'Room 1' });
		world.asked();
		const results = await world.system.write(ids.map((id) => ({ kind: 'update' as const, id, values: { location: 'Room 2' }, revision })), quiet);
		expect(outcomes(results)).toEqual(['written', 'stale', 'written']);
		expect(world.asked()).toEqual(['PUT Events']);
	});

	it('without revision writes 100 with one request', async () => {
		const world = zohoWorld();
		const ids = Array.from({ length: 100 }, () => world.zoho.person.createEvent(meeting));
		const results = await world.system.write(ids.map((id) => ({ kind: 'update' as const, id, values: { location: 'Room 2' }, revision: null })), quiet);
		expect(new Set(outcomes(results))).toEqual(new Set(['written']));
		expect(world.asked()).toEqual(['PUT Events']);
	});

	it('finds the one record to blame when a whole call is refused', async () => {
		const world = zohoWorld();
		const ids = ['A', 'B', 'C'].map((title) => world.zoho.person.createEvent({ ...meeting, Event_Title: title }));
		world.sandbox.control.faults.add({ service: 'zoho', method: 'PUT', nth: 1, kind: 'status', status: 412, body: { code: 'ALREADY_MODIFIED', details: {}, message: 'x', status: 'error' } });
		const results = await world.system.write(ids.map((id) => ({ kind: 'update' as const, id, values: { location: 'Room 2' }, revision: null })), quiet);
		expect(outcomes(results)).toEqual(['written', 'written', 'written']);
	});

	it('reports a record that is gone, and every protection with what to do', async () => {
		const world = zohoWorld();
		const ids = Array.from({ length: 5 }, () => world.zoho.person.createEvent(meeting));
		const [gone = '', locked = '', blueprint = '', approval = '', permission = ''] = ids;
		world.zoho.person.deleteEvent(gone);
		world.zoho.admin.protect('Events', locked, 'locked');
		world.zoho.admin.protect('Events', blueprint, 'blueprint');
		world.zoho.admin.protect('Events', approval, 'notApproved');
		world.zoho.admin.protect('Events', permission, 'notPermitted');
		const results = await world.system.write(ids.map((id) => ({ kind: 'update' as const, id, values: { location: 'R' }, revision: null })), quiet);
		expect(outcomes(results)).toEqual(['gone', 'rejected', 'rejected', 'rejected', 'forbidden']);
		for (const result of results.slice(1)) expect('next' in result && result.next.length > 20).toBe(true);
	});

	it('repeats an update whose answer was lost', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		world.sandbox.control.faults.add({ service: 'zoho', method: 'PUT', nth: 1, kind: 'resetAfter' });
		expect((await update(world, id, { location: 'Room 2' }, null))?.outcome).toBe('written');
	});

	it('Z8: tells what became of a second reminder', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		const reminders = [{ minutes: 10, method: 'popup' as const }, { minutes: 60, method: 'popup' as const }];
		expect(await update(world, id, { reminders }, null)).toMatchObject({ written: { reminders: [{ minutes: 10, method: 'popup' }] }, losses: [{ field: 'reminders' }] });
		expect(eventOf(await readEvent(world.system, id)).reminders).toEqual([{ minutes: 10, method: 'popup' }]);
	});

	it('leaves out tags that are too long for Zoho, with a word about it', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		expect(await update(world, id, { tags: ['Short', 'x'.repeat(26)] }, null)).toMatchObject({ written: { tags: ['Short'] }, losses: [{ field: 'tags' }] });
		expect(eventOf(await readEvent(world.system, id)).tags).toEqual(['Short']);
	});

	it.each(['utcInclusive', 'orgZoneInclusive', 'utcExclusive'] as const)('keeps all-day events on their days in the %s form', async (allDayEncoding) => {
		const world = zohoWorld();
		world.zoho.admin.set({ allDayEncoding });
		const id = world.zoho.person.createEvent({ ...meeting, Start_DateTime: '2026-11-05T00:00:00+00:00', End_DateTime: '2026-11-07T00:00:00+00:00', All_day: true });
		await readEvent(world.system, id);
		const days = { start: { date: '2026-11-10' }, end: { date: '2026-11-12' } };
		await update(world, id, { time: days }, null);
		expect(eventOf(await readEvent(world.system, id))).toMatchObject(days);
	});
});

describe('deleting', () => {
	it('removes the unchanged, leaves the changed, and reports the gone', async () => {
		const world = zohoWorld();
		const [plain = '', changed = '', gone = ''] = ['A', 'B', 'C'].map((title) => world.zoho.person.createEvent({ ...meeting, Event_Title: title }));
		world.later(10_000);
		const { revision } = await readEvent(world.system, plain);
		world.zoho.person.editEvent(changed, { Venue: 'Room 1' });
		world.zoho.person.deleteEvent(gone);
		world.asked();
		const results = await world.system.write([plain, changed, gone].map((id) => ({ kind: 'delete' as const, id, revision })), quiet);
		expect(outcomes(results)).toEqual(['deleted', 'stale', 'gone']);
		expect(world.asked()).toEqual(['GET Events', 'DELETE Events']);
		expect(world.zoho.admin.writes.at(-1)).toMatchObject({ operation: 'delete', by: 'api', ids: [plain], trigger: [] });
	});

	it('says why a record may not be deleted', async () => {
		const world = zohoWorld();
		const id = world.zoho.person.createEvent(meeting);
		world.zoho.admin.protect('Events', id, 'undeletable');
		expect((await world.system.write([{ kind: 'delete', id, revision: null }], quiet))[0]).toMatchObject({ outcome: 'rejected' });
		expect(world.zoho.find('Events', id)?.deleted).toBe(false);
	});
});

describe('the same for contacts', () => {
	it('creates, reads, updates, deletes and tells changes', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const id = idOf((await world.system.write([{ kind: 'create', key: 'k', values: { lastName: 'Example', emails: ['anna@example.test'] }, stamp }], quiet))[0]);
		await update(world, id, { firstName: 'Anna' }, null);
		const read = await world.system.read(id);
		expect(read.outcome === 'found' && read.snapshot.record).toMatchObject({ firstName: 'Anna', lastName: 'Example', emails: ['anna@example.test'] });
		expect(outcomes(await world.system.write([{ kind: 'delete', id, revision: null }], quiet))).toEqual(['deleted']);
		expect(await world.system.read(id)).toEqual({ outcome: 'gone' });
	});
});

describe('calling meetings off', () => {
	const later = { Start_DateTime: '2026-11-10T10:00:00+01:00', End_DateTime: '2026-11-10T11:00:00+01:00' };

	it('keeps a meeting with invited participants as cancelled, mails nobody (B3), and deletes the others', async () => {
		const world = zohoWorld();
		const invited = world.zoho.person.createEvent({ Event_Title: 'With guests', ...later, Participants: [{ type: 'email', participant: 'guest@example.test', invited: true }], $send_notification: true });
		const alone = world.zoho.person.createEvent({ Event_Title: 'Alone', ...later });
		world.sandbox.control.outbox.clear();
		const results = await world.system.write([invited, alone].map((id) => ({ kind: 'delete', id, revision: null, cancel: true })), quiet);
		expect(outcomes(results)).toEqual(['deleted', 'deleted']);
		expect(world.zoho.find('Events', invited)).toMatchObject({ deleted: false, fields: { $event_cancelled: true } });
		expect(world.zoho.find('Events', alone)).toMatchObject({ deleted: true });
		expect(world.sandbox.control.outbox.list()).toEqual([]);
	});
});
