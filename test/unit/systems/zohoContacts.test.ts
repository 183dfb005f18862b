import { describe, expect, it } from 'vitest';
import type { ContactRecord, FieldValues, Snapshot } from '../../../sync/types';
import { capabilities } from '../../../systems/zohoCrm/capabilities';
import { cursorOf, quiet, readFeed, upserted, zohoWorld, type ZohoWorld } from './zohoSupport';

function contactOf(snapshot: Snapshot | undefined): ContactRecord {
	if (snapshot === undefined || 'start' in snapshot.record) throw new Error('There is no contact.');
	return snapshot.record;
}

const stamp = { sync: 'sales', partnerId: 'o1', generation: 0 };

async function create(world: ZohoWorld, values: FieldValues): Promise<string> {
	const [result] = await world.system.write([{ kind: 'create', key: 'k', values, stamp }], quiet);
	if (result?.outcome !== 'written') throw new Error(JSON.stringify(result));
	return result.id;
}

const everything: FieldValues = {
	firstName: 'Anna',
	lastName: 'Example',
	jobTitle: 'Buyer',
	emails: ['anna@example.test', 'a@home.example.test'],
	phones: [{ kind: 'work', number: '1' }, { kind: 'home', number: '2' }, { kind: 'mobile', number: '3' }],
	addresses: [{ kind: 'work', street: 'Street 1', city: 'Berlin', region: 'BE', postalCode: '10115', country: 'Germany' }, { kind: 'other', city: 'Bonn' }],
	birthday: '1980-02-29',
	notes: 'Likes tea',
	tags: ['Customer'],
};

describe('Zoho contacts, end to end', () => {
	it('come back from list and single read as they were written, complete, with all that the list of fields promises', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const id = await create(world, everything);
		const [listed] = upserted(await readFeed(world.system, null));
		expect(listed).toMatchObject({ id, omitted: [] });
		expect(contactOf(listed)).toMatchObject(everything);
		const [read] = await world.system.readMany([id]);
		expect(read).toMatchObject({ outcome: 'found', snapshot: { omitted: [], record: everything } });
	});

	it('an idle round asks twice, a changed contact is told once', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const id = await create(world, everything);
		world.later(5 * 60_000);
		const first = await readFeed(world.system, null);
		world.asked();
		const idle = await readFeed(world.system, cursorOf(first));
		expect(upserted(idle)).toEqual([]);
		expect(world.asked()).toEqual(['GET Contacts', 'GET Contacts/deleted']);
		world.zoho.person.edit('Contacts', id, { Mobile: '33' });
		expect(contactOf(upserted(await readFeed(world.system, cursorOf(idle)))[0]).phones).toContainEqual({ kind: 'mobile', number: '33' });
	});

	it('without a last name get the placeholder, which is read as an empty name and never written back', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const id = await create(world, { firstName: 'Anna', lastName: '', emails: [] });
		expect(world.zoho.find('Contacts', id)?.fields.Last_Name).toBe('Not Provided');
		expect(contactOf(upserted(await readFeed(world.connect(), null))[0])).toMatchObject({ firstName: 'Anna', lastName: '' });
		expect(capabilities('contact').untitledPlaceholder).toBe('Not Provided');
	});

	it('an update leaves every field alone that it does not name, and numbers that may be off the layout', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const id = world.zoho.person.create('Contacts', { Last_Name: 'Example', Fax: '9', Other_Phone: '8', Phone: '1', Email: 'anna@example.test', Description: 'Kept' });
		const [result] = await world.system.write([{ kind: 'update', id, revision: null, values: { phones: [{ kind: 'mobile', number: '3' }] } }], quiet);
		expect(result).toMatchObject({ outcome: 'written' });
		expect(world.zoho.find('Contacts', id)?.fields).toMatchObject({ Fax: '9', Other_Phone: '8', Phone: null, Mobile: '3', Email: 'anna@example.test', Description: 'Kept' });
	});

	it('are found by either address, by last name, and by first name where there is no last one', async () => {
		const world = zohoWorld({ resource: 'contact' });
		const ids = [
			world.zoho.person.create('Contacts', { Last_Name: 'A', Secondary_Email: 'anna@example.test' }),
			world.zoho.person.create('Contacts', { Last_Name: 'Example', Phone: '1' }),
			world.zoho.person.create('Contacts', { Last_Name: 'Not Provided', First_Name: 'Bo' }),
		];
		world.later(60 * 60_000);
		world.zoho.person.create('Contacts', { Last_Name: 'Stranger' });
		world.later(60 * 60_000);
		const blank = contactOf({ id: '', revision: '', modifiedAt: null, createdAt: null, omitted: [], recurring: false, record: { firstName: '', lastName: '', company: '', jobTitle: '', emails: [], phones: [], addresses: [], website: '', birthday: '', notes: '', tags: [], custom: {}, source: { system: '', account: '', container: '', id: 'o1', revision: '' } } });
		const found = await world.system.findCandidates([{ ...blank, emails: ['anna@example.test'], lastName: 'Example' }, { ...blank, firstName: 'Bo' }]);
		expect(found.map(({ id }) => id).sort()).toEqual([...ids].sort());
	});

	it('that are of another owner keep that owner in the record, so that settings can leave them out', async () => {
		const world = zohoWorld({ resource: 'contact' });
		world.zoho.person.create('Contacts', { Last_Name: 'Example' });
		expect(contactOf(upserted(await readFeed(world.system, null))[0]).source.owner).toMatch(/^\d+$/);
	});

	it('custom fields of contacts are offered, read and written', async () => {
		const world = zohoWorld({ resource: 'contact' });
		world.zoho.admin.addField('Contacts', { api_name: 'Newsletter', data_type: 'text', length: 20 });
		const id = await create(world, { lastName: 'Example', 'custom.Newsletter': 'weekly' });
		expect(world.zoho.find('Contacts', id)?.fields.Newsletter).toBe('weekly');
		expect(contactOf(upserted(await readFeed(world.system, null))[0]).custom).toMatchObject({ Newsletter: 'weekly' });
	});
});
