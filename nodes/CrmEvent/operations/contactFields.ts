import type { INodeProperties } from 'n8n-workflow';
import type { ContactRecord, FieldValues } from '../../../sync/types';
import { customFieldsParameter, readCustomFields, textList } from './customFields';

export const contactEssentials: INodeProperties[] = [
	{ displayName: 'Last Name', name: 'lastName', type: 'string', required: true, default: '', description: 'Family name of the contact' },
	{ displayName: 'First Name', name: 'firstName', type: 'string', default: '', description: 'Given name of the contact' },
	{ displayName: 'Emails', name: 'emails', type: 'string', default: '', placeholder: 'e.g. name@example.com', description: 'E-mail addresses, separated by commas; the first one is the main address' },
];

export const contactDetails: INodeProperties[] = [
	{ displayName: 'Birthday', name: 'birthday', type: 'string', default: '', placeholder: 'YYYY-MM-DD', description: 'Date of birth, as YYYY-MM-DD' },
	customFieldsParameter,
	{ displayName: 'Job Title', name: 'jobTitle', type: 'string', default: '', description: 'Position in the company' },
	{ displayName: 'Mobile Phone', name: 'mobilePhone', type: 'string', default: '', description: 'Number of the mobile phone' },
	{ displayName: 'Notes', name: 'notes', type: 'string', typeOptions: { rows: 3 }, default: '', description: 'Description of the contact' },
	{ displayName: 'Tags', name: 'tags', type: 'string', default: '', description: 'Tags, separated by commas' },
	{ displayName: 'Work Phone', name: 'workPhone', type: 'string', default: '', description: 'Number at work' },
];

const texts = ['lastName', 'firstName', 'jobTitle', 'birthday', 'notes'] as const;

/** The fields that are filled in. */
export function readContactFields(given: Record<string, unknown>): FieldValues {
	const values: FieldValues = { ...readCustomFields(given.customFields) };
	for (const name of texts) {
		const value = given[name];
		if (typeof value === 'string') values[name] = value;
	}
	if (given.emails !== undefined) values.emails = textList(given.emails);
	if (given.tags !== undefined) values.tags = textList(given.tags);
	const phones: ContactRecord['phones'] = [];
	if (typeof given.workPhone === 'string') phones.push({ kind: 'work', number: given.workPhone });
	if (typeof given.mobilePhone === 'string') phones.push({ kind: 'mobile', number: given.mobilePhone });
	if (phones.length > 0) values.phones = phones;
	return values;
}
