import { contactFields, customFieldName, eventFields, isEvent } from '../record/fields';
import type { CalendarEvent, CanonicalRecord, ContactRecord, FieldName } from '../types';

/** Every field name that is not a custom field. */
export const standardFields: readonly FieldName[] = [...new Set([...eventFields, ...contactFields])];

/** True for a text that names a field, whether or not some system holds it. */
export function isFieldName(text: unknown): text is FieldName {
	return typeof text === 'string' && (standardFields.includes(text as FieldName) || customFieldName(text) !== null);
}

/** The same record with every field at its empty value; time and origin stay, so that it is still a whole record. */
export function emptied<Kind extends CanonicalRecord>(record: Kind): Kind {
	if (isEvent(record)) {
		const { start, end, source, url, iCalUID, series, recurrence, ownResponse, organizer, status } = record;
		const event: CalendarEvent = {
			title: '',
			start,
			end,
			location: '',
			description: '',
			reminders: [],
			attendees: [],
			visibility: 'default',
			availability: 'busy',
			status,
			tags: [],
			custom: {},
			source,
			...(url !== undefined && { url }),
			...(iCalUID !== undefined && { iCalUID }),
			...(series !== undefined && { series }),
			...(recurrence !== undefined && { recurrence }),
			...(ownResponse !== undefined && { ownResponse }),
			...(organizer !== undefined && { organizer }),
		};
		return event as Kind;
	}
	const contact: ContactRecord = {
		firstName: '',
		lastName: '',
		company: '',
		jobTitle: '',
		emails: [],
		phones: [],
		addresses: [],
		website: '',
		birthday: '',
		notes: '',
		tags: [],
		custom: {},
		source: record.source,
		...(record.url !== undefined && { url: record.url }),
	};
	return contact as Kind;
}
