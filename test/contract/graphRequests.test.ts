import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Cursor, FieldValues } from '../../sync/types';
import type { HttpRequest } from '../../systems/http';
import { systemModule } from '../../systems/office365';
import { meeting, office365World, quiet, stamp, window } from '../unit/systems/office365Support';
import { createSpecification } from './graphSandboxSpecification';

const file = join(__dirname, '../../../shared/specs/microsoft-graph.openapi.json');
const isThere = existsSync(file);
if (!isThere) console.warn("Skipped: Microsoft's OpenAPI document is not beside this checkout (../shared/specs).");

interface Sent {
	request: HttpRequest;
	status: number;
	received: unknown;
}

const time = { start: { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-10T11:00:00+01:00', timeZone: 'Europe/Berlin' } };
const values: FieldValues = {
	title: 'Talk',
	time,
	location: 'Room',
	description: 'Text',
	reminders: [{ minutes: 10, method: 'popup' }],
	attendees: [{ email: 'a@customer.example', name: 'A', optional: true }, { email: 'room@customer.example', resource: true }],
	visibility: 'private',
	availability: 'free',
	tags: ['A'],
};

/** Makes the client send each kind of request that it knows for events, calendars and subscriptions. */
async function sendEverything(who: Parameters<typeof office365World>[0]): Promise<Sent[]> {
	const world = office365World(who);
	const sent: Sent[] = [];
	world.sandbox.world.ask = async (_service, { url }) => await Promise.resolve({ status: 200, contentType: 'text/plain', body: new URL(url).searchParams.get('validationToken') ?? '' });
	const noting = {
		...world.connection,
		request: async (request: HttpRequest) => {
			const answer = await world.connection.request(request);
			sent.push({ request, status: answer.status, received: answer.body });
			return answer;
		},
	};
	const { id: calendar } = (await systemModule.directory(noting).createContainer?.('Zoho CRM')) ?? { id: '' };
	await systemModule.directory(noting).createContainer?.('Zoho CRM');
	await systemModule.directory(noting).containers();
	const system = systemModule.connect({ ...noting, container: calendar });
	const ids = Array.from({ length: 5 }, (_, index) => world.microsoft.person.create(meeting(`Meeting ${index}`), { calendarId: calendar }).id);
	const read = async (cursor: Cursor | null): Promise<Cursor | null> => {
		let next = cursor;
		for await (const page of system.changes({ cursor, window })) next = page.cursor ?? next;
		return next;
	};
	await system.identify();
	await read(await read(null));
	const found = await system.readMany(ids);
	const records = found.flatMap((result) => (result.outcome === 'found' ? [result.snapshot.record] : []));
	await system.findCandidates(records.slice(0, 1));
	await system.findCandidates(records);
	await system.createdSince(0);
	const create = { kind: 'create' as const, key: 'k', values, stamp };
	await system.write([create], { ...quiet, defaults: { availability: 'busy' } });
	await system.write([{ ...create, values: { ...values, title: 'Other' } }], quiet);
	await system.write([{ ...create, key: 'k2' }], { ...quiet, notifyGuests: 'all' });
	const allDay = { start: { date: '2026-03-10' }, end: { date: '2026-03-12' } };
	await system.write(ids.map((id) => ({ kind: 'update', id, values: { ...values, time: allDay }, revision: null, stamp })), quiet);
	await system.write(ids.slice(1).map((id) => ({ kind: 'delete', id, revision: null })), quiet);
	const first = await system.subscribe?.('https://n8n.example.test/x', 'secret');
	const second = await system.subscribe?.('https://n8n.example.test/x', 'secret');
	for (const subscription of [first, second]) if (subscription !== undefined) await system.unsubscribe?.(subscription);
	await system.deleteContainer?.();
	await system.read(ids[0] ?? '').catch(() => null);
	return sent;
}

describe.skipIf(!isThere)("requests to Microsoft Graph and Microsoft's specification", () => {
	let own: Sent[] = [];
	let application: Sent[] = [];
	let specification: ReturnType<typeof createSpecification>;

	beforeAll(async () => {
		specification = createSpecification(JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof createSpecification>[0]);
		own = await sendEverything({});
		application = await sendEverything({ asApplication: true, mailbox: 'owner@example.test' });
	});

	const problems = (all: Sent[]): string[] => [...new Set(all.flatMap(({ request: { method, url, body }, status, received }) => specification.problemsOf({ method, path: known(url), sent: body, status, received })))];

	/** Links that Microsoft gives out carry a token that no document lists. */
	function known(url: string): string {
		return decodeURI(url).replace(/^https?:\/\/[^/]+\/v1\.0/, '').replace(/\?\$(skip|delta)token=[^&]*$/, '');
	}

	it('agree in path, parameters and body, for a person and for an application', () => {
		expect(problems(own)).toEqual([]);
		expect(problems(application)).toEqual([]);
	});

	it('cover every kind of request that the client knows', () => {
		const kinds = own.map(({ request: { method, url } }) => `${method} ${new URL(url).pathname.replace('/v1.0', '').replace(/\('[^']*'\)/g, '/{id}').replace(/\/[A-Za-z0-9_=%-]{30,}/g, '/{id}')}`);
		expect([...new Set(kinds)].sort()).toEqual([
			'DELETE /me/calendars/{id}',
			'DELETE /me/events/{id}',
			'DELETE /subscriptions/{id}',
			'GET /me/calendar',
			'GET /me/calendars',
			'GET /me/calendars/{id}',
			'GET /me/calendars/{id}/calendarView/delta',
			'GET /me/calendars/{id}/events',
			'GET /me/events/{id}',
			'GET /subscriptions',
			'PATCH /me/events/{id}',
			'POST /me/calendars',
			'POST /me/calendars/{id}/events',
			'POST /subscriptions',
		]);
	});

	it('carry the preferences that every single call needs: ids that stay, times in UTC, bodies as text', () => {
		for (const { request } of [...own, ...application]) {
			expect(request.headers?.prefer).toContain('IdType="ImmutableId"');
			expect(request.headers?.prefer).toContain('outlook.timezone="UTC"');
			expect(request.headers?.prefer).toContain('outlook.body-content-type="text"');
		}
		const changing = own.filter(({ request: { method, url } }) => url.includes('/events/') && (method === 'PATCH' || method === 'DELETE'));
		expect(changing.length).toBeGreaterThan(5);
		expect(changing.every(({ request }) => request.headers?.['if-match']?.startsWith('W/"') === true)).toBe(true);
	});

	it('ask the feed for nothing that it refuses', () => {
		const feeds = own.filter(({ request: { url } }) => url.includes('calendarView/delta'));
		expect(feeds.length).toBeGreaterThan(1);
		for (const { request } of feeds) for (const name of ['$select', '$expand', '$filter', '$orderby', '$search']) expect(new URL(request.url).searchParams.has(name)).toBe(false);
	});

	it('would be noticed if they did not exist', () => {
		const sent = (method: string, path: string, body?: unknown): string[] => specification.problemsOf({ method, path, sent: body, status: 200, received: undefined });
		expect(sent('GET', '/me/calenders')).not.toEqual([]);
		expect(sent('GET', '/me/calendars?$nonsense=1')).not.toEqual([]);
		expect(sent('POST', '/me/calendars/x/events', { subject: 5 })).not.toEqual([]);
		expect(sent('POST', '/me/calendars/x/events', { showAs: 'away' })).not.toEqual([]);
	});
});
