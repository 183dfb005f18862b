import type { calendar_v3 } from '@googleapis/calendar';

/**
 * The etag with a mark of the reminders. Google's etag follows the time of the last update, which does not move when only
 * reminders change (Calendar API reference, Events, updated), so the etag alone might hide such a change.
 */
export function revisionOf(event: calendar_v3.Schema$Event): string {
	return `${event.etag ?? ''} ${reminderMark(event.reminders)}`;
}

/** The etag inside a revision, for `If-Match`. */
export function etagOf(revision: string): string {
	return revision.slice(0, Math.max(0, revision.lastIndexOf(' '))) || revision;
}

function reminderMark(reminders: calendar_v3.Schema$Event['reminders']): string {
	if (reminders?.useDefault !== false) return 'default';
	const marks = (reminders.overrides ?? []).map((reminder) => `${reminder.method ?? ''}${reminder.minutes ?? ''}`);
	return marks.length === 0 ? 'none' : marks.sort().join(',');
}
