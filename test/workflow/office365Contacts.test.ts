import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, Pair } from '../support/pair';
import { problemOf } from '../support/pair/problems';
import type { RunningWorkflow } from '../support/n8nEngine';

const FOLDER = 'Zoho CRM';

describe('template contacts/zoho-two-way (O8, O9, O10)', () => {
	let pair: Pair;
	let workflow: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		workflow = pair.load('contacts/zoho-two-way');
	});

	afterEach(async () => {
		pair.expectNoMails();
		await pair.stop();
	});

	const person = () => pair.sandbox.services.microsoft.person;
	const folderId = () => person().folderList().find(({ name }) => name === FOLDER)?.id;
	const inFolder = () => (folderId() === undefined ? [] : person().listContacts({ folderId: folderId() }));
	const namesInFolder = () => inFolder().map(({ surname }) => String(surname)).sort();
	const inCrm = () => pair.sandbox.services.zoho.all('Contacts').filter(({ deleted }) => !deleted);
	const namesInCrm = () => inCrm().map(({ fields }) => String(fields.Last_Name)).sort();
	const addInCrm = (name: string, more: Record<string, string> = {}) => pair.sandbox.services.zoho.person.create('Contacts', { Last_Name: name, ...more });
	const publish = async () => {
		pair.pass(MINUTE);
		await workflow.activate();
		await pair.rest(workflow);
	};

	it('makes a folder of its own and brings over the contacts; other contacts stay apart (O8)', async () => {
		person().createContact({ surname: 'Private', emailAddresses: [{ address: 'private@example.test' }] });
		addInCrm('Müller', { First_Name: 'Jörg', Email: 'joerg@customer.test', Mobile: '+49 170 1' });
		await publish();
		expect(inFolder()).toMatchObject([{ givenName: 'Jörg', surname: 'Müller', emailAddresses: [{ address: 'joerg@customer.test' }], mobilePhone: '+49 170 1' }]);
		expect(namesInCrm()).toEqual(['Müller']);
	});

	it('carries new contacts, edits and deletions both ways, at once, and comes to rest (I4)', async () => {
		const id = addInCrm('One', { Email: 'one@customer.test' });
		await publish();
		person().createContact({ surname: 'Two', emailAddresses: [{ address: 'two@customer.test' }] }, { folderId: folderId() });
		await pair.settle();
		await pair.rest(workflow);
		expect([namesInCrm(), namesInFolder()]).toEqual([['One', 'Two'], ['One', 'Two']]);
		pair.pass(MINUTE);
		pair.sandbox.services.zoho.person.edit('Contacts', id, { Phone: '+49 30 1' });
		person().changeContact(String(inFolder().find(({ surname }) => surname === 'One')?.id), { jobTitle: 'Buyer' });
		await pair.rest(workflow);
		expect(inFolder().find(({ surname }) => surname === 'One')).toMatchObject({ businessPhones: ['+49 30 1'], jobTitle: 'Buyer' });
		expect(pair.sandbox.services.zoho.find('Contacts', id)?.fields).toMatchObject({ Phone: '+49 30 1', Title: 'Buyer' });
		pair.pass(MINUTE);
		pair.sandbox.services.zoho.person.remove('Contacts', id);
		await pair.rest(workflow);
		expect([namesInCrm(), namesInFolder()]).toEqual([['Two'], ['Two']]);
	});

	it('a map of one\'s own: what has no row is not touched (O9)', async () => {
		addInCrm('Mapped', { Email: 'mapped@customer.test', Department: 'Purchasing' });
		const rows = [
			{ to: 'lastName', transform: 'copy', from: 'lastName' },
			{ to: 'emails', transform: 'copy', from: 'emails' },
			{ to: 'notes', transform: 'template', template: 'Met as {{lastName}}' },
		];
		workflow = pair.load('contacts/zoho-two-way', { 'Zoho to Office 365 Fields': { mappingMode: 'custom', mapping: { rows } } });
		await publish();
		expect(inFolder()).toMatchObject([{ surname: 'Mapped', personalNotes: 'Met as Mapped' }]);
	});

	it('the template that stops it deletes the folder; the CRM keeps everything (O10)', async () => {
		addInCrm('One');
		addInCrm('Two');
		await publish();
		expect(namesInFolder()).toEqual(['One', 'Two']);
		await workflow.deactivate();
		const run = await pair.load('contacts/zoho-deactivate').start('Run by Hand');
		expect(run.expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated' });
		expect(folderId()).toBeUndefined();
		expect(namesInCrm()).toEqual(['One', 'Two']);
	});

	it('a contact born in Outlook and in step goes with the folder; the CRM keeps both (O10)', async () => {
		addInCrm('One');
		await publish();
		person().createContact({ surname: 'Two', emailAddresses: [{ address: 'two@customer.test' }] }, { folderId: folderId() });
		await pair.rest(workflow);
		await workflow.deactivate();
		const run = await pair.load('contacts/zoho-deactivate').start('Run by Hand');
		expect(run.expectSuccess().json('Deactivate')[0]).toMatchObject({ state: 'deactivated' });
		expect(folderId()).toBeUndefined();
		expect(namesInCrm()).toEqual(['One', 'Two']);
	});

	it.each<[string, () => void]>([
		['was born in Outlook and is not in the CRM yet', () => person().createContact({ surname: 'Two' }, { folderId: folderId() })],
		['was edited in Outlook since it was last read', () => person().changeContact(String(inFolder().find(({ surname }) => surname === 'Born here')?.id), { jobTitle: 'Buyer' })],
	])('the folder stays while a contact in it %s; nothing is changed (O10)', async (_, happen) => {
		workflow = pair.load('contacts/zoho-two-way', { crmContactTrigger: { delivery: 'polling' }, office365SyncTrigger: { delivery: 'polling' } });
		addInCrm('One');
		await publish();
		person().createContact({ surname: 'Born here', emailAddresses: [{ address: 'born@customer.test' }] }, { folderId: folderId() });
		await pair.rest(workflow);
		await workflow.deactivate();
		happen();
		const before = [namesInFolder(), namesInCrm()];
		const counts = await pair.count(async () => {
			const run = await pair.load('contacts/zoho-deactivate').start('Run by Hand');
			expect(run.error?.message).toMatch(/^The folder holds 1 contact that the CRM does not have, or not as it is here: .*as it was before/);
		});
		expect([counts.microsoft.writes, counts.zoho.writes]).toEqual([0, 0]);
		expect([namesInFolder(), namesInCrm()]).toEqual(before);
	});

	it('the folder stays while the CRM does not hold everything of a contact that a person made in it; "Delete Our Copies" leaves that one (O10, I3)', async () => {
		addInCrm('One');
		await publish();
		person().createContact({
			givenName: 'Ann', surname: 'Own', companyName: 'Own Ltd', businessPhones: ['+49 30 1', '+49 30 2'], emailAddresses: ['a', 'b', 'c'].map((name) => ({ address: `${name}@customer.test` })),
		}, { folderId: folderId() });
		await pair.rest(workflow);
		expect(namesInCrm()).toEqual(['One', 'Own']);
		await workflow.deactivate();
		const counts = await pair.count(async () => {
			const { error } = await pair.load('contacts/zoho-deactivate').start('Run by Hand');
			expect(error?.message).toMatch(/^The folder holds 1 contact of which the CRM does not have everything: "Ann Own" \(Company, E-mail addresses, Phones\)\. .* was not deleted; the sync is as it was before\.$/);
			expect(error?.description).toMatch(/Delete Our Copies.*This contact then stays/);
		});
		expect([counts.microsoft.writes, counts.zoho.writes]).toEqual([0, 0]);
		(await pair.load('contacts/zoho-deactivate', { office365Sync: { copies: 'deleteCopies' } }).start('Run by Hand')).expectSuccess();
		expect([namesInFolder(), namesInCrm()]).toEqual([['Own'], ['One', 'Own']]);
		expect(inFolder()[0]).toMatchObject({ companyName: 'Own Ltd' });
	});

	it('stopped after somebody deleted the folder in Outlook: it says so, and not that copies were removed (O10)', async () => {
		addInCrm('One');
		addInCrm('Two');
		await publish();
		await workflow.deactivate();
		person().deleteFolder(folderId() ?? '');
		const run = await pair.load('contacts/zoho-deactivate', { office365Sync: { copies: 'deleteCopies' } }).start('Run by Hand');
		expect(run.expectSuccess().json('Deactivate')[0]).toMatchObject({
			state: 'deactivated', message: 'The sync is stopped. The folder "Zoho CRM" is not there any more: somebody had deleted it, and 2 copies went with it. The CRM keeps everything. No pairs are remembered.',
		});
		expect(namesInCrm()).toEqual(['One', 'Two']);
	});

	it('the folder deleted in Outlook switches the sync off; the CRM keeps everything (O10)', async () => {
		addInCrm('One');
		await publish();
		person().deleteFolder(folderId() ?? '');
		expect(await problemOf(workflow.poll('Change in Office 365'))).toMatch(/The folder "Zoho CRM" in Office 365 was deleted, so the sync "zoho-office365-contacts" was switched off/);
		pair.pass(MINUTE);
		expect(await workflow.poll()).toEqual([]);
		expect(namesInCrm()).toEqual(['One']);
	});

	it('asks once a side when nothing has changed, and starts no execution', async () => {
		addInCrm('One');
		await publish();
		pair.pass(MINUTE);
		await workflow.poll();
		pair.pass(MINUTE);
		const counts = await pair.count(async () => expect(await workflow.poll('Change in Office 365')).toEqual([]));
		expect(counts.microsoft.endpoints).toHaveLength(1);
	});
});
