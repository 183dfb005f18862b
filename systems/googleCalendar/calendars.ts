import type { calendar_v3 } from '@googleapis/calendar';

/** Roles that may write events. `writerWithoutPrivateAccess` writes but does not see private events' details. */
const WRITING_ROLES = new Set(['owner', 'writer', 'writerWithoutPrivateAccess']);

export function isWritingRole(role: string | null | undefined): boolean {
	return WRITING_ROLES.has(role ?? '');
}

export function calendarName(entry: calendar_v3.Schema$CalendarListEntry): string {
	return entry.summaryOverride ?? entry.summary ?? entry.id ?? '';
}
