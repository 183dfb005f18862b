import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync/types';
import type { WriteRequest } from '../../../sync/types';
import { createHttp, verdictByStatus } from '../../../systems/http';
import { answer, scripted, TestClock } from './googleFakes';
import { meeting as outlookMeeting, office365World } from './office365Support';
import { meeting, quiet, zohoWorld } from './zohoSupport';

describe('a write that had to wait until another run may be at the same work', () => {
	const setUp = (...replies: Parameters<typeof scripted>) => {
		const clock = new TestClock();
		const { request, requests } = scripted(...replies);
		const vendor = { label: 'Vendor', classify: (given: ReturnType<typeof answer>) => verdictByStatus(given, 'Vendor'), pacing: { perMinute: null, concurrency: 4 } };
		const http = createHttp({ request, clock, vendor, random: () => 0.5 });
		const send = async (notAfter: number) => await http.send({ method: 'POST', url: 'https://vendor.test/records', body: {} }, { idempotent: false, notAfter });
		return { clock, requests, send };
	};

	it('is sent while there is time', async () => {
		const { clock, requests, send } = setUp(answer(200, {}));
		await send(clock.now());
		expect(requests).toHaveLength(1);
	});

	it('is not sent when the time is over, and says so', async () => {
		const { clock, requests, send } = setUp(answer(200, {}));
		const late = send(clock.now() - 1);
		await expect(late).rejects.toThrow(/was not sent\.$/);
		await expect(late).rejects.toMatchObject({ kind: 'unavailable', details: { mayHaveHappened: false } });
		expect(requests).toEqual([]);
	});

	it('is not repeated when the time ran out while it waited for its repetition', async () => {
		const { clock, requests, send } = setUp(answer(429, '', { 'retry-after': '20' }), answer(200, {}));
		const error: unknown = await send(clock.now() + 10_000).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(SystemError);
		expect(requests).toHaveLength(1);
	});
});

describe('Zoho CRM, where nothing refuses a second create or a late deletion', () => {
	const id = (world: ReturnType<typeof zohoWorld>): string => world.zoho.person.createEvent(meeting);
	const values = { title: 'Late', time: { start: { dateTime: '2026-11-03T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-11-03T11:00:00+01:00', timeZone: 'Europe/Berlin' } } };

	it.each<[string, (id: string) => WriteRequest]>([
		['create', () => ({ kind: 'create', key: 'key', values, stamp: { sync: 's', partnerId: 'p', generation: 0 } })],
		['update', (known) => ({ kind: 'update', id: known, values: { title: 'Late' }, revision: null })],
		['deletion', (known) => ({ kind: 'delete', id: known, revision: null })],
		['cancellation', (known) => ({ kind: 'delete', id: known, revision: null, cancel: true })],
	])('a late %s is not sent and comes again', async (_, request) => {
		const world = zohoWorld();
		const known = id(world);
		const notAfter = world.connection.clock.now() - 1;
		expect(await world.system.write([request(known)], { ...quiet, notAfter })).toMatchObject([{ outcome: 'retry' }]);
		expect(world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
		expect(world.zoho.all('Events').map(({ deleted, fields }) => [deleted, fields.Event_Title])).toEqual([[false, 'Offer talk']]);
	});

	it('a late write makes no contacts of its guests either, and comes again', async () => {
		const world = zohoWorld();
		const late = { ...quiet, guests: 'addAsContacts' as const, notAfter: world.connection.clock.now() - 1 };
		const attendees = [{ email: 'guest@example.test' }];
		const request: WriteRequest = { kind: 'create', key: 'key', values: { ...values, attendees }, stamp: { sync: 's', partnerId: 'p', generation: 0 } };
		expect(await world.system.write([request], late)).toMatchObject([{ outcome: 'retry' }]);
		expect([...world.zoho.all('Contacts'), ...world.zoho.all('Events')]).toEqual([]);
	});
});

describe('Office 365, whose key for a create is good for an unknown time', () => {
	const time = { start: { dateTime: '2026-03-10T10:00:00Z' }, end: { dateTime: '2026-03-10T11:00:00Z' } };

	it.each<[string, (id: string, revision: string) => WriteRequest]>([
		['create', () => ({ kind: 'create', key: 'key', values: { title: 'Late', time }, stamp: { sync: 's', partnerId: 'p', generation: 0 } })],
		['update', (id, revision) => ({ kind: 'update', id, values: { title: 'Late' }, revision })],
		['update of an unknown state', (id) => ({ kind: 'update', id, values: { title: 'Late' }, revision: null })],
		['deletion', (id, revision) => ({ kind: 'delete', id, revision })],
	])('a late %s is not sent and comes again; in time it is', async (_, request) => {
		const world = office365World();
		const { id } = world.microsoft.person.create(outlookMeeting('Meeting'));
		const found = await world.system.read(id);
		const wanted = request(id, found.outcome === 'found' ? found.snapshot.revision : '');
		const now = world.connection.clock.now();
		expect(await world.system.write([wanted], { ...quiet, notAfter: now - 1 })).toMatchObject([{ outcome: 'retry' }]);
		expect(world.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
		expect(await world.system.write([wanted], { ...quiet, notAfter: now })).toMatchObject([{ outcome: wanted.kind === 'delete' ? 'deleted' : 'written' }]);
	});

	it('a create is not repeated when the time ran out meanwhile, and its outcome is open', async () => {
		const world = office365World();
		world.sandbox.control.faults.add({ kind: 'errorAfter', status: 503, headers: { 'retry-after': '20' }, method: 'POST' });
		const request: WriteRequest = { kind: 'create', key: 'key', values: { title: 'Late', time }, stamp: { sync: 's', partnerId: 'p', generation: 0 } };
		expect(await world.system.write([request], { ...quiet, notAfter: world.connection.clock.now() + 10_000 })).toMatchObject([{ outcome: 'unclear' }]);
		expect(world.requests).toHaveLength(1);
	});
});
