import type { Binding } from '../../../sync/types';
import type { Json } from '../client';
import { containerError } from '../errors';
import { objectOf, textOf } from '../mapping/values';
import type { Session } from './session';

/**
 * The real ids behind the settings. The account is known by the owner of the mailbox's main calendar, which needs no permission
 * to read the directory.
 */
export async function identify(session: Session): Promise<Binding> {
	const [chosen, main] = [await calendar(session, session.calendar), await calendar(session, `${session.client.mailbox}/calendar`)];
	const owner = objectOf(main.owner);
	const account = textOf(owner.address).toLowerCase() || textOf(main.id);
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

async function calendar(session: Session, path: string): Promise<Json> {
	try {
		return await session.client.call(path, { query: { $select: 'id,name,owner,canEdit,isDefaultCalendar' } });
	} catch (error) {
		throw containerError(error, 'The calendar');
	}
}
