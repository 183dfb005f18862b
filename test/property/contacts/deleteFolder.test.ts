import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../../sync';
import { make } from './many';
import { ContactPair, syncName } from './pair';
import { create, edit, living, only, remove } from './people';

let pair: ContactPair;

beforeEach(() => {
	pair = new ContactPair();
});

afterEach(async () => {
	expect(pair.sandbox.control.outbox.list(), 'I6: no mail').toEqual([]);
	await pair.store.close();
});

describe('the folder of contacts is deleted with the sync (O10, B12)', () => {
	it('"delete container" deletes the folder and nothing in the CRM; not while a person\'s own contact is in it (O10)', async () => {
		make(pair, 'crm', 3);
		await pair.settle();
		create(pair, 'calendar', { last: 'Own' });
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow('The folder holds 1 contact that the CRM does not have');
		remove(pair, 'calendar', living(pair, 'calendar').find(({ last }) => last === 'Own')?.id ?? '');
		await pair.deactivate({ copies: 'deleteContainer', later: 'relink' });
		expect(pair.microsoft.person.folderList().map(({ isDefault }) => isDefault)).toEqual([true]);
		expect(living(pair, 'crm')).toHaveLength(3);
	});

	it('"delete container" takes contacts that people made there along, once the CRM has them; the CRM keeps them (O10)', async () => {
		make(pair, 'crm', 2);
		make(pair, 'calendar', 2, 2);
		await pair.settle();
		expect(await pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).toMatchObject({ state: 'deactivated', deleted: 2, total: 2 });
		expect(pair.microsoft.person.folderList().map(({ isDefault }) => isDefault)).toEqual([true]);
		expect(living(pair, 'crm')).toHaveLength(4);
	});

	it.each<[string, Parameters<typeof pair.microsoft.person.createContact>[0], string]>([
		['a third e-mail address', { emailAddresses: ['one', 'two', 'three'].map((name) => ({ address: `${name}@x.example` })) }, 'E-mail addresses'],
		['a second business number', { businessPhones: ['+49 30 1', '+49 30 2'] }, 'Phones'],
		['a company', { companyName: 'Lee Ltd' }, 'Company'],
		['a web page', { businessHomePage: 'https://lee.example' }, 'Web page'],
		['a home address', { homeAddress: { city: 'Ulm' } }, 'Addresses'],
		['a title that is longer than the field of the CRM', { jobTitle: 'x'.repeat(120) }, 'Job title'],
	])('"delete container" keeps the folder while a contact that a person made in it has %s, which the CRM does not hold (O10, I3)', async (_, more, field) => {
		make(pair, 'crm', 2);
		make(pair, 'calendar', 1, 2);
		pair.microsoft.person.createContact({ givenName: 'Ann', surname: 'Own', ...more }, { folderId: pair.folderId });
		await pair.settle();
		const before = (['crm', 'calendar'] as const).map((side) => living(pair, side).length);
		expect(before).toEqual([4, 4]);
		pair.counts();
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toMatchObject({
			kind: 'badSettings',
			message: expect.stringMatching(new RegExp(`^The folder holds 1 contact of which the CRM does not have everything: "Ann Own" \\(${field}\\)\\. .*was not deleted.*as it was before`)) as string,
			next: expect.stringContaining('Delete Our Copies') as string,
		});
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
		expect((['crm', 'calendar'] as const).map((side) => living(pair, side).length)).toEqual(before);
		expect((await pair.store.getSync(syncName))?.state).toBe('active');
		expect(await pair.deactivate({ copies: 'deleteCopies', later: 'relink' })).toMatchObject({ state: 'deactivated', deleted: 2, total: 2 });
		expect(living(pair, 'calendar').map(({ last }) => last).sort()).toEqual(['Lee', 'Own']);
	});

	it.each<[string, Parameters<typeof pair.microsoft.person.createContact>[0], string]>([
		['a third e-mail address', { emailAddresses: ['n0', 'm0', 'third'].map((name) => ({ address: `${name}@x.example` })) }, 'E-mail addresses'],
		['a second business number', { businessPhones: ['+49 30 0', '+49 30 99'] }, 'Phones'],
		['a web page, which is not kept in step', { businessHomePage: 'https://lee.example' }, 'Web page'],
	])('a copy into which a person entered %s, which the CRM does not hold, is deleted neither with the folder nor by itself (O10, I3)', async (_, more, field) => {
		make(pair, 'crm', 2);
		await pair.settle();
		const touched = living(pair, 'calendar').find(({ first }) => first === 'F0')?.id ?? '';
		pair.microsoft.person.changeContact(touched, more);
		await pair.settle();
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow(`The folder holds 1 contact of which the CRM does not have everything: "F0 Lee" (${field}).`);
		expect(living(pair, 'calendar')).toHaveLength(2);
		expect(await pair.deactivate({ copies: 'deleteCopies', later: 'relink' })).toMatchObject({
			state: 'deactivated', deleted: 1, total: 2, left: [{ calendarId: touched, title: 'F0 Lee', when: null, reason: 'kept', isOpen: false, message: expect.stringMatching(/^"F0 Lee": it was edited in the folder/) as string }],
		});
		expect(living(pair, 'calendar').map(({ id }) => id)).toEqual([touched]);
	});

	/** The listing does not tell the e-mail addresses; `reads`: what a single read makes of that. */
	function listWithoutEmails(reads: 'tell' | 'omit'): string[][] {
		const { system } = pair.connected('calendar');
		const [changes, readMany] = [system.changes.bind(system), system.readMany.bind(system)];
		const cut = (snapshot: Snapshot): Snapshot => ({ ...snapshot, omitted: ['emails'], record: { ...snapshot.record, emails: [] } });
		system.changes = async function* (request) {
			for await (const page of changes(request)) yield { ...page, changes: page.changes.map((change) => (change.kind === 'upsert' ? { ...change, snapshot: cut(change.snapshot) } : change)) };
		};
		const asked: string[][] = [];
		system.readMany = async (ids) => {
			asked.push(ids);
			return (await readMany(ids)).map((read) => (read.outcome === 'found' && reads === 'omit' ? { ...read, snapshot: cut(read.snapshot) } : read));
		};
		return asked;
	}

	it.each<[string, string[], 'tell' | 'omit', boolean]>([
		['the CRM has', ['a@x.example', 'b@x.example'], 'tell', true],
		['the CRM does not have', ['a@x.example', 'b@x.example', 'c@x.example'], 'tell', false],
		['is not told by a single read either', ['a@x.example'], 'omit', false],
	])('"delete container" reads in one go what the listing leaves out; an address that %s decides (I3)', async (_, emails, reads, isDeleted) => {
		make(pair, 'crm', 2);
		for (const last of ['One', 'Two']) create(pair, 'calendar', { last, emails: emails.map((email) => `${last.toLowerCase()}.${email}`) });
		await pair.settle();
		const all = living(pair, 'calendar').map(({ id }) => id);
		const asked = listWithoutEmails(reads);
		const outcome = await pair.deactivate({ copies: 'deleteContainer', later: 'relink' }).then(({ state }) => state, (error: unknown) => String(error));
		expect(outcome).toMatch(isDeleted ? /^deactivated$/ : /The folder holds 2 contacts of which the CRM does not have everything: ("(One|Two)" \(E-mail addresses\)(, )?){2}\./);
		expect(asked[0]?.slice().sort()).toEqual(all.sort());
		expect(living(pair, 'calendar')).toHaveLength(isDeleted ? 0 : 4);
	});

	it('a folder with many contacts that only people have all of names three of them', async () => {
		for (let index = 0; index < 5; index += 1) create(pair, 'calendar', { last: `Own ${index}`, emails: ['a', 'b', 'c'].map((name) => `${name}${index}@x.example`) });
		await pair.settle();
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow(/^The folder holds 5 contacts of which .*: ("Own \d" \(E-mail addresses\)(, )?){3} and 2 more\. .*lost with them, although they are in step/);
	});

	it('"delete container" keeps the folder while the CRM has lost a part of a person\'s contact and that is still to be carried over (I3)', async () => {
		make(pair, 'calendar', 1);
		await pair.settle();
		edit(pair, 'crm', only(pair, 'crm').id, { emails: ['n0@x.example'] });
		pair.advance(61_000);
		await pair.poll('crm');
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow('The folder holds 1 contact');
		expect(living(pair, 'calendar')).toHaveLength(1);
	});

	it('"delete container" keeps the folder while a contact in it is about to be lost in the CRM: its deletion there is not applied yet', async () => {
		make(pair, 'calendar', 2);
		await pair.settle();
		remove(pair, 'crm', living(pair, 'crm')[0]?.id ?? '');
		pair.advance(61_000);
		await pair.poll('crm');
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow('The folder holds 1 contact that');
		expect([living(pair, 'calendar').length, living(pair, 'crm').length]).toEqual([2, 1]);
	});

	it('"delete container" leaves a contact alone that was moved to another folder, and says so', async () => {
		make(pair, 'crm', 3);
		await pair.settle();
		const { state, person } = pair.microsoft;
		const mailbox = [...state.mailboxes.values()][0] ?? expect.fail('There is no mailbox.');
		const other = person.createFolder('Other');
		const { folder, contact } = state.contactIn(mailbox, living(pair, 'calendar')[0]?.id ?? '');
		folder.remove(contact);
		state.contactFolderIn(mailbox, other).store({ ...contact });
		expect(await pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).toMatchObject({
			state: 'deactivated', deleted: 2, total: 3, message: expect.stringContaining('2 of 3 copies were removed. 1 stays, see "Needs Attention"') as string,
			left: [{ isOpen: false, message: expect.stringContaining('not in the folder any more') as string, next: expect.stringContaining('contact') as string }],
		});
		expect(person.listContacts({ folderId: other })).toHaveLength(1);
		expect(living(pair, 'crm')).toHaveLength(3);
	});
});
