import { SystemError } from '../../sync/types';
import type { HttpAnswer } from '../http';
import type { Choice, InvitationResult, OrganisationUser, UserInvitation } from '../system';
import { malformed, problemOf, rejected, type ZohoProblem } from './errors';
import { idOf, isRow, rowsOf, textOf, type ZohoRow } from './row';
import { userOf, type ZohoSession } from './session';

/** Rows of the organisation's users, to the last page. */
export async function userRows(session: ZohoSession, type: 'ActiveUsers' | 'AllUsers'): Promise<ZohoRow[]> {
	const rows: ZohoRow[] = [];
	for (let page = 1; ; page += 1) {
		const answer = await session.client.get('users', { type, page: String(page), per_page: '200' });
		rows.push(...rowsOf(answer?.body.users));
		const info = answer?.body.info;
		if (!isRow(info) || info.more_records !== true) return rows;
	}
}

/** Users of the organisation in whatever status. */
export async function listOrganisationUsers(session: ZohoSession): Promise<OrganisationUser[]> {
	return (await userRows(session, 'AllUsers')).map(organisationUser).filter(({ id }) => id !== '');
}

function organisationUser(row: ZohoRow): OrganisationUser {
	const status = row.status === 'active' ? (row.confirm === false ? 'invited' : 'active') : 'disabled';
	return { ...userOf(row), firstName: textOf(row.first_name), lastName: textOf(row.last_name), isActive: status === 'active', status };
}

export async function listRoles(session: ZohoSession): Promise<Choice[]> {
	return await choices(session, 'roles');
}

export async function listProfiles(session: ZohoSession): Promise<Choice[]> {
	return await choices(session, 'profiles');
}

async function choices(session: ZohoSession, what: 'roles' | 'profiles'): Promise<Choice[]> {
	const answer = await session.client.get(`settings/${what}`);
	return rowsOf(answer?.body[what])
		.map((row) => ({ id: idOf(row.id), name: textOf(row.display_label) || textOf(row.name) }))
		.filter(({ id }) => id !== '')
		.sort((one, other) => one.name.localeCompare(other.name));
}

/** Zoho adds one user a call and mails the invitation itself (Zoho CRM API, Add User). */
export async function inviteUser(session: ZohoSession, invitation: UserInvitation): Promise<InvitationResult> {
	const present = await findUser(session, invitation.email);
	if (present !== null) return { outcome: 'exists', user: present };
	try {
		return await add(session, invitation);
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		if (error.details.mayHaveHappened === true) return await lookAgain(session, invitation, error);
		throw error.details.code === 'NO_PERMISSION' ? mayNotInvite(error) : error;
	}
}

async function add(session: ZohoSession, { firstName, lastName, email, roleId, profileId }: UserInvitation): Promise<InvitationResult> {
	const body = { users: [{ first_name: firstName, last_name: lastName, email, role: roleId, profile: profileId }] };
	const answer = await session.client.send('POST', 'users', { body, idempotent: false });
	const item = isRow(answer.body) ? (rowsOf(answer.body.users)[0] ?? answer.body) : {};
	const problem = problemOf(item);
	if (problem?.code === 'DUPLICATE_DATA') return await sameAddress(session, email);
	if (problem !== null) throw refused(problem, answer);
	const id = isRow(item.details) ? idOf(item.details.id) : '';
	if (answer.status >= 400 || item.code !== 'SUCCESS' || id === '') throw unclear();
	return { outcome: 'invited', user: { id, name: `${firstName} ${lastName}`, firstName, lastName, email, isActive: false, status: 'invited' } };
}

/** Somebody else was faster, or the list does not show this user. */
async function sameAddress(session: ZohoSession, email: string): Promise<InvitationResult> {
	const user = await findUser(session, email);
	return { outcome: 'exists', user: user ?? { id: '', name: email, firstName: '', lastName: '', email, isActive: false, status: 'disabled' } };
}

/** The answer was lost: the list of users tells whether the request had arrived. */
async function lookAgain(session: ZohoSession, { email }: UserInvitation, error: SystemError): Promise<InvitationResult> {
	const user = await findUser(session, email).catch(() => null);
	if (user !== null) return { outcome: 'invited', user };
	throw new SystemError(
		error.kind,
		`It is not known whether ${email} was invited to Zoho CRM: the answer did not arrive, and the list of users does not show the address. The request was not sent again.`,
		'Look at the users in Zoho CRM, then run the node again: whoever is there by then is not invited twice.',
		error.details,
	);
}

async function findUser(session: ZohoSession, email: string): Promise<OrganisationUser | null> {
	const wanted = email.trim().toLowerCase();
	return (await listOrganisationUsers(session)).find((user) => user.email.trim().toLowerCase() === wanted) ?? null;
}

function unclear(): SystemError {
	const { kind, message, next } = malformed('to the invitation');
	return new SystemError(kind, message, next, { mayHaveHappened: true });
}

function mayNotInvite({ kind, details }: SystemError): SystemError {
	return new SystemError(
		kind,
		'The connected Zoho CRM user may not add users. Nobody was invited.',
		'Ask a Zoho CRM administrator for the permission to manage users, or connect the credential as an administrator.',
		details,
	);
}

/** Zoho's word for a refused user, and what to do about it. */
function refused(problem: ZohoProblem, answer: HttpAnswer): SystemError {
	const details = { status: answer.status, code: problem.code };
	if (problem.code === 'LICENSE_LIMIT_EXCEEDED') {
		return new SystemError('rejected', 'All user licences of Zoho CRM are taken. Nobody was invited.', 'Buy another licence or deactivate a user in Zoho CRM, then run the node again.', details);
	}
	if (problem.code === 'MANDATORY_NOT_FOUND' || problem.code === 'INVALID_DATA') {
		const field = problem.field === '' ? '' : ` (${problem.field})`;
		return new SystemError('rejected', `Zoho CRM does not accept what it was told about this person${field}: ${problem.message}. Nobody was invited.`, 'Check names and address, and choose role and profile again.', details);
	}
	return rejected(answer);
}
