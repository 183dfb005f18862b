const prefix = 'https://www.googleapis.com/auth/';

const readEvents = ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly', 'calendar.events.owned', 'calendar.events.owned.readonly'];
const writeEvents = ['calendar', 'calendar.events', 'calendar.events.owned'];

/**
 * Scopes that allow a method, without Google's prefix (discovery document of Calendar v3). `calendar.app.created` is checked
 * apart, because it depends on who created the calendar.
 */
export const scopesByMethod = {
	'events.read': readEvents,
	'events.write': writeEvents,
	'calendars.read': ['calendar', 'calendar.readonly', 'calendar.calendars', 'calendar.calendars.readonly'],
	'calendars.write': ['calendar', 'calendar.calendars'],
	'calendarList.list': ['calendar', 'calendar.readonly', 'calendar.calendarlist', 'calendar.calendarlist.readonly'],
	'calendarList.get': ['calendar', 'calendar.readonly', 'calendar.calendarlist', 'calendar.calendarlist.readonly'],
	'calendarList.write': ['calendar', 'calendar.calendarlist'],
	'channels.stop': [...readEvents, 'calendar.app.created', 'calendar.calendarlist', 'calendar.calendarlist.readonly', 'calendar.settings.readonly'],
	settings: ['calendar', 'calendar.readonly', 'calendar.settings.readonly'],
} as const satisfies Record<string, readonly string[]>;

export type ScopedMethod = keyof typeof scopesByMethod;

/** All the calendar scopes a token from the control interface gets unless it names others. */
export const fullScopes = [`${prefix}calendar`];

/** True when one of the granted scopes allows the method. */
export function isAllowed(granted: readonly string[], method: ScopedMethod): boolean {
	const names: readonly string[] = scopesByMethod[method];
	return granted.some((scope) => scope.startsWith(prefix) && names.includes(scope.slice(prefix.length)));
}

/** True when the token may work on calendars its own application created. */
export function hasAppCreatedScope(granted: readonly string[]): boolean {
	return granted.includes(`${prefix}calendar.app.created`);
}

/** True when the token is limited to calendars the user owns. */
export function isOwnedOnly(granted: readonly string[]): boolean {
	const broad = ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly'];
	return !granted.some((scope) => broad.includes(scope.replace(prefix, '')));
}
