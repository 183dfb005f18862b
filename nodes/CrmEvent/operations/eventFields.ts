import type { INodeProperties } from 'n8n-workflow';
import type { EventTime, FieldValues } from '../../../sync/types';
import { SyncRefusal } from '../../../sync/types';
import { customFieldsParameter, readCustomFields, textList } from './customFields';

/** Title and time: needed for a new meeting, optional for a change. */
export const eventEssentials: INodeProperties[] = [
	{ displayName: 'Title', name: 'title', type: 'string', default: '', description: 'Title of the meeting' },
	{ displayName: 'Start', name: 'start', type: 'dateTime', required: true, default: '', description: 'When the meeting begins' },
	{ displayName: 'End', name: 'end', type: 'dateTime', required: true, default: '', description: 'When the meeting ends. For a meeting of whole days: the day after the last one.' },
	{ displayName: 'All Day', name: 'allDay', type: 'boolean', default: false, description: 'Whether the meeting lasts whole days' },
];

export const eventDetails: INodeProperties[] = [
	{ displayName: 'Description', name: 'description', type: 'string', typeOptions: { rows: 3 }, default: '', description: 'Notes about the meeting' },
	{ displayName: 'Guests', name: 'attendees', type: 'string', default: '', placeholder: 'e.g. a@example.com, b@example.com', description: 'E-mail addresses, separated by commas' },
	{ displayName: 'Location', name: 'location', type: 'string', default: '', description: 'Where the meeting takes place' },
	{ displayName: 'Reminder (Minutes Before)', name: 'reminder', type: 'number', typeOptions: { minValue: 0 }, default: 15, description: 'How long before the start to remind, in minutes' },
	{ displayName: 'Tags', name: 'tags', type: 'string', default: '', description: 'Tags, separated by commas' },
	customFieldsParameter,
];

/** The fields that are filled in. Times without an offset are taken in the given zone. Throws `SyncRefusal` kind `badSettings`. */
export function readEventFields(given: Record<string, unknown>, timeZone: string, instant: (text: string, zone: string) => string | null): FieldValues {
	const values: FieldValues = { ...readCustomFields(given.customFields) };
	if (typeof given.title === 'string') values.title = given.title;
	if (typeof given.location === 'string') values.location = given.location;
	if (typeof given.description === 'string') values.description = given.description;
	if (given.tags !== undefined) values.tags = textList(given.tags);
	if (given.attendees !== undefined) values.attendees = textList(given.attendees).map((email) => ({ email }));
	if (typeof given.reminder === 'number') values.reminders = [{ minutes: given.reminder, method: 'popup' }];
	const hasStart = given.start !== undefined && given.start !== '';
	const hasEnd = given.end !== undefined && given.end !== '';
	if (!hasStart && !hasEnd) return values;
	if (!hasStart || !hasEnd) throw new SyncRefusal('badSettings', 'Start and end belong together, and one of them is missing. Nothing was written.', 'Fill in both.');
	const timeOf = (label: string, value: unknown): EventTime => {
		const text = String(value);
		if (given.allDay === true && /^\d{4}-\d{2}-\d{2}/.test(text)) return { date: text.slice(0, 10) };
		const dateTime = given.allDay === true ? null : instant(text, timeZone);
		if (dateTime === null) throw new SyncRefusal('badSettings', `${label} is no time: "${text}". Nothing was written.`, 'Enter a time such as 2026-08-03T10:00:00.');
		return { dateTime, timeZone };
	};
	values.time = { start: timeOf('Start', given.start), end: timeOf('End', given.end) };
	return values;
}
