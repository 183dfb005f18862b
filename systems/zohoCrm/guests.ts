import { SystemError } from '../../sync/types';
import type { Attendee, FieldValues, Loss, WriteOptions } from '../../sync/types';
import { coqlTexts, fitsCoql } from './candidates';
import { attendeesFromZoho, emailOf, keptParticipant } from './mapping/participants';
import type { Participant } from './mapping/participants';
import { addressFields, insertContacts, recentContacts } from './newContacts';
import { idOf, rowsOf, textOf } from './row';
import type { ZohoRow } from './row';
import { listUsers } from './people';
import { isForbidden } from './session';
import type { ZohoSession } from './session';
import { allOf } from '../shared/allOf';

/** "LIMIT_EXCEEDED" beyond 50 participants (Zoho CRM API, Insert Records). */
const maxParticipants = 50;
const emailsPerQuery = 50;

/** What is written of the wanted guests. */
export interface GuestPlan {
	/** undefined: the participants are left alone. */
	participants?: Participant[];
	/** The guests as they will be, where that differs from what was wanted. */
	written?: FieldValues;
	losses: Loss[];
}

/** Finds the people behind e-mail addresses. What it found is kept for as long as the connection lives. */
export class GuestDirectory {
	private readonly known = new Map<string, Participant | null>();

	constructor(private readonly session: ZohoSession) {}

	/** Looks up every address that is not known yet, in as few requests as there are. */
	async prepare(guests: Attendee[], options: Pick<WriteOptions, 'guests' | 'notAfter'>): Promise<void> {
		if (options.guests === 'ignore') return;
		const isOpen = (guest: Attendee): boolean => this.isOpen(guest);
		const unknown = guests.filter((guest) => !this.known.has(key(guest.email)));
		await this.findPeople('Contacts', 'contact', unknown);
		await this.findPeople('Leads', 'lead', unknown.filter(isOpen));
		await this.findUsers(unknown.filter(isOpen));
		for (const guest of unknown) this.known.set(key(guest.email), this.known.get(key(guest.email)) ?? null);
		if (options.guests === 'addAsContacts') await this.addContacts(guests.filter(isOpen), options);
	}

	/** @param existing the participants now in Zoho; they keep their kind, and those without address stay */
	plan(wanted: Attendee[], existing: ZohoRow[], mode: WriteOptions['guests']): GuestPlan {
		if (mode === 'ignore') return this.leftAlone(wanted, existing);
		const byEmail = new Map(existing.map((participant) => [key(emailOf(participant)), participant]));
		const participants = existing.filter((one) => emailOf(one) === '').flatMap((one) => keptParticipant(one) ?? []);
		const written: Attendee[] = [];
		const unknown: string[] = [];
		const tooMany: string[] = [];
		for (const guest of uniqueByEmail(wanted)) {
			const present = byEmail.get(key(guest.email));
			const participant = (present === undefined ? null : keptParticipant(present)) ?? this.known.get(key(guest.email)) ?? null;
			if (participant === null) unknown.push(guest.email);
			else if (participants.length >= maxParticipants) tooMany.push(guest.email);
			else {
				participants.push(participant);
				written.push(guest);
			}
		}
		const losses = [
			...loss(unknown, 'Not invited in Zoho CRM, because no contact, lead or user has the address'),
			...loss(tooMany, `Not invited in Zoho CRM, which holds ${maxParticipants} participants`),
		];
		return { participants, losses, ...(losses.length > 0 && { written: { attendees: written } }) };
	}

	private leftAlone(wanted: Attendee[], existing: ZohoRow[]): GuestPlan {
		const present = attendeesFromZoho(existing);
		const addresses = new Set(present.map((guest) => key(guest.email)));
		const missing = uniqueByEmail(wanted).filter((guest) => !addresses.has(key(guest.email)));
		const losses = loss(
			missing.map((guest) => guest.email),
			'Not invited in Zoho CRM, because guests are set to be left alone',
		);
		return { losses, written: { attendees: present } };
	}

	private async findPeople(module: 'Contacts' | 'Leads', type: 'contact' | 'lead', guests: Attendee[]): Promise<void> {
		for (let start = 0; start < guests.length; start += emailsPerQuery) {
			const part = guests.slice(start, start + emailsPerQuery);
			const emails = part.map((guest) => guest.email.trim());
			const rows = await this.rowsWithEmail(module, emails.filter(fitsCoql));
			this.recognise([...rows, ...(await this.searchEach(module, emails.filter((email) => !fitsCoql(email))))], type, part);
		}
	}

	/**
	 * Zoho shows a contact or lead among the participants by its main address. A guest under a second address would come back as
	 * somebody else, so such a guest is invited by the address itself.
	 */
	private recognise(rows: ZohoRow[], type: 'contact' | 'lead', guests: Attendee[]): void {
		const wanted = new Map(guests.map(({ email }) => [key(email), email.trim()]));
		// The first one wins where several records share an address, and a main address wins over a second one.
		const people = rows.filter((row) => idOf(row.id) !== '').reverse();
		for (const row of people) {
			const second = wanted.get(key(textOf(row.Secondary_Email)));
			if (second !== undefined) this.known.set(key(second), { type: 'email', participant: second });
		}
		for (const row of people) {
			const main = wanted.get(key(textOf(row.Email)));
			if (main !== undefined) this.known.set(key(main), { type, participant: idOf(row.id) });
		}
	}

	private async rowsWithEmail(module: 'Contacts' | 'Leads', emails: string[]): Promise<ZohoRow[]> {
		if (emails.length === 0) return [];
		try {
			const texts = coqlTexts(emails);
			return await this.session.client.coql(`select id, Email, Secondary_Email from ${module} where (Email in (${texts}) or Secondary_Email in (${texts}))`);
		} catch (error) {
			if (!(error instanceof SystemError) || (error.kind !== 'forbidden' && error.kind !== 'rejected')) throw error;
			return await this.searchEach(module, emails);
		}
	}

	/** Without the scope for COQL: one search per address. Leads that may not be read are as good as none. */
	private async searchEach(module: 'Contacts' | 'Leads', emails: string[]): Promise<ZohoRow[]> {
		try {
			const answers = await allOf(
				emails.map(async (email) => await this.session.client.get(`${module}/search`, { email, fields: addressFields })),
			);
			return answers.flatMap((answer) => rowsOf(answer?.body.data));
		} catch (error) {
			if (module === 'Leads' && isForbidden(error)) return [];
			throw error;
		}
	}

	private async findUsers(guests: Attendee[]): Promise<void> {
		if (guests.length === 0) return;
		const wanted = new Set(guests.map((guest) => key(guest.email)));
		for (const user of await listUsers(this.session)) {
			if (wanted.has(key(user.email))) this.known.set(key(user.email), { type: 'user', participant: user.id });
		}
	}

	private async addContacts(guests: Attendee[], options: Pick<WriteOptions, 'notAfter'>): Promise<void> {
		if (guests.length === 0) return;
		this.recognise(await recentContacts(this.session), 'contact', guests);
		const missing = uniqueByEmail(guests).filter((guest) => this.isOpen(guest));
		for (let start = 0; start < missing.length; start += 100) {
			const chunk = missing.slice(start, start + 100);
			const people = await insertContacts(this.session, chunk, options);
			chunk.forEach((guest, index) => this.known.set(key(guest.email), people[index] ?? null));
		}
	}

	private isOpen(guest: Attendee): boolean {
		return (this.known.get(key(guest.email)) ?? null) === null;
	}
}

function loss(emails: string[], message: string): Loss[] {
	return emails.length === 0 ? [] : [{ field: 'attendees', message: `${message}: ${emails.join(', ')}` }];
}

function uniqueByEmail(guests: Attendee[]): Attendee[] {
	return [...new Map([...guests].reverse().map((guest) => [key(guest.email), guest])).values()].reverse();
}

function key(email: string): string {
	return email.trim().toLowerCase();
}
