import type { Attendee, WriteOptions } from '../../sync/types';
import { indexLagMs } from './candidates';
import { problemOf } from './errors';
import type { Participant } from './mapping/participants';
import { idOf, isRow, referenceId } from './row';
import type { ZohoRow } from './row';
import type { ZohoSession } from './session';

/** The fields of a contact or lead by which a guest is recognised. */
export const addressFields = 'id,Email,Secondary_Email';

/** Contacts that search and COQL may not show yet. */
export async function recentContacts(session: ZohoSession): Promise<ZohoRow[]> {
	const rows: ZohoRow[] = [];
	const pages = session.client.list({
		path: 'Contacts',
		parameters: { fields: addressFields, sort_by: 'Modified_Time', sort_order: 'desc' },
		modifiedSince: (session.client.serverTime() ?? 0) - indexLagMs,
	});
	for await (const page of pages) rows.push(...page.rows);
	return rows;
}

/**
 * Makes a contact for each of up to 100 guests; null where none was made. Only ever inserts: an upsert would write the guest's name
 * over that of somebody's contact. Where Zoho names an existing contact with the address, that one is the answer, as it is.
 */
export async function insertContacts(session: ZohoSession, guests: Attendee[], { notAfter }: Pick<WriteOptions, 'notAfter'>): Promise<Array<Participant | null>> {
	const { body } = await session.client.send('POST', 'Contacts', {
		body: { data: guests.map(contactOf), trigger: [] },
		// After a lost answer the next attempt finds the new contacts among the recent ones.
		idempotent: false,
		...(notAfter !== undefined && { notAfter }),
	});
	const results: unknown[] = isRow(body) && Array.isArray(body.data) ? body.data : [];
	return guests.map((_, index) => {
		const id = insertedId(results[index]);
		return id === '' ? null : { type: 'contact', participant: id };
	});
}

/** Id of the contact that was made, or of the one that holds the address already; '' for neither. */
function insertedId(result: unknown): string {
	if (!isRow(result)) return '';
	if (result.code === 'SUCCESS') return referenceId(result.details);
	const problem = problemOf(result);
	if (problem?.code !== 'DUPLICATE_DATA' || problem.field !== 'Email' || !isRow(result.details)) return '';
	// "duplicate_record" since version 6 of the API, before that the id itself (Zoho CRM API, Insert Records, DUPLICATE_DATA).
	return referenceId(result.details.duplicate_record) || idOf(result.details.id);
}

/** Last_Name is mandatory: the last word of the name, or what stands before the @. */
function contactOf(guest: Attendee): ZohoRow {
	const words = (guest.name ?? '').trim().split(/\s+/).filter((word) => word !== '' && !word.includes('@'));
	const last = words.at(-1) ?? guest.email.split('@')[0] ?? guest.email;
	const first = words.slice(0, -1).join(' ');
	return { Last_Name: last.slice(0, 80), ...(first !== '' && { First_Name: first.slice(0, 40) }), Email: guest.email.trim() };
}
