import type { CalendarEvent, CanonicalRecord, ContactRecord, EventTimes, FieldName, FieldValue, FieldValues } from '../types';

const eventFields: FieldName[] = [
	'title', 'time', 'location', 'description', 'reminders', 'attendees', 'visibility', 'availability', 'type', 'tags',
];
const contactFields: FieldName[] = [
	'firstName', 'lastName', 'company', 'jobTitle', 'emails', 'phones', 'addresses', 'website', 'birthday', 'notes', 'tags',
];

export function isEvent(record: CanonicalRecord): record is CalendarEvent {
	return 'start' in record;
}

/** Every field the record has a place for, custom ones included. */
export function fieldsOf(record: CanonicalRecord): FieldName[] {
	const custom = Object.keys(record.custom ?? {}).map((name): FieldName => `custom.${name}`);
	return [...(isEvent(record) ? eventFields : contactFields), ...custom];
}

/** The value of a field; null where the record has none. */
export function getField(record: CanonicalRecord, field: FieldName): FieldValue {
	if (field.startsWith('custom.')) return ownValue(record.custom, field.slice('custom.'.length)) ?? null;
	if (isEvent(record)) return eventField(record, field);
	return contactField(record, field);
}

function ownValue<T>(object: Record<string, T> | undefined, key: string): T | undefined {
	return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

function eventField(event: CalendarEvent, field: FieldName): FieldValue {
	switch (field) {
		case 'time':
			return { start: event.start, end: event.end };
		case 'title':
		case 'location':
		case 'description':
		case 'visibility':
		case 'availability':
			return event[field];
		case 'reminders':
			return event.reminders;
		case 'attendees':
			return event.attendees;
		case 'tags':
			return event.tags;
		case 'type':
			return event.type ?? null;
		default:
			return null;
	}
}

function contactField(contact: ContactRecord, field: FieldName): FieldValue {
	switch (field) {
		case 'firstName':
		case 'lastName':
		case 'company':
		case 'jobTitle':
		case 'website':
		case 'birthday':
		case 'notes':
			return contact[field];
		case 'emails':
			return contact.emails;
		case 'phones':
			return contact.phones;
		case 'addresses':
			return contact.addresses;
		case 'tags':
			return contact.tags;
		default:
			return null;
	}
}

/** False for a field that was left out of the record because its value could not be read. Custom fields may be missing and count as empty. */
export function isKnown(record: CanonicalRecord, field: FieldName): boolean {
	if (field.startsWith('custom.') || field === 'type') return true;
	return Object.hasOwn(record, field === 'time' ? 'start' : field);
}

/** A copy of the record without the fields whose values cannot be relied on. What is not there is neither mapped nor compared. */
export function withoutFields<R extends CanonicalRecord>(record: R, fields: FieldName[]): R {
	if (fields.length === 0) return record;
	const copy: R = { ...record, custom: { ...record.custom } };
	for (const field of fields) {
		if (field.startsWith('custom.')) Reflect.deleteProperty(copy.custom, field.slice('custom.'.length));
		else Reflect.deleteProperty(copy, field);
	}
	return copy;
}

/** A copy of the record with these fields set. */
export function withFields<R extends CanonicalRecord>(record: R, values: FieldValues): R {
	const copy: R = { ...record, custom: { ...record.custom } };
	for (const [field, value] of Object.entries(values)) {
		if (field.startsWith('custom.')) {
			Object.defineProperty(copy.custom, field.slice('custom.'.length), { value, enumerable: true, writable: true, configurable: true });
		} else if (field === 'time') {
			const { start, end } = value as EventTimes;
			Object.assign(copy, { start, end });
		} else {
			Object.assign(copy, { [field]: value });
		}
	}
	return copy;
}
