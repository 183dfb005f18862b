import type { Binding } from '../../../sync/types';
import type { Json } from '../client';
import { containerError, seenBy } from '../errors';
import { objectsOf, textOf } from '../mapping/values';
import type { Session } from './session';

/**
 * The real ids behind the settings. An application that is given a mailbox by name need not have the right to read the directory;
 * a person may always read their own entry in it.
 */
export async function identify(session: Session): Promise<Binding> {
	const account = session.mailboxName === '' ? await ownAddress(session) : session.mailboxName;
	const folder = await seenBy(account.toLowerCase(), async () => await asked(session, session.folder, 'id,displayName', session.containerName));
	const container = textOf(folder.id) || session.folderId;
	session.rename(account.toLowerCase(), container);
	return {
		account: account.toLowerCase(),
		accountName: account,
		container,
		containerName: textOf(folder.displayName) || container,
		writable: true,
		// Folders of contacts are found in one's own mailbox only.
		owned: true,
	};
}

async function ownAddress(session: Session): Promise<string> {
	const person = await asked(session, session.client.mailbox, 'id,mail,userPrincipalName', 'The account');
	return textOf(person.mail) || textOf(person.userPrincipalName) || textOf(person.id);
}

/** True when the folder is the mailbox's main one, as far as a contact in that one tells. Graph itself refuses to delete it. */
export async function isMain(session: Session): Promise<boolean> {
	const answer = await asked(session, `${session.client.mailbox}/contacts`, 'parentFolderId', session.containerName, { $top: 1 });
	return objectsOf(answer.value).some(({ parentFolderId }) => parentFolderId === session.folderId);
}

async function asked(session: Session, path: string, $select: string, what: string, more: Record<string, number> = {}): Promise<Json> {
	try {
		return await session.client.call(path, { query: { $select, ...more } });
	} catch (error) {
		throw containerError(error, what);
	}
}
