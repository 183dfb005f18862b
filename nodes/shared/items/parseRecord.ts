import type { CanonicalRecord, FieldName, Resource } from '../../../sync/types';

/** A record read from an item, or what is wrong with it in words. */
export type ParsedRecord = { record: CanonicalRecord; absent: FieldName[] } | { problems: string[] };

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isTime: Check = (value) => isObject(value) && (isDate(value.date) || isInstant(value.dateTime));
const isReminders: Check = (value) => Array.isArray(value) && value.every((one) => isObject(one) && typeof one.minutes === 'number' && one.minutes >= 0);
const isPeople: Check = (value) => Array.isArray(value) && value.every((one) => isObject(one) && isText(one.email));
const isPhones: Check = (value) => Array.isArray(value) && value.every((one) => isObject(one) && isText(one.number));
const isAddresses: Check = (value) => Array.isArray(value) && value.every(isObject);
const isCustom: Check = (value) => isObject(value) && Object.values(value).every((one) => one === null || ['string', 'number', 'boolean'].includes(typeof one));
const oneOf = (...values: string[]): Check => (value) => isText(value) && values.includes(value as string);

interface Property {
	name: string;
	isValid: Check;
	expected: string;
	/** What stands in for a property that is not there; undefined: it must be there, or may be missing in the record too. */
	standIn?: () => unknown;
	needed?: true;
}

const text = (name: string): Property => ({ name, isValid: isText, expected: 'a text', standIn: () => '' });
const texts = (name: string): Property => ({ name, isValid: isTexts, expected: 'a list of texts', standIn: () => [] });
const custom: Property = { name: 'custom', isValid: isCustom, expected: 'an object of plain values', standIn: () => ({}) };

const eventProperties: Property[] = [
	text('title'),
	{ name: 'start', isValid: isTime, expected: '{dateTime} or {date}', needed: true },
	{ name: 'end', isValid: isTime, expected: '{dateTime} or {date}', needed: true },
	text('location'),
	text('description'),
	{ name: 'reminders', isValid: isReminders, expected: 'a list of {minutes, method}', standIn: () => [] },
	{ name: 'attendees', isValid: isPeople, expected: 'a list of {email}', standIn: () => [] },
	{ name: 'visibility', isValid: oneOf('default', 'public', 'private'), expected: 'default, public or private', standIn: () => 'default' },
	{ name: 'availability', isValid: oneOf('busy', 'free'), expected: 'busy or free', standIn: () => 'busy' },
	{ name: 'status', isValid: oneOf('confirmed', 'tentative', 'cancelled'), expected: 'confirmed, tentative or cancelled', standIn: () => 'confirmed' },
	{ name: 'type', isValid: isText, expected: 'a text' },
	texts('tags'),
	custom,
];

const contactProperties: Property[] = [
	...['firstName', 'lastName', 'company', 'jobTitle'].map(text),
	texts('emails'),
	{ name: 'phones', isValid: isPhones, expected: 'a list of {kind, number}', standIn: () => [] },
	{ name: 'addresses', isValid: isAddresses, expected: 'a list of addresses', standIn: () => [] },
	...['website', 'birthday', 'notes'].map(text),
	texts('tags'),
	custom,
];

/**
 * Checks the record of an item. Properties that are not there get an empty value and are listed in `absent`, so that
 * nothing is written for them.
 */
export function parseRecord(value: unknown, resource: Resource, source: Record<string, unknown>): ParsedRecord {
	if (!isObject(value)) return { problems: ['record is missing'] };
	const problems: string[] = [];
	const absent: FieldName[] = [];
	const standIns: Record<string, unknown> = {};
	for (const { name, isValid, expected, standIn, needed } of resource === 'event' ? eventProperties : contactProperties) {
		const present = Object.hasOwn(value, name) ? value[name] : undefined;
		if (present === undefined || present === null) {
			if (needed) problems.push(`record.${name} is missing`);
			if (standIn === undefined) continue;
			standIns[name] = standIn();
			if (name !== 'status' && name !== 'custom') absent.push(name as FieldName);
		} else if (!isValid(present)) problems.push(`record.${name} is not ${expected}`);
	}
	if (isObject(value.start) && isObject(value.end) && 'date' in value.start !== 'date' in value.end) {
		problems.push('record.start and record.end must both be times or both be days');
	}
	if (problems.length > 0) return { problems };
	const record = { ...value, ...standIns, source: isObject(value.source) ? { ...source, ...value.source } : source };
	return { record: record as unknown as CanonicalRecord, absent };
}

function isDate(value: unknown): boolean {
	return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isInstant(value: unknown): boolean {
	return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/.test(value) && !Number.isNaN(Date.parse(value));
}
