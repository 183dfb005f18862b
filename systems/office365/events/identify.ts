import type { Binding } from '../../../sync/types';
import type { Json } from '../client';
import { containerError, isGone, notFoundByOthers, seenBy } from '../errors';
import { objectOf, textOf } from '../mapping/values';
import type { Session } from './session';

const FIELDS = { query: { $select: 'id,name,owner,canEdit,isDefaultCalendar' } };

/**
 * The real ids behind the settings. The account is known by the owner of the mailbox's main calendar, which needs no permission
 * to read the directory.
 */
export async function identify(session: Session): Promise<Binding> {
	const main = await mainCalendar(session);
	const owner = objectOf(main.owner);
	const account = textOf(owner.address).toLowerCase() || textOf(main.id);
	const chosen = await seenBy(account, async () => await calendar(session, session.calendar));
	const container = textOf(chosen.id) || session.calendarId;
	session.rename(account, container);
	return {
		account,
		accountName: textOf(owner.address) || textOf(owner.name) || account,
		container,
		containerName: textOf(chosen.name) || container,
		writable: chosen.canEdit !== false,
		...(textOf(objectOf(chosen.owner).address).toLowerCase() === account && { owned: true }),
	};
}

/** True when the calendar is the mailbox's main one. Graph itself refuses to delete that, should it not tell. */
export async function isMain(session: Session): Promise<boolean> {
	return (await calendar(session, session.calendar)).isDefaultCalendar === true;
}

/** Every mailbox has one; when it is not found, nothing can be concluded from what else is not found. */
async function mainCalendar(session: Session): Promise<Json> {
	try {
		return await session.client.call(`${session.client.mailbox}/calendar`, FIELDS);
	} catch (error) {
		throw isGone(error) ? notFoundByOthers("the mailbox's main calendar", { status: 404 }) : containerError(error, 'the calendar');
	}
}

async function calendar(session: Session, path: string): Promise<Json> {
	try {
		return await session.client.call(path, FIELDS);
	} catch (error) {
		throw containerError(error, 'the calendar');
	}
}
