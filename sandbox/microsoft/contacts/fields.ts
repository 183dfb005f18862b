import { isJsonObject, textOf, type JsonObject } from '../../core/json';
import { propertyInvalid, wrongLiteral } from '../errors';
import { checkMembers } from '../events/input';

/** Members of a contact that hold one text. */
export const textMembers = [
	'assistantName',
	'businessHomePage',
	'companyName',
	'department',
	'displayName',
	'fileAs',
	'generation',
	'givenName',
	'initials',
	'jobTitle',
	'manager',
	'middleName',
	'mobilePhone',
	'nickName',
	'officeLocation',
	'personalNotes',
	'profession',
	'spouseName',
	'surname',
	'title',
	'yomiCompanyName',
	'yomiGivenName',
	'yomiSurname',
] as const;
const addressMembers = ['businessAddress', 'homeAddress', 'otherAddress'] as const;
/** Lists of texts, with the most entries Outlook has room for. */
const listMembers: Record<string, number> = { businessPhones: 2, homePhones: 2, imAddresses: 3, categories: 1000, children: 1000 };
const mostEmails = 3;
const addressParts = ['city', 'countryOrRegion', 'postalCode', 'state', 'street'];
const readOnly = ['id', 'changeKey', 'createdDateTime', 'lastModifiedDateTime', 'parentFolderId', 'extensions', 'singleValueExtendedProperties', 'multiValueExtendedProperties', 'photo'];
const emailMembers = ['primaryEmailAddress', 'secondaryEmailAddress', 'tertiaryEmailAddress'] as const;

export const contactMembers: ReadonlySet<string> = new Set([
	...textMembers,
	...addressMembers,
	...Object.keys(listMembers),
	'emailAddresses',
	'birthday',
	...emailMembers,
	...readOnly,
]);

/** Members from which Outlook makes `displayName`. */
const nameMembers = ['givenName', 'middleName', 'surname', 'generation', 'title'];

/** What a member left out reads as: `""` for parts of the name when made by hand, else null (recorded). */
export function emptyContact(isByHand: boolean): JsonObject {
	const texts = textMembers.map((name) => [name, isByHand && ['generation', 'middleName', 'title', 'initials', 'nickName'].includes(name) ? '' : null]);
	return {
		...Object.fromEntries(texts),
		fileAs: '',
		birthday: null,
		businessAddress: {},
		homeAddress: {},
		otherAddress: {},
		businessPhones: [],
		homePhones: [],
		imAddresses: [],
		categories: [],
		children: [],
		emailAddresses: [],
	};
}

function exceeds(name: string, most: number): Error {
	return propertyInvalid(`The number of entries of '${name}' exceeds the max allowed value ${most}.`);
}

function readEmails(value: unknown): unknown[] {
	if (value === null) return [];
	if (!Array.isArray(value)) throw propertyInvalid('emailAddresses must be a list.');
	if (value.length > mostEmails) throw exceeds('emailAddresses', mostEmails);
	return value.map((given: unknown) => {
		const address = isJsonObject(given) ? textOf(given, 'address') : undefined;
		if (!isJsonObject(given) || address === undefined) throw propertyInvalid('An e-mail address needs an address.');
		return { address, name: textOf(given, 'name') ?? address };
	});
}

function readList(name: string, value: unknown, most: number): unknown[] {
	if (value === null) return [];
	if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) throw propertyInvalid(`'${name}' must be a list of texts.`);
	if (value.length > most) throw exceeds(name, most);
	return value as unknown[];
}

function readAddress(value: unknown): JsonObject {
	const given = isJsonObject(value) ? value : {};
	return Object.fromEntries(addressParts.filter((part) => (textOf(given, part) ?? '') !== '').map((part) => [part, given[part]]));
}

/** Outlook keeps the day and reads it back a minute before noon (recorded). */
function readBirthday(value: unknown): string | null {
	if (value === null) return null;
	const day = typeof value === 'string' ? /^(\d{4}-\d\d-\d\d)(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/.exec(value)?.[1] : undefined;
	if (day === undefined || Number.isNaN(Date.parse(day))) throw wrongLiteral(value, 'Edm.DateTimeOffset');
	return `${day}T11:59:00Z`;
}

function displayNameOf(fields: JsonObject): string {
	const parts = ['givenName', 'middleName', 'surname', 'generation'].map((name) => textOf(fields, name) ?? '');
	const name = parts.filter((part) => part !== '').join(' ');
	if (name !== '') return name;
	const [first] = Array.isArray(fields.emailAddresses) ? (fields.emailAddresses as unknown[]) : [];
	return textOf(fields, 'companyName') ?? (isJsonObject(first) ? (textOf(first, 'address') ?? '') : '');
}

/** Applies a request's body. Throws Graph's 400 for what it does not take. */
export function readContact(body: JsonObject, before: JsonObject): JsonObject {
	checkMembers(body, contactMembers, 'contact');
	const fields: JsonObject = { ...before };
	for (const [name, value] of Object.entries(body)) {
		const most = listMembers[name];
		if (value === undefined) continue;
		if ((textMembers as readonly string[]).includes(name)) {
			if (value !== null && typeof value !== 'string') throw wrongLiteral(value, 'Edm.String');
			fields[name] = value;
		} else if (most !== undefined) fields[name] = readList(name, value, most);
		else if ((addressMembers as readonly string[]).includes(name)) fields[name] = readAddress(value);
		else if (name === 'emailAddresses') fields.emailAddresses = readEmails(value);
		else if (name === 'birthday') fields.birthday = readBirthday(value);
	}
	for (const [index, name] of emailMembers.entries()) {
		if (!(name in body) || 'emailAddresses' in body) continue;
		const emails = [...(fields.emailAddresses as unknown[])];
		const [email] = body[name] === null ? [] : readEmails([body[name]]);
		emails.splice(index, 1, ...(email === undefined ? [] : [email]));
		fields.emailAddresses = emails;
	}
	// Another write of a name makes the displayed one anew unless it is sent, too (contact reference).
	const isRenamed = nameMembers.some((name) => name in body);
	if (!('displayName' in body) && (isRenamed || (textOf(fields, 'displayName') ?? '') === '')) fields.displayName = displayNameOf(fields);
	return fields;
}

/** `primaryEmailAddress` and the others exist only as far as there are addresses (recorded). */
export function numberedEmails(fields: JsonObject): JsonObject {
	const emails = Array.isArray(fields.emailAddresses) ? (fields.emailAddresses as unknown[]) : [];
	return Object.fromEntries(emailMembers.flatMap((name, index) => (emails[index] === undefined ? [] : [[name, emails[index]]])));
}
