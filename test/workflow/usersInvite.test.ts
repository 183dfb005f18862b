import type { IDataObject } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Execution, RunningWorkflow } from '../support/n8nEngine';
import { Pair } from '../support/pair';

const INVITE = 'Invite to Zoho';
const YES = { Decision: 'Invite them' };
const ROLE = { role: { __rl: true, mode: 'id', value: '5725767000000026008' }, profile: { __rl: true, mode: 'id', value: '5725767000000026014' } };

describe('template users/invite-office365-users', () => {
	let pair: Pair;
	let template: RunningWorkflow;

	beforeEach(async () => {
		pair = await Pair.start();
		template = pair.load('users/invite-office365-users', { [INVITE]: ROLE });
		const { state } = pair.sandbox.services.microsoft;
		const person = { timeZone: 'Europe/Berlin', jobTitle: null, hasMailbox: true, accountEnabled: true };
		state.addUser({ ...person, userPrincipalName: 'new@example.test', mail: 'new@example.test', displayName: 'New <b>Colleague</b>', givenName: 'New', surname: 'Colleague' });
		state.addUser({ ...person, userPrincipalName: 'partner_elsewhere#EXT#@example.test', mail: 'partner@elsewhere.test', displayName: 'A Partner', givenName: 'A', surname: 'Partner', isGuest: true });
		// Known to the CRM already, in other letters.
		state.addUser({ ...person, userPrincipalName: 'lead@example.test', mail: 'Sales.Lead@Northwind.example', displayName: 'Sales Lead', givenName: 'Sales', surname: 'Lead' });
		// Was switched off in the CRM.
		state.addUser({ ...person, userPrincipalName: 'former@example.test', mail: 'former.colleague@northwind.example', displayName: 'Former Colleague', givenName: 'Former', surname: 'Colleague' });
	});

	afterEach(async () => {
		expect(mails().filter(({ kind }) => kind !== 'userInvite')).toEqual([]);
		await pair.stop();
	});

	const mails = () => pair.sandbox.control.outbox.list();
	const invited = () => mails().map(({ to }) => to).sort();

	const listed = async (): Promise<Execution> => {
		const execution = (await template.start('Run by Hand')).expectSuccess();
		expect(execution.isWaiting).toBe(true);
		return execution;
	};

	const addresses = (execution: Execution): string[] => execution.json('Who Is Missing?').map(({ email }) => String(email)).sort();

	const submit = async (waiting: Execution, values: IDataObject): Promise<Execution> => (await template.submitForm(waiting, values)).expectSuccess();

	it('shows whom the CRM does not know, without guests of others, and mails nobody before a person has decided (O11)', async () => {
		const waiting = await listed();
		expect(addresses(waiting)).toEqual(['colleague@example.test', 'manager@example.test', 'new@example.test', 'owner@example.test', 'scanner@example.test']);
		const text = template.formText(waiting);
		expect(text).toContain('new@example.test');
		expect(text).not.toContain('<b>');
		expect(text).not.toContain('partner@elsewhere.test');
		expect(mails()).toEqual([]);
	});

	it('invites only those who were approved, as what was chosen (O11)', async () => {
		const done = await submit(await listed(), { ...YES, 'Only These Addresses': 'NEW@example.test; manager@example.test, nobody@example.test' });
		expect(invited()).toEqual(['manager@example.test', 'new@example.test']);
		expect(done.json(INVITE)).toEqual([
			expect.objectContaining({ outcome: 'invited', email: 'new@example.test' }),
			expect.objectContaining({ outcome: 'invited', email: 'manager@example.test' }),
		]);
		const added = pair.sandbox.services.zoho.admin.users.find(({ email }) => email === 'new@example.test');
		expect(added).toMatchObject({ firstName: 'New', lastName: 'Colleague', role: { name: 'Manager' }, profile: { name: 'Standard' } });
	});

	it('invites nobody when the person declines, or with a form that names only strangers (O11)', async () => {
		await submit(await listed(), { Decision: 'Invite nobody' });
		await submit(await listed(), { ...YES, 'Only These Addresses': 'nobody@example.test' });
		expect(mails()).toEqual([]);
	});

	it('invites nobody twice: a second run lists only who is left, and two lists approved one after the other do no harm (O11)', async () => {
		const [one, other] = [await listed(), await listed()];
		const first = await submit(one, { ...YES, 'Only These Addresses': 'new@example.test' });
		const second = await submit(other, { ...YES, 'Only These Addresses': 'new@example.test' });
		expect(first.json(INVITE)[0]?.outcome).toBe('invited');
		expect(second.json(INVITE)[0]).toMatchObject({ outcome: 'exists', status: 'invited' });
		expect(addresses(await listed())).not.toContain('new@example.test');
		expect(invited()).toEqual(['new@example.test']);
	});

	it.each(['resetAfter', 'truncate', 'malformed', 'errorAfter'] as const)('does not invite twice when the answer is lost after the CRM has acted (%s)', async (kind) => {
		const waiting = await listed();
		pair.sandbox.control.faults.add({ service: 'zoho', only: 'write', kind, times: 1 });
		const done = await submit(waiting, { ...YES, 'Only These Addresses': 'new@example.test' });
		expect(done.json(INVITE)).toEqual([expect.objectContaining({ outcome: 'invited', email: 'new@example.test' })]);
		expect(invited()).toEqual(['new@example.test']);
	});

	it('one who cannot be invited comes out of Needs Attention, and the others are invited (O11)', async () => {
		const waiting = await listed();
		// "scanner" has no last name.
		const done = await submit(waiting, { ...YES, 'Only These Addresses': 'scanner@example.test, new@example.test' });
		expect(invited()).toEqual(['new@example.test']);
		expect(done.json(INVITE, 1)).toEqual([expect.objectContaining({ email: 'scanner@example.test', reason: 'failed', message: 'Last Name is missing, so nobody was invited.' })]);
		expect(done.ran('Not Invited')).toBe(true);
	});

	it('a licence too few is said in words, and the first ones keep their invitation', async () => {
		pair.sandbox.services.zoho.admin.set({ userLicences: 3 });
		const done = await submit(await listed(), { ...YES, 'Only These Addresses': 'manager@example.test, new@example.test' });
		expect(invited()).toEqual(['new@example.test']);
		expect(done.json(INVITE, 1)[0]?.message).toBe('All user licences of Zoho CRM are taken. Nobody was invited.');
	});

	it('says which switch of which credential is missing', async () => {
		pair.reconnect('microsoft', { scopes: ['Calendars.ReadWrite', 'User.Read'] });
		const failed = await template.start('Run by Hand');
		expect(failed.error?.description).toContain('"Read Users"');
		pair.reconnect('microsoft');
		pair.reconnect('zoho', { scopes: ['ZohoCRM.users.READ'] });
		const done = await submit(await listed(), { ...YES, 'Only These Addresses': 'new@example.test' });
		expect(done.json(INVITE, 1)[0]).toMatchObject({ reason: 'failed', next: 'Switch on "Invite Users" in the credential and connect the account again.' });
		expect(mails()).toEqual([]);
	});

	it('offers the roles and profiles of the CRM in lists', async () => {
		expect(await template.search(INVITE, 'searchRoles')).toEqual([{ value: '5725767000000026005', name: 'CEO' }, { value: '5725767000000026008', name: 'Manager' }]);
		expect(await template.search(INVITE, 'searchProfiles', 'stand')).toEqual([{ value: '5725767000000026014', name: 'Standard' }]);
	});
});
