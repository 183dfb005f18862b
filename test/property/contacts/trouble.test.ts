import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Side, Snapshot } from '../../../sync';
import { comparable, create, edit, living, only, remove } from './people';
import { ContactPair, syncName } from './pair';

let pair: ContactPair;

beforeEach(() => {
	pair = new ContactPair();
});

afterEach(async () => {
	expect(pair.sandbox.control.outbox.list(), 'I6: no mail').toEqual([]);
	await pair.store.close();
});

const sides: readonly Side[] = ['crm', 'calendar'];
const otherOf = (side: Side): Side => (side === 'crm' ? 'calendar' : 'crm');
const service = { crm: 'zoho', calendar: 'microsoft' } as const;

function make(side: Side, count: number, first = 0): void {
	for (let index = first; index < first + count; index += 1) {
		create(pair, side, { first: `F${index}`, last: 'Lee', title: 'Buyer', emails: [`n${index}@x.example`, `m${index}@x.example`], work: [`+49 30 ${index}`], birthday: '1980-02-29', tags: ['Customer'] });
	}
}

function expectPairs(count: number): void {
	const seen = (side: Side): string[] => living(pair, side).map((one) => JSON.stringify(comparable(one))).sort();
	expect(seen('calendar')).toEqual(seen('crm'));
	expect(seen('crm')).toHaveLength(count);
}

describe('an unanswered create (B4, I2)', () => {
	it.each(sides)('into the %s: each result is found, nothing is made twice', async (target) => {
		make(otherOf(target), 5);
		pair.sandbox.control.faults.add({ service: service[target], kind: 'resetAfter', nth: 1, only: 'write', times: 3 });
		await pair.turn(otherOf(target));
		expect(living(pair, target).length).toBeGreaterThan(0);
		await pair.settle();
		expectPairs(5);
	});

	it('into Office 365, renamed by a person before it is found: the mark tells', async () => {
		make('crm', 2);
		pair.sandbox.control.faults.add({ service: 'microsoft', kind: 'resetAfter', nth: 1, only: 'write', times: 2 });
		await pair.turn('crm');
		for (const [index, { id }] of living(pair, 'calendar').entries()) edit(pair, 'calendar', id, { first: `X${index}`, last: 'Other', emails: [], title: '', work: [] });
		await pair.settle();
		expect(pair.reports).toEqual([]);
		expectPairs(2);
	});

	it('into Office 365 of a contact that is deleted in the CRM before it is found: its copy goes', async () => {
		make('crm', 1);
		pair.sandbox.control.faults.add({ service: 'microsoft', kind: 'resetAfter', nth: 1, only: 'write' });
		await pair.turn('crm');
		expect(living(pair, 'calendar')).toHaveLength(1);
		remove(pair, 'crm', only(pair, 'crm').id);
		await pair.settle();
		for (const side of sides) expect(living(pair, side)).toEqual([]);
	});

	it.each(sides)('a process that dies at any moment of a first sync from the %s leaves no duplicate', async (source) => {
		for (let call = 1; call <= 8; call += 1) {
			for (const when of ['before', 'after', 'commit'] as const) {
				const one = new ContactPair();
				const former = pair;
				pair = one;
				make(source, 3);
				one.killAt(call, when);
				await one.turn(source).catch(() => undefined);
				one.restart();
				await one.settle();
				expectPairs(3);
				pair = former;
				await one.store.close();
			}
		}
	});
});

describe('starting again (B12, Z6, I2)', () => {
	async function rested(): Promise<void> {
		make('crm', 10);
		make('calendar', 10, 10);
		await pair.settle();
		expectPairs(20);
		pair.counts();
	}

	it.each(['relink', 'fresh'] as const)('after "keep, %s" nothing is written', async (later) => {
		await rested();
		await pair.deactivate({ copies: 'keep', later });
		await pair.activate();
		await pair.settle();
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
		expectPairs(20);
	});

	it('after the store was lost nothing is written: by the mark, and by what makes contacts the same', async () => {
		await rested();
		await pair.loseStore();
		await pair.settle();
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
		expectPairs(20);
		expect(await pair.store.countLinks(syncName, 'linked')).toBe(20);
	});

	it('after the store was lost a copy that somebody renamed is known by its mark', async () => {
		make('crm', 1);
		await pair.settle();
		await pair.loseStore();
		edit(pair, 'calendar', only(pair, 'calendar').id, { first: 'Renamed', last: 'Other', emails: ['new@x.example'], work: ['7'] });
		await pair.turn('calendar');
		await pair.settle();
		// What both sides held is not known any more, so no address or number is taken away.
		for (const side of sides) expect(only(pair, side)).toMatchObject({ first: 'Renamed', last: 'Other' });
		expect(only(pair, 'calendar').emails.sort()).toEqual(['m0@x.example', 'n0@x.example', 'new@x.example']);
	});

	it('a run is taken back: the contact holds what it held before, its addresses and numbers included (B7)', async () => {
		make('crm', 1);
		await pair.settle();
		const before = comparable(only(pair, 'calendar'));
		edit(pair, 'crm', only(pair, 'crm').id, { title: 'Chief', emails: ['other@x.example'], work: ['7'], birthday: '', city: 'Ulm' });
		pair.advance(5_000);
		await pair.turn('crm');
		expect(comparable(only(pair, 'calendar'))).not.toEqual(before);
		expect(await pair.undo('calendar')).toMatchObject([{ kind: 'done', action: 'restored' }]);
		expect(comparable(only(pair, 'calendar'))).toEqual(before);
	});

	it('1,000 pairs are joined again with 0 writes and few requests', async () => {
		make('crm', 500);
		make('calendar', 500, 500);
		await pair.settle();
		await pair.deactivate({ copies: 'keep', later: 'fresh' });
		await pair.activate();
		pair.counts();
		await pair.settle();
		const { reads, writes } = pair.counts();
		expect(writes).toEqual({ crm: 0, calendar: 0 });
		expect(reads.crm + reads.calendar).toBeLessThanOrEqual(100);
		expect(await pair.store.countLinks(syncName, 'linked')).toBe(1000);
	});

	it('"delete copies" removes what the sync made in Office 365, keeps what people made there, and the CRM keeps everything (O10)', async () => {
		await rested();
		await pair.deactivate({ copies: 'deleteCopies', later: 'relink' });
		expect(living(pair, 'calendar')).toHaveLength(10);
		expect(living(pair, 'crm')).toHaveLength(20);
		await pair.activate();
		await pair.settle();
		expectPairs(20);
	});

	it('"delete container" deletes the folder and nothing in the CRM; not while a person\'s own contact is in it (O10)', async () => {
		make('crm', 3);
		await pair.settle();
		create(pair, 'calendar', { last: 'Own' });
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow('The folder holds 1 contact that the CRM does not have');
		remove(pair, 'calendar', living(pair, 'calendar').find(({ last }) => last === 'Own')?.id ?? '');
		await pair.deactivate({ copies: 'deleteContainer', later: 'relink' });
		expect(pair.microsoft.person.folderList().map(({ isDefault }) => isDefault)).toEqual([true]);
		expect(living(pair, 'crm')).toHaveLength(3);
	});

	it('"delete container" takes contacts that people made there along, once the CRM has them; the CRM keeps them (O10)', async () => {
		make('crm', 2);
		make('calendar', 2, 2);
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
		make('crm', 2);
		make('calendar', 1, 2);
		pair.microsoft.person.createContact({ givenName: 'Ann', surname: 'Own', ...more }, { folderId: pair.folderId });
		await pair.settle();
		const before = sides.map((side) => living(pair, side).length);
		expect(before).toEqual([4, 4]);
		pair.counts();
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toMatchObject({
			kind: 'badSettings',
			message: expect.stringMatching(new RegExp(`^The folder holds 1 contact of which the CRM does not have everything: "Ann Own" \\(${field}\\)\\. .*was not deleted.*as it was before`)) as string,
			next: expect.stringContaining('Delete Our Copies') as string,
		});
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
		expect(sides.map((side) => living(pair, side).length)).toEqual(before);
		expect((await pair.store.getSync(syncName))?.state).toBe('active');
		expect(await pair.deactivate({ copies: 'deleteCopies', later: 'relink' })).toMatchObject({ state: 'deactivated', deleted: 2, total: 2 });
		expect(living(pair, 'calendar').map(({ last }) => last).sort()).toEqual(['Lee', 'Own']);
	});

	it.each<[string, Parameters<typeof pair.microsoft.person.createContact>[0], string]>([
		['a third e-mail address', { emailAddresses: ['n0', 'm0', 'third'].map((name) => ({ address: `${name}@x.example` })) }, 'E-mail addresses'],
		['a second business number', { businessPhones: ['+49 30 0', '+49 30 99'] }, 'Phones'],
		['a web page, which is not kept in step', { businessHomePage: 'https://lee.example' }, 'Web page'],
	])('a copy into which a person entered %s, which the CRM does not hold, is deleted neither with the folder nor by itself (O10, I3)', async (_, more, field) => {
		make('crm', 2);
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
		make('crm', 2);
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
		make('calendar', 1);
		await pair.settle();
		edit(pair, 'crm', only(pair, 'crm').id, { emails: ['n0@x.example'] });
		pair.advance(61_000);
		await pair.poll('crm');
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow('The folder holds 1 contact');
		expect(living(pair, 'calendar')).toHaveLength(1);
	});

	it('"delete container" keeps the folder while a contact in it is about to be lost in the CRM: its deletion there is not applied yet', async () => {
		make('calendar', 2);
		await pair.settle();
		remove(pair, 'crm', living(pair, 'crm')[0]?.id ?? '');
		pair.advance(61_000);
		await pair.poll('crm');
		await expect(pair.deactivate({ copies: 'deleteContainer', later: 'relink' })).rejects.toThrow('The folder holds 1 contact that');
		expect([living(pair, 'calendar').length, living(pair, 'crm').length]).toEqual([2, 1]);
	});

	it('"delete container" leaves a contact alone that was moved to another folder, and says so', async () => {
		make('crm', 3);
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

	it.each(['a poll', 'a write'])('the folder deleted in Outlook, noticed by %s, switches the sync off and deletes nothing in the CRM (O10)', async (by) => {
		await rested();
		pair.microsoft.person.deleteFolder(pair.folderId);
		make('crm', 1, 100);
		await expect(pair.turn(by === 'a poll' ? 'calendar' : 'crm')).rejects.toMatchObject({ kind: 'containerGone' });
		expect((await pair.store.getSync(syncName))?.state).toBe('deactivated');
		for (const side of sides) expect((await pair.turn(side)).items).toEqual([]);
		expect(living(pair, 'crm')).toHaveLength(21);
	});

	it('a position that is too old leads to a full read, and only what is looked up and gone is deleted', async () => {
		await rested();
		const [first, second] = living(pair, 'calendar');
		remove(pair, 'calendar', first?.id ?? '');
		edit(pair, 'calendar', second?.id ?? '', { title: 'Edited' });
		pair.microsoft.person.expireDeltaTokens();
		await pair.settle();
		expectPairs(19);
		expect(living(pair, 'crm').map(({ title }) => title)).toContain('Edited');
	});

	it('change keys that move without an edit, and contacts that the server touches, change nothing (I4)', async () => {
		await rested();
		pair.microsoft.person.driftContacts({ folderId: pair.folderId });
		const { items } = await pair.turn('calendar');
		expect(items).toEqual([]);
		expect(pair.counts()).toEqual({ reads: { crm: 0, calendar: 1 }, writes: { crm: 0, calendar: 0 } });
	});
});

describe('a first sync of 1,000 contacts', () => {
	it('into Office 365 takes at most 1.05 requests each, never more than 4 at a time (O8)', async () => {
		make('crm', 1000);
		pair.settings.crm = { ...pair.settings.crm, runLimit: 10_000 };
		pair.microsoft.throttle.configure({ enabled: true, holdMilliseconds: 0 });
		pair.counts();
		for (let turn = 0; turn < 3; turn += 1) {
			await pair.turn('crm');
			pair.advance(61_000);
			await pair.turn('calendar');
		}
		const [use] = pair.microsoft.throttle.uses();
		expect(living(pair, 'calendar')).toHaveLength(1000);
		expect(use?.requests ?? Number.NaN).toBeLessThanOrEqual(1050);
		expect(use?.maxInFlight ?? Number.NaN).toBeLessThanOrEqual(4);
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 1000 });
	});

	it('into the CRM takes one write for a hundred', async () => {
		make('calendar', 1000);
		pair.counts();
		for (let turn = 0; turn < 3; turn += 1) {
			await pair.turn('calendar');
			pair.advance(61_000);
			await pair.turn('crm');
		}
		const { writes, reads } = pair.counts();
		expect(living(pair, 'crm')).toHaveLength(1000);
		expect(writes).toEqual({ crm: 10, calendar: 0 });
		expect(reads.crm + reads.calendar).toBeLessThanOrEqual(50);
	});
});
