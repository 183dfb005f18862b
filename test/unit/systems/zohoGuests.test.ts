import { describe, expect, it } from 'vitest';
import type { Attendee, WriteOptions, WriteResult } from '../../../sync/types';
import { eventOf, meeting, quiet, readEvent, zohoWorld } from './zohoSupport';
import type { ZohoWorld } from './zohoSupport';

const stamp = { sync: 's', partnerId: 'p', generation: 0 };
const time = { start: { dateTime: '2026-11-03T09:00:00Z' }, end: { dateTime: '2026-11-03T10:00:00Z' } };

function guests(...emails: string[]): Attendee[] {
	return emails.map((email) => ({ email }));
}

async function createWith(world: ZohoWorld, attendees: Attendee[], options: WriteOptions = quiet): Promise<Extract<WriteResult, { outcome: 'written' }>> {
	const [result] = await world.system.write([{ kind: 'create', key: 'k', values: { title: 'Talk', time, attendees }, stamp }], options);
	if (result?.outcome !== 'written') throw new Error(JSON.stringify(result));
	return result;
}

async function guestsOf(world: ZohoWorld, id: string): Promise<string[]> {
	return eventOf(await readEvent(world.system, id)).attendees.map(({ email }) => email).sort();
}

/** A world in which Anna is a contact, Lea a lead. */
function withPeople(scopes?: string[]): ZohoWorld {
	const world = zohoWorld(scopes === undefined ? {} : { scopes });
	world.zoho.person.create('Contacts', { Last_Name: 'Example', First_Name: 'Anna', Email: 'anna@example.test' });
	world.zoho.person.create('Leads', { Last_Name: 'Lead', Company: 'Northwind', Email: 'lea@example.test' });
	world.later(60_000);
	return world;
}

describe('Z3: guests of calendar events', () => {
	it('link the contacts, leads and users that exist, and tell who is left out', async () => {
		const world = withPeople();
		const result = await createWith(world, guests('ANNA@example.test', 'lea@example.test', 'sales.colleague@northwind.example', 'nobody@example.test'));
		expect(await guestsOf(world, result.id)).toEqual(['anna@example.test', 'lea@example.test', 'sales.colleague@northwind.example']);
		expect(result.losses).toEqual([{ field: 'attendees', message: expect.stringContaining('nobody@example.test') as string }]);
		expect(result.written).toEqual({ attendees: guests('ANNA@example.test', 'lea@example.test', 'sales.colleague@northwind.example') });
		expect(world.zoho.all('Contacts')).toHaveLength(1);
	});

	it('need no word when all are known', async () => {
		const world = withPeople();
		const result = await createWith(world, guests('anna@example.test'));
		expect(result).not.toHaveProperty('losses');
		expect(result).not.toHaveProperty('written');
	});

	it('are looked up once for a whole batch and not again later', async () => {
		const world = withPeople();
		const request = (): Parameters<typeof world.system.write>[0][number] => ({ kind: 'create', key: 'k', values: { title: 'Talk', time, attendees: guests('anna@example.test') }, stamp });
		await world.system.write([request(), request(), request()], quiet);
		expect(world.asked()).toEqual(['POST coql', 'POST Events']);
		await world.system.write([request()], quiet);
		expect(world.asked()).toEqual(['POST Events']);
	});

	it('become contacts when asked, without a double and with a name', async () => {
		const world = withPeople();
		const options: WriteOptions = { ...quiet, guests: 'addAsContacts' };
		const wanted = [...guests('anna@example.test', 'plain@example.test'), { email: 'new@example.test', name: 'Nina van Dorn' }];
		const first = await createWith(world, wanted, options);
		expect(await guestsOf(world, first.id)).toEqual(['anna@example.test', 'new@example.test', 'plain@example.test']);
		const again = await (async () => {
			const [result] = await world.connect().write([{ kind: 'create', key: 'k2', values: { title: 'Talk', time, attendees: wanted }, stamp }], options);
			return result;
		})();
		expect(again?.outcome).toBe('written');
		expect(world.zoho.all('Contacts').map(({ fields }) => [fields.First_Name, fields.Last_Name])).toEqual([
			['Anna', 'Example'],
			[null, 'plain'],
			['Nina van', 'Dorn'],
		]);
	});

	describe('as contacts', () => {
		const asContacts: WriteOptions = { ...quiet, guests: 'addAsContacts' };
		const ben = { Last_Name: 'Northwind', First_Name: 'Ben', Email: 'ben@example.test' };
		const named = { email: 'ben@example.test', name: 'Benny N' };
		const names = (world: ZohoWorld): unknown[] => world.zoho.all('Contacts').map(({ fields }) => [fields.First_Name, fields.Last_Name]);

		it('leave a contact that search does not show yet as it is', async () => {
			const world = zohoWorld();
			world.zoho.person.create('Contacts', ben);
			const { id } = await createWith(world, [named], asContacts);
			expect(names(world)).toEqual([['Ben', 'Northwind']]);
			expect(await guestsOf(world, id)).toEqual(['ben@example.test']);
		});

		it('leave a contact as it is that only the refusal of a duplicate names', async () => {
			const world = zohoWorld();
			world.zoho.admin.set({ searchLagMilliseconds: 24 * 3_600_000 });
			const id = world.zoho.person.create('Contacts', ben);
			world.later(3_600_000);
			const details = { api_name: 'Email', duplicate_record: { id, module: { api_name: 'Contacts' } } };
			const refusal = { code: 'DUPLICATE_DATA', message: 'duplicate data', status: 'error', details };
			// The stand-in has no unique addresses, as few organisations have.
			world.sandbox.control.faults.add({ service: 'zoho', method: 'POST', path: '/Contacts$', kind: 'status', status: 400, body: { data: [refusal] } });
			const event = await createWith(world, [named], asContacts);
			expect(names(world)).toEqual([['Ben', 'Northwind']]);
			expect(await guestsOf(world, event.id)).toEqual(['ben@example.test']);
		});

		it('make no second contact after an answer that was lost', async () => {
			const world = zohoWorld();
			world.sandbox.control.faults.add({ service: 'zoho', path: '/Contacts', method: 'POST', kind: 'resetAfter', times: 1 });
			const [first] = await world.system.write([{ kind: 'create', key: 'k', values: { title: 'Talk', time, attendees: [named] }, stamp }], asContacts);
			expect(first?.outcome).toBe('retry');
			await createWith(world, [named], asContacts);
			expect(names(world)).toEqual([['Benny', 'N']]);
		});
	});

	it.each(['linkExisting', 'addAsContacts'] as const)("are invited by the address where it is a contact's second one, with no second contact (%s)", async (mode) => {
		const world = zohoWorld();
		world.zoho.person.create('Contacts', { Last_Name: 'Northwind', Email: 'ben@example.test', Secondary_Email: 'private@example.test' });
		world.later(60_000);
		const result = await createWith(world, guests('private@example.test'), { ...quiet, guests: mode });
		expect(await guestsOf(world, result.id)).toEqual(['private@example.test']);
		expect(result).not.toHaveProperty('losses');
		expect(world.zoho.all('Contacts')).toHaveLength(1);
	});

	it('are left alone when asked, and what is there is reported as it is', async () => {
		const world = withPeople();
		const id = world.zoho.person.createEvent({ ...meeting, Participants: [{ type: 'email', participant: 'bob@example.test' }] });
		const [result] = await world.system.write([{ kind: 'update', id, values: { attendees: guests('anna@example.test') }, revision: null }], { ...quiet, guests: 'ignore' });
		expect(result).toMatchObject({ outcome: 'written', written: { attendees: [{ email: 'bob@example.test' }] }, losses: [{ field: 'attendees' }] });
		expect(await guestsOf(world, id)).toEqual(['bob@example.test']);
	});

	it('keep their kind, and participants without address stay, when the list changes', async () => {
		const world = withPeople();
		const silent = world.zoho.person.create('Contacts', { Last_Name: 'Silent' });
		const id = world.zoho.person.createEvent({
			...meeting,
			Participants: [
				{ type: 'email', participant: 'bob@example.test' },
				{ type: 'contact', participant: silent },
				{ type: 'email', participant: 'carl@example.test' },
			],
		});
		await world.system.write([{ kind: 'update', id, values: { attendees: guests('bob@example.test', 'anna@example.test') }, revision: null }], quiet);
		const participants = world.zoho.find('Events', id)?.fields.Participants;
		expect(Array.isArray(participants) && participants.map((one) => (typeof one === 'object' && one !== null && !Array.isArray(one) ? one.type : '')).sort()).toEqual(['contact', 'contact', 'email']);
		expect(await guestsOf(world, id)).toEqual(['anna@example.test', 'bob@example.test']);
	});

	it('leave out the organiser and rooms', async () => {
		const world = withPeople();
		const result = await createWith(world, [{ email: 'anna@example.test', organizer: true }, { email: 'room@example.test', resource: true }]);
		expect(await guestsOf(world, result.id)).toEqual([]);
		expect(result).not.toHaveProperty('losses');
	});

	it('are cut at 50 with a word about it', async () => {
		const world = zohoWorld();
		const emails = Array.from({ length: 60 }, (_, index) => `guest${index}@example.test`);
		for (const Email of emails) world.zoho.person.create('Contacts', { Last_Name: 'Guest', Email });
		world.later(60_000);
		const result = await createWith(world, guests(...emails));
		expect(await guestsOf(world, result.id)).toHaveLength(50);
		expect(result.losses?.[0]?.message).toContain('guest59@example.test');
	});

	it('are found by search where the scope for COQL is missing', async () => {
		const world = withPeople(['ZohoCRM.modules.ALL', 'ZohoCRM.users.READ', 'ZohoSearch.securesearch.READ']);
		const result = await createWith(world, guests('anna@example.test', 'lea@example.test'));
		expect(await guestsOf(world, result.id)).toEqual(['anna@example.test', 'lea@example.test']);
	});

	it('that cannot be looked up stop their event, not the others', async () => {
		const world = withPeople();
		world.sandbox.control.faults.add({ service: 'zoho', path: '/coql', kind: 'status', status: 500 });
		const results = await world.system.write(
			[
				{ kind: 'create', key: 'k', values: { title: 'With', time, attendees: guests('anna@example.test') }, stamp },
				{ kind: 'create', key: 'l', values: { title: 'Without', time }, stamp },
			],
			quiet,
		);
		expect(results.map(({ outcome }) => outcome)).toEqual(['retry', 'written']);
	});

	it('cannot break out of a query with their address', async () => {
		const world = withPeople();
		const result = await createWith(world, guests("o'neil') or Email != ('x@example.test", 'back\\slash@example.test'));
		expect(await guestsOf(world, result.id)).toEqual([]);
	});
});

describe('mails to guests', () => {
	it('I6: never leave unless asked for', async () => {
		const world = withPeople();
		const { id, revision } = await createWith(world, guests('anna@example.test'));
		await world.system.write([{ kind: 'update', id, values: { location: 'Room 2' }, revision }], quiet);
		await world.system.write([{ kind: 'delete', id, revision: null }], quiet);
		expect(world.sandbox.world.outbox).toEqual([]);
	});

	it('leave when asked for', async () => {
		const world = withPeople();
		await createWith(world, guests('anna@example.test'), { ...quiet, notifyGuests: 'all' });
		expect(world.sandbox.world.outbox.map(({ to }) => to)).toEqual(['anna@example.test']);
	});
});
