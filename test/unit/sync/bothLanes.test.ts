import { describe, expect, it } from 'vitest';
import { MemoryPair, MINUTE, SECOND, syncName } from '../../support/memoryPair';

describe('both lanes at the same time', () => {
	const renamed = async (pair: MemoryPair, crmId: string) => {
		pair.crm.edit(crmId, { title: 'Renamed in the CRM' });
		return (await pair.poll('crm')).items;
	};

	it('a listing that was answered before our own write is not taken for an edit that undoes it (I3)', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		const items = await renamed(pair, crmId);
		pair.calendar.edit(calendarId, { location: 'Room 2' });
		const list = pair.calendar.changes.bind(pair.calendar);
		pair.calendar.changes = async function* (request) {
			for await (const page of list(request)) {
				if (page.changes.length > 0) {
					pair.advance(SECOND);
					await pair.applyTo('calendar', items);
					pair.advance(SECOND);
				}
				yield page;
			}
		};
		await pair.turn('calendar');
		expect(pair.crm.value(crmId, 'title')).toBe('Renamed in the CRM');
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.calendar.value(calendarId, 'title')]).toEqual(['Renamed in the CRM', 'Renamed in the CRM']);
		expect([pair.crm.value(crmId, 'location'), pair.calendar.value(calendarId, 'location')]).toEqual(['Room 2', 'Room 2']);
	});

	it('a record that was read before our own write is not taken for an edit that undoes it (I3)', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { feedOmits: ['description'] } } });
		const { crmId, calendarId } = await pair.linked();
		const items = await renamed(pair, crmId);
		pair.calendar.edit(calendarId, { location: 'Room 2' });
		const read = pair.calendar.readMany.bind(pair.calendar);
		pair.calendar.readMany = async (ids) => {
			pair.calendar.readMany = read;
			const results = await read(ids);
			await pair.applyTo('calendar', items);
			return results;
		};
		await pair.turn('calendar');
		expect(pair.crm.value(crmId, 'title')).toBe('Renamed in the CRM');
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.calendar.value(calendarId, 'title')]).toEqual(['Renamed in the CRM', 'Renamed in the CRM']);
		expect([pair.crm.value(crmId, 'location'), pair.calendar.value(calendarId, 'location')]).toEqual(['Room 2', 'Room 2']);
	});

	it('a record that the other lane asked to be read again is not forgotten for a listing that was answered before', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'First edit' });
		const { items } = await pair.poll('crm');
		pair.advance(MINUTE);
		pair.calendar.edit(calendarId, { title: 'Second edit' });
		const list = pair.calendar.changes.bind(pair.calendar);
		pair.calendar.changes = async function* (request) {
			for await (const page of list(request)) {
				if (page.changes.length > 0) {
					pair.advance(SECOND);
					await pair.applyTo('calendar', items);
					pair.advance(SECOND);
				}
				yield page;
			}
		};
		await pair.settle();
		expect([pair.crm.value(crmId, 'title'), pair.calendar.value(calendarId, 'title')]).toEqual(['Second edit', 'Second edit']);
	});
});

describe('a reading under way while the sync is forgotten', () => {
	/** The calendar is listed anew, and in the middle of it somebody runs an operation. */
	const during = async (pair: MemoryPair, operation: () => Promise<unknown>) => {
		const list = pair.calendar.changes.bind(pair.calendar);
		let outcome: unknown = null;
		pair.calendar.changes = async function* (request) {
			pair.calendar.changes = list;
			outcome = await operation().catch((error: unknown) => error);
			yield* list(request);
		};
		await pair.poll('calendar');
		return outcome;
	};

	it.each<[string, (pair: MemoryPair) => Promise<unknown>]>([
		['re-binding', async (pair) => await pair.rebind('calendar')],
		['deactivating to start afresh', async (pair) => await pair.deactivate({ later: 'fresh' })],
	])('%s waits for it, and says so when that takes too long: no position of the past survives', async (_, operation) => {
		const pair = new MemoryPair();
		await pair.linked();
		expect(await during(pair, async () => await operation(pair))).toMatchObject({ kind: 'busy', next: expect.stringContaining('again') as string });
		await operation(pair);
		expect(await pair.store.getCursor(syncName, 'calendar')).toBeNull();
	});
});
