import { describe, expect, it } from 'vitest';
import { SystemError, type Cursor, type FeedChange } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { meeting, office365World, quiet, stamp, window } from './office365Support';

const day = 24 * 60 * 60_000;
const time = { start: { dateTime: '2026-03-10T10:00:00+01:00', timeZone: 'Europe/Berlin' }, end: { dateTime: '2026-03-10T11:00:00+01:00', timeZone: 'Europe/Berlin' } };

function weekly(subject: string, more: Record<string, unknown> = {}) {
	const recurrence = { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] }, range: { type: 'numbered', startDate: '2026-03-10', numberOfOccurrences: 3 } };
	return meeting(subject, 10, { recurrence, ...more });
}

/** Kind and title of each change, in their order. */
function told(changes: FeedChange[]): string[] {
	return changes.map((change) => (change.kind === 'upsert' && 'title' in change.snapshot.record ? change.snapshot.record.title : change.kind));
}

describe('the first read of an Outlook calendar', () => {
	it('begins the feed, lists each event once with its mark, and ends with a position', async () => {
		const world = office365World();
		await world.system.write([{ kind: 'create', key: 'k', values: { title: 'Ours', time }, stamp }], quiet);
		world.microsoft.person.create(meeting('By hand', 11));
		world.asked();
		const { changes, cursor } = await world.readChanges(null);
		expect(told(changes).sort()).toEqual(['By hand', 'Ours']);
		expect(changes.map((change) => change.kind === 'upsert' && change.snapshot.stamp)).toContainEqual(stamp);
		expect(cursor).toMatchObject({ from: window.from, to: window.to + 31 * day });
		expect(world.asked()).toEqual(['GET /me/calendars/{id}/calendarView/delta', 'GET /me/calendars/{id}/events']);
	});

	it('lists what lies beyond the window, because nothing would tell later that the window has reached it, and leaves out what is over', async () => {
		const world = office365World();
		const at = (year: number) => ({ start: { dateTime: `${year}-03-10T10:00:00`, timeZone: 'UTC' }, end: { dateTime: `${year}-03-10T11:00:00`, timeZone: 'UTC' } });
		world.microsoft.person.create({ subject: 'Years ago', ...at(2019) });
		world.microsoft.person.create({ subject: 'Years ahead', ...at(2029) });
		expect(told((await world.readChanges(null)).changes)).toEqual(['Years ahead']);
		expect(told((await world.readChanges(null, { everything: true })).changes).sort()).toEqual(['Years ago', 'Years ahead']);
	});

	it('an all-day event at the edge of the window is in it, whatever the zone', async () => {
		const world = office365World();
		const allDay = (from: string, to: string, timeZone: string) => ({ isAllDay: true, start: { dateTime: `${from}T00:00:00`, timeZone }, end: { dateTime: `${to}T00:00:00`, timeZone } });
		world.microsoft.person.create({ subject: 'Edge', ...allDay('2026-02-28', '2026-03-01', 'Pacific/Auckland') });
		world.microsoft.person.create({ subject: 'Before', ...allDay('2026-02-26', '2026-02-27', 'Pacific/Auckland') });
		expect(told((await world.readChanges(null)).changes)).toEqual(['Edge']);
	});

	it('tells a series once, also one that began long before the window, and its changed days', async () => {
		const world = office365World();
		const old = { pattern: { type: 'weekly', interval: 1, daysOfWeek: ['tuesday'] }, range: { type: 'noEnd', startDate: '2024-01-02' } };
		world.microsoft.person.create({ subject: 'Since 2024', recurrence: old, start: { dateTime: '2024-01-02T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2024-01-02T11:00:00', timeZone: 'UTC' } });
		const { id } = world.microsoft.person.create(weekly('Series'));
		const [first] = world.microsoft.person.shown(window.from, window.to).filter(({ subject }) => subject === 'Series');
		world.microsoft.person.change(first?.id ?? id, { subject: 'Changed day' });
		const { changes } = await world.readChanges(null);
		expect(told(changes).sort()).toEqual(['Changed day', 'Series', 'Since 2024']);
		expect(changes.every((change) => change.kind === 'upsert' && change.snapshot.recurring)).toBe(true);
	});

	it.each([1, 2])('what is deleted after request %i of the reading is known to be missing with the next read at the latest', async (removedAfter) => {
		const world = office365World();
		const kept = world.microsoft.person.create(meeting('Kept'));
		const gone = world.microsoft.person.create(meeting('Gone', 11));
		const { request } = world.connection;
		let requests = 0;
		const system = systemModule.connect({
			...world.connection,
			request: async (sent) => {
				const answer = await request(sent);
				requests += 1;
				// Between the first request, which opens the feed or the list, and the second one.
				if (requests === removedAfter) world.microsoft.person.remove(gone.id);
				return answer;
			},
		});
		const seen = new Set<string>();
		const collect = (changes: FeedChange[]): void => {
			for (const change of changes) {
				if (change.kind === 'upsert') seen.add(change.snapshot.id);
				else if (change.kind !== 'unreadable') seen.delete(change.id);
			}
		};
		let cursor: Cursor | null = null;
		for await (const page of system.changes({ cursor: null, window })) {
			collect(page.changes);
			cursor = page.cursor ?? cursor;
		}
		for await (const page of system.changes({ cursor, window })) collect(page.changes);
		expect([...seen]).toEqual([kept.id]);
	});

	it('goes through many pages, short and empty ones too', async () => {
		const world = office365World();
		for (let index = 0; index < 600; index += 1) world.microsoft.person.create(meeting(`Event ${index}`, 10 + (index % 15)));
		world.microsoft.state.options.emptyPages = true;
		const { changes, cursor } = await world.readChanges(null);
		expect(new Set(told(changes)).size).toBe(600);
		expect(changes).toHaveLength(600);
		for (let index = 0; index < 300; index += 1) world.microsoft.person.create(meeting(`Later ${index}`));
		expect(new Set(told((await world.readChanges(cursor)).changes)).size).toBe(300);
	});
});

describe('later reads of an Outlook calendar', () => {
	async function begun() {
		const world = office365World();
		const event = world.microsoft.person.create(meeting('Meeting'));
		const { cursor } = await world.readChanges(null);
		world.asked();
		return { world, event, cursor, person: world.microsoft.person };
	}

	it('need one request when nothing is new', async () => {
		const { world, cursor } = await begun();
		expect((await world.readChanges(cursor)).changes).toEqual([]);
		expect(world.asked()).toEqual(['GET /me/calendars/{id}/calendarView/delta']);
	});

	it('tell what was changed and made, each from the new position once', async () => {
		const { world, cursor, person, event } = await begun();
		person.change(event.id, { subject: 'Renamed' });
		person.create(meeting('New', 12));
		const next = await world.readChanges(cursor);
		expect(told(next.changes)).toEqual(['Renamed', 'New']);
		expect((await world.readChanges(next.cursor)).changes).toEqual([]);
	});

	it('a removed event is missing, never deleted: it is looked up before anybody believes it (S6)', async () => {
		const { world, cursor, person, event } = await begun();
		person.remove(event.id);
		expect((await world.readChanges(cursor)).changes).toEqual([{ kind: 'missing', id: event.id }]);
		expect(await world.system.read(event.id)).toEqual({ outcome: 'gone' });
	});

	it('an event that leaves the window is missing, and still found (O7, S6)', async () => {
		const { world, cursor, person, event } = await begun();
		person.change(event.id, { start: { dateTime: '2027-03-10T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2027-03-10T11:00:00', timeZone: 'UTC' } });
		expect((await world.readChanges(cursor)).changes).toEqual([{ kind: 'missing', id: event.id }]);
		expect(await world.system.read(event.id)).toMatchObject({ outcome: 'found', snapshot: { record: { title: 'Meeting' } } });
	});

	it('events outside the window that were touched are missing as well, which says nothing about them', async () => {
		const { world, cursor, person } = await begun();
		const far = person.create(meeting('Far', 10, { start: { dateTime: '2028-01-10T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2028-01-10T11:00:00', timeZone: 'UTC' } }));
		expect((await world.readChanges(cursor)).changes).toEqual([{ kind: 'missing', id: far.id }]);
	});

	it('a series is told by its master; the stubs of its days are not events', async () => {
		const { world, cursor, person } = await begun();
		const { id } = person.create(weekly('Series'));
		const first = await world.readChanges(cursor);
		expect(first.changes).toMatchObject([{ kind: 'upsert', snapshot: { id, recurring: true, record: { recurrence: { rules: [] } } } }]);
		const [, second] = person.shown(window.from, window.to).filter(({ subject }) => subject === 'Series');
		person.change(second?.id ?? '', { subject: 'Moved day' });
		const { changes } = await world.readChanges(first.cursor);
		expect(told(changes).sort()).toEqual(['Moved day', 'Series']);
		expect(changes.find((change) => change.kind === 'upsert' && change.snapshot.id === second?.id)).toMatchObject({ snapshot: { recurring: true, record: { series: { masterId: id } } } });
	});

	it('the same item again and again is told as often, and stays the same', async () => {
		const { world, cursor, person, event } = await begun();
		world.microsoft.state.options.replays = true;
		person.change(event.id, { subject: 'Renamed' });
		let next = (await world.readChanges(cursor)).cursor;
		const revisions = new Set<string>();
		for (let round = 0; round < 10; round += 1) {
			const read = await world.readChanges(next);
			for (const change of read.changes) if (change.kind === 'upsert') revisions.add(change.snapshot.revision);
			next = read.cursor;
		}
		expect(revisions.size).toBe(1);
	});

	it('a change that the feed shows late comes with a later read', async () => {
		const { world, cursor, person, event } = await begun();
		world.microsoft.state.options.lagMs = 60_000;
		person.change(event.id, { subject: 'Late' });
		const early = await world.readChanges(cursor);
		expect(early.changes).toEqual([]);
		world.later(61_000);
		expect(told((await world.readChanges(early.cursor)).changes)).toEqual(['Late']);
	});

	it('an event that cannot be understood is reported, and the rest is read', async () => {
		const { world, cursor, person } = await begun();
		person.create(meeting('Good', 12));
		world.sandbox.control.faults.add({ kind: 'status', status: 200, times: 1, path: 'delta', body: { value: [{ id: 'odd', type: 'singleInstance', start: {} }, 5, { ...person.list()[0] }], '@odata.deltaLink': cursor.deltaLink } });
		expect((await world.readChanges(cursor)).changes).toMatchObject([{ kind: 'unreadable', id: 'odd' }, { kind: 'unreadable', id: '(no id)' }, { kind: 'upsert' }]);
	});
});

describe('a position that is of no use any more', () => {
	const refusals = ['gone', 'resyncRequired', 'notFound', 'badRequest', 'invalid'] as const;

	it.each(refusals)('refused as %s: the calendar is read in full, and nothing is lost', async (deltaRefusal) => {
		const world = office365World();
		world.microsoft.person.create(meeting('Meeting'));
		const { cursor } = await world.readChanges(null);
		world.microsoft.state.options.deltaRefusal = deltaRefusal;
		world.microsoft.person.expireDeltaTokens();
		await expect(world.readChanges(cursor)).rejects.toMatchObject({ kind: 'cursorExpired' });
		expect(told((await world.readChanges(null)).changes)).toEqual(['Meeting']);
	});

	it.each<[string, (link: string) => unknown]>([
		['a damaged token', (link) => link.replace(/deltatoken=.*/, 'deltatoken=x')],
		['no link', () => undefined],
		['a link of another server, which is not followed', () => 'https://elsewhere.example/v1.0/me/calendarView/delta?$deltatoken=x'],
	])('%s', async (_what, damage) => {
		const world = office365World();
		const { cursor } = await world.readChanges(null);
		world.asked();
		const damaged = { ...cursor, deltaLink: (damage(String(cursor.deltaLink)) ?? null) as string | null };
		await expect(world.readChanges(damaged)).rejects.toMatchObject({ kind: 'cursorExpired' });
		expect(world.requests.every(({ url }) => url.startsWith(world.sandbox.urls.microsoft))).toBe(true);
	});

	it('a window that moves with the days keeps it for a month; then the calendar is read again and deletes nothing', async () => {
		const world = office365World();
		const event = world.microsoft.person.create(meeting('Meeting'));
		const { cursor } = await world.readChanges(null);
		const moved = (days: number) => ({ window: { from: window.from + days * day, to: window.to + days * day } });
		expect((await world.readChanges(cursor, moved(31))).changes).toEqual([]);
		await expect(world.readChanges(cursor, moved(32))).rejects.toMatchObject({ kind: 'cursorExpired' });
		await expect(world.readChanges(cursor, { window: { ...window, from: window.from - day } })).rejects.toMatchObject({ kind: 'cursorExpired' });
		expect((await world.readChanges(null, moved(32))).changes).toEqual([]);
		expect(await world.system.read(event.id)).toMatchObject({ outcome: 'found' });
	});
});

describe('a reading that goes wrong', () => {
	async function failing(fault: Record<string, unknown>): Promise<unknown> {
		const world = office365World();
		const { cursor } = await world.readChanges(null);
		world.sandbox.control.faults.add({ service: 'microsoft', path: 'delta', ...fault } as Parameters<typeof world.sandbox.control.faults.add>[0]);
		return await world.readChanges(cursor).catch((error: unknown) => error);
	}
	const page = (more: Record<string, unknown>) => ({ kind: 'status', status: 200, body: { value: [], ...more } });

	it.each<[string, string, Record<string, unknown>]>([
		['a last page without a position', 'malformed', page({})],
		['a page that is no list', 'malformed', page({ value: {} })],
		['a link to another server', 'malformed', page({ '@odata.nextLink': 'https://elsewhere.example/v1.0/me/x' })],
		['a link that steps out of the tree', 'rejected', page({ '@odata.nextLink': 'http://microsoft.sandbox/v1.0/me/../../admin' })],
		['an answer that is cut again and again', 'unavailable', { kind: 'truncate' }],
		['half an answer', 'malformed', { kind: 'malformed' }],
		['a lost permission', 'forbidden', { kind: 'status', status: 403 }],
		['a vanished calendar (S6)', 'containerGone', { kind: 'status', status: 404 }],
	])('%s moves nothing on: %s', async (_what, kind, fault) => {
		const error = await failing(fault);
		expect(error).toBeInstanceOf(SystemError);
		expect(error).toMatchObject({ kind });
	});

	it('does not turn in circles when pages name each other', async () => {
		const world = office365World();
		const { cursor } = await world.readChanges(null);
		const link = (token: string) => `${world.sandbox.urls.microsoft}/v1.0/me/calendarView/delta?$skiptoken=${token}`;
		world.sandbox.control.faults.add({ kind: 'status', status: 200, path: 'skiptoken=a', body: { value: [], '@odata.nextLink': link('b') } });
		world.sandbox.control.faults.add({ kind: 'status', status: 200, path: 'delta', body: { value: [], '@odata.nextLink': link('a') } });
		await expect(world.readChanges(cursor)).rejects.toMatchObject({ kind: 'malformed' });
		expect(world.requests.length).toBeLessThan(10);
	});

	it('one cut connection is no trouble', async () => {
		const world = office365World();
		const { cursor } = await world.readChanges(null);
		world.microsoft.person.create(meeting('New'));
		world.sandbox.control.faults.add({ kind: 'truncate', path: 'delta', nth: 1 });
		expect(told((await world.readChanges(cursor)).changes)).toEqual(['New']);
	});
});
