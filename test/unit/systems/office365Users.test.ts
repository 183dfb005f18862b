import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync/types';
import type { OrganisationUser } from '../../../systems/system';
import { systemModule } from '../../../systems/office365';
import { office365World, type Office365World } from './office365Support';

const person = { timeZone: 'Europe/Berlin', jobTitle: null, hasMailbox: true, accountEnabled: true, givenName: '', surname: '' };

async function usersOf(world: Office365World, filter?: string): Promise<OrganisationUser[]> {
	const { users } = systemModule.directory(world.connection);
	if (users === undefined) throw new Error('Office 365 lists users.');
	return await users(filter);
}

/** A guest, somebody who left, an account without an address, and one whose name was never divided. */
function withOthers(world: Office365World): Office365World {
	const { state } = world.microsoft;
	state.addUser({ ...person, userPrincipalName: 'partner_elsewhere#EXT#@example.test', mail: 'partner@elsewhere.test', displayName: 'A Partner', isGuest: true });
	// Guests may be given a principal name of the organisation's own.
	state.addUser({ ...person, userPrincipalName: 'long.guest@example.test', mail: 'guest@elsewhere.test', displayName: 'Long Guest', isGuest: true });
	state.addUser({ ...person, userPrincipalName: 'left@example.test', mail: 'left@example.test', displayName: 'Left Us', accountEnabled: false });
	state.addUser({ ...person, userPrincipalName: 'printer@example.test', mail: '', displayName: 'Printer', hasMailbox: false });
	state.addUser({ ...person, userPrincipalName: 'shown@example.test', mail: 'shown@example.test', displayName: 'Only Name Shown' });
	return world;
}

async function problemOf(work: Promise<unknown>): Promise<SystemError> {
	const error = await work.then(() => null, (failure: unknown) => failure);
	if (error instanceof SystemError) return error;
	throw new Error('Expected a SystemError.');
}

describe('users of Office 365', () => {
	const statuses = (users: OrganisationUser[]) => Object.fromEntries(users.map(({ name, status }) => [name, status]));

	it('are told apart: guests, disabled accounts and those without an address (O11, B18)', async () => {
		const users = await usersOf(withOthers(office365World({ asApplication: true })));
		expect(statuses(users)).toMatchObject({ 'Sales (owner)': 'active', 'A Partner': 'guest', 'Long Guest': 'guest', 'Left Us': 'disabled', Printer: 'noMailbox' });
		expect(users.filter(({ isActive }) => isActive).every(({ status }) => status === 'active')).toBe(true);
	});

	it('with basic rights only, whoever is disabled cannot be told; guests can (O11)', async () => {
		const users = await usersOf(withOthers(office365World({ scopes: ['User.Read', 'User.ReadBasic.All'] })));
		expect(statuses(users)).toMatchObject({ 'A Partner': 'guest', 'Left Us': 'active', Printer: 'noMailbox' });
	});

	it('have first and last name, taken from the shown one where the directory has no others', async () => {
		const users = await usersOf(withOthers(office365World()));
		expect(users.find(({ email }) => email === 'shown@example.test')).toMatchObject({ firstName: 'Only Name', lastName: 'Shown' });
		expect(users.find(({ email }) => email === 'colleague@example.test')).toMatchObject({ firstName: 'Sales', lastName: '(colleague)' });
		expect(users.map(({ name }) => name)).toEqual(users.map(({ name }) => name).sort((one, other) => one.localeCompare(other)));
		expect((await usersOf(withOthers(office365World()), 'SHOWN@')).map(({ name }) => name)).toEqual(['Only Name Shown']);
	});

	it('are listed to the last page', async () => {
		const world = office365World();
		for (let index = 0; index < 600; index += 1) world.microsoft.state.addUser({ ...person, userPrincipalName: `p${index}@example.test`, mail: `p${index}@example.test`, displayName: `P ${index}`, hasMailbox: false });
		expect(await usersOf(world)).toHaveLength(604);
		expect(world.asked().length).toBeGreaterThan(1);
	});

	it('where more than the basics is refused, the basics are asked for', async () => {
		const world = office365World();
		const { request } = world.connection;
		world.connection.request = async (sent) =>
			decodeURIComponent(sent.url).includes('accountEnabled') ? { status: 403, headers: {}, body: { error: { code: 'Authorization_RequestDenied', message: 'Insufficient privileges to complete the operation.' } } } : await request(sent);
		expect((await usersOf(world)).length).toBe(4);
	});

	it('a personal account is told that it belongs to no organisation', async () => {
		const world = office365World();
		world.microsoft.state.options.personalAccounts = true;
		const problem = await problemOf(usersOf(world));
		expect([problem.kind, problem.message]).toEqual(['forbidden', expect.stringContaining('personal Microsoft account')]);
		expect(problem.next).toContain('work or school account');
	});

	it('without the permission, the switch of the credential is named', async () => {
		const problem = await problemOf(usersOf(office365World({ scopes: ['User.Read', 'Calendars.ReadWrite'] })));
		expect([problem.kind, problem.next]).toEqual(['forbidden', expect.stringContaining('"Read Users"')]);
	});
});
