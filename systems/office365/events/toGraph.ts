import type { Attendee, EventTimes, FieldValues, Reminder, WriteOptions } from '../../../sync/types';
import type { Json } from '../client';
import { timesToGraph } from '../mapping/times';

/** The fields that Graph can hold, as Graph writes them. Guests are not among them: see `guests.ts`. Fields that are missing in `values` are left alone. */
export function valuesToGraph(values: FieldValues): Json {
	const time = timesOf(values);
	return {
		...(typeof values.title === 'string' && { subject: values.title }),
		...(time !== null && timesToGraph(time)),
		...(typeof values.location === 'string' && { location: { displayName: values.location } }),
		...(typeof values.description === 'string' && { body: bodyOf(values.description) }),
		...(values.reminders !== undefined && reminderOf(values)),
		...(typeof values.visibility === 'string' && { sensitivity: values.visibility === 'private' ? 'private' : 'normal' }),
		...(typeof values.availability === 'string' && { showAs: values.availability === 'free' ? 'free' : 'busy' }),
		...(Array.isArray(values.tags) && { categories: values.tags }),
	};
}

export function bodyOf(text: string): Json {
	return { contentType: 'text', content: text };
}

/** null when the values hold no complete time. */
export function timesOf(values: FieldValues): EventTimes | null {
	const { time } = values;
	return typeof time === 'object' && time !== null && 'start' in time && 'end' in time ? time : null;
}

function reminderOf(values: FieldValues): Json {
	const [first] = Array.isArray(values.reminders) ? (values.reminders as Reminder[]).filter(({ method }) => method === 'popup') : [];
	return first === undefined ? { isReminderOn: false } : { isReminderOn: true, reminderMinutesBeforeStart: first.minutes };
}

export function attendeesToGraph(attendees: Attendee[]): Json[] {
	return attendees
		.filter(({ organizer }) => organizer !== true)
		.map(({ email, name, optional, resource }) => ({
			type: resource === true ? 'resource' : optional === true ? 'optional' : 'required',
			emailAddress: { address: email, ...(name !== undefined && { name }) },
		}));
}

/** For new events: what the other side does not say. Without a reminder of its own an event would get the mailbox's usual one. */
export function defaultsToGraph({ availability }: WriteOptions['defaults']): Json {
	return { isReminderOn: false, ...(availability !== undefined && { showAs: availability === 'free' ? 'free' : 'busy' }) };
}
