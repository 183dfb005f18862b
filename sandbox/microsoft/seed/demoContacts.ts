import type { JsonObject } from '../../core/json';

/** Customers of the demo; every address is under a reserved example domain. */
export const demoContacts: readonly JsonObject[] = [
	{
		givenName: 'Jürgen',
		surname: 'Müller',
		companyName: 'Bäckerei Müller & Söhne',
		emailAddresses: [{ address: 'juergen.mueller@baeckerei.example' }],
		businessPhones: ['+49 30 5550101'],
		businessAddress: { street: 'Mühlenstraße 5', city: 'Berlin', postalCode: '10243', countryOrRegion: 'Germany' },
	},
	{
		givenName: 'Zoë',
		surname: 'Lefèvre',
		companyName: 'Atelier Lefèvre',
		emailAddresses: [{ address: 'zoe.lefevre@atelier.example' }, { address: 'zoe@lefevre.example', name: 'Zoë (home)' }],
		mobilePhone: '+33 6 5550103',
		birthday: '1984-02-29T00:00:00Z',
		personalNotes: 'Prefers calls in the morning ☎️',
	},
	{
		givenName: 'Paul',
		middleName: 'J.',
		surname: 'Carter',
		companyName: 'Carter Supplies',
		jobTitle: 'Buyer',
		emailAddresses: [{ address: 'paul.carter@supplies.example' }, { address: 'buying@supplies.example' }, { address: 'paul@carter.example' }],
		businessPhones: ['+1 212 5550104', '+1 212 5550199'],
		categories: ['Customer'],
	},
	{ givenName: 'Mei', surname: 'Tanaka', companyName: 'Tanaka Trading', businessPhones: ['+81 3 5550105'] },
	{ companyName: 'Nowak Meble', emailAddresses: [{ address: 'biuro@meble.example' }] },
];
