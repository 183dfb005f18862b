import { SystemError } from '../../sync/types';
import type { Connection, OrganisationUser } from '../system';
import { createClient, type GraphClient, type Json } from './client';
import { containerError, isRefusal, type GraphRefusal } from './errors';
import { textOf } from './mapping/values';
import { pagerOf } from './paging';

/** What `User.ReadBasic.All` shows of others (Graph: permissions reference). */
const BASIC = ['id', 'displayName', 'givenName', 'surname', 'mail', 'userPrincipalName'];
/** Shown with more permissions; left out, null or refused without. */
const MORE = ['accountEnabled', 'userType'];
const PAGE_SIZE = 500;
/** In the principal name of everybody who belongs to another organisation. */
const GUEST_MARK = '#EXT#';

/** People of the organisation. Whether an account is disabled shows only with more than `User.ReadBasic.All`. */
export async function listUsers(connection: Connection): Promise<OrganisationUser[]> {
	const client = await createClient(connection);
	try {
		return await list(client, [...BASIC, ...MORE]).catch(async (error: unknown) => {
			if (!isRefusal(error, 403)) throw error;
			return await list(client, BASIC);
		});
	} catch (error) {
		throw isRefusal(error) ? refused(error) : error;
	}
}

async function list(client: GraphClient, members: string[]): Promise<OrganisationUser[]> {
	const users: OrganisationUser[] = [];
	for await (const { items } of pagerOf(client).pages('/users', { query: { $select: members.join(','), $top: PAGE_SIZE } })) {
		users.push(...items.filter(({ id }) => textOf(id) !== '').map(userOf));
	}
	return users;
}

function userOf(entry: Json): OrganisationUser {
	const email = textOf(entry.mail);
	const name = textOf(entry.displayName) || email || textOf(entry.userPrincipalName);
	const status = statusOf(entry, email);
	return { id: textOf(entry.id), name, ...namesOf(entry, name), email, isActive: status === 'active', status };
}

/** Accounts made by hand often have nothing but the name that is shown. */
function namesOf(entry: Json, name: string): Pick<OrganisationUser, 'firstName' | 'lastName'> {
	const [firstName, lastName] = [textOf(entry.givenName).trim(), textOf(entry.surname).trim()];
	if (firstName !== '' || lastName !== '') return { firstName, lastName };
	const words = name.trim().split(/\s+/);
	return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

function statusOf(entry: Json, email: string): OrganisationUser['status'] {
	if (entry.accountEnabled === false) return 'disabled';
	if (entry.userType === 'Guest' || textOf(entry.userPrincipalName).includes(GUEST_MARK)) return 'guest';
	return email === '' ? 'noMailbox' : 'active';
}

function refused(error: GraphRefusal): unknown {
	const details = { status: error.status, code: error.code };
	// Recorded: a personal account is not refused, the directory is simply unknown to it.
	if (error.status === 401 && error.code === 'UnknownError') {
		return new SystemError(
			'forbidden',
			'The connected account is a personal Microsoft account. It belongs to no organisation, so there are no people to list. Nothing was changed.',
			'Connect a work or school account, or enter the people by hand.',
			details,
		);
	}
	if (error.status === 403) {
		return new SystemError(
			'forbidden',
			'The Office 365 credential may not list the people of the organisation: its permission User.ReadBasic.All is missing. Nothing was changed.',
			'Switch on "Read Users" in the credential and connect again. With application permissions an administrator grants User.ReadBasic.All to the app.',
			details,
		);
	}
	return containerError(error, 'the list of people');
}
