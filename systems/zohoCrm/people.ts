import { coqlTexts, fitsCoql } from './candidates';
import { idOf, textOf } from './row';
import { userOf } from './session';
import type { ZohoSession, ZohoUser } from './session';
import { userRows } from './users';

/** Active users of the organisation. */
export async function listUsers(session: ZohoSession): Promise<ZohoUser[]> {
	return (await userRows(session, 'ActiveUsers')).map(userOf);
}

/** Contacts whose name or address holds the text; for pick lists, so the first page is enough. */
export async function searchContacts(session: ZohoSession, text: string): Promise<ZohoUser[]> {
	// What does not fit stands for any character.
	const wanted = [...text.trim()].map((character) => (fitsCoql(character) ? character : '%')).join('');
	const like = coqlTexts([`%${wanted}%`]);
	const { rows } = await session.client.coqlPage(
		`select id, First_Name, Last_Name, Email from Contacts where (Last_Name like ${like} or Email like ${like})`,
	);
	return rows.map((row) => ({
		id: idOf(row.id),
		name: [textOf(row.First_Name), textOf(row.Last_Name)].filter((part) => part !== '').join(' '),
		email: textOf(row.Email),
	}));
}
