import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SystemError, type SyncSystem, type WriteRequest } from '../../../sync/types';
import { checkAddress } from '../../../systems/http';
import { getSystem } from '../../../systems/registry';
import { answer, connectGoogle, googleEvent, quiet as options, readFeed } from '../systems/googleFakes';
import { meeting, zohoWorld } from '../systems/zohoSupport';

const time = { start: { date: '2026-11-03' }, end: { date: '2026-11-04' } };

function writesOf(id: string): WriteRequest[] {
	return [
		{ kind: 'update', id, values: { title: 'x' }, revision: null },
		{ kind: 'delete', id, revision: null },
		{ kind: 'delete', id, revision: null, cancel: true },
	];
}

/** Everything that can be asked about one record. What fails must say so clearly. */
async function useId(system: SyncSystem, id: string): Promise<unknown[]> {
	const work = [
		async () => await system.read(id),
		async () => await system.readMany([id]),
		...writesOf(id).map((request) => async () => await system.write([request], options)),
	];
	const outcomes: unknown[] = [];
	for (const one of work) {
		try {
			outcomes.push(await one());
		} catch (error) {
			expect(error).toBeInstanceOf(SystemError);
			outcomes.push(error);
		}
	}
	return outcomes;
}

const steps = ['..', '.', '', '%2e%2e', '../..', '../calendars', '..\\..', 'a/../../b', './x', '%2E.', '../../../../oauth2/v4/token', '?x=1', '#', 'id?sendUpdates=all', '\u0000', '%00', 'a b', '@evil.example', '//evil.example/', '\ud800'];

describe('an id that is a path and no id', () => {
	const eventPath = /^\/calendar\/v3\/calendars\/team%40example\.test\/events\/[^/]+$/;

	it.each(steps)('"%s" never leads a Google request to anything but one event', async (id) => {
		const { system, requests } = connectGoogle(answer(404, { error: { code: 404, message: 'Not Found' } }));
		await useId(system, id);
		for (const { method, url } of requests) {
			const { pathname, origin } = new URL(url);
			expect(origin).toBe('https://www.googleapis.com');
			// Whether the calendar itself is there is looked up in its list of events.
			if (method === 'GET' && pathname.endsWith('/events')) continue;
			expect(`${method} ${pathname}`).toMatch(new RegExp(`^\\w+ ${eventPath.source.slice(1)}`));
			expect(decodeURIComponent(pathname.split('/').at(-1) ?? '')).toBe(id);
		}
	});

	it('the deletion of the event ".." is refused, and not one of the calendar that holds it (I5)', async () => {
		const { system, requests } = connectGoogle(answer(204));
		const results = await system.write([{ kind: 'delete', id: '..', revision: null }], options);
		expect(results).toMatchObject([{ outcome: 'rejected', message: expect.stringContaining('Nothing was sent') as string }]);
		expect(requests).toEqual([]);
	});

	it.each(['..', '', 'team/../../other', '%2e%2e'])('a calendar called "%s" is never another address', async (container) => {
		const requests: string[] = [];
		const { request } = { request: async (sent: { url: string }) => (requests.push(sent.url), await Promise.resolve(answer(200, { items: [], nextSyncToken: 't' }))) };
		const system = getSystem('googleCalendar').connect({ request, baseUrl: 'https://www.googleapis.com', resource: 'event', container, clock: { now: () => 0, sleep: async () => undefined } });
		await useId(system, 'event1');
		await system.deleteContainer?.().catch(() => undefined);
		for (const url of requests) expect(new URL(url).pathname).toMatch(new RegExp(`^/calendar/v3/(calendars|users/me/calendarList)/${encodeURIComponent(container)}(/|$)`));
	});

	it.each([...steps, '1,2', '5725767000000999001,5725767000000999002', '1 or 1', '-1', '1e3', '٣'])('"%s" never reaches Zoho CRM as a record', async (id) => {
		const world = zohoWorld();
		const outcomes = await useId(world.system, id);
		expect(outcomes.slice(2)).toEqual(writesOf(id).map(() => [{ outcome: 'rejected', message: expect.stringContaining('Nothing was written') as string, next: expect.any(String) as string }]));
		for (const path of world.asked()) expect(path).toMatch(/^GET Events\/deleted/);
	});

	it('two ids in one delete no second record that nobody linked (I5)', async () => {
		const world = zohoWorld();
		const ids = [world.zoho.person.createEvent(meeting), world.zoho.person.createEvent({ ...meeting, Event_Title: 'Somebody else' })];
		await world.system.write([{ kind: 'delete', id: ids.join(','), revision: null }], options);
		expect(ids.map((id) => world.zoho.find('Events', id)?.deleted)).toEqual([false, false]);
	});

	it.each(['..', '../org', '../../oauth/v2/token', '5725767000000999001?x=1'])('an owner called "%s" is asked for as a user or not at all', async (container) => {
		const world = zohoWorld({ container });
		await expect(world.system.identify()).rejects.toBeInstanceOf(SystemError);
		const paths = world.requests.map(({ url }) => new URL(url).pathname).filter((path) => !path.endsWith('/org'));
		for (const path of paths) expect(path).toBe(`/crm/v8/users/${encodeURIComponent(container)}`);
	});

	it('every address without steps goes through as it is, every one with a step is refused', () => {
		const name = fc.string({ minLength: 1 }).map(encodeURIComponent).filter((text) => text !== '.' && text !== '..');
		fc.assert(fc.property(fc.array(name, { minLength: 1 }), (names) => {
			expect(() => checkAddress(`https://api.example/${names.join('/')}?q=../..`)).not.toThrow();
		}));
		const step = fc.constantFrom('..', '.', '', '%2e%2E', '.%2e', '%2E', 'a\\..\\b');
		fc.assert(
			fc.property(fc.array(name), step, fc.array(name), (before, bad, after) => {
				expect(() => checkAddress(`https://api.example/${[...before, bad, ...after].join('/')}`)).toThrow(/Nothing was sent/);
			}),
		);
	});
});

describe('an answer about something else', () => {
	it('is not taken for the event that was asked for', async () => {
		const { system } = connectGoogle(answer(200, googleEvent('somebodyelse')));
		expect(await system.read('event1')).toMatchObject({ outcome: 'unreadable' });
		const gone = connectGoogle(answer(200, { ...googleEvent('somebodyelse'), status: 'cancelled' }));
		expect(await gone.system.read('event1')).toMatchObject({ outcome: 'unreadable' });
	});

	it('does not make a created event another one', async () => {
		const { system } = connectGoogle(answer(200, googleEvent('somebodyelse')));
		const [result] = await system.write([{ kind: 'create', key: 'rec01', values: { title: 'x', time }, stamp: { sync: 's', partnerId: '1', generation: 0 } }], options);
		expect(result).toMatchObject({ outcome: 'written', id: 'rec01' });
	});
});

describe('a redirect', () => {
	it.each(['googleCalendar', 'zohoCrm'])('of %s is an error that says where to look, never an empty answer', async (name) => {
		for (const status of [301, 302, 303, 307, 308]) {
			for (const body of ['', {}, { items: [] }, { data: [], info: { more_records: false } }]) {
				const system = getSystem(name).connect({
					request: async () => await Promise.resolve(answer(status, body, { location: 'https://evil.example/' })),
					baseUrl: 'https://api.example', resource: 'event', container: '5725767000000999001', clock: { now: () => 0, sleep: async () => undefined },
				});
				await expect(readFeed(system, { cursor: null, window: { from: 0, to: 1 } })).rejects.toThrow(/not followed/);
				const written = await system.write([{ kind: 'create', key: 'rec01', values: { title: 'x', time }, stamp: { sync: 's', partnerId: '1', generation: 0 } }], options);
				expect(written).toMatchObject([{ outcome: 'unclear' }]);
			}
		}
	});
});

describe('a pause that a server asks for', () => {
	it.each(['99999999999999', '1e400', 'Fri, 31 Dec 9999 23:59:59 GMT', '9'.repeat(400)])('of "%s" keeps a change waiting for a day at most', async (value) => {
		const { system, clock } = connectGoogle(answer(429, '', { 'retry-after': value, date: new Date(Date.parse('2026-11-02T08:00:00Z')).toUTCString() }));
		const [result] = await system.write([{ kind: 'update', id: 'event1', values: { title: 'x' }, revision: null }], options);
		if (result?.outcome !== 'retry' || result.retryAt === null) throw new Error(`unexpected: ${JSON.stringify(result)}`);
		expect(result.retryAt - clock.now()).toBeLessThanOrEqual(24 * 60 * 60_000);
	});
});
