import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CanonicalRecord, WriteRequest } from '../../sync/types';
import type { HttpRequest } from '../../systems/http';
import { systemModule } from '../../systems/zohoCrm';
import { listedFields } from '../../systems/zohoCrm/fields';
import { cursorOf, meeting, quiet, readFeed, zohoWorld } from '../unit/systems/zohoSupport';
import { createSpecification } from './zohoSpecification';

const specifications = join(__dirname, '../../../shared/specs');
const file = join(specifications, 'zoho-crm.openapi.json');
const fieldsFile = join(specifications, 'zoho-crm.fields.json');
const isThere = existsSync(file) && existsSync(fieldsFile);
if (!isThere) console.warn('Skipped: no Zoho CRM specification beside this checkout (../shared/specs).');

const stamp = { sync: 's', partnerId: 'p', generation: 0 };
const time = { start: { dateTime: '2026-11-03T09:00:00Z' }, end: { dateTime: '2026-11-03T10:00:00Z' } };

/** Described on Zoho's pages (Add User, Get Roles, Get Profiles; v8) and left out of its specification. */
const onPagesOnly = new Set(['POST users', 'GET settings/roles', 'GET settings/profiles']);

function kindOf({ method, url }: HttpRequest): string {
	return `${method} ${new URL(url).pathname.replace('/crm/v8/', '').replace(/\d{6,}/, '{id}')}`;
}

/** Makes the client send every kind of request that it knows. */
async function sendEverything(): Promise<HttpRequest[]> {
	const world = zohoWorld();
	world.zoho.admin.addField('Events', { api_name: 'Room_Code' });
	for (let index = 0; index < 210; index += 1) world.zoho.person.createEvent({ ...meeting, Event_Title: `Meeting ${index}` });
	const id = world.zoho.person.createEvent(meeting);
	const other = world.zoho.person.createEvent(meeting);
	const removed = world.zoho.person.createEvent(meeting);
	world.zoho.person.deleteEvent(removed);
	world.later(60_000);
	await world.system.identify();
	const cursor = cursorOf(await readFeed(world.system, null));
	await readFeed(world.system, cursor, 'delete');
	const [found] = await world.system.readMany([id, removed]);
	if (found?.outcome !== 'found') throw new Error('not found');
	const record: CanonicalRecord = found.snapshot.record;
	await world.system.findCandidates([record]);
	await world.system.findCandidates(Array<CanonicalRecord>(30).fill(record));
	await world.system.createdSince(0);
	const values = {
		title: 'Talk',
		time,
		location: 'Room',
		description: 'Text',
		reminders: [{ minutes: 10, method: 'popup' as const }],
		attendees: [{ email: 'anna@example.test' }, { email: 'sales.lead@northwind.example' }],
		tags: ['A'],
	};
	const requests: WriteRequest[] = [
		{ kind: 'create', key: 'k', values, stamp },
		{ kind: 'update', id, values, revision: found.snapshot.revision },
		{ kind: 'delete', id: other, revision: found.snapshot.revision },
	];
	await world.system.write(requests, { ...quiet, guests: 'addAsContacts' });
	const subscription = await world.system.subscribe?.('https://n8n.example.test/webhook', 'secret');
	if (subscription !== undefined) await world.system.unsubscribe?.(subscription);
	const lists = systemModule.directory(world.connection);
	await lists.containers();
	await lists.people?.('Anna');
	await lists.customFields?.();
	await lists.users?.();
	await lists.roles?.();
	await lists.profiles?.();
	await lists.inviteUser?.({ firstName: 'New', lastName: 'Colleague', email: 'new@example.test', roleId: '5725767000000026008', profileId: '5725767000000026014' });
	const searching = zohoWorld({ scopes: ['ZohoCRM.modules.ALL', 'ZohoCRM.users.READ', 'ZohoSearch.securesearch.READ'] });
	await searching.system.write([{ kind: 'create', key: 'k', values, stamp }], quiet);
	const owned = zohoWorld({ container: '5725767000000411002', resource: 'contact' });
	await owned.system.identify();
	await readFeed(owned.system, null);
	return [...world.requests, ...searching.requests, ...owned.requests];
}

describe.skipIf(!isThere)("requests and Zoho's specification", () => {
	let requests: HttpRequest[] = [];
	beforeAll(async () => {
		requests = await sendEverything();
	});

	it('agree in path, method, parameters, headers and body', () => {
		const specification = createSpecification(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof createSpecification>[0]);
		const specified = requests.filter((request) => !onPagesOnly.has(kindOf(request)));
		expect([...new Set(specified.flatMap((request) => specification.problemsOf(request)))]).toEqual([]);
	});

	it('cover every kind of request that the client knows', () => {
		expect([...new Set(requests.map(kindOf))].sort()).toEqual([
			'DELETE Events',
			'DELETE actions/watch',
			'GET Contacts',
			'GET Contacts/search',
			'GET Events',
			'GET Events/deleted',
			'GET Events/{id}',
			'GET Leads/search',
			'GET org',
			'GET settings/fields',
			'GET settings/profiles',
			'GET settings/roles',
			'GET users',
			'GET users/{id}',
			'POST Contacts',
			'POST Events',
			'POST actions/watch',
			'POST coql',
			'POST users',
			'PUT Events',
		]);
	});

	it('invite one user a call, with what the page on adding users names and nothing else', () => {
		const bodies = requests.filter((request) => kindOf(request) === 'POST users').map(({ body }) => body);
		expect(bodies).toEqual([{ users: [{ first_name: 'New', last_name: 'Colleague', email: 'new@example.test', role: '5725767000000026008', profile: '5725767000000026014' }] }]);
	});

	it('name the fields that every list must name, at most 50, and only ones that Zoho has', () => {
		const known = JSON.parse(readFileSync(fieldsFile, 'utf8')) as Record<'Events' | 'Contacts', string[]>;
		for (const [resource, module] of [['event', 'Events'], ['contact', 'Contacts']] as const) {
			const { names, leftOut } = listedFields(resource, Array.from({ length: 60 }, (_, index) => `Custom_${index}`));
			expect(names.length).toBe(50);
			expect(names.length + leftOut.length).toBe(listedFields(resource, []).names.length + 60);
			expect(listedFields(resource, []).names.filter((name) => !name.startsWith('$') && !known[module].includes(name))).toEqual([]);
		}
		const lists = requests.filter(({ method, url }) => method === 'GET' && /\/v8\/(Events|Contacts)$/.test(new URL(url).pathname));
		expect(lists.length).toBeGreaterThan(0);
		expect(lists.every(({ url }) => new URL(url).searchParams.has('fields'))).toBe(true);
	});
});
