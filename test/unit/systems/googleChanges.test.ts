import { describe, expect, it } from 'vitest';
import { answer, connectGoogle, googleError, googleEvent, readFeed, wholeTime } from './googleFakes';

const delta = { ...wholeTime, cursor: { syncToken: 'token-1' } };

function list(items: unknown[], end: Record<string, unknown> = { nextSyncToken: 'token-2' }) {
	return answer(200, { kind: 'calendar#events', defaultReminders: [{ method: 'popup', minutes: 15 }], items, ...end });
}

function queryOf(url: string | undefined): URLSearchParams {
	return new URL(url ?? '').searchParams;
}

describe('reading the changes of a Google calendar', () => {
	it('needs one request when nothing is new', async () => {
		const { system, requests } = connectGoogle(list([]));
		const { pages } = await readFeed(system, delta);
		expect(pages).toEqual([{ changes: [], cursor: { syncToken: 'token-2' } }]);
		expect(requests).toHaveLength(1);
	});

	it('sends nothing with a sync token that Google refuses beside one', async () => {
		const { system, requests } = connectGoogle(list([]));
		await readFeed(system, delta);
		const forbidden = ['timeMin', 'timeMax', 'updatedMin', 'q', 'orderBy', 'iCalUID', 'privateExtendedProperty', 'showDeleted'];
		expect(forbidden.filter((name) => queryOf(requests[0]?.url).has(name))).toEqual([]);
		expect(queryOf(requests[0]?.url).get('syncToken')).toBe('token-1');
	});

	it('uses the same other parameters for the first read and for later ones', async () => {
		const { system, requests } = connectGoogle(list([]));
		await readFeed(system, wholeTime);
		await readFeed(system, delta);
		const [first, later] = requests.map(({ url }) => queryOf(url));
		first?.delete('timeMin');
		later?.delete('syncToken');
		expect(first?.toString()).toBe(later?.toString());
	});

	it('reads short and empty pages to the end and takes the position from the last', async () => {
		const { system, requests } = connectGoogle(
			list([googleEvent('first')], { nextPageToken: 'p2' }),
			list([], { nextPageToken: 'p3' }),
			list([googleEvent('third')]),
		);
		const { pages, changes } = await readFeed(system, delta);
		expect(pages.map(({ cursor }) => cursor)).toEqual([undefined, undefined, { syncToken: 'token-2' }]);
		expect(changes).toHaveLength(2);
		expect(requests.map(({ url }) => queryOf(url).get('pageToken'))).toEqual([null, 'p2', 'p3']);
		expect(requests.every(({ url }) => queryOf(url).get('syncToken') === 'token-1')).toBe(true);
	});

	it('a first read leaves out what was over before the window; what lies beyond it comes in with time, series always (Z4)', async () => {
		const at = (day: string) => ({ start: { dateTime: `${day}T10:00:00Z` }, end: { dateTime: `${day}T11:00:00Z` } });
		const { system, requests } = connectGoogle(
			list([
				googleEvent('before', at('2026-07-31')),
				googleEvent('inside', at('2026-08-02')),
				googleEvent('after', at('2026-10-01')),
				googleEvent('edge', { start: { date: '2026-07-31' }, end: { date: '2026-08-01' } }),
				googleEvent('series', { ...at('2020-01-01'), recurrence: ['RRULE:FREQ=DAILY'] }),
			]),
		);
		const window = { from: Date.parse('2026-08-01'), to: Date.parse('2026-09-30') };
		const { changes } = await readFeed(system, { cursor: null, window });
		expect(changes.map((change) => (change.kind === 'upsert' ? change.snapshot.id : change.kind))).toEqual(['inside', 'after', 'edge', 'series']);
		expect(queryOf(requests[0]?.url).get('timeMin')).toBe('2026-08-01T00:00:00.000Z');
	});

	it('lists the past as well when asked for everything, so that nothing of it needs a read of its own', async () => {
		const old = { start: { dateTime: '2019-05-02T10:00:00Z' }, end: { dateTime: '2019-05-02T11:00:00Z' } };
		const { system, requests } = connectGoogle(list([googleEvent('old', old)]));
		const window = { from: Date.parse('2026-08-01'), to: Date.parse('2026-09-30') };
		const { changes } = await readFeed(system, { cursor: null, window, everything: true });
		expect(changes).toMatchObject([{ kind: 'upsert', snapshot: { id: 'old' } }]);
		expect(queryOf(requests[0]?.url).has('timeMin')).toBe(false);
		await readFeed(system, { ...delta, everything: true });
		expect(queryOf(requests[1]?.url).get('syncToken')).toBe('token-1');
	});

	it.each(['reader', 'freeBusyReader', 'writerWithoutPrivateAccess'])('private details that the account lost sight of as %s are no edit that empties them', async (accessRole) => {
		const hidden = { ...googleEvent('hidden'), summary: undefined, visibility: 'private' };
		const { system } = connectGoogle(list([hidden, googleEvent('open')], { nextSyncToken: 'token-2', accessRole }), answer(200, hidden));
		const { changes } = await readFeed(system, delta);
		expect(changes).toMatchObject([{ kind: 'unreadable', id: 'hidden', message: expect.stringContaining('private') as string }, { kind: 'upsert' }]);
		expect(await system.read('hidden')).toMatchObject({ outcome: 'unreadable' });
	});

	it('an untitled private event of an own calendar is read like any other', async () => {
		const { system } = connectGoogle(list([{ ...googleEvent('mine'), summary: undefined, visibility: 'private' }], { nextSyncToken: 'token-2', accessRole: 'owner' }));
		expect((await readFeed(system, delta)).changes).toMatchObject([{ kind: 'upsert', snapshot: { record: { title: '' } } }]);
	});

	it('tells a deleted event from a cancelled occurrence of a living series', async () => {
		const { system } = connectGoogle(
			list([
				{ kind: 'calendar#event', id: 'gone1', etag: '"1"', status: 'cancelled' },
				{ id: 'series_20261103', status: 'cancelled', recurringEventId: 'series', originalStartTime: { date: '2026-11-03' } },
			]),
		);
		const { changes } = await readFeed(system, delta);
		expect(changes[0]).toEqual({ kind: 'delete', id: 'gone1', deletedAt: null });
		expect(changes[1]).toMatchObject({
			kind: 'upsert',
			snapshot: { recurring: true, record: { status: 'cancelled', series: { masterId: 'series', originalStart: { date: '2026-11-03' } } } },
		});
	});

	it('leaves out birthdays and working places, and reads out-of-office, focus time and e-mail bookings', async () => {
		const types = ['default', 'birthday', 'workingLocation', 'outOfOffice', 'focusTime', 'fromGmail', 'somethingNew'];
		const { system } = connectGoogle(list(types.map((eventType, index) => googleEvent(`event${index}`, { eventType }))));
		const { changes } = await readFeed(system, delta);
		const read = changes.map((change) => change.kind === 'upsert' && 'type' in change.snapshot.record && change.snapshot.record.type);
		expect(read).toEqual([false, 'outOfOffice', 'focusTime', 'fromGmail', 'somethingNew']);
	});

	it('reports an event that cannot be understood and reads the rest', async () => {
		const { system } = connectGoogle(list([googleEvent('odd12', { start: {} }), googleEvent('good1')]));
		const { changes } = await readFeed(system, delta);
		expect(changes.map(({ kind }) => kind)).toEqual(['unreadable', 'upsert']);
	});

	it.each([
		['a dead token', googleError(410, 'fullSyncRequired')],
		['a damaged token', googleError(400, 'invalid')],
	])('calls for a full read after %s', async (_name, reply) => {
		const { system } = connectGoogle(reply);
		await expect(readFeed(system, delta)).rejects.toMatchObject({ kind: 'cursorExpired' });
	});

	it('does not take a refused first read for a dead token', async () => {
		const { system } = connectGoogle(googleError(400, 'invalid'));
		await expect(readFeed(system, wholeTime)).rejects.toMatchObject({ kind: 'rejected' });
	});

	it('never takes a vanished calendar for deleted events (S6)', async () => {
		const { system } = connectGoogle(googleError(404, 'notFound'));
		await expect(readFeed(system, delta)).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('names the missing permission (Z13)', async () => {
		const { system } = connectGoogle(googleError(403, 'insufficientPermissions'));
		await expect(readFeed(system, delta)).rejects.toMatchObject({ kind: 'forbidden', message: expect.stringContaining('calendar.events') });
	});

	it('does not move on after a last page without a new token', async () => {
		const { system } = connectGoogle(list([], {}));
		await expect(readFeed(system, delta)).rejects.toMatchObject({ kind: 'malformed' });
	});

	it('does not turn in circles when Google names the same page again', async () => {
		const { system } = connectGoogle(list([], { nextPageToken: 'again' }));
		await expect(readFeed(system, delta)).rejects.toMatchObject({ kind: 'malformed' });
	});

	it('waits and goes on after a rate limit, whichever way it is worded', async () => {
		const { system, requests } = connectGoogle(
			googleError(403, 'rateLimitExceeded'),
			googleError(403, 'userRateLimitExceeded'),
			googleError(429, 'rateLimitExceeded'),
			list([]),
		);
		expect((await readFeed(system, delta)).pages).toHaveLength(1);
		expect(requests).toHaveLength(4);
	});
});
