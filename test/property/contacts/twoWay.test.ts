import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultRows, applyMapping, compileMapping, emptied, withFields } from '../../../sync/mapping';
import type { Capabilities, ChangeItem, MappingRow, Side } from '../../../sync';
import { getSystem } from '../../../systems/registry';
import { comparable, create, createForColleague, edit, living, only, remove } from './people';
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
const ann = { first: 'Ann', last: 'Lee', title: 'Buyer', notes: 'Likes tea', emails: ['ann@x.example'], work: ['+49 30 1'], mobile: '+49 170 1', city: 'Köln', birthday: '1980-02-29', tags: ['Customer'] };

async function linked(fields = ann): Promise<{ crm: string; calendar: string }> {
	create(pair, 'crm', fields);
	await pair.settle();
	pair.counts();
	return { crm: only(pair, 'crm').id, calendar: only(pair, 'calendar').id };
}

function expectAgreement(): void {
	expect(living(pair, 'calendar').map(comparable)).toEqual(living(pair, 'crm').map(comparable));
}

describe('contacts of Zoho CRM and Office 365 (O8)', () => {
	it('go across in both directions with all their fields, and an idle round asks once in Office 365 and twice in the CRM', async () => {
		create(pair, 'crm', ann);
		create(pair, 'calendar', { ...ann, first: 'Bob', emails: ['bob@x.example'], mobile: '2', birthday: '1999-12-31' });
		await pair.settle();
		expect(living(pair, 'crm')).toHaveLength(2);
		expect(living(pair, 'calendar').map(({ birthday }) => birthday).sort()).toEqual(['1980-02-29', '1999-12-31']);
		expect(new Set(living(pair, 'calendar').map((seen) => JSON.stringify(comparable(seen))))).toEqual(new Set(living(pair, 'crm').map((seen) => JSON.stringify(comparable(seen)))));
		pair.counts();
		await pair.turn('crm');
		await pair.turn('calendar');
		expect(pair.counts()).toEqual({ reads: { crm: 2, calendar: 1 }, writes: { crm: 0, calendar: 0 } });
	});

	it('one changed contact costs one read and one write more', async () => {
		const ids = await linked();
		edit(pair, 'crm', ids.crm, { title: 'Chief Buyer' });
		pair.advance(5_000);
		await pair.turn('crm');
		expect(pair.counts()).toMatchObject({ reads: { calendar: 1 }, writes: { crm: 0, calendar: 1 } });
		await pair.settle();
		pair.counts();
		edit(pair, 'calendar', ids.calendar, { title: 'Head' });
		await pair.turn('calendar');
		expect(pair.counts()).toMatchObject({ reads: { calendar: 1 }, writes: { crm: 1, calendar: 0 } });
		await pair.settle();
		expectAgreement();
	});

	it('that are there on both sides are joined instead of doubled: by either address, by name and phone', async () => {
		create(pair, 'crm', { ...ann, emails: ['office@x.example', 'private@x.example'] });
		create(pair, 'calendar', { ...ann, title: '', emails: ['PRIVATE@x.example'] });
		create(pair, 'crm', { first: 'Bob', last: 'May', work: ['+49 30 7'] });
		create(pair, 'calendar', { first: 'bob', last: 'May', emails: ['bob@x.example'], mobile: '+49307' });
		create(pair, 'crm', { last: 'Solo', first: 'Han' });
		create(pair, 'calendar', { last: 'Solo', first: 'Han' });
		await pair.settle();
		for (const side of sides) expect(living(pair, side).map(({ last }) => last).sort()).toEqual(['Lee', 'May', 'Solo']);
		expect(living(pair, 'calendar').find(({ last }) => last === 'Lee')).toMatchObject({ title: 'Buyer' });
		expect(living(pair, 'crm').find(({ last }) => last === 'May')).toMatchObject({ emails: ['bob@x.example'], work: ['+49 30 7'], mobile: '+49307' });
	});

	it('of one family address are told apart by their names, and two that cannot be told apart come out of Needs Attention', async () => {
		for (const side of sides) for (const first of side === 'crm' ? ['Max', 'Eva'] : ['Eva', 'Max']) create(pair, side, { first, last: 'May', emails: ['may@x.example'] });
		await pair.settle();
		for (const side of sides) expect(living(pair, side).map(({ first }) => first).sort()).toEqual(['Eva', 'Max']);
		create(pair, 'calendar', { first: 'Ann', last: 'Lee', emails: ['ann@x.example'], title: 'A' });
		create(pair, 'calendar', { first: 'Ann', last: 'Lee', emails: ['ann@x.example'], title: 'B' });
		create(pair, 'crm', ann);
		pair.advance(5_000);
		const { outcomes } = await pair.turn('crm');
		expect(outcomes).toMatchObject([{ kind: 'attention', reason: 'ambiguous' }]);
	});

	it.each(sides)('a deletion in the %s goes across, after a look of its own', async (side) => {
		const ids = await linked();
		remove(pair, side, ids[side]);
		await pair.settle();
		for (const one of sides) expect(living(pair, one)).toEqual([]);
	});

	it.each(sides)('a mass deletion in the %s is held, other changes go on (B5, S7, I7)', async (side) => {
		pair.apply = { ...pair.apply, deleteGuard: { count: 3, percent: 10 } };
		for (let index = 0; index < 8; index += 1) create(pair, index % 2 === 0 ? 'crm' : 'calendar', { ...ann, last: `N${index}`, emails: [`n${index}@x.example`] });
		await pair.settle();
		for (const { id } of living(pair, side)) remove(pair, side, id);
		create(pair, side, { ...ann, last: 'New', emails: ['new@x.example'] });
		// One of the CRM's two feeds is left out while the other one brings news.
		for (let turn = 0; turn < 2; turn += 1) {
			await pair.turn(side);
			pair.advance(61_000);
		}
		expect(living(pair, otherOf(side)).map(({ last }) => last)).toContain('New');
		expect(living(pair, otherOf(side))).toHaveLength(9);
		expect(await pair.store.listRows(syncName, { side, states: ['held'] })).toHaveLength(8);
	});

	it('a contact that was moved to another folder is none that was deleted', async () => {
		const ids = await linked();
		const { microsoft } = pair;
		const target = microsoft.state.contactFolderIn([...microsoft.state.mailboxes.values()][0] ?? fail(), microsoft.person.createFolder('Other'));
		const { folder, contact } = microsoft.state.contactIn([...microsoft.state.mailboxes.values()][0] ?? fail(), ids.calendar);
		folder.remove(contact);
		target.store({ ...contact });
		await pair.settle();
		expect(only(pair, 'crm').id).toBe(ids.crm);
	});
});

function fail(): never {
	throw new Error('There is no mailbox.');
}

describe('two people at one contact (B2, B9)', () => {
	it('edits of different fields, and of different entries, come together', async () => {
		const ids = await linked();
		edit(pair, 'crm', ids.crm, { title: 'Chief', emails: ['ann@x.example', 'crm@x.example'] });
		edit(pair, 'calendar', ids.calendar, { notes: 'Likes coffee', work: ['+49 30 1', '+49 30 2'], tags: ['Customer', 'Friend'] });
		await pair.settle();
		expect(only(pair, 'calendar')).toMatchObject({ title: 'Chief', notes: 'Likes coffee', emails: ['ann@x.example', 'crm@x.example'], work: ['+49 30 1', '+49 30 2'], tags: ['Customer', 'Friend'] });
		expect(only(pair, 'crm')).toMatchObject({ title: 'Chief', notes: 'Likes coffee', emails: ['ann@x.example', 'crm@x.example'], work: ['+49 30 1'], tags: ['Customer', 'Friend'] });
	});

	it.each(sides)('an edit of one field on both sides: the later one wins, here that of the %s, and the other one is in the journal', async (later) => {
		const ids = await linked();
		edit(pair, otherOf(later), ids[otherOf(later)], { title: 'Early', mobile: '11', city: 'Bonn' });
		pair.advance(10_000);
		edit(pair, later, ids[later], { title: 'Late', mobile: '22', city: 'Ulm' });
		await pair.settle();
		for (const side of sides) expect(only(pair, side)).toMatchObject({ title: 'Late', mobile: '22', city: 'Ulm' });
		const losers = JSON.stringify((await pair.store.listJournal(syncName, { limit: 1000 })).filter(({ action }) => action === 'conflict'));
		for (const value of ['Early', '"11"', 'Bonn']) expect(losers).toContain(value);
	});

	it('asked for, a conflict stays as it is on both sides and is told', async () => {
		const ids = await linked();
		pair.apply = { ...pair.apply, conflictPolicy: 'ask' };
		edit(pair, 'crm', ids.crm, { mobile: '11', title: 'Chief' });
		edit(pair, 'calendar', ids.calendar, { mobile: '22' });
		await pair.settle();
		expect(pair.reports).toContainEqual(expect.objectContaining({ reason: 'conflict', message: expect.stringContaining('phones') as string }));
		expect(only(pair, 'crm').mobile).toBe('11');
		expect(only(pair, 'calendar')).toMatchObject({ mobile: '22', title: 'Chief' });
	});

	it('a deletion against an edit: the edit wins', async () => {
		const ids = await linked();
		remove(pair, 'crm', ids.crm);
		edit(pair, 'calendar', ids.calendar, { title: 'Chief' });
		await pair.settle();
		for (const side of sides) expect(only(pair, side).title).toBe('Chief');
	});

	it('a corrected first address stays the first one', async () => {
		const ids = await linked({ ...ann, emails: ['amn@x.example', 'b@x.example'] });
		edit(pair, 'crm', ids.crm, { emails: ['ann@x.example', 'b@x.example'] });
		await pair.settle();
		expect(only(pair, 'calendar').emails).toEqual(['ann@x.example', 'b@x.example']);
	});

	it('an edit between the look at a contact and the write is not written over, where Graph minds the precondition', async () => {
		const ids = await linked();
		pair.microsoft.state.options.contactLock = true;
		edit(pair, 'crm', ids.crm, { title: 'Ours' });
		pair.advance(5_000);
		// The CRM's feed and its list of deletions, the look at the contact, then the write.
		const { items } = await pair.poll('crm');
		pair.meanwhile(2, () => edit(pair, 'calendar', ids.calendar, { notes: 'Theirs', title: 'Theirs' }));
		pair.advance(5_000);
		await pair.applyTo('calendar', items);
		await pair.settle();
		for (const side of sides) expect(only(pair, side)).toMatchObject({ notes: 'Theirs', title: 'Theirs' });
	});
});

describe('what one side cannot hold (B13, I8)', () => {
	it('is named as a loss and stays where it is, also when the rest is edited', async () => {
		create(pair, 'calendar', { ...ann, emails: ['a@x.example', 'b@x.example', 'c@x.example'], work: ['1', '2'] });
		const { outcomes } = await pair.turn('calendar');
		expect(outcomes).toMatchObject([{ action: 'created', losses: [{ field: 'emails' }, { field: 'phones' }] }]);
		await pair.settle();
		const { id } = only(pair, 'crm');
		edit(pair, 'crm', id, { emails: ['a@x.example', 'd@x.example'], work: ['3'] });
		await pair.settle();
		expect(only(pair, 'calendar')).toMatchObject({ emails: ['a@x.example', 'd@x.example', 'c@x.example'], work: ['3', '2'] });
		expect(only(pair, 'crm')).toMatchObject({ emails: ['a@x.example', 'd@x.example'], work: ['3'] });
	});

	it('fax, other numbers and the company of the CRM stay, a second business number of Outlook stays', async () => {
		const ids = await linked();
		pair.zoho.person.edit('Contacts', ids.crm, { Fax: '9', Other_Phone: '8', Account_Name: { id: '5725767000000999001', name: 'Engines BV' } });
		await pair.settle();
		expect(pair.microsoft.person.getContact(ids.calendar)?.companyName).toBe('Engines BV');
		pair.microsoft.person.changeContact(ids.calendar, { companyName: 'Engines Inc' });
		edit(pair, 'calendar', ids.calendar, { work: ['+49 30 1', '+49 30 2'], mobile: '5' });
		await pair.settle();
		expect(pair.zoho.find('Contacts', ids.crm)?.fields).toMatchObject({ Fax: '9', Other_Phone: '8', Mobile: '5', Phone: '+49 30 1', Account_Name: { name: 'Engines BV' } });
		expect(pair.microsoft.person.getContact(ids.calendar)?.companyName).toBe('Engines Inc');
		pair.counts();
		pair.microsoft.person.changeContact(ids.calendar, { department: 'Sales', nickName: 'A', homeAddress: { city: 'Bonn' } });
		await pair.settle();
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
	});

	it('a contact without a last name keeps none in Outlook', async () => {
		create(pair, 'calendar', { first: 'Ann', emails: ['ann@x.example'] });
		await pair.settle();
		const { id } = only(pair, 'crm');
		edit(pair, 'crm', id, { title: 'Buyer' });
		await pair.settle();
		expect(only(pair, 'calendar')).toMatchObject({ first: 'Ann', last: '', title: 'Buyer' });
		await pair.loseStore();
		await pair.settle();
		expect(only(pair, 'calendar')).toMatchObject({ first: 'Ann', last: '' });
	});
});

describe('what the settings leave out', () => {
	it('imported contacts with a tag, and contacts of colleagues, are not copied; linked ones are followed all the same (O6, O8)', async () => {
		pair.settings.crm = { ...pair.settings.crm, filters: { ...pair.settings.crm.filters, excludeTags: ['Imported'] } };
		create(pair, 'crm', { ...ann, last: 'Import', emails: ['i@x.example'], tags: ['imported'] });
		createForColleague(pair, { ...ann, last: 'Colleague', emails: ['c@x.example'] });
		create(pair, 'crm', ann);
		await pair.settle();
		expect(only(pair, 'calendar').last).toBe('Lee');
		create(pair, 'calendar', { ...ann, last: 'Colleague', emails: ['c@x.example'], notes: 'Mine' });
		await pair.settle();
		expect(living(pair, 'crm').filter(({ last }) => last === 'Colleague')).toHaveLength(2);
		expect(living(pair, 'crm').filter(({ notes }) => notes === 'Mine')).toHaveLength(1);
	});

	it('the CRM\'s own fields go where a mapping puts them, and back (O9)', async () => {
		pair.zoho.admin.addField('Contacts', { api_name: 'Hobby', data_type: 'text', length: 100 });
		const crm: Capabilities = withCustom(getSystem('zohoCrm').capabilities('contact'));
		const calendar = getSystem('office365').capabilities('contact');
		const into = (from: Capabilities, to: Capabilities, row: MappingRow) => (item: ChangeItem): ChangeItem => {
			if (item.record === null) return item;
			const rows = [...defaultRows(from, to).filter(({ to: field }) => field !== row.to && field !== 'notes'), row];
			const { values, pairs } = applyMapping(compileMapping(rows, from, to), item.record);
			return { ...item, record: withFields(emptied(item.record), values), mapping: pairs };
		};
		const outwards = into(crm, calendar, { to: 'notes', transform: { kind: 'copy', from: 'custom.Hobby' } });
		const inwards = into(calendar, crm, { to: 'custom.Hobby', transform: { kind: 'copy', from: 'notes' } });
		pair.mapper = (item) => (item.side === 'crm' ? outwards : inwards)(item);
		const id = pair.zoho.person.create('Contacts', { Last_Name: 'Lee', Email: 'ann@x.example', Hobby: 'Chess' });
		await pair.settle();
		expect(only(pair, 'calendar').notes).toBe('Chess');
		edit(pair, 'calendar', only(pair, 'calendar').id, { notes: 'Go' });
		await pair.settle();
		expect(pair.zoho.find('Contacts', id)?.fields).toMatchObject({ Hobby: 'Go', Description: null });
	});
});

function withCustom(capabilities: Capabilities): Capabilities {
	return { ...capabilities, fields: { ...capabilities.fields, 'custom.Hobby': { label: 'Hobby', kind: 'text', read: true, write: true, custom: true } } };
}
