import type { ContactRecord, Snapshot } from '../../../sync/types';
import { isDate } from '../../shared/times';
import type { Json } from '../client';
import { snapshotOf, type ReadContext } from '../mapping/snapshot';
import { objectOf, objectsOf, textOf, textsOf } from '../mapping/values';

type Phone = ContactRecord['phones'][number];
type Address = ContactRecord['addresses'][number];

export const addressMembers: ReadonlyArray<{ kind: Address['kind']; member: string }> = [
	{ kind: 'work', member: 'businessAddress' },
	{ kind: 'home', member: 'homeAddress' },
	{ kind: 'other', member: 'otherAddress' },
];

export const addressParts = [
	['street', 'street'],
	['city', 'city'],
	['region', 'state'],
	['postalCode', 'postalCode'],
	['country', 'countryOrRegion'],
] as const;

/** Throws `Error` with the cause when the contact cannot be understood. */
export function snapshotFromGraph(contact: Json, context: ReadContext): Snapshot {
	return snapshotOf(contact, (id, revision) => recordFromGraph(contact, id, revision, context), false);
}

/** Unset is null when made by an API, an empty text or object when made by hand. */
function recordFromGraph(contact: Json, id: string, revision: string, context: ReadContext): ContactRecord {
	return {
		firstName: textOf(contact.givenName),
		lastName: textOf(contact.surname),
		company: textOf(contact.companyName),
		jobTitle: textOf(contact.jobTitle),
		emails: objectsOf(contact.emailAddresses).map(({ address }) => textOf(address)).filter((address) => address !== ''),
		phones: phonesOf(contact),
		addresses: addressMembers.flatMap(({ kind, member }) => addressOf(kind, objectOf(contact[member]))),
		website: textOf(contact.businessHomePage),
		birthday: birthdayOf(contact.birthday),
		notes: textOf(contact.personalNotes).replace(/\r\n/g, '\n').trim(),
		tags: textsOf(contact.categories),
		custom: {},
		source: {
			system: 'office365',
			account: context.account,
			container: context.container,
			id,
			revision,
			...(textOf(contact.createdDateTime) !== '' && { createdAt: textOf(contact.createdDateTime) }),
			...(textOf(contact.lastModifiedDateTime) !== '' && { modifiedAt: textOf(contact.lastModifiedDateTime) }),
		},
	};
}

function phonesOf({ businessPhones, homePhones, mobilePhone }: Json): Phone[] {
	const of = (kind: Phone['kind'], numbers: string[]): Phone[] => numbers.filter((number) => number.trim() !== '').map((number) => ({ kind, number }));
	return [...of('work', textsOf(businessPhones)), ...of('home', textsOf(homePhones)), ...of('mobile', [textOf(mobilePhone)])];
}

function addressOf(kind: Address['kind'], given: Json): Address[] {
	const address: Address = { kind };
	for (const [part, member] of addressParts) {
		const value = textOf(given[member]);
		if (value !== '') address[part] = value;
	}
	return Object.keys(address).length === 1 ? [] : [address];
}

/** A day; the time of day in it is the server's own (written at midnight, it reads back a minute before noon). */
function birthdayOf(value: unknown): string {
	const day = textOf(value).slice(0, 10);
	return isDate(day) ? day : '';
}
