import type { ContactRecord, FieldName, FieldValue } from '../../../sync/types';
import type { ZohoRow } from '../row';
import { addressFields, addressParts, alwaysToldPhones, phoneFields } from './contact';
import { isListOf, tagsField, textField } from './parts';

type Phone = ContactRecord['phones'][number];
type Address = ContactRecord['addresses'][number];

const textNames: Partial<Record<FieldName, string>> = {
	firstName: 'First_Name',
	jobTitle: 'Title',
	notes: 'Description',
	birthday: 'Date_of_Birth',
};

/**
 * One canonical contact field as Zoho's fields; null when the value is not understood. Zoho insists on a last name: `placeholder`
 * stands for a missing one.
 */
export function contactFieldToZoho(name: FieldName, value: FieldValue, placeholder: string): ZohoRow | null {
	const textName = textNames[name];
	if (textName !== undefined) return textField(textName, value);
	switch (name) {
		case 'lastName':
			if (value !== null && typeof value !== 'string') return null;
			return { Last_Name: (value ?? '').trim() === '' ? placeholder : value };
		case 'emails':
			return emailFields(value);
		case 'phones':
			return isListOf<Phone>(value, (phone) => typeof phone.number === 'string') ? phonesToZoho(value) : null;
		case 'addresses':
			return isListOf<Address>(value, (address) => typeof address.kind === 'string') ? addressesToZoho(value) : null;
		case 'tags':
			return tagsField(value);
		default:
			return {};
	}
}

function emailFields(value: FieldValue): ZohoRow | null {
	if (!Array.isArray(value)) return null;
	const [first, second] = value;
	return { Email: typeof first === 'string' ? first : null, Secondary_Email: typeof second === 'string' ? second : null };
}

/**
 * One number per kind: further ones of the same kind find no place. Fields that may be off the layout are only filled, never emptied:
 * what stands there may not have been seen.
 */
function phonesToZoho(phones: Phone[]): ZohoRow {
	const row: ZohoRow = {};
	for (const { kind, name } of phoneFields) {
		const number = phones.find((phone) => phone.kind === kind)?.number ?? null;
		if (number !== null || alwaysToldPhones.includes(name)) row[name] = number;
	}
	return row;
}

/** A private address goes where Zoho keeps the other one. */
function addressesToZoho(addresses: Address[]): ZohoRow {
	const row: ZohoRow = {};
	for (const { kind, prefix } of addressFields) {
		const address = addresses.find((candidate) => candidate.kind === kind || (kind === 'other' && candidate.kind === 'home'));
		for (const [part, suffix] of addressParts) row[`${prefix}_${suffix}`] = address?.[part] ?? null;
	}
	return row;
}
