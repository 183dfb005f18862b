import { coqlTexts, fitsCoql } from './candidates';
import { idOf, isRow, rowsOf, textOf } from './row';
import { userOf } from './session';
import type { ZohoSession, ZohoUser } from './session';

/** Active users of the organisation. */
export async function listUsers(session: ZohoSession): Promise<ZohoUser[]> {
	const users: ZohoUser[] = [];
	for (let page = 1; ; page += 1) {
		const answer = await session.client.get('users', { type: 'ActiveUsers', page: String(page), per_page: '200' });
		users.push(...rowsOf(answer?.body.users).map(userOf));
		const info = answer?.body.info;
		if (!isRow(info) || info.more_records !== true) return users;
	}
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
