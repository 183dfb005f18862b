import { COLLEAGUE } from '../../../sandbox/zoho';
import type { Side } from '../../../sync';
import type { ContactPair } from './pair';

/** A contact as people see it, the same for both sides. */
export interface Seen {
	id: string;
	first: string;
	last: string;
	title: string;
	notes: string;
	emails: string[];
	work: string[];
	mobile: string;
	city: string;
	birthday: string;
	tags: string[];
}

export type Fields = Partial<Omit<Seen, 'id'>>;

export function create(pair: ContactPair, side: Side, fields: Fields): string {
	if (side === 'crm') return pair.zoho.person.create('Contacts', { Last_Name: 'Not Provided', ...zohoFields(fields) });
	return pair.microsoft.person.createContact(graphFields(fields), { folderId: pair.folderId }).id ?? '';
}

export function createForColleague(pair: ContactPair, fields: Fields): string {
	return pair.zoho.person.create('Contacts', { ...zohoFields(fields), Owner: { id: COLLEAGUE } }, COLLEAGUE);
}

export function edit(pair: ContactPair, side: Side, id: string, fields: Fields): void {
	if (side === 'crm') pair.zoho.person.edit('Contacts', id, zohoFields(fields));
	else pair.microsoft.person.changeContact(id, graphFields(fields));
}

export function remove(pair: ContactPair, side: Side, id: string): void {
	if (side === 'crm') pair.zoho.person.remove('Contacts', id);
	else pair.microsoft.person.removeContact(id);
}

export function living(pair: ContactPair, side: Side): Seen[] {
	if (side === 'crm') return pair.zoho.all('Contacts').filter(({ deleted }) => !deleted).map(({ id, fields }) => zohoSeen(id, fields));
	const folder = pair.microsoft.person.folderList().find(({ id }) => id === pair.folderId);
	return folder === undefined ? [] : pair.microsoft.person.listContacts({ folderId: pair.folderId }).map((contact) => graphSeen(contact));
}

/** The only contact on a side; throws where there are more or fewer. */
export function only(pair: ContactPair, side: Side): Seen {
	const [seen, ...more] = living(pair, side);
	if (seen === undefined || more.length > 0) throw new Error(`There are ${living(pair, side).length} contacts on side ${side}.`);
	return seen;
}

/** What people call equal: ids aside, sets in any order. */
export function comparable({ id: _id, ...seen }: Seen): Omit<Seen, 'id'> {
	return { ...seen, emails: [...seen.emails].sort(), work: [...seen.work].sort(), tags: [...seen.tags].sort() };
}

function zohoSeen(id: string, fields: Record<string, unknown>): Seen {
	const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name] : '');
	const tags = Array.isArray(fields.Tag) ? (fields.Tag as Array<{ name?: string }>) : [];
	return {
		id,
		first: text('First_Name'),
		last: text('Last_Name') === 'Not Provided' ? '' : text('Last_Name'),
		title: text('Title'),
		notes: text('Description'),
		emails: [text('Email'), text('Secondary_Email')].filter((email) => email !== ''),
		work: [text('Phone')].filter((number) => number !== ''),
		mobile: text('Mobile'),
		city: text('Mailing_City'),
		birthday: text('Date_of_Birth'),
		tags: tags.map(({ name }) => name ?? ''),
	};
}

function graphSeen(contact: Record<string, unknown>): Seen {
	const text = (name: string): string => (typeof contact[name] === 'string' ? contact[name] : '');
	const list = <Element>(name: string): Element[] => (Array.isArray(contact[name]) ? (contact[name] as Element[]) : []);
	const business = contact.businessAddress as { city?: string } | undefined;
	return {
		id: text('id'),
		first: text('givenName'),
		last: text('surname'),
		title: text('jobTitle'),
		notes: text('personalNotes'),
		emails: list<{ address?: string }>('emailAddresses').map(({ address }) => address ?? ''),
		work: list<string>('businessPhones'),
		mobile: text('mobilePhone'),
		city: business?.city ?? '',
		birthday: text('birthday').slice(0, 10),
		tags: list<string>('categories'),
	};
}

function zohoFields(fields: Fields) {
	return {
		...(fields.first !== undefined && { First_Name: fields.first || null }),
		...(fields.last !== undefined && { Last_Name: fields.last || 'Not Provided' }),
		...(fields.title !== undefined && { Title: fields.title || null }),
		...(fields.notes !== undefined && { Description: fields.notes || null }),
		...(fields.emails !== undefined && { Email: fields.emails[0] ?? null, Secondary_Email: fields.emails[1] ?? null }),
		...(fields.work !== undefined && { Phone: fields.work[0] ?? null }),
		...(fields.mobile !== undefined && { Mobile: fields.mobile || null }),
		...(fields.city !== undefined && { Mailing_City: fields.city || null }),
		...(fields.birthday !== undefined && { Date_of_Birth: fields.birthday || null }),
		...(fields.tags !== undefined && { Tag: fields.tags.map((name) => ({ name })) }),
	};
}

function graphFields(fields: Fields) {
	return {
		...(fields.first !== undefined && { givenName: fields.first }),
		...(fields.last !== undefined && { surname: fields.last }),
		...(fields.title !== undefined && { jobTitle: fields.title }),
		...(fields.notes !== undefined && { personalNotes: fields.notes }),
		...(fields.emails !== undefined && { emailAddresses: fields.emails.map((address) => ({ address })) }),
		...(fields.work !== undefined && { businessPhones: fields.work }),
		...(fields.mobile !== undefined && { mobilePhone: fields.mobile || null }),
		...(fields.city !== undefined && { businessAddress: { city: fields.city } }),
		...(fields.birthday !== undefined && { birthday: fields.birthday === '' ? null : `${fields.birthday}T00:00:00Z` }),
		...(fields.tags !== undefined && { categories: fields.tags }),
	};
}
