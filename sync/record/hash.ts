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

function contactKey(contact: ContactRecord): string {
	const emails = elementForms('emails', getField(contact, 'emails'));
	if (emails.length > 0) return fingerprint(['contact', emails[0]]);
	const name = normalText(nameOf(contact)).toLowerCase();
	return fingerprint(['contact', name, elementForms('phones', getField(contact, 'phones'))[0] ?? '']);
}
