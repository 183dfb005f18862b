import { CONNECTED_USER, type ZohoState } from '../state';
import { seedRecord } from './seeding';

/** Customers of the demo; every address is under a reserved example domain. */
const CONTACTS: readonly { first: string; last: string; company: string; email: string; phone: string }[] = [
	{ first: 'Jürgen', last: 'Müller', company: 'Bäckerei Müller & Söhne', email: 'juergen.mueller@baeckerei.example', phone: '+49 30 5550101' },
	{ first: 'Anke', last: 'Groß', company: 'Groß Logistik', email: 'anke.gross@logistik.example', phone: '+49 40 5550102' },
	{ first: 'Zoë', last: 'Lefèvre', company: 'Atelier Lefèvre', email: 'zoe.lefevre@atelier.example', phone: '+33 1 5550103' },
	{ first: 'Paul', last: 'Carter', company: 'Carter Supplies', email: 'paul.carter@supplies.example', phone: '+1 212 5550104' },
	{ first: 'Mei', last: 'Tanaka', company: 'Tanaka Trading', email: 'mei.tanaka@trading.example', phone: '+81 3 5550105' },
	{ first: 'Łukasz', last: 'Nowak', company: 'Nowak Meble', email: 'lukasz.nowak@meble.example', phone: '+48 22 5550106' },
	{ first: 'Sofia', last: 'Rossi', company: 'Rossi Ceramiche', email: 'sofia.rossi@ceramiche.example', phone: '+39 02 5550107' },
	{ first: 'Björn', last: 'Åkesson', company: 'Åkesson Trä', email: 'bjorn.akesson@tra.example', phone: '+46 8 5550108' },
];

/** Adds the customers and one lead. Returns the contacts' ids in a fixed order. */
export function seedContacts(state: ZohoState, at: number): string[] {
	const ids = CONTACTS.map(({ first, last, company, email, phone }) =>
		seedRecord(
			state,
			'Contacts',
			{ First_Name: first, Last_Name: last, Email: email, Phone: phone, Account_Name: { name: company } },
			CONNECTED_USER,
			at,
		),
	);
	const lead = { First_Name: 'Inês', Last_Name: 'Duarte', Company: 'Duarte Vinhos', Email: 'ines.duarte@vinhos.example' };
	seedRecord(state, 'Leads', lead, CONNECTED_USER, at);
	return ids;
}
