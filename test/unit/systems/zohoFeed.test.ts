import { describe, expect, it } from 'vitest';
import { SystemError } from '../../../sync/types';
import { cursorOf, deletedIds, eventOf, meeting, quiet, readFeed, startOfTest, upserted, zohoWorld } from './zohoSupport';
import type { ZohoWorld } from './zohoSupport';

const hour = 60 * 60 * 1000;
const minute = 60 * 1000;

function addMeetings(world: ZohoWorld, count: number): string[] {
	return Array.from({ length: count }, (_, index) => world.zoho.person.createEvent({ ...meeting, Event_Title: `Meeting ${index}` }));
}

async function synced(world: ZohoWorld) {
	world.later(hour);
	const feed = await readFeed(world.system, null);
	world.later(hour);
	world.asked();
	return feed;
}

describe('the first reading of Zoho', () => {
	it('lists every event once and starts both feeds at the server time', async () => {
		const world = zohoWorld();
		const ids = addMeetings(world, 3);
		const feed = await synced(world);
		expect(upserted(feed).map(({ id }) => id).sort()).toEqual(ids.sort());
		expect(cursorOf(feed)).toMatchObject({ changedSince: startOfTest + hour, deletedSince: startOfTest + hour });
	});

	it('follows pages beyond the first 2,000 records', async () => {
		const world = zohoWorld();
		const ids = addMeetings(world, 2150);
		const feed = await synced(world);
		expect(new Set(upserted(feed).map(({ id }) => id))).toEqual(new Set(ids));
	}, 20_000);

	it('reads 1,000 events in 5 pages, plus the field list and the deletions meanwhile', async () => {
		const world = zohoWorld();
		addMeetings(world, 1000);
		world.later(hour);
		await readFeed(world.system, null);
		expect(world.asked()).toEqual(['GET settings/fields', ...Array<string>(5).fill('GET Events'), 'GET Events/deleted']);
	});

	it('lists again what a deletion between two pages may have hidden', async () => {
		const world = zohoWorld();
		const ids = addMeetings(world, 250);
		world.later(hour);
		const seen: string[] = [];
		let cursor = null;
		for await (const page of world.system.changes({ cursor: null, window: { from: 0, to: 1 } })) {
			if (seen.length === 0) world.zoho.person.deleteEvent(ids.at(-1) ?? '');
			seen.push(...page.changes.filter(({ kind }) => kind === 'upsert').map((change) => (change.kind === 'upsert' ? change.snapshot.id : '')));
			cursor = page.cursor ?? cursor;
		}
		world.later(hour);
		const again = await readFeed(world.system, cursor);
		expect(upserted(again)).toHaveLength(249);
	});

	it('takes the watermark from the server, not from a clock of ours that is behind', async () => {
		const world = zohoWorld();
		addMeetings(world, 1);
		const slow = { ...world.connection, clock: { now: () => 0, sleep: async () => await Promise.resolve() } };
		const { systemModule } = await import('../../../systems/zohoCrm');
		const feed = await readFeed(systemModule.connect(slow), null);
		expect(cursorOf(feed).changedSince).toBe(startOfTest);
	});
});

describe('later readings of Zoho', () => {
	it('asks exactly two questions when nothing happened', async () => {
		const world = zohoWorld();
		addMeetings(world, 3);
		let cursor = cursorOf(await synced(world));
		for (let round = 0; round < 3; round += 1) {
			const feed = await readFeed(world.system, cursor);
			cursor = cursorOf(feed);
			expect(feed.changes).toEqual([]);
			expect(world.asked()).toEqual(['GET Events', 'GET Events/deleted']);
			world.later(minute);
		}
	});

	it('reads one changed event with one request and leaves the deleted feed to the next round', async () => {
		const world = zohoWorld();
		const [id = ''] = addMeetings(world, 3);
		const first = cursorOf(await synced(world));
		world.zoho.person.editEvent(id, { Venue: 'Room 2' });
		world.later(minute);
		const feed = await readFeed(world.system, first);
		expect(upserted(feed).map((snapshot) => eventOf(snapshot).location)).toEqual(['Room 2']);
		expect(world.asked()).toEqual(['GET Events']);
		expect(cursorOf(feed).deletedSince).toBe(first.deletedSince);
		await readFeed(world.system, cursorOf(feed));
		expect(world.asked()).toEqual(['GET Events', 'GET Events/deleted']);
	});

	it('never loses a deletion that happened while only changes were read', async () => {
		const world = zohoWorld();
		const [changed = '', removed = ''] = addMeetings(world, 2);
		const first = cursorOf(await synced(world));
		world.zoho.person.deleteEvent(removed);
		world.zoho.person.editEvent(changed, { Venue: 'Room 2' });
		world.later(10 * minute);
		const second = await readFeed(world.system, first);
		expect(deletedIds(second)).toEqual([]);
		world.zoho.person.editEvent(changed, { Venue: 'Room 3' });
		world.later(10 * minute);
		const third = await readFeed(world.system, cursorOf(second));
		expect(deletedIds(third)).toEqual([removed]);
	});

	it('reads the deleted feed first after a hint at a deletion, and the changes with the next round', async () => {
		const world = zohoWorld();
		const [changed = '', removed = ''] = addMeetings(world, 2);
		const first = cursorOf(await synced(world));
		world.zoho.person.deleteEvent(removed);
		world.zoho.person.editEvent(changed, { Venue: 'Room 2' });
		world.later(10 * minute);
		const second = await readFeed(world.system, first, 'delete');
		expect(deletedIds(second)).toEqual([removed]);
		expect(world.asked()).toEqual(['GET Events/deleted']);
		const third = await readFeed(world.system, cursorOf(second), 'delete');
		expect(upserted(third).map(({ id }) => id)).toEqual([changed]);
	});

	it('does not believe a hint at a deletion that is not there', async () => {
		const world = zohoWorld();
		const [changed = ''] = addMeetings(world, 1);
		const first = cursorOf(await synced(world));
		world.zoho.person.editEvent(changed, { Venue: 'Room 2' });
		world.later(minute);
		const feed = await readFeed(world.system, first, 'delete');
		expect(upserted(feed).map(({ id }) => id)).toEqual([changed]);
	});

	it('sees a change at the very second of the watermark whether or not the vendor counts it in', async () => {
		for (const modifiedSinceInclusive of [true, false]) {
			const world = zohoWorld();
			const [id = ''] = addMeetings(world, 1);
			world.zoho.admin.set({ modifiedSinceInclusive });
			world.later(hour);
			const first = await readFeed(world.system, null);
			world.zoho.person.editEvent(id, { Venue: 'Room 2' });
			const second = await readFeed(world.system, cursorOf(first));
			expect(upserted(second).map((snapshot) => eventOf(snapshot).location)).toEqual(['Room 2']);
		}
	});

	it('tells participants and long texts as left out', async () => {
		const world = zohoWorld();
		world.zoho.person.createEvent({ ...meeting, Description: 'x'.repeat(600) });
		world.zoho.person.createEvent({ ...meeting, Description: 'short' });
		const feed = await synced(world);
		expect(upserted(feed).map(({ omitted }) => omitted).sort((a, b) => a.length - b.length)).toEqual([['attendees'], ['attendees', 'description']]);
	});

	it('lists the custom fields of an administrator', async () => {
		const world = zohoWorld();
		world.zoho.admin.addField('Events', { api_name: 'Room_Code' });
		world.zoho.person.createEvent({ ...meeting, Room_Code: 'B12' });
		const feed = await synced(world);
		expect(upserted(feed).map((snapshot) => eventOf(snapshot).custom)).toEqual([{ Room_Code: 'B12' }]);
	});

	it('reports an event that cannot be understood and goes on with the others', async () => {
		const world = zohoWorld();
		const [good = '', bad = ''] = addMeetings(world, 2);
		const breaking = async (sent: Parameters<typeof world.connection.request>[0]) => {
			const answer = await world.connection.request(sent);
			const text = JSON.stringify(answer.body);
			const rows: unknown = JSON.parse(text, (_key, value: unknown) => (isBad(value, bad) ? { ...value, Start_DateTime: 'soon' } : value));
			return { ...answer, body: typeof answer.body === 'string' ? answer.body : rows };
		};
		const { systemModule } = await import('../../../systems/zohoCrm');
		const feed = await readFeed(systemModule.connect({ ...world.connection, request: breaking }), null);
		expect(feed.changes.map((change) => [change.kind, change.kind === 'upsert' ? change.snapshot.id : change.id]).sort()).toEqual(
			[['unreadable', bad], ['upsert', good]].sort(),
		);
	});
});

function isBad(value: unknown, id: string): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && 'id' in value && value.id === id;
}

describe('trouble while reading', () => {
	it.each([
		['half of a JSON answer', { kind: 'malformed' as const }, 'malformed'],
		['a page of a proxy', { kind: 'status' as const, status: 200, body: '<html>' }, 'malformed'],
		['an answer without page information', { kind: 'status' as const, status: 200, body: { data: [] } }, 'malformed'],
		['a server error', { kind: 'status' as const, status: 500 }, 'unavailable'],
		['too many requests', { kind: 'status' as const, status: 429 }, 'throttled'],
		['the throttle of the token endpoint', { kind: 'status' as const, status: 200, body: { error: 'Access Denied' } }, 'throttled'],
		['a hidden module', { kind: 'status' as const, status: 400, body: { code: 'INVALID_MODULE', message: 'x', status: 'error', details: {} } }, 'containerGone'],
	])('ends without a cursor at %s', async (_, fault, kind) => {
		const world = zohoWorld();
		const [id = ''] = addMeetings(world, 1);
		const first = cursorOf(await synced(world));
		world.zoho.person.editEvent(id, { Venue: 'Room 2' });
		world.sandbox.control.faults.add({ service: 'zoho', ...fault });
		const error = await readFeed(world.system, first).catch((caught: unknown) => caught);
		expect(error).toBeInstanceOf(SystemError);
		expect(error).toMatchObject({ kind });
		expect(String(error instanceof SystemError ? error.next : '')).not.toBe('');
	});

	it('asks for a new start when the stored cursor makes no sense', async () => {
		const world = zohoWorld();
		await expect(readFeed(world.system, { page: 3 })).rejects.toMatchObject({ kind: 'cursorExpired' });
	});

	it('starts anew when a custom field that was listed is gone', async () => {
		const world = zohoWorld();
		world.zoho.admin.addField('Events', { api_name: 'Room_Code' });
		const first = cursorOf(await synced(world));
		world.sandbox.control.faults.add({ service: 'zoho', kind: 'status', status: 400, body: { code: 'INVALID_DATA', message: 'invalid data', details: { param_name: 'fields' }, status: 'error' } });
		await expect(readFeed(world.system, first)).rejects.toMatchObject({ kind: 'cursorExpired' });
	});

	it('Z13: names the OAuth scope that is missing', async () => {
		for (const scopeErrorStatus of [401, 403] as const) {
			const world = zohoWorld({ scopes: ['ZohoCRM.settings.ALL'] });
			world.zoho.admin.set({ scopeErrorStatus });
			await expect(readFeed(world.system, null)).rejects.toMatchObject({ kind: 'forbidden', next: expect.stringContaining('ZohoCRM.modules.Events.READ') as string });
		}
	});

	it('reads on without custom fields when the field list may not be read', async () => {
		const world = zohoWorld({ scopes: ['ZohoCRM.modules.ALL'] });
		addMeetings(world, 1);
		expect(upserted(await synced(world))).toHaveLength(1);
	});

	it('says that a refused credential may belong to another data centre', async () => {
		const world = zohoWorld();
		world.zoho.admin.set({ wrongDataCentre: true });
		await expect(readFeed(world.system, null)).rejects.toMatchObject({ kind: 'unauthorized', next: expect.stringContaining('data centre') as string });
	});
});

describe('revisions', () => {
	it('stays open while a second write could hide in the same second, and closes later', async () => {
		const world = zohoWorld();
		const [result] = await world.system.write(
			[{ kind: 'create', key: 'k', values: { title: 'T', time: { start: { date: '2026-11-05' }, end: { date: '2026-11-06' } } }, stamp: { sync: 's', partnerId: 'p', generation: 0 } }],
			quiet,
		);
		const written = result?.outcome === 'written' ? result.revision : '';
		const early = await readFeed(world.system, null);
		expect(upserted(early)[0]?.revision).toBe(written);
		world.later(5000);
		const late = await readFeed(world.system, cursorOf(early));
		expect(upserted(late)[0]?.revision).toBe(written.replace('~', ''));
		world.later(5000);
		const last = await readFeed(world.system, cursorOf(late));
		expect(upserted(last)[0]?.revision).toBe(upserted(late)[0]?.revision);
	});
});
