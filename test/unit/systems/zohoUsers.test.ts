import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync/types';
import type { HttpAnswer } from '../../../systems/http';
import type { SystemDirectory, UserInvitation } from '../../../systems/system';
import { systemModule } from '../../../systems/zohoCrm';
import { zohoWorld } from './zohoSupport';

const invitation: UserInvitation = { firstName: 'New', lastName: 'Colleague', email: 'new@example.test', roleId: '5725767000000026008', profileId: '5725767000000026014' };

function directoryOf(world: ReturnType<typeof zohoWorld>): Required<Pick<SystemDirectory, 'users' | 'inviteUser' | 'roles' | 'profiles'>> {
	const { users, inviteUser, roles, profiles } = systemModule.directory(world.connection);
	if (users === undefined || inviteUser === undefined || roles === undefined || profiles === undefined) throw new Error('Zoho lists and invites users.');
	return { users, inviteUser, roles, profiles };
}

async function problemOf(work: Promise<unknown>): Promise<SystemError> {
	const error = await work.then(() => null, (failure: unknown) => failure);
	if (error instanceof SystemError) return error;
	throw new Error('Expected a SystemError.');
}

describe('users of Zoho CRM', () => {
	it('are listed to the last page, with what tells apart who can work with the CRM (O11)', async () => {
		const world = zohoWorld();
		const directory = directoryOf(world);
		await directory.inviteUser(invitation);
		for (let index = 0; index < 210; index += 1) await directory.inviteUser({ ...invitation, email: `p${index}@example.test` });
		world.asked();
		const users = await directory.users();
		expect(users).toHaveLength(214);
		expect(world.asked()).toEqual(['GET users', 'GET users']);
		const statusOf = (email: string) => users.find((user) => user.email === email)?.status;
		expect(['sales.lead@northwind.example', 'new@example.test', 'former.colleague@northwind.example'].map(statusOf)).toEqual(['active', 'invited', 'disabled']);
		expect(users.filter(({ isActive }) => isActive).map(({ name }) => name)).toEqual(['Sales Colleague', 'Sales Lead']);
		expect(await directory.users('LEAD@north')).toEqual([expect.objectContaining({ firstName: 'Sales', lastName: 'Lead' })]);
	});

	it('are invited with one request after one look, and one mail', async () => {
		const world = zohoWorld();
		const { outcome, user } = await directoryOf(world).inviteUser(invitation);
		expect([outcome, user.status, user.name]).toEqual(['invited', 'invited', 'New Colleague']);
		expect(world.asked()).toEqual(['GET users', 'POST users']);
		expect(world.sandbox.world.outbox.map(({ kind, to }) => [kind, to])).toEqual([['userInvite', 'new@example.test']]);
	});

	it.each(['sales.colleague@northwind.example', ' Former.Colleague@Northwind.example '])('are not invited when they are there already: %s', async (email) => {
		const world = zohoWorld();
		expect((await directoryOf(world).inviteUser({ ...invitation, email })).outcome).toBe('exists');
		expect(world.asked()).toEqual(['GET users']);
	});

	it('an address is the same in whatever letters', async () => {
		const world = zohoWorld();
		await directoryOf(world).inviteUser({ ...invitation, email: 'New@Example.test' });
		world.asked();
		expect(await directoryOf(world).inviteUser(invitation)).toMatchObject({ outcome: 'exists', user: { email: 'New@Example.test' } });
		expect(world.asked()).toEqual(['GET users']);
	});

	it('somebody else was faster: the duplicate is reported, not an error', async () => {
		const world = zohoWorld();
		const { request } = world.connection;
		let isFirst = true;
		world.connection.request = async (sent) => {
			const answer = await request(sent);
			if (!isFirst) return answer;
			isFirst = false;
			await request({ method: 'POST', url: sent.url.replace(/\?.*/, ''), body: { users: [{ first_name: 'New', last_name: 'C', email: invitation.email, role: invitation.roleId, profile: invitation.profileId }] } });
			return answer;
		};
		expect(await directoryOf(world).inviteUser(invitation)).toMatchObject({ outcome: 'exists', user: { email: invitation.email, status: 'invited' } });
		expect(world.sandbox.world.outbox).toHaveLength(1);
	});

	it('an unclear answer is never followed by a second request: the list tells whether it had arrived', async () => {
		const world = zohoWorld();
		world.sandbox.control.faults.add({ service: 'zoho', only: 'write', kind: 'resetAfter', times: 1 });
		expect((await directoryOf(world).inviteUser(invitation)).outcome).toBe('invited');
		expect(world.asked()).toEqual(['GET users', 'POST users', 'GET users']);
		expect(world.sandbox.world.outbox).toHaveLength(1);
	});

	it('an unclear answer to a request that did not arrive is said, and nobody was invited', async () => {
		const world = zohoWorld();
		world.sandbox.control.faults.add({ service: 'zoho', only: 'write', kind: 'resetBefore', times: 1 });
		const problem = await problemOf(directoryOf(world).inviteUser(invitation));
		expect(problem.message).toMatch(/^It is not known whether new@example\.test was invited/);
		expect(problem.details.mayHaveHappened).toBe(true);
		expect(world.asked().filter((asked) => asked === 'POST users')).toHaveLength(1);
		expect(world.sandbox.world.outbox).toEqual([]);
	});

	it('an answer without an id counts as unclear', async () => {
		const world = zohoWorld();
		const { request } = world.connection;
		world.connection.request = async (sent): Promise<HttpAnswer> => {
			const answer = await request(sent);
			return sent.method === 'POST' ? { ...answer, body: { users: [{ code: 'SUCCESS', details: {} }] } } : answer;
		};
		expect((await directoryOf(world).inviteUser(invitation)).outcome).toBe('invited');
		expect(world.asked()).toEqual(['GET users', 'POST users', 'GET users']);
	});

	it.each([
		['no licence is left', (world: ReturnType<typeof zohoWorld>) => world.zoho.admin.set({ userLicences: 2 }), invitation, /user licences.*Nobody was invited/, /licence/],
		['the role is unknown', () => undefined, { ...invitation, roleId: '1' }, /\(role\).*Nobody was invited/, /role and profile/],
		['the name is missing', () => undefined, { ...invitation, firstName: '' }, /\(first_name\).*Nobody was invited/, /names/],
	] as const)('says in words that %s', async (_, prepare, person, message, next) => {
		const world = zohoWorld();
		prepare(world);
		const problem = await problemOf(directoryOf(world).inviteUser(person));
		expect([problem.kind, problem.message, problem.next]).toEqual(['rejected', expect.stringMatching(message), expect.stringMatching(next)]);
		expect(world.sandbox.world.outbox).toEqual([]);
	});

	it('says that the connected user may not add users, and which switch of the credential is missing', async () => {
		const world = zohoWorld();
		world.sandbox.control.faults.add({ service: 'zoho', only: 'write', kind: 'status', status: 403, times: 1 });
		expect((await problemOf(directoryOf(world).inviteUser(invitation))).message).toBe('The connected Zoho CRM user may not add users. Nobody was invited.');
		const directory = directoryOf(zohoWorld({ scopes: ['ZohoCRM.users.READ'] }));
		for (const work of [directory.inviteUser(invitation), directory.roles(), directory.profiles()]) {
			expect((await problemOf(work)).next).toBe('Switch on "Invite Users" in the credential and connect the account again.');
		}
	});

	it('roles and profiles are listed by name', async () => {
		const directory = directoryOf(zohoWorld());
		expect((await directory.roles()).map(({ name }) => name)).toEqual(['CEO', 'Manager']);
		expect(await directory.profiles()).toEqual([{ id: '5725767000000026011', name: 'Administrator' }, { id: '5725767000000026014', name: 'Standard' }]);
	});
});
