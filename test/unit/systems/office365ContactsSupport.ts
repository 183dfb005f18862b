import type { ContactRecord, FieldValues, Snapshot } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { office365World, quiet, stamp, type Office365World, type WorldOptions } from './office365Support';

/** A mailbox with a contact folder "Zoho CRM", and the system connected to it. */
export function contactWorld(options: WorldOptions = {}) {
	const world = office365World({ ...options, resource: 'contact', container: options.container ?? 'to be made' });
	const folderId = world.microsoft.person.createFolder('Zoho CRM');
	const connection = { ...world.connection, container: options.container ?? folderId };
	const system = systemModule.connect(connection);
	const place = { folderId };
	const { person } = world.microsoft;
	return {
		...world,
		folderId,
		connection,
		system,
		directory: systemModule.directory(connection),
		reconnect: (container: string) => systemModule.connect({ ...connection, container }),
		readChanges: async (cursor: Parameters<Office365World['readChanges']>[0]) => {
			const changes = [];
			let next = null;
			for await (const page of system.changes({ cursor, window: { from: 0, to: 0 } })) {
				changes.push(...page.changes);
				next = page.cursor ?? next;
			}
			if (next === null) throw new Error('The reading ended without a cursor.');
			return { changes, cursor: next };
		},
		byHand: (contact: Record<string, unknown>) => person.createContact(contact, place).id ?? '',
		contacts: () => person.listContacts(place),
		create: async (values: FieldValues, mark = stamp): Promise<string> => {
			const [result] = await system.write([{ kind: 'create', key: 'k', values, stamp: mark }], quiet);
			if (result?.outcome !== 'written') throw new Error(JSON.stringify(result));
			return result.id;
		},
	};
}

export function contactOf(snapshot: Snapshot | undefined): ContactRecord {
	if (snapshot === undefined || 'start' in snapshot.record) throw new Error('There is no contact.');
	return snapshot.record;
}

export const ada: FieldValues = {
	firstName: 'Ada',
	lastName: 'Lovelace',
	company: 'Analytical Engines BV',
	jobTitle: 'Engineer',
	emails: ['ada@example.test', 'ada@home.example.test'],
	phones: [{ kind: 'work', number: '+31 20 1' }, { kind: 'work', number: '+31 20 2' }, { kind: 'home', number: '+31 20 3' }, { kind: 'mobile', number: '+31 6 4' }],
	addresses: [{ kind: 'work', street: 'Keizersgracht 1', city: 'Amsterdam', region: 'NH', postalCode: '1015 CJ', country: 'Netherlands' }, { kind: 'home', city: 'Haarlem' }],
	website: 'https://example.test/ada',
	birthday: '1815-12-10',
	notes: 'Likes engines\nand tea',
	tags: ['Customer'],
};
