import type { Attendee } from '../../../sync/types';
import { idOf, rowsOf, textOf } from '../row';
import type { ZohoRow } from '../row';

/** A guest in the form that Zoho takes. */
export interface Participant {
	type: 'contact' | 'lead' | 'user' | 'email';
	participant: string;
}

const responses = new Map<string, Attendee['response']>([
	['accepted', 'accepted'],
	['attending', 'accepted'],
	['declined', 'declined'],
	['not_attending', 'declined'],
	['tentative', 'tentative'],
	['maybe', 'tentative'],
]);

/** Address of a participant; '' for a contact or lead without one. */
export function emailOf(participant: ZohoRow): string {
	const given = textOf(participant.Email).trim();
	if (given !== '') return given;
	const id = textOf(participant.participant);
	return id.includes('@') ? id.trim() : '';
}

/** Guests with an address; a participant without one cannot be named in a calendar. */
export function attendeesFromZoho(participants: unknown): Attendee[] {
	return rowsOf(participants).flatMap((participant) => {
		const email = emailOf(participant);
		if (email === '') return [];
		const name = textOf(participant.name).trim();
		const response = responses.get(textOf(participant.status).toLowerCase()) ?? 'needsAction';
		return [{ email, ...(name !== '' && name !== email && { name }), response }];
	});
}

/** An existing participant as it has to be sent to stay; null when Zoho sent too little. */
export function keptParticipant(participant: ZohoRow): Participant | null {
	const type = textOf(participant.type);
	const id = idOf(participant.participant);
	if (id === '') return null;
	if (type === 'contact' || type === 'lead' || type === 'user' || type === 'email') return { type, participant: id };
	return null;
}
