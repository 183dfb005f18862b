import { accessDenied, noPrivileges } from './errors';
import type { Caller } from './types';

/** What a route asks for. `none` is checked by the route itself. */
export type Need = 'calendars.read' | 'calendars.write' | 'contacts.read' | 'contacts.write' | 'user.read' | 'users.list' | 'mailboxSettings' | 'none';

const calendarsWrite = ['Calendars.ReadWrite', 'Calendars.ReadWrite.Shared'];
const contactsWrite = ['Contacts.ReadWrite', 'Contacts.ReadWrite.Shared'];
const usersList = ['User.ReadBasic.All', 'User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];

/** Permissions that allow it, least first (permissions reference). */
const allowed: Record<Exclude<Need, 'none'>, readonly string[]> = {
	'calendars.read': ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.Read.Shared', ...calendarsWrite],
	'calendars.write': calendarsWrite,
	'contacts.read': ['Contacts.Read', 'Contacts.Read.Shared', ...contactsWrite],
	'contacts.write': contactsWrite,
	'user.read': ['User.Read', 'User.ReadWrite', ...usersList],
	'users.list': usersList,
	mailboxSettings: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
};

/** What a token of the control interface may do unless it names less. */
export const fullScopes = ['Calendars.ReadWrite', 'Contacts.ReadWrite', 'User.Read', 'User.ReadBasic.All', 'MailboxSettings.Read', 'offline_access'];
/** What the administrator has granted to applications unless the control interface says otherwise. */
export const fullRoles = ['Calendars.ReadWrite', 'Contacts.ReadWrite', 'User.Read.All', 'MailboxSettings.Read'];
/** Delegated permissions that a user cannot grant alone. */
export const needsAdministrator = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];

/** Throws Graph's 403 when none of the caller's permissions allows it. */
export function checkPermission(caller: Caller, need: Need): void {
	if (need === 'none' || allowed[need].some((name) => caller.permissions.includes(name))) return;
	throw need === 'user.read' || need === 'users.list' ? noPrivileges() : accessDenied();
}

/** True when the caller sees all members of other users, not only the basic ones. */
export function seesWholeProfiles(caller: Caller): boolean {
	return caller.permissions.some((name) => name !== 'User.ReadBasic.All' && usersList.includes(name));
}
