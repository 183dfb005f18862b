import { describe, expect, it } from 'vitest';
import type { FieldValues, WriteRequest, WriteResult } from '../../../sync/types';
import { fit } from '../../../sync/record/fit';
import { capabilities } from '../../../systems/office365/capabilities';
import { ada, contactOf, contactWorld } from './office365ContactsSupport';
import { quiet, stamp } from './office365Support';

type World = ReturnType<typeof contactWorld>;

async function read(world: World, id: string) {
	const result = await world.system.read(id);
	if (result.outcome !== 'found') throw new Error(result.outcome);
	return result.snapshot;
}

async function write(world: World, request: WriteRequest, more = {}): Promise<WriteResult | undefined> {
	return (await world.system.write([request], { ...quiet, ...more }))[0];
}

/** As the engine does it: read, then write on top of what was read. */
async function update(world: World, id: string, values: FieldValues): Promise<WriteResult | undefined> {
	const { revision } = await read(world, id);
	world.asked();
	return await write(world, { kind: 'update', id, values, revision });
}

describe('a new contact', () => {
	it('holds everything, in the folder, and reads back as it was written (O8, O9)', async () => {
		const world = contactWorld();
		const id = await world.create(ada);
		expect(contactOf(await read(world, id))).toMatchObject(ada);
		expect(await read(world, id)).toMatchObject({ stamp, omitted: [] });
		expect(world.contacts()).toMatchObject([{ displayName: 'Ada Lovelace', birthday: '1815-12-10T11:59:00Z' }]);
	});

	it('is shown under its company or address where it has no name', async () => {
		const world = contactWorld();
		await world.create({ lastName: '', company: 'Engines BV' });
		await world.create({ emails: ['info@x.example'] });
		expect(world.contacts().map(({ displayName }) => displayName)).toEqual(['Engines BV', 'info@x.example']);
	});

	it('is sent once: what became of it after a lost answer is for the engine to find out', async () => {
		const world = contactWorld();
		world.sandbox.control.faults.add({ service: 'microsoft', kind: 'resetAfter', nth: 1, only: 'write' });
		expect(await write(world, { kind: 'create', key: 'k', values: ada, stamp })).toMatchObject({ outcome: 'unclear' });
		expect(world.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
		expect(await world.system.createdSince(0)).toMatchObject([{ stamp }]);
	});

	it('is not sent any more when another run may be at the same work', async () => {
		const world = contactWorld();
		const notAfter = world.sandbox.world.clock.now() - 1;
		expect(await write(world, { kind: 'create', key: 'k', values: ada, stamp }, { notAfter })).toMatchObject({ outcome: 'retry' });
		expect(world.contacts()).toEqual([]);
	});

	it('is refused with Graph\'s own words where there is more than it holds, and nothing is written', async () => {
		const world = contactWorld();
		const result = await write(world, { kind: 'create', key: 'k', values: { emails: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example'] }, stamp });
		expect(result).toMatchObject({ outcome: 'rejected', message: expect.stringContaining('max allowed value') as string });
		expect(world.contacts()).toEqual([]);
	});

	it('in a folder that is gone stops everything, and says so', async () => {
		const world = contactWorld();
		world.microsoft.person.deleteFolder(world.folderId);
		await expect(write(world, { kind: 'create', key: 'k', values: ada, stamp })).rejects.toMatchObject({ kind: 'containerGone' });
	});
});

describe('what Graph holds of each field (O8, O9, B13)', () => {
	const { fields } = capabilities('contact');
	const phone = (kind: string, number: string) => ({ kind, number }) as never;

	it.each<[string, 'emails' | 'phones' | 'addresses', unknown[], number, string]>([
		['three e-mail addresses', 'emails', ['1', '2', '3', '4'], 3, 'holds 3 of 4 entries; left out: 4'],
		['two business phones', 'phones', [phone('work', '1'), phone('work', '2'), phone('work', '3')], 2, 'holds 2 of 3 entries; left out: work 3'],
		['two private phones and one mobile', 'phones', [phone('home', '1'), phone('home', '2'), phone('home', '3'), phone('mobile', '4'), phone('mobile', '5')], 3, 'holds 3 of 5 entries; left out: home 3, mobile 5'],
		['no fax and no other number', 'phones', [phone('fax', '1'), phone('other', '2')], 0, 'holds 0 of 2 entries; left out: fax 1, other 2'],
		['one address of each kind', 'addresses', [{ kind: 'work', city: 'A' }, { kind: 'work', city: 'B' }], 1, 'left out: work'],
	])('%s: the rest is named as a loss', (_, field, value, held, message) => {
		const capability = fields[field];
		if (capability === undefined) throw new Error(field);
		const fitted = fit(field, value as never, capability);
		expect(fitted.value).toHaveLength(held);
		expect(fitted.losses).toMatchObject([{ field, message: expect.stringContaining(message) as string }]);
	});

	it('no custom fields are offered', () => {
		expect(Object.keys(fields).filter((name) => name.startsWith('custom.'))).toEqual([]);
	});
});

describe('a change of a contact', () => {
	it('is one request on top of what was just read, and touches nothing else', async () => {
		const world = contactWorld();
		const id = world.byHand({ givenName: 'Mei', surname: 'Tanaka', middleName: 'K', assistantName: 'Bo', imAddresses: ['im'], department: 'Sales', homePhones: ['9'], personalNotes: 'Kept', emailAddresses: [{ address: 'mei@x.example', name: 'Mei (office)' }] });
		expect(await update(world, id, { jobTitle: 'Buyer' })).toMatchObject({ outcome: 'written', snapshot: { record: { jobTitle: 'Buyer' } } });
		expect(world.asked()).toEqual(['PATCH /me/contacts/{id}']);
		expect(world.contacts()).toMatchObject([{ jobTitle: 'Buyer', middleName: 'K', assistantName: 'Bo', imAddresses: ['im'], department: 'Sales', homePhones: ['9'], personalNotes: 'Kept', displayName: 'Mei K Tanaka' }]);
	});

	it('of the addresses keeps the names that people gave to them', async () => {
		const world = contactWorld();
		const id = world.byHand({ givenName: 'Mei', emailAddresses: [{ address: 'Mei@x.example', name: 'Mei (office)' }, { address: 'old@x.example', name: 'Old' }] });
		await update(world, id, { emails: ['mei@x.example', 'new@x.example'] });
		expect(world.contacts()[0]?.emailAddresses).toEqual([{ address: 'mei@x.example', name: 'Mei (office)' }, { address: 'new@x.example', name: 'new@x.example' }]);
	});

	it.each([
		['composed of first and last name', {}, { lastName: 'Sato' }, 'Mei Sato'],
		['composed with a middle name', { middleName: 'K' }, { lastName: 'Sato' }, 'Mei K Sato'],
		['last name first', { displayName: 'Tanaka, Mei' }, { lastName: 'Sato' }, 'Sato, Mei'],
		['made up by somebody', { displayName: 'Tanaka-san' }, { lastName: 'Sato' }, 'Tanaka-san'],
		['made up by somebody, when the name stays', { displayName: 'Tanaka-san' }, { jobTitle: 'x' }, 'Tanaka-san'],
		['without any name left: its company', { companyName: 'Trading' }, { firstName: '', lastName: '' }, 'Trading'],
	])('the name that is shown: %s', async (_, members, values, expected) => {
		const world = contactWorld();
		const id = world.byHand({ givenName: 'Mei', surname: 'Tanaka', ...members });
		await update(world, id, values);
		expect(world.contacts()[0]?.displayName).toBe(expected);
	});

	it('empties what is empty', async () => {
		const world = contactWorld();
		const id = await world.create(ada);
		const empty: FieldValues = { firstName: '', lastName: 'x', company: '', jobTitle: '', emails: [], phones: [], addresses: [], website: '', birthday: '', notes: '', tags: [] };
		expect(await update(world, id, empty)).toMatchObject({ outcome: 'written' });
		expect(contactOf(await read(world, id))).toMatchObject(empty);
	});

	it('a part that is missing from an address is emptied', async () => {
		const world = contactWorld();
		const id = await world.create(ada);
		await update(world, id, { addresses: [{ kind: 'work', city: 'Utrecht' }] });
		expect(contactOf(await read(world, id)).addresses).toEqual([{ kind: 'work', city: 'Utrecht' }]);
	});

	it('is not written over an edit that nobody has seen: read once more where it is not remembered, refused where Graph minds', async () => {
		const world = contactWorld();
		const id = await world.create(ada);
		const { revision } = await read(world, id);
		world.microsoft.person.changeContact(id, { jobTitle: 'Edited' });
		const other = world.reconnect(world.folderId);
		expect(await other.write([{ kind: 'update', id, values: { jobTitle: 'Ours' }, revision }], quiet)).toEqual([{ outcome: 'stale' }]);
		world.microsoft.state.options.contactLock = true;
		expect(await write(world, { kind: 'update', id, values: { jobTitle: 'Ours' }, revision })).toEqual({ outcome: 'stale' });
		expect(world.contacts()[0]?.jobTitle).toBe('Edited');
		expect(capabilities('contact').precondition).toEqual({ update: false, delete: false });
	});

	it('of a contact that is gone says so; a second deletion is none', async () => {
		const world = contactWorld();
		const id = await world.create(ada);
		const { revision } = await read(world, id);
		expect(await write(world, { kind: 'delete', id, revision })).toEqual({ outcome: 'deleted' });
		expect(await write(world, { kind: 'delete', id, revision })).toEqual({ outcome: 'deleted' });
		expect(await write(world, { kind: 'update', id, values: { jobTitle: 'x' }, revision })).toEqual({ outcome: 'gone' });
		expect(world.contacts()).toEqual([]);
		expect(await world.mails()).toEqual([]);
	});

	it('keeps to the places of the mailbox: never more than three at a time', async () => {
		const world = contactWorld();
		world.microsoft.throttle.configure({ enabled: true, holdMilliseconds: 1 });
		await world.system.write(Array.from({ length: 30 }, (_, index): WriteRequest => ({ kind: 'create', key: `k${index}`, values: { lastName: `N${index}` }, stamp: { ...stamp, partnerId: String(index) } })), quiet);
		expect(world.contacts()).toHaveLength(30);
		expect(world.microsoft.throttle.uses()).toMatchObject([{ refused: 0, maxInFlight: 3 }]);
	});
});
