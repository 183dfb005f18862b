import { hash } from 'node:crypto';
import type { Baseline, CalendarEvent, CanonicalRecord, ContactRecord, FieldName, FieldValue } from '../types';
import { fieldsOf, getField, isEvent, isKnown, nameOf } from './fields';
import { elementForms, isSetField, normalForm, normalText } from './normalForm';

const fieldHashLength = 11; // 66 bits: a changed value that goes unnoticed is less likely than a disk error
const elementHashLength = 8;

/** The hash of a set field without elements. */
export const emptySetHash = '-';

function shortHash(text: string, length: number): string {
	return hash('sha256', text, 'base64url').slice(0, length);
}

/** Fingerprint of any plain data. */
export function fingerprint(data: unknown): string {
	return shortHash(JSON.stringify(data), 22);
}

/** Hash of one element of a set field, given in normal form. */
export function hashElement(form: string): string {
	return shortHash(form, elementHashLength);
}

/** Hash of a field's value; for sets the sorted hashes of the elements joined with `.`, `emptySetHash` for the empty set. */
export function hashField(field: FieldName, value: FieldValue): string {
	if (!isSetField(field)) return shortHash(normalForm(field, value), fieldHashLength);
	return hashOfElements(elementForms(field, value).map(hashElement));
}

/** The hash of a set from the hashes of its elements. */
export function hashOfElements(elements: string[]): string {
	return elements.length === 0 ? emptySetHash : [...elements].sort().join('.');
}

/** The element hashes that a set's hash is made of. */
export function elementsOfHash(hash: string): string[] {
	return hash === emptySetHash ? [] : hash.split('.');
}

/** Hashes of the named fields of a record. */
export function baselineOf(record: CanonicalRecord, fields: Iterable<FieldName>): Baseline {
	const baseline: Baseline = {};
	for (const field of fields) baseline[field] = hashField(field, getField(record, field));
	return baseline;
}

/** True when every field of the baseline that the record tells holds what it held when it was last in step. */
export function equalsBaseline(record: CanonicalRecord, baseline: Baseline): boolean {
	const fields = (Object.keys(baseline) as FieldName[]).filter((field) => isKnown(record, field));
	return fields.every((field) => hashField(field, getField(record, field)) === baseline[field]);
}

/**
 * The same for a record of which it is only known what it was to be made of: a system may hold less of a set than it was given, but
 * nothing that nobody has entered.
 */
export function holdsOnly(record: CanonicalRecord, written: Baseline): boolean {
	const fields = (Object.keys(written) as FieldName[]).filter((field) => isKnown(record, field));
	return fields.every((field) => {
		const now = hashField(field, getField(record, field));
		if (!isSetField(field)) return now === written[field];
		const given = new Set(elementsOfHash(written[field] ?? emptySetHash));
		return elementsOfHash(now).every((element) => given.has(element));
	});
}

/** Hash of the whole record: moves when any field does, mapped or not. */
export function digestOf(record: CanonicalRecord): string {
	const forms = fieldsOf(record)
		.sort()
		.map((field) => [field, normalForm(field, getField(record, field))])
		.filter(([, form]) => form !== '');
	const state = isEvent(record) ? [record.status, record.recurrence ?? null, record.series ?? null, record.ownResponse ?? null] : [];
	return fingerprint([forms, state]);
}

/** Hash of what makes two records the same to people: title and time, or a contact's e-mail, else name and phone. */
export function contentKey(record: CanonicalRecord): string {
	return isEvent(record) ? eventKey(record) : contactKey(record);
}

function eventKey(event: CalendarEvent): string {
	return fingerprint(['event', normalText(nameOf(event)), normalForm('time', { start: event.start, end: event.end })]);
}

/** The first address, which stays the first where others find no room; else name and first number. */
function contactKey(contact: ContactRecord): string {
	const [email] = emailsOf(contact);
	return email === undefined ? nameKey(contact, phonesOf(contact)[0] ?? '') : fingerprint(['contact', email]);
}

/**
 * Keys that two records share when they may be the same to people, in lists that are tried one after the other: an event's title and
 * time; of contacts an e-mail address together with the name, an e-mail address, name and phone. A contact that has neither
 * address nor phone is known by its name alone.
 */
export function matchKeys(record: CanonicalRecord): string[][] {
	if (isEvent(record)) return [[eventKey(record)]];
	const [emails, numbers] = [emailsOf(record), numbersOf(record)];
	const hasName = normalText(nameOf(record)) !== '';
	const named = numbers.length + emails.length === 0 ? [''] : numbers;
	return [
		hasName ? emails.map((email) => nameKey(record, email)) : [],
		emails.map((email) => fingerprint(['contact', email])),
		hasName ? named.map((number) => nameKey(record, number)) : [],
	];
}

function nameKey(contact: ContactRecord, more: string): string {
	return fingerprint(['contact', normalText(nameOf(contact)).toLowerCase(), more]);
}

function emailsOf(contact: ContactRecord): string[] {
	return listOf(contact, 'emails').flatMap((email) => elementForms('emails', [email] as FieldValue)).filter((email) => email !== '');
}

/** Numbers without their kind: one side's office is the other side's mobile. */
function numbersOf(contact: ContactRecord): string[] {
	return phonesOf(contact).map((form) => form.slice(form.indexOf(':') + 1)).filter((number) => number !== '');
}

function phonesOf(contact: ContactRecord): string[] {
	return listOf(contact, 'phones').flatMap((phone) => elementForms('phones', [phone] as FieldValue));
}

function listOf(contact: ContactRecord, field: FieldName): unknown[] {
	const value = getField(contact, field);
	return Array.isArray(value) ? value : [];
}
