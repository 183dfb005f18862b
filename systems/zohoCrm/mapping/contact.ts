import type { ContactRecord, FieldName, Snapshot } from '../../../sync/types';
import { revisionOf } from '../revision';
import { isRow, parseInstant, tagsOf, textOf } from '../row';
import type { ZohoRow } from '../row';
import { customOf, listTextLimit } from './event';
import { sourceOf, unseenFields } from './source';
import type { ReadContext } from './source';

type Phone = ContactRecord['phones'][number];
type Address = ContactRecord['addresses'][number];

export const phoneFields: ReadonlyArray<{ kind: Phone['kind']; name: string }> = [
	{ kind: 'work', name: 'Phone' },
	{ kind: 'home', name: 'Home_Phone' },
	{ kind: 'mobile', name: 'Mobile' },
	{ kind: 'fax', name: 'Fax' },
	{ kind: 'other', name: 'Other_Phone' },
];

/** The others are often taken off the layout. No other system holds such numbers, so without them nothing looks removed. */
export const alwaysToldPhones: readonly string[] = ['Phone', 'Home_Phone', 'Mobile'];

/** Zoho has a mailing and one other address; the mailing address of a contact is where the person works. */
export const addressFields: ReadonlyArray<{ kind: Address['kind']; prefix: 'Mailing' | 'Other' }> = [
	{ kind: 'work', prefix: 'Mailing' },
	{ kind: 'other', prefix: 'Other' },
];

export const addressParts = [
	['street', 'Street'],
	['city', 'City'],
	['region', 'State'],
	['postalCode', 'Zip'],
	['country', 'Country'],
] as const;

/** What each field is made of. A set that is told in part is not told: what is missing from it would look removed. */
const fieldParts: ReadonlyArray<readonly [FieldName, string]> = [
	['firstName', 'First_Name'],
	['lastName', 'Last_Name'],
	['company', 'Account_Name'],
	['jobTitle', 'Title'],
	['emails', 'Email'],
	['emails', 'Secondary_Email'],
	...alwaysToldPhones.map((name) => ['phones', name] as const),
	...addressFields.flatMap(({ prefix }) => addressParts.map(([, suffix]) => ['addresses', `${prefix}_${suffix}`] as const)),
	['birthday', 'Date_of_Birth'],
	['notes', 'Description'],
	['tags', 'Tag'],
];

/** A contact in canonical form. */
export function contactSnapshot(row: ZohoRow, context: ReadContext): Snapshot {
	const revision = revisionOf(row.Modified_Time, context.seenAt);
	const notes = textOf(row.Description);
	const record: ContactRecord = {
		firstName: textOf(row.First_Name),
		lastName: context.placeholders.has(textOf(row.Last_Name).trim()) ? '' : textOf(row.Last_Name),
		company: isRow(row.Account_Name) ? textOf(row.Account_Name.name) : textOf(row.Account_Name),
		jobTitle: textOf(row.Title),
		emails: [textOf(row.Email), textOf(row.Secondary_Email)].filter((email) => email !== ''),
		phones: phoneFields.flatMap(({ kind, name }) => (textOf(row[name]) === '' ? [] : [{ kind, number: textOf(row[name]) }])),
		addresses: addressFields.flatMap(({ kind, prefix }) => addressFrom(row, kind, prefix)),
		website: '',
		birthday: textOf(row.Date_of_Birth),
		notes,
		tags: tagsOf(row.Tag),
		custom: customOf(row, 'contact'),
		source: sourceOf(row, revision, context),
	};
	const omitted = unseenFields(row, fieldParts);
	if (!context.complete && notes.length >= listTextLimit) omitted.add('notes');
	return {
		id: record.source.id,
		revision,
		modifiedAt: parseInstant(row.Modified_Time),
		createdAt: parseInstant(row.Created_Time),
		record,
		omitted: [...omitted],
		recurring: false,
	};
}

function addressFrom(row: ZohoRow, kind: Address['kind'], prefix: string): Address[] {
	const address: Address = { kind };
	for (const [part, suffix] of addressParts) {
		const value = textOf(row[`${prefix}_${suffix}`]);
		if (value !== '') address[part] = value;
	}
	return Object.keys(address).length === 1 ? [] : [address];
}
