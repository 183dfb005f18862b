import type { ContactRecord, FieldName, FieldValue, FieldValues } from '../../../sync/types';
import { isDate } from '../../shared/times';
import type { Json } from '../client';
import { objectsOf, textOf } from '../mapping/values';
import { addressMembers, addressParts } from './fromGraph';

type Phone = ContactRecord['phones'][number];
type Address = ContactRecord['addresses'][number];

const textMembers: ReadonlyArray<readonly [FieldName, string]> = [
	['lastName', 'surname'],
	['company', 'companyName'],
	['jobTitle', 'jobTitle'],
	['website', 'businessHomePage'],
	['notes', 'personalNotes'],
];

/**
 * The fields that Graph can hold, as Graph writes them. Fields that are missing in `values` are left alone. `present` is the
 * contact as it is, null for a new one.
 */
export function valuesToGraph(values: FieldValues, present: Json | null): Json {
	const body: Json = {};
	// Said to be required.
	if (typeof values.firstName === 'string') body.givenName = values.firstName;
	for (const [field, member] of textMembers) if (typeof values[field] === 'string') body[member] = values[field] === '' ? null : values[field];
	if (typeof values.birthday === 'string' || values.birthday === null) body.birthday = birthdayToGraph(values.birthday);
	if (Array.isArray(values.emails)) body.emailAddresses = emailsToGraph(values.emails as string[], present);
	if (isListOf<Phone>(values.phones, 'number')) Object.assign(body, phonesToGraph(values.phones));
	if (isListOf<Address>(values.addresses, 'kind')) Object.assign(body, addressesToGraph(values.addresses));
	if (Array.isArray(values.tags)) body.categories = values.tags;
	return body;
}

function isListOf<Element extends object>(value: FieldValue | undefined, member: keyof Element): value is FieldValue & Element[] {
	return Array.isArray(value) && value.every((element: unknown) => typeof element === 'object' && element !== null && member in element);
}

/** The time of day that the server itself answers with: whatever zone it is looked at in, it is the same day. */
function birthdayToGraph(birthday: string | null): string | null {
	return birthday !== null && isDate(birthday) ? `${birthday}T11:59:00Z` : null;
}

/** The list is written as a whole, so an address that stays keeps the name that people gave it. */
function emailsToGraph(emails: string[], present: Json | null): Json[] {
	const known = new Map(objectsOf(present?.emailAddresses).map((entry) => [textOf(entry.address).toLowerCase(), entry]));
	return emails.map((address) => ({ address, name: textOf(known.get(address.trim().toLowerCase())?.name) || address }));
}

function phonesToGraph(phones: Phone[]): Json {
	const of = (kind: Phone['kind']): string[] => phones.filter((phone) => phone.kind === kind).map(({ number }) => number);
	return { businessPhones: of('work'), homePhones: of('home'), mobilePhone: of('mobile')[0] ?? null };
}

/** Each part is named: one that is left out of an address might stay as it was. */
function addressesToGraph(addresses: Address[]): Json {
	return Object.fromEntries(
		addressMembers.map(({ kind, member }) => {
			const address = addresses.find((candidate) => candidate.kind === kind);
			return [member, Object.fromEntries(addressParts.map(([part, name]) => [name, address?.[part] ?? null]))];
		}),
	);
}
