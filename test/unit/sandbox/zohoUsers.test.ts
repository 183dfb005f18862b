import { beforeEach, describe, expect, it } from 'vitest';
import { listOf, ZohoHarness } from './zohoHarness';

const ROLE = '5725767000000026008';
const PROFILE = '5725767000000026014';
const PERSON = { first_name: 'New', last_name: 'Colleague', email: 'new@example.test', role: ROLE, profile: PROFILE };

describe('Zoho stand-in: users', () => {
	let harness: ZohoHarness;

	beforeEach(() => {
		harness = new ZohoHarness();
	});

	const add = async (...users: object[]) => await harness.send('POST', '/crm/v8/users', { users });
	const users = async (type: string) => listOf((await harness.get(`/crm/v8/users?type=${type}`)).body, 'users').map(({ email }) => email);
	const mails = () => harness.world.outbox.map(({ kind, to }) => [kind, to]);

	it('adds one user, who has to accept first, and mails the invitation', async () => {
		const { status, body } = await add(PERSON);
		const [item] = listOf(body, 'users');
		expect([status, item?.code, item?.message]).toEqual([201, 'SUCCESS', 'User added']);
		expect(mails()).toEqual([['userInvite', 'new@example.test']]);
		expect(await users('NotConfirmedUsers')).toContain('new@example.test');
		expect(await users('ActiveConfirmedUsers')).not.toContain('new@example.test');
		const [listed] = listOf((await harness.get('/crm/v8/users?type=NotConfirmedUsers')).body, 'users').filter(({ email }) => email === 'new@example.test');
		expect(listed).toMatchObject({ status: 'active', confirm: false, full_name: 'New Colleague', role: { id: ROLE, name: 'Manager' }, profile: { id: PROFILE, name: 'Standard' } });
		harness.zoho.person.acceptInvitation('new@example.test');
		expect(await users('ActiveConfirmedUsers')).toContain('new@example.test');
	});

	it('refuses an address that there is already, in whatever letters and status, without a mail', async () => {
		await add(PERSON);
		for (const email of ['NEW@example.test', 'former.colleague@northwind.example']) {
			const { status, body } = await add({ ...PERSON, email });
			expect([status, listOf(body, 'users')[0]?.code]).toEqual([400, 'DUPLICATE_DATA']);
		}
		expect(mails()).toHaveLength(1);
	});

	it.each([
		['a missing first name', { ...PERSON, first_name: '' }, 'MANDATORY_NOT_FOUND', 'first_name'],
		['a missing role', { ...PERSON, role: undefined }, 'MANDATORY_NOT_FOUND', 'role'],
		['no address', { ...PERSON, email: 'new' }, 'INVALID_DATA', 'email'],
		['an unknown role', { ...PERSON, role: '1' }, 'INVALID_DATA', 'role'],
		['an unknown profile', { ...PERSON, profile: '1' }, 'INVALID_DATA', 'profile'],
	])('refuses %s', async (_, person, code, field) => {
		const { status, body } = await add(person);
		expect(status).toBe(400);
		expect(listOf(body, 'users')[0]).toMatchObject({ code, details: { api_name: field } });
		expect(mails()).toEqual([]);
	});

	it('takes one user a call', async () => {
		expect((await add(PERSON, { ...PERSON, email: 'other@example.test' })).body.code).toBe('LIMIT_EXCEEDED');
		expect((await add()).body.code).toBe('MANDATORY_NOT_FOUND');
		expect(mails()).toEqual([]);
	});

	it('refuses more users than licences; those who were switched off take none', async () => {
		harness.zoho.admin.set({ userLicences: 3 });
		expect((await add(PERSON)).status).toBe(201);
		expect(listOf((await add({ ...PERSON, email: 'other@example.test' })).body, 'users')[0]?.code).toBe('LICENSE_LIMIT_EXCEEDED');
	});

	it('lists roles and profiles', async () => {
		expect(listOf((await harness.get('/crm/v8/settings/roles')).body, 'roles').map(({ name }) => name)).toEqual(['CEO', 'Manager']);
		expect(listOf((await harness.get('/crm/v8/settings/profiles')).body, 'profiles').map(({ id }) => id)).toContain(PROFILE);
	});

	it.each([
		['POST', '/crm/v8/users', 'ZohoCRM.users.READ'],
		['GET', '/crm/v8/settings/roles', 'ZohoCRM.settings.fields.READ'],
		['GET', '/crm/v8/settings/profiles', 'ZohoCRM.settings.roles.READ'],
	])('%s %s needs a scope of its own', async (method, path, scope) => {
		harness.token = harness.zoho.admin.issueToken({ scopes: [scope] }).access_token;
		expect((await harness.send(method, path, method === 'POST' ? { users: [PERSON] } : undefined)).body.code).toBe('OAUTH_SCOPE_MISMATCH');
		expect(mails()).toEqual([]);
	});
});
