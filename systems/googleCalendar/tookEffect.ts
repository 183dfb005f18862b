import type { EventTime, FieldValues, Snapshot, Stamp } from '../../sync/types';
import { instantOf, isAllDay } from '../shared/times';
import { attendeesOf, remindersOf, timesOf } from './mapping/toGoogle';

/** True when the event holds everything that a write wanted: the write whose answer was lost did happen. */
export function tookEffect({ record, stamp }: Snapshot, wanted: FieldValues, wantedStamp: Stamp | undefined): boolean {
	if (!('start' in record)) return false;
	if (wantedStamp !== undefined && !(stamp?.sync === wantedStamp.sync && stamp.partnerId === wantedStamp.partnerId)) return false;
	const time = timesOf(wanted);
	return (
		(['title', 'location', 'description', 'visibility', 'availability'] as const).every(
			(field) => typeof wanted[field] !== 'string' || wanted[field].trim() === record[field].trim(),
		) &&
		(time === null || (sameTime(time.start, record.start) && sameTime(time.end, record.end))) &&
		(wanted.reminders === undefined || sameSet(remindersOf(wanted), record.reminders, ({ method, minutes }) => `${method} ${minutes}`)) &&
		(wanted.attendees === undefined || sameSet(attendeesOf(wanted), record.attendees, ({ email }) => email.toLowerCase()))
	);
}

function sameTime(one: EventTime, other: EventTime): boolean {
	if (isAllDay(one) || isAllDay(other)) return isAllDay(one) && isAllDay(other) && one.date === other.date;
	return instantOf(one) === instantOf(other);
}

function sameSet<Element>(one: Element[], other: Element[], key: (element: Element) => string): boolean {
	const keys = new Set(one.map(key));
	return keys.size === new Set(other.map(key)).size && other.every((element) => keys.has(key(element)));
}
