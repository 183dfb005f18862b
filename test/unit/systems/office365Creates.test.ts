import { describe, expect, it } from 'vitest';
import type { FieldValues, WriteRequest, WriteResult } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { office365World, quiet, stamp, type Office365World } from './office365Support';

const time = { start: { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-10T11:00:00+01:00', timeZone: 'Europe/Berlin' } };
const create = (values: FieldValues = {}, key = 'key-1'): WriteRequest => ({ kind: 'create', key, values: { title: 'Offer talk', time, ...values }, stamp });

/** Writes one request. */
async function write(world: Office365World, request: WriteRequest, options = quiet): Promise<WriteResult> {
	const [result] = await world.system.write([request], options);
	if (result === undefined) throw new Error('no result');
	return result;
}

function strike(world: Office365World, kind: 'resetBefore' | 'resetAfter' | 'errorAfter' | 'status' | 'truncate', method: string, more: Record<string, unknown> = {}): void {
	world.sandbox.control.faults.add({ service: 'microsoft', kind, method, times: 1, ...more });
}

describe('creating Outlook events', () => {
	it('sends the key as transactionId and the mark, and comes back as it was written, in one request', async () => {
		const world = office365World();
		const values = { location: 'Room 1', description: 'Agenda', reminders: [{ minutes: 30, method: 'popup' as const }], visibility: 'private', availability: 'free', tags: ['Sales'] };
		const result = await write(world, create(values));
		expect(result).toMatchObject({ outcome: 'written', snapshot: { record: { title: 'Offer talk', ...values } } });
		expect(world.requests).toHaveLength(1);
		expect(world.requests[0]?.body).toMatchObject({ transactionId: 'key-1', isReminderOn: true });
		const id = result.outcome === 'written' ? result.id : '';
		expect(Object.values(world.microsoft.person.propertiesOf(id))).toEqual([JSON.stringify(['sales', '42', 0])]);
		expect(await world.system.read(id)).toMatchObject({ snapshot: { revision: result.outcome === 'written' ? result.revision : '' } });
	});

	it.each([
		['is cut before it arrives', 'resetBefore' as const, {}],
		['loses its answer', 'resetAfter' as const, {}],
		['is answered in half', 'truncate' as const, {}],
		['is answered with 503 after it was done', 'errorAfter' as const, { status: 503 }],
		['is answered with 504 after it was done', 'errorAfter' as const, { status: 504 }],
		['is throttled', 'status' as const, { status: 429, headers: { 'retry-after': '3' } }],
	])('makes one event when a create %s: the same bytes are sent again (B4)', async (_what, kind, more) => {
		const world = office365World();
		strike(world, kind, 'POST', more);
		expect(await write(world, create())).toMatchObject({ outcome: 'written' });
		expect(world.microsoft.person.list()).toHaveLength(1);
		expect(world.requests).toHaveLength(2);
		expect(JSON.stringify(world.requests[0])).toBe(JSON.stringify(world.requests[1]));
	});

	it('a create that runs again after a kill meets the event it made', async () => {
		const world = office365World();
		await write(world, create());
		const again = systemModule.connect(world.connection);
		expect(await again.write([create()], quiet)).toMatchObject([{ outcome: 'written' }]);
		expect(world.microsoft.person.list()).toHaveLength(1);
	});

	it.each([
		['edited a minute later', 60_000, true],
		['made an hour ago', 3_600_000, false],
	])('what an earlier create made is joined, not taken for new, when it was %s', async (_what, later, isEdited) => {
		const world = office365World();
		const first = await write(world, create());
		world.later(later);
		if (isEdited) world.microsoft.person.change(first.outcome === 'written' ? first.id : '', { subject: 'Edited by hand' });
		const again = systemModule.connect(world.connection);
		expect(await again.write([create()], quiet)).toMatchObject([{ outcome: 'exists', snapshot: { record: { title: isEdited ? 'Edited by hand' : 'Offer talk' } } }]);
	});

	it('a key that was used for other values leads to the event that carries its mark', async () => {
		const world = office365World();
		const first = await write(world, create());
		const result = await write(world, create({ title: 'Renamed meanwhile' }));
		expect(result).toMatchObject({ outcome: 'exists', snapshot: { id: first.outcome === 'written' ? first.id : '', record: { title: 'Offer talk' } } });
	});

	it.each([
		['of a deleted event', async (world: Office365World, id: string) => { world.microsoft.person.remove(id); await Promise.resolve(); }],
		['of an event with the mark of another record', async (world: Office365World, id: string) => { await write(world, { kind: 'update', id, values: {}, revision: null, stamp: { ...stamp, sync: '42', partnerId: '7' } }); }],
	])('a key %s is used up', async (_what, change) => {
		const world = office365World();
		const first = await write(world, create());
		await change(world, first.outcome === 'written' ? first.id : '');
		expect(await write(world, create({ title: 'Other' }))).toEqual({ outcome: 'keyUsed' });
	});

	it('takes the next key for another event', async () => {
		const world = office365World();
		await write(world, create());
		expect(await write(world, create({}, 'key-2'))).toMatchObject({ outcome: 'written' });
		expect(world.microsoft.person.list()).toHaveLength(2);
	});

	it('refuses a record without times before anything is sent', async () => {
		const world = office365World();
		expect(await write(world, { ...create(), values: { title: 'No time' } } as WriteRequest)).toMatchObject({ outcome: 'rejected', field: 'time' });
		expect(world.requests).toEqual([]);
	});

	it('applies the defaults for new records only where the record says nothing, and sets no reminder of its own', async () => {
		const world = office365World();
		const options = { ...quiet, defaults: { availability: 'free' as const } };
		expect(await write(world, create(), options)).toMatchObject({ snapshot: { record: { availability: 'free', reminders: [] } } });
		expect(await write(world, create({ availability: 'busy' }, 'key-2'), options)).toMatchObject({ snapshot: { record: { availability: 'busy' } } });
	});

	it('throws when the calendar is gone, and reports one that may only be read', async () => {
		const world = office365World();
		const crm = world.microsoft.person.createCalendar('CRM');
		const away = systemModule.connect({ ...world.connection, container: crm });
		world.microsoft.person.deleteCalendar(crm);
		await expect(away.write([create()], quiet)).rejects.toMatchObject({ kind: 'containerGone' });
		const theirs = world.microsoft.person.createCalendar('Theirs', { user: 'colleague@example.test' });
		world.microsoft.person.share(theirs, 'owner@example.test', false, { user: 'colleague@example.test' });
		expect(await systemModule.connect({ ...world.connection, container: theirs }).write([create()], quiet)).toMatchObject([{ outcome: 'forbidden' }]);
	});
});
