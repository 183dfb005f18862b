import { SystemError } from '../../sync/types';
import type { Binding } from '../../sync/types';
import { checkId } from '../http';
import { malformed } from './errors';
import { idOf, rowsOf, textOf } from './row';
import { isForbidden, userOf } from './session';
import type { ZohoSession, ZohoUser } from './session';

/** The organisation and the user whose records are meant, as Zoho's own ids. */
export async function identify(session: ZohoSession): Promise<Binding> {
	const [organisation, owner] = await Promise.all([readOrganisation(session), readOwner(session)]);
	return {
		account: organisation?.id ?? `user:${(await session.currentUser()).id}`,
		accountName: organisation?.name ?? (await session.currentUser()).name,
		container: owner.id,
		containerName: owner.name,
		writable: true,
	};
}

/** null without the scope for it: then the connected user stands for the account. */
async function readOrganisation(session: ZohoSession): Promise<{ id: string; name: string } | null> {
	try {
		const answer = await session.client.get('org');
		const row = rowsOf(answer?.body.org)[0];
		if (row === undefined || idOf(row.id) === '') throw malformed('about the organisation');
		return { id: idOf(row.id), name: textOf(row.company_name) };
	} catch (error) {
		if (isForbidden(error)) return null;
		throw error;
	}
}

async function readOwner(session: ZohoSession): Promise<ZohoUser> {
	const { container } = session.connection;
	if (container === '' || container === 'me') return await session.currentUser();
	checkId(container);
	const answer = await session.client.get(`users/${encodeURIComponent(container)}`);
	if (answer === null) throw unknownOwner(container);
	const row = rowsOf(answer.body.users)[0];
	if (row === undefined || idOf(row.id) === '') throw malformed(`about the user ${container}`);
	return userOf(row);
}

/** Zoho answers 204 about a user that it does not have (Users API). */
function unknownOwner(id: string): SystemError {
	return new SystemError(
		'rejected',
		`There is no user with the ID ${id} in the connected Zoho CRM, or the account may not see it. Nothing was read or changed.`,
		'Choose the owner from the list in the node, or check the ID.',
	);
}
