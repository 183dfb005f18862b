import { describe, expect, it } from 'vitest';
import type { CalendarEvent } from '../../../sync/types';
import { secretDigest } from '../../../systems/shared/secrets';
import { systemModule } from '../../../systems/googleCalendar';
import { answer, connectGoogle, cut, googleError, googleEvent, scripted, TestClock } from './googleFakes';

const path = (url: string | undefined): string => decodeURIComponent(new URL(url ?? '').pathname);

async function recordAt(start: string, iCalUID?: string): Promise<CalendarEvent> {
	const { system } = connectGoogle(answer(200, googleEvent('seed1', { start: { dateTime: start }, end: { dateTime: start }, iCalUID })));
	const result = await system.read('seed1');
	if (result.outcome !== 'found' || !('start' in result.snapshot.record)) throw new Error('not found');
	return result.snapshot.record;
}

describe('reading single Google events', () => {
	it('takes a cancelled event for deleted and a cancelled occurrence for a living one', async () => {
		expect(await connectGoogle(answer(200, { id: 'x', status: 'cancelled' })).system.read('x')).toEqual({ outcome: 'gone' });
		const occurrence = { id: 'x', status: 'cancelled', recurringEventId: 'm', originalStartTime: { date: '2026-11-03' } };
		expect(await connectGoogle(answer(200, occurrence)).system.read('x')).toMatchObject({ outcome: 'found', snapshot: { recurring: true } });
	});

	it('takes 404 for deleted only when the calendar is still there (S6)', async () => {
		const there = connectGoogle(googleError(404, 'notFound'), answer(200, { accessRole: 'owner' }));
		expect(await there.system.read('x')).toEqual({ outcome: 'gone' });
		await expect(connectGoogle(googleError(404, 'notFound')).system.read('x')).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('never takes a refusal for a deletion', async () => {
		expect(await connectGoogle(googleError(403, 'forbidden')).system.read('x')).toMatchObject({ outcome: 'unreadable' });
		await expect(connectGoogle(cut(true)).system.read('x')).rejects.toMatchObject({ kind: 'unavailable' });
	});

	it("looks the calendar's default reminders up once for many events", async () => {
		const { system, requests } = connectGoogle((request) =>
			path(request.url).endsWith('/events')
				? answer(200, { defaultReminders: [{ method: 'popup', minutes: 20 }] })
				: answer(200, googleEvent('event1', { reminders: { useDefault: true } })),
		);
		await system.read('event1');
		const results = await system.readMany(['event1', 'event1']);
		expect(results).toMatchObject([{ snapshot: { record: { reminders: [{ minutes: 20 }] } } }, { outcome: 'found' }]);
		expect(requests).toHaveLength(4);
	});
});

describe('finding the same event', () => {
	it('looks a few records up one by one, also by iCalUID, and names each event once', async () => {
		const { system, requests } = connectGoogle(answer(200, { items: [googleEvent('same1'), googleEvent('dead1', { status: 'cancelled' })] }));
		const found = await system.findCandidates([await recordAt('2026-11-03T10:00:00Z', 'uid@x'), await recordAt('2026-11-09T10:00:00Z')]);
		expect(found.map(({ id }) => id)).toEqual(['same1']);
		const queries = requests.map(({ url }) => new URL(url).searchParams);
		expect(queries.map((query) => query.get('iCalUID'))).toEqual([null, null, 'uid@x']);
		expect(queries[0]?.get('timeMin')).toBe('2026-11-03T09:59:59.000Z');
	});

	it('looks many records up in one listing', async () => {
		const records = await Promise.all(['01', '02', '03', '04'].map(async (day) => await recordAt(`2026-11-${day}T10:00:00Z`)));
		const { system, requests } = connectGoogle(answer(200, { items: [] }));
		await system.findCandidates(records);
		expect(requests.map(({ url }) => new URL(url).searchParams.get('timeMax'))).toEqual(['2026-11-04T10:00:01.000Z']);
	});

	it('finds what was created since a time, also when Google does not look back that far', async () => {
		const { system } = connectGoogle(googleError(410, 'updatedMinTooLongAgo'), answer(200, { items: [googleEvent('old12'), googleEvent('new12', { created: '2026-10-30T00:00:00Z' })] }));
		expect((await system.createdSince(Date.parse('2026-10-01'))).map(({ id }) => id)).toEqual(['new12']);
	});
});

describe('knowing account and calendar', () => {
	const entry = (id: string, more: Record<string, unknown> = {}) => answer(200, { id, summary: `Calendar ${id}`, accessRole: 'owner', ...more });

	it('resolves them to real ids in two requests', async () => {
		const { system, requests } = connectGoogle(entry('team-real', { accessRole: 'reader' }), entry('me@example.test', { primary: true }));
		expect(await system.identify()).toEqual({
			account: 'me@example.test',
			accountName: 'me@example.test',
			container: 'team-real',
			containerName: 'Calendar team-real',
			writable: false,
		});
		expect(requests).toHaveLength(2);
	});

	it('makes do with the events permission alone', async () => {
		const { system } = connectGoogle(googleError(403, 'insufficientPermissions'), answer(200, { summary: 'Team', accessRole: 'writer' }));
		expect(await system.identify()).toMatchObject({ account: 'team@example.test', containerName: 'Team', writable: true });
	});

	it.each<[string, Record<string, unknown>, boolean]>([
		['the main one', { primary: true }, true],
		['one whose data the account owns', { dataOwner: 'me@example.test' }, true],
		['one that somebody else shares as owner', { dataOwner: 'colleague@example.test' }, false],
		['one that Google names no data owner of', {}, false],
		['one that the account may only write to', { dataOwner: 'me@example.test', accessRole: 'writer' }, false],
	])('tells the account\'s own calendar from a shared one: %s', async (_, more, owned) => {
		const { system } = connectGoogle(entry('team-real', more), entry('me@example.test', { primary: true }));
		expect((await system.identify()).owned ?? false).toBe(owned);
	});

	it('says when the calendar is not there', async () => {
		const missing = connectGoogle((request) => (path(request.url).endsWith('/primary') ? entry('me@example.test', { primary: true }) : googleError(404, 'notFound')));
		await expect(missing.system.identify()).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('concludes nothing from 404 when the main calendar, which every account has, is not found either', async () => {
		await expect(connectGoogle(googleError(404, 'notFound')).system.identify()).rejects.toMatchObject({ kind: 'unavailable' });
	});

	it('lists calendars that can be written only (Z1)', async () => {
		const roles = ['reader', 'writer', 'freeBusyReader', 'writerWithoutPrivateAccess', 'owner'];
		const items = roles.map((accessRole) => ({ id: accessRole, summary: accessRole, accessRole, primary: accessRole === 'owner' }));
		const { request } = scripted(answer(200, { items: items.slice(0, 2), nextPageToken: 'p2' }), answer(200, { items: items.slice(2) }));
		const connection = { request, baseUrl: 'https://www.googleapis.com', resource: 'event' as const, container: '', clock: new TestClock() };
		expect((await systemModule.directory(connection).containers()).map(({ id }) => id)).toEqual(['owner', 'writer', 'writerWithoutPrivateAccess']);
	});

	it('makes a dedicated calendar (P2)', async () => {
		const { request, requests } = scripted(answer(200, { id: 'new', summary: 'CRM' }));
		const connection = { request, baseUrl: 'https://www.googleapis.com', resource: 'event' as const, container: '', clock: new TestClock() };
		expect(await systemModule.directory(connection).createContainer?.('CRM', 'Europe/Berlin')).toEqual({ id: 'new', name: 'CRM', primary: false });
		expect(requests[0]?.body).toEqual({ summary: 'CRM', timeZone: 'Europe/Berlin' });
	});

	it('never deletes the main calendar, and takes one that is gone for deleted (B12)', async () => {
		const main = connectGoogle(entry('team@example.test', { primary: true }));
		await expect(main.system.deleteContainer?.()).rejects.toMatchObject({ kind: 'rejected' });
		expect(main.requests.every(({ method }) => method === 'GET')).toBe(true);
		const extra = connectGoogle(entry('team@example.test'), googleError(404, 'notFound'));
		await extra.system.deleteContainer?.();
		expect(extra.requests.at(-1)?.method).toBe('DELETE');
	});
});

describe('push messages (Z5)', () => {
	const subscription = { id: 'channel-1', resource: 'r', expiresAt: 0, token: secretDigest('secret') };
	const message = (more: Record<string, string>) => ({
		headers: { 'x-goog-channel-id': 'channel-1', 'x-goog-channel-token': 'secret', 'x-goog-resource-state': 'exists', ...more },
		body: undefined,
	});

	it.each([
		['wake', {}],
		['wake', { 'x-goog-resource-state': 'not_exists' }],
		['acknowledge', { 'x-goog-resource-state': 'sync' }],
		['reject', { 'x-goog-channel-token': 'guess' }],
		['reject', { 'x-goog-channel-token': '' }],
		['reject', { 'x-goog-channel-id': 'channel-2' }],
		['reject', { 'x-goog-resource-state': 'nonsense' }],
	])('%s for %j', (verdict, headers) => {
		expect(systemModule.verifyPush(message(headers), subscription)).toEqual({ verdict });
	});

	it('rejects a message without any header', () => {
		expect(systemModule.verifyPush({ headers: {}, body: {} }, subscription)).toEqual({ verdict: 'reject' });
	});

	it('opens a channel with a new id each time and closes it', async () => {
		const { system, requests } = connectGoogle(({ url }) =>
			url.includes('/stop') ? answer(204) : answer(200, { resourceId: 'r', expiration: '1800000000000' }),
		);
		const first = await system.subscribe?.('https://n8n.example.test/hook', 'secret');
		const second = await system.subscribe?.('https://n8n.example.test/hook', 'secret');
		expect(first).toMatchObject({ resource: 'r', expiresAt: 1_800_000_000_000, token: secretDigest('secret') });
		expect(second?.id).not.toBe(first?.id);
		if (first !== undefined) await system.unsubscribe?.(first);
		expect(requests.at(-1)?.body).toEqual({ id: first?.id, resourceId: 'r' });
	});

	it('says what to do when Google cannot reach this n8n', async () => {
		const { system } = connectGoogle(googleError(400, 'push.webhookUrlNotHttps', 'WebHook callback must be HTTPS'));
		await expect(system.subscribe?.('http://x', 't')).rejects.toMatchObject({ kind: 'rejected', next: expect.stringContaining('WEBHOOK_URL') });
	});
});
