import type { CanonicalRecord, FieldName, Resource } from '../../../sync/types';
import {
	isAddress, isListOf, isObject, isOneOf, isPerson, isPhone, isPlainValue, isRecurrence, isReminder, isSeries, isSource, isText, isTime, isValuesOf,
	type Check,
} from './checks';

/** A record read from an item, or what is wrong with it in words. */
export type ParsedRecord = { record: CanonicalRecord; absent: FieldName[] } | { problems: string[] };

interface Property {
	name: string;
	isValid: Check;
	expected: string;
	/** What stands in for a property that is not there; undefined: it must be there, or may be missing in the record too. */
	standIn?: () => unknown;
	needed?: true;
}

const text = (name: string): Property => ({ name, isValid: isText, expected: 'a text', standIn: () => '' });
const texts = (name: string): Property => ({ name, isValid: isListOf(isText), expected: 'a list of texts', standIn: () => [] });
const ownText = (name: string): Property => ({ name, isValid: isText, expected: 'a text' });
const custom: Property = { name: 'custom', isValid: isValuesOf(isPlainValue), expected: 'an object of plain values', standIn: () => ({}) };
const source: Property = { name: 'source', isValid: isSource, expected: 'where the record was read' };

const eventProperties: Property[] = [
	text('title'),
	{ name: 'start', isValid: isTime, expected: '{dateTime} or {date}', needed: true },
	{ name: 'end', isValid: isTime, expected: '{dateTime} or {date}', needed: true },
	text('location'),
	text('description'),
	{ name: 'reminders', isValid: isListOf(isReminder), expected: 'a list of {minutes, method}', standIn: () => [] },
	{ name: 'attendees', isValid: isListOf(isPerson), expected: 'a list of {email}', standIn: () => [] },
	{ name: 'visibility', isValid: isOneOf('default', 'public', 'private'), expected: 'default, public or private', standIn: () => 'default' },
	{ name: 'availability', isValid: isOneOf('busy', 'free'), expected: 'busy or free', standIn: () => 'busy' },
	{ name: 'status', isValid: isOneOf('confirmed', 'tentative', 'cancelled'), expected: 'confirmed, tentative or cancelled', standIn: () => 'confirmed' },
	...['type', 'iCalUID', 'url', 'descriptionHtml'].map(ownText),
	{ name: 'recurrence', isValid: isRecurrence, expected: '{rules}, a list of texts' },
	{ name: 'series', isValid: isSeries, expected: '{masterId}' },
	{ name: 'organizer', isValid: isPerson, expected: '{email}' },
	texts('tags'),
	custom,
	source,
];

const contactProperties: Property[] = [
	...['firstName', 'lastName', 'company', 'jobTitle'].map(text),
	texts('emails'),
	{ name: 'phones', isValid: isListOf(isPhone), expected: 'a list of {kind, number}', standIn: () => [] },
	{ name: 'addresses', isValid: isListOf(isAddress), expected: 'a list of addresses', standIn: () => [] },
	...['website', 'birthday', 'notes'].map(text),
	ownText('url'),
	texts('tags'),
	custom,
	source,
];

/**
 * Checks the record of an item. Properties that are not there get an empty value and are listed in `absent`, so that
 * nothing is written for them.
 */
export function parseRecord(value: unknown, resource: Resource, origin: Record<string, unknown>): ParsedRecord {
	if (!isObject(value)) return { problems: ['record is missing'] };
	const problems: string[] = [];
	const absent: FieldName[] = [];
	const standIns: Record<string, unknown> = {};
	for (const { name, isValid, expected, standIn, needed } of resource === 'event' ? eventProperties : contactProperties) {
		const present = Object.hasOwn(value, name) ? value[name] : undefined;
		if (present === undefined || present === null) {
			if (needed) problems.push(`record.${name} is missing`);
			if (present === null) standIns[name] = undefined;
			if (standIn === undefined) continue;
			standIns[name] = standIn();
			if (name !== 'status' && name !== 'custom') absent.push(name as FieldName);
		} else if (!isValid(present)) problems.push(`record.${name} is not ${expected}`);
	}
	if (isObject(value.start) && isObject(value.end) && Object.hasOwn(value.start, 'date') !== Object.hasOwn(value.end, 'date')) {
		problems.push('record.start and record.end must both be times or both be days');
	}
	if (problems.length > 0) return { problems };
	const record = { ...value, ...standIns, source: isObject(value.source) ? { ...origin, ...value.source } : origin };
	return { record: record as unknown as CanonicalRecord, absent };
}
