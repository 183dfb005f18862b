import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemModule } from '../../systems/googleCalendar';
import type { HttpRequest } from '../../systems/http';
import { answer, connectGoogle, googleError, googleEvent, quiet, readFeed, scripted, TestClock, wholeTime } from '../unit/systems/googleFakes';
import { createDiscovery } from './googleDiscovery';

const file = join(__dirname, '../../../shared/specs/google-calendar.discovery.json');
const isThere = existsSync(file);
if (!isThere) console.warn('Skipped: no Google Calendar specification beside this checkout (../shared/specs).');

const stamp = { sync: 'sales', partnerId: '42', generation: 0 };
const timed = { dateTime: '2026-11-03T10:00:00+01:00', timeZone: 'Europe/Berlin' };
const values = {
	title: 'A',
	time: { start: timed, end: timed },
	location: 'B',
	description: '<b>C</b>',
	reminders: [{ minutes: 5, method: 'popup' as const }],
	attendees: [{ email: 'a@example.test', name: 'A', response: 'tentative' as const, optional: true, resource: true }],
	visibility: 'private',
	availability: 'free',
};

/** Makes the client send each kind of request that it knows. */
async function sendEverything(): Promise<HttpRequest[]> {
	const event = answer(200, { ...googleEvent('event1', { reminders: { useDefault: true } }), items: [], nextSyncToken: 't', resourceId: 'r', expiration: '1' });
	const { system, requests } = connectGoogle(({ method }) => (method === 'DELETE' ? answer(204) : event));
	await readFeed(system, wholeTime);
	await readFeed(system, { ...wholeTime, cursor: { syncToken: 't' } });
	const found = await system.read('event1');
	if (found.outcome !== 'found') throw new Error('not found');
	await system.findCandidates([{ ...found.snapshot.record, ...('start' in found.snapshot.record && { iCalUID: 'uid' }) } as typeof found.snapshot.record]);
	await system.createdSince(0);
	await system.write(
		[
			{ kind: 'create', key: 'create01', values, stamp },
			{ kind: 'update', id: 'event1', values: { ...values, time: { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } } }, revision: '"1" none', stamp },
			{ kind: 'delete', id: 'event1', revision: '"1" none' },
		],
		{ ...quiet, notifyGuests: 'external', defaults: { color: '7' } },
	);
	await system.identify();
	const subscription = await system.subscribe?.('https://n8n.example.test/hook', 'secret');
	if (subscription !== undefined) await system.unsubscribe?.(subscription);
	await system.deleteContainer?.();
	const taken = connectGoogle(googleError(409, 'duplicate'), event);
	await taken.system.write([{ kind: 'create', key: 'create01', values, stamp }], quiet);
	const other = scripted(answer(200, { id: 'c', items: [] }));
	const connection = { request: other.request, baseUrl: 'https://www.googleapis.com', resource: 'event' as const, container: '', clock: new TestClock() };
	const lists = systemModule.directory(connection);
	await lists.containers();
	await lists.createContainer?.('CRM', 'Europe/Berlin');
	return [...requests, ...taken.requests, ...other.requests];
}

describe.skipIf(!isThere)('requests to Google Calendar against its published description', () => {
	let requests: HttpRequest[] = [];
	let discovery: ReturnType<typeof createDiscovery>;

	beforeAll(async () => {
		discovery = createDiscovery(JSON.parse(readFileSync(file, 'utf8')));
		requests = await sendEverything();
	});

	it('uses every method of the API that the client is meant to use', () => {
		const used = new Set(requests.map((request) => discovery.methodOf(request)));
		for (const name of ['list', 'get', 'insert', 'patch', 'delete', 'watch']) expect(used).toContain(`calendar.events.${name}`);
		expect(used).toContain('calendar.channels.stop');
		expect(used).toContain('calendar.calendars.insert');
		expect(used).toContain('calendar.calendars.delete');
		expect(used).toContain('calendar.calendarList.list');
		expect(used).toContain('calendar.calendarList.get');
	});

	it('sends only paths, query parameters and body fields that exist there', () => {
		expect(requests.flatMap((request) => discovery.problemsOf(request))).toEqual([]);
	});

	it('would notice a request that does not exist', () => {
		const base = 'https://www.googleapis.com/calendar/v3/calendars/x/events';
		expect(discovery.problemsOf({ method: 'GET', url: `${base}?nonsense=1` })).not.toEqual([]);
		expect(discovery.problemsOf({ method: 'PATCH', url: base })).not.toEqual([]);
		expect(discovery.problemsOf({ method: 'POST', url: base, body: { titel: 'A' } })).not.toEqual([]);
		expect(discovery.problemsOf({ method: 'POST', url: `${base}?sendUpdates=some`, body: {} })).not.toEqual([]);
		expect(discovery.problemsOf({ method: 'POST', url: base, body: { start: { dateTime: 5 } } })).not.toEqual([]);
	});
});
