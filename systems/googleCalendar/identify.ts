import type { calendar_v3 } from '@googleapis/calendar';
import { SystemError } from '../../sync/types';
import type { Binding } from '../../sync/types';
import { calendarName, isWritingRole } from './calendars';
import { GoogleRefusal } from './errors';
import type { Session } from './session';

/**
 * The real ids behind the settings. The account is known by its primary calendar, whose id is the account's address; with
 * permissions that hide it, the calendar's own id stands for the account.
 */
export async function identify(session: Session): Promise<Binding> {
	const entry = await listEntry(session, session.calendarId);
	if (entry === null) return await identifyByEvents(session);
	const primary = entry.primary === true ? entry : await listEntry(session, 'primary');
	const container = entry.id ?? session.calendarId;
	const account = primary?.id ?? container;
	session.rename(account, container);
	return {
		account,
		accountName: primary?.id ?? calendarName(entry),
		container,
		containerName: calendarName(entry),
		writable: isWritingRole(entry.accessRole),
		...(isOwned(entry, account) && { owned: true }),
	};
}

/** A role can be taken away, that of the calendar's data owner cannot (Calendar API reference, CalendarList: dataOwner). */
function isOwned({ primary, accessRole, dataOwner }: calendar_v3.Schema$CalendarListEntry, account: string): boolean {
	return primary === true || (accessRole === 'owner' && dataOwner === account);
}

/** True when the calendar is the account's main one. Google itself refuses to delete that, should the list not tell. */
export async function isPrimary(session: Session): Promise<boolean> {
	return session.calendarId === 'primary' || (await listEntry(session, session.calendarId))?.primary === true;
}

/** null when the account's list does not show the calendar, or the permissions do not show the list. */
async function listEntry(session: Session, calendarId: string): Promise<calendar_v3.Schema$CalendarListEntry | null> {
	try {
		return (await session.client.repeatable.calendarList.get({ calendarId })).data;
	} catch (error) {
		if (error instanceof GoogleRefusal) return null;
		if (error instanceof SystemError && error.kind === 'forbidden') return null;
		throw error;
	}
}

/** A calendar can be used without being in the account's list, e.g. by a service account. */
async function identifyByEvents(session: Session): Promise<Binding> {
	const { summary, accessRole } = await describeUnlessAllIsGone(session);
	const container = session.calendarId;
	const name = summary ?? container;
	session.rename(container, container);
	return { account: container, accountName: name, container, containerName: name, writable: isWritingRole(accessRole) };
}

/** Every account has a main calendar. When that is not found either, the answers say nothing about the calendar asked for. */
async function describeUnlessAllIsGone(session: Session): Promise<calendar_v3.Schema$Events> {
	try {
		return await session.describe();
	} catch (error) {
		if (!(error instanceof SystemError) || error.kind !== 'containerGone' || (await hasMainCalendar(session))) throw error;
		throw new SystemError(
			'unavailable',
			'Google Calendar finds neither the calendar nor the main calendar of the connected account. Nothing was changed, and nothing counts as deleted.',
			'It is tried again later. If it stays, check that the account still exists and that no proxy answers in place of Google.',
			{ status: 404 },
		);
	}
}

/** False only when Google says so; permissions may hide it. */
async function hasMainCalendar(session: Session): Promise<boolean> {
	try {
		await session.client.repeatable.calendarList.get({ calendarId: 'primary' });
		return true;
	} catch (error) {
		if (error instanceof GoogleRefusal) return error.status !== 404;
		if (error instanceof SystemError && error.kind === 'forbidden') return true;
		throw error;
	}
}
