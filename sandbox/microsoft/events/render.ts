import { type JsonObject } from '../../core/json';
import { folderId, itemId, occurrenceId, type IdForm } from '../ids';
import { wallOf, windowsZone, writeTimestamp } from '../zones';
import type { EventFields, Moment, StoredEvent } from '../types';
import { bodyPreview, bodyText } from './body';
import { plannedStart, type EventView } from './series';

/** How an answer is written: forms of ids, times and bodies, and whose mailbox it comes from. */
export interface RenderStyle {
	ids: IdForm;
	/** UTC when undefined. */
	zone: { name: string; iana: string } | undefined;
	isTextBody: boolean;
	/** The calendar or contact folder. */
	folderKey: string;
	mailbox: string;
	/** E.g. `https://graph.microsoft.com/v1.0`. */
	base: string;
	unknownFields: boolean;
}

export function etagOf(view: Pick<EventView, 'event' | 'type'>): string {
	const { changeKey } = view.event;
	// An occurrence's etag is not its master's change key (recorded).
	return `W/"${view.type === 'occurrence' ? `DwAAABYAAAC${changeKey.slice(2)}` : changeKey}"`;
}

export function idOf(view: EventView, style: Pick<RenderStyle, 'ids' | 'folderKey'>): string {
	return itemId(style.ids, style.folderKey, view.event.key, view.day);
}

function writeMoment(moment: Moment, isAllDay: boolean, zone: RenderStyle['zone']): JsonObject {
	const { name, iana } = zone ?? { name: 'UTC', iana: 'UTC' };
	// A whole day is the same date in every zone.
	const wall = isAllDay || iana === moment.zone ? moment.wall : wallOf(moment.at, iana);
	return { dateTime: `${wall}.0000000`, timeZone: name };
}

/** The series' own zone under its Windows name and local time, whatever the client asked for (recorded). */
function writeWindowsMoment(moment: Moment): JsonObject {
	return { dateTime: `${moment.wall}.0000000`, timeZone: windowsZone(moment.zone) };
}

const uidHead = '040000008200E00074C5B7101A82E008';

/** `iCalUId` carries the day of an occurrence, `uid` does not (recorded). */
function calendarId(event: StoredEvent, day: string | undefined): string {
	if (day === undefined) return `${uidHead}00000000${event.uid}`;
	const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
	const hex = (value: number, length: number): string => value.toString(16).toUpperCase().padStart(length, '0');
	return `${uidHead}${hex(year, 4)}${hex(month, 2)}${hex(date, 2)}${event.uid}`;
}

function attendeesOf(fields: EventFields): unknown[] {
	if (fields.isOrganizer || fields.organizer.address === '') return fields.attendees;
	const organizer = { type: 'required', status: { response: 'none', time: '0001-01-01T00:00:00Z' }, emailAddress: fields.organizer };
	// An invited user's copy names the organizer twice (recorded).
	return [organizer, organizer, ...fields.attendees];
}

/** An occurrence as a delta shows it: only where and when. */
export function renderStub(view: EventView, style: RenderStyle): JsonObject {
	return {
		'@odata.type': '#microsoft.graph.event',
		'@odata.etag': etagOf(view),
		id: idOf(view, style),
		seriesMasterId: itemId(style.ids, style.folderKey, view.event.key),
		type: view.type,
		start: writeWindowsMoment(view.fields.start),
		end: writeWindowsMoment(view.fields.end),
	};
}

/** An event as a read answers it, members in the recorded order. */
export function renderEvent(view: EventView, style: RenderStyle): JsonObject {
	const { event, fields, day, type } = view;
	const id = idOf(view, style);
	const { start, end, isAllDay, recurrence } = fields;
	return {
		'@odata.etag': etagOf(view),
		id,
		createdDateTime: writeTimestamp(event.created),
		lastModifiedDateTime: writeTimestamp(event.modified),
		changeKey: event.changeKey,
		categories: fields.categories,
		transactionId: event.transactionId,
		originalStartTimeZone: start.name,
		originalEndTimeZone: end.name,
		iCalUId: calendarId(event, day),
		uid: calendarId(event, undefined),
		reminderMinutesBeforeStart: fields.reminderMinutesBeforeStart,
		isReminderOn: fields.isReminderOn,
		hasAttachments: false,
		subject: fields.subject,
		bodyPreview: bodyPreview(fields.body),
		importance: fields.importance,
		sensitivity: fields.sensitivity,
		isAllDay,
		isCancelled: fields.isCancelled,
		isOrganizer: fields.isOrganizer,
		responseRequested: fields.responseRequested,
		seriesMasterId: day === undefined ? null : itemId(style.ids, style.folderKey, event.key),
		showAs: fields.showAs,
		type,
		webLink: `https://outlook.office365.com/owa/?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
		onlineMeetingUrl: null,
		isOnlineMeeting: fields.onlineMeeting !== null,
		onlineMeetingProvider: fields.onlineMeeting === null ? 'unknown' : 'teamsForBusiness',
		allowNewTimeProposals: fields.allowNewTimeProposals,
		occurrenceId: day === undefined ? null : occurrenceId(style.ids, style.folderKey, event.key, day),
		isDraft: false,
		hideAttendees: fields.hideAttendees,
		responseStatus: fields.responseStatus,
		body: style.isTextBody ? { contentType: 'text', content: bodyText(fields.body) } : { contentType: 'html', content: fields.body },
		start: writeMoment(start, isAllDay, style.zone),
		end: writeMoment(end, isAllDay, style.zone),
		location: fields.location,
		locations: fields.locations,
		recurrence,
		attendees: attendeesOf(fields),
		organizer: { emailAddress: fields.organizer },
		onlineMeeting: fields.onlineMeeting,
		...(style.unknownFields && event.change % 7 === 0 ? { undocumentedMember: { since: 'lately' } } : {}),
	};
}

/** Members that only a read of one event has, with where it belongs. */
export function renderOne(view: EventView, style: RenderStyle): JsonObject {
	const calendar = `${style.base}/users('${style.mailbox}')/calendars('${folderId(style.folderKey)}')`;
	return {
		'@odata.context': `${style.base}/$metadata#users('${encodeURIComponent(style.mailbox)}')/events/$entity`,
		...renderEvent(view, style),
		'calendar@odata.associationLink': `${calendar}/$ref`,
		'calendar@odata.navigationLink': calendar,
	};
}

/** Members that are answered only when `$select` names them. */
export function renderOnRequest(view: EventView, style: RenderStyle): JsonObject {
	const { event, day } = view;
	return {
		originalStart: day === undefined ? null : new Date(plannedStart(event, day).at).toISOString().replace('.000Z', 'Z'),
		cancelledOccurrences: event.cancelledDays.map((cancelled) => occurrenceId(style.ids, style.folderKey, event.key, cancelled)),
	};
}
