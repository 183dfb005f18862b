import type { CalendarEvent, CanonicalRecord, CustomValue, EventTimes, FieldName, FieldValue, FieldValues } from '../types';

export const eventFields: readonly FieldName[] = [
	'title', 'time', 'location', 'description', 'reminders', 'attendees', 'visibility', 'availability', 'type', 'tags',
];
export const contactFields: readonly FieldName[] = [
	'firstName', 'lastName', 'company', 'jobTitle', 'emails', 'phones', 'addresses', 'website', 'birthday', 'notes', 'tags',
];

const namesOfEvent: ReadonlySet<string> = new Set(eventFields);
const namesOfContact: ReadonlySet<string> = new Set(contactFields);
const customPrefix = 'custom.';

/** The API name inside `custom.<api name>`; null for every other text. */
export function customFieldName(field: string): string | null {
	return field.startsWith(customPrefix) && field.length > customPrefix.length ? field.slice(customPrefix.length) : null;
}

/** True for a calendar event, false for a contact. */
export function isEvent(record: CanonicalRecord): record is CalendarEvent {
	return Object.hasOwn(record, 'start');
}

/** Every field the record has a place for, custom ones included. */
export function fieldsOf(record: CanonicalRecord): FieldName[] {
	const custom = Object.keys(record.custom ?? {}).map((name): FieldName => `custom.${name}`);
	return [...(isEvent(record) ? eventFields : contactFields), ...custom];
}

/** The value of a field; undefined when the record tells nothing about it. `time` is `{start, end}`. */
export function toldField(record: CanonicalRecord, field: FieldName): FieldValue | undefined {
	const custom = customFieldName(field);
	if (custom !== null) return ownValue(record.custom, custom) as CustomValue | undefined;
	const ofEvent = isEvent(record);
	if (!(ofEvent ? namesOfEvent : namesOfContact).has(field)) return undefined;
	if (field === 'time' && ofEvent) return { start: record.start, end: record.end };
	return ownValue(record, field) as FieldValue | undefined;
}

/** The value of a field; null where the record has none. */
export function getField(record: CanonicalRecord, field: FieldName): FieldValue {
	return toldField(record, field) ?? null;
}

/** Everything the record tells, by field. */
export function valuesOf(record: CanonicalRecord): FieldValues {
	return Object.fromEntries(fieldsOf(record).filter((field) => isKnown(record, field)).map((field) => [field, getField(record, field)]));
}

/** False for a field that was left out of the record because its value could not be read. Custom fields may be missing and count as empty. */
export function isKnown(record: CanonicalRecord, field: FieldName): boolean {
	if (field.startsWith(customPrefix) || field === 'type') return true;
	return Object.hasOwn(record, field === 'time' ? 'start' : field);
}

/** What people call the record: an event's title, a contact's name; '' where the record tells none. */
export function nameOf(record: CanonicalRecord): string {
	const parts = isEvent(record) ? [getField(record, 'title')] : [getField(record, 'firstName'), getField(record, 'lastName')];
	return parts.map((part) => (typeof part === 'string' ? part : '')).join(' ').trim();
}

/** A copy of the record without the fields whose values cannot be relied on. What is not there is neither mapped nor compared. */
export function withoutFields<R extends CanonicalRecord>(record: R, fields: FieldName[]): R {
	if (fields.length === 0) return record;
	const copy: R = { ...record, custom: { ...record.custom } };
	for (const field of fields) {
		const custom = customFieldName(field);
		if (custom !== null) Reflect.deleteProperty(copy.custom, custom);
		else Reflect.deleteProperty(copy, field);
	}
	return copy;
}

/** A copy of the record with these fields set. Fields that such a record cannot have are left out. */
export function withFields<R extends CanonicalRecord>(record: R, values: FieldValues): R {
	const properties: Record<string, unknown> = {};
	const custom: Array<[string, CustomValue]> = [];
	const known = isEvent(record) ? namesOfEvent : namesOfContact;
	for (const [field, value] of Object.entries(values)) {
		const customName = customFieldName(field);
		if (customName !== null) custom.push([customName, isCustomValue(value) ? value : null]);
		else if (!known.has(field)) continue;
		else if (field !== 'time') properties[field] = value;
		else if (isTimes(value)) Object.assign(properties, { start: value.start, end: value.end });
	}
	// Object.fromEntries makes own properties of all names, `__proto__` among them.
	return { ...record, ...properties, custom: Object.fromEntries([...Object.entries(record.custom ?? {}), ...custom]) };
}

function ownValue(holder: object | undefined, name: string): unknown {
	return holder !== undefined && holder !== null && Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

function isCustomValue(value: unknown): value is NonNullable<CustomValue> {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isTimes(value: unknown): value is EventTimes {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, 'start') && Object.hasOwn(value, 'end');
}
