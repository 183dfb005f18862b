import { DateTime } from 'luxon';
import { getField, isEvent, isKnown } from '../record/fields';
import { instantOf, normalText } from '../record/normalForm';
import type { CalendarEvent, CanonicalRecord, Filters, SideSettings } from '../types';

/** Why the settings leave a record out, as a phrase for people; null when it passes. */
export function reasonToSkip(record: CanonicalRecord, settings: SideSettings): string | null {
	const { filters } = settings;
	const tagReason = reasonByTags(record, filters);
	if (tagReason !== null) return tagReason;
	if (filters.owner !== null && record.source.owner !== undefined && record.source.owner !== filters.owner) return 'it belongs to another owner';
	return isEvent(record) ? reasonToSkipEvent(record, settings) : null;
}

/** Tags that cannot be read may be wanted or unwanted: the record stays out, which takes nothing from anybody. */
function reasonByTags(record: CanonicalRecord, { includeTags, excludeTags }: Filters): string | null {
	if (includeTags.length + excludeTags.length === 0) return null;
	if (!isKnown(record, 'tags')) return 'its tags cannot be read';
	const tags = new Set(record.tags.map(fold));
	if (includeTags.length > 0 && !includeTags.some((tag) => tags.has(fold(tag)))) return 'it has none of the wanted tags';
	const unwanted = excludeTags.find((tag) => tags.has(fold(tag)));
	return unwanted === undefined ? null : `it has the tag "${unwanted}"`;
}

function reasonToSkipEvent(event: CalendarEvent, { filters, privateEvents }: SideSettings): string | null {
	if (event.status === 'cancelled') return 'it is cancelled';
	const type = fold(event.type ?? '');
	if (filters.includeTypes.length > 0 && !filters.includeTypes.map(fold).includes(type)) return 'it is of no wanted type';
	if (filters.excludeTypes.map(fold).includes(type) && type !== '') return `it is of the type "${event.type}"`;
	const title = fold(String(getField(event, 'title') ?? ''));
	const word = filters.excludeTitles.find((part) => part !== '' && title.includes(fold(part)));
	if (word !== undefined) return `its title contains "${word}"`;
	if (filters.skipDeclined && event.ownResponse === 'declined') return 'it was declined';
	if (filters.skipAllDay && 'date' in event.start) return 'it lasts all day';
	if (privateEvents === 'skip' && event.visibility === 'private') return 'it is private';
	return isOutsideWorkingHours(event, filters.workingHours) ? 'it is outside the working hours' : null;
}

function fold(text: string): string {
	return normalText(text).toLowerCase();
}

/** All-day events have no hour and always pass. */
function isOutsideWorkingHours(event: CalendarEvent, hours: Filters['workingHours']): boolean {
	const instant = instantOf(event.start);
	if (hours === null || instant === null) return false;
	const start = DateTime.fromMillis(instant, { zone: hours.timeZone });
	if (hours.weekdays.length > 0 && !hours.weekdays.includes(start.weekday)) return true;
	const clock = start.toFormat('HH:mm');
	const spansMidnight = hours.to < hours.from;
	return spansMidnight ? clock < hours.from && clock >= hours.to : clock < hours.from || clock >= hours.to;
}
