import type { CalendarEvent, CanonicalRecord, ContactRecord, CustomValue, EventTimes, FieldName, FieldValue, FieldValues } from '../types';

const eventProperties = ['title', 'location', 'description', 'reminders', 'attendees', 'visibility', 'availability', 'type', 'tags'] as const;
const contactProperties = [
	'firstName',
	'lastName',
	'company',
	'jobTitle',
	'emails',
	'phones',
	'addresses',
	'website',
	'birthday',
	'notes',
	'tags',
] as const;

/** Every field name that is not a custom field. */
export const standardFields: readonly FieldName[] = ['time', ...eventProperties, ...contactProperties.filter((name) => name !== 'tags')];

/** The API name inside `custom.<api name>`; null for every other text. */
export function customFieldName(field: string): string | null {
	return field.startsWith('custom.') && field.length > 'custom.'.length ? field.slice('custom.'.length) : null;
}

/** True for a text that names a field, whether or not some system holds it. */
export function isFieldName(text: unknown): text is FieldName {
	return typeof text === 'string' && (standardFields.includes(text as FieldName) || customFieldName(text) !== null);
}

/** True for a calendar event, false for a contact. */
export function isEvent(record: CanonicalRecord): record is CalendarEvent {
	return Object.hasOwn(record, 'start');
}

/** The value of a field; undefined when the record has none of that name. `time` is `{start, end}`. */
export function getField(record: CanonicalRecord, field: FieldName): FieldValue | undefined {
	const custom = customFieldName(field);
	if (custom !== null) return ownValue(record.custom, custom) as CustomValue | undefined;
	if (field === 'time') return isEvent(record) ? { start: record.start, end: record.end } : undefined;
	const known: readonly string[] = isEvent(record) ? eventProperties : contactProperties;
	return known.includes(field) ? (ownValue(record, field) as FieldValue | undefined) : undefined;
}

/** A copy of the record with the given fields replaced. Fields that such a record cannot have are left out. */
export function withFields<Kind extends CanonicalRecord>(record: Kind, values: FieldValues): Kind {
	const properties: Record<string, unknown> = {};
	const custom: Array<[string, CustomValue]> = [];
	const known: readonly string[] = isEvent(record) ? eventProperties : contactProperties;
	for (const [field, value] of Object.entries(values)) {
		const customName = customFieldName(field);
		if (customName !== null) custom.push([customName, isCustomValue(value) ? value : null]);
		else if (field === 'time' && isEvent(record) && isTimes(value)) Object.assign(properties, { start: value.start, end: value.end });
		else if (known.includes(field)) properties[field] = value;
	}
	return {
		...record,
		...properties,
		custom: custom.length === 0 ? record.custom : Object.fromEntries([...Object.entries(record.custom), ...custom]),
	};
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

function ownValue(holder: object | undefined, name: string): unknown {
	return holder !== undefined && holder !== null && Object.hasOwn(holder, name) ? (holder as Record<string, unknown>)[name] : undefined;
}

function isCustomValue(value: unknown): value is CustomValue {
	return value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isTimes(value: unknown): value is EventTimes {
	return typeof value === 'object' && value !== null && Object.hasOwn(value, 'start') && Object.hasOwn(value, 'end');
}
