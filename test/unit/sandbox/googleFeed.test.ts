import { describe, expect, it } from 'vitest';
import { errorReason, googleClient, hour, primary } from './googleSupport';

const events = `${primary}/events`;

describe('full read', () => {
	it('pages through everything and gives a sync token on the last page only', async () => {
		const { readAll, sandbox } = googleClient({ size: 23 });
		const { items, pages, syncToken } = await readAll('maxResults=5');
		expect(new Set(items.map((item) => item.id)).size).toBe(23);
		expect(pages).toHaveLength(5);
		expect(pages.filter((page) => 'nextSyncToken' in page)).toEqual([pages.at(-1)]);
		expect(syncToken).toBeTypeOf('string');
		expect(sandbox.control.requests.counts('google').reads).toBe(5);
	});

	it('delivers all events over short and empty pages', async () => {
		const { readAll, sandbox } = googleClient({ size: 40 });
		sandbox.services.google.state.options.shortPages = true;
		const { items, pages } = await readAll('maxResults=3');
		expect(items).toHaveLength(40);
		expect(pages.some((page) => Array.isArray(page.items) && page.items.length === 0 && 'nextPageToken' in page)).toBe(true);
	});

	it('loses nothing that changes while a client pages', async () => {
		const { ok, sandbox, readAll } = googleClient({ size: 10 });
		const { person } = sandbox.services.google;
		const first = await ok('GET', `${events}?maxResults=4`);
		const [changed] = person.list();
		person.change(String(changed?.id), { summary: 'changed meanwhile' });
		const added = person.create({ summary: 'added meanwhile', ...hour() });
		const seen: unknown[] = [first.items];
		let page = first;
		while (typeof page.nextPageToken === 'string') {
			page = await ok('GET', `${events}?maxResults=4&pageToken=${page.nextPageToken}`);
			seen.push(page.items);
		}
		seen.push((await readAll(`syncToken=${String(page.nextSyncToken)}`)).items);
		expect(JSON.stringify(seen)).toContain('changed meanwhile');
		expect(JSON.stringify(seen)).toContain(String(added.id));
	});

	it('filters by window, iCalUID, one private property and text', async () => {
		const { ok, sandbox } = googleClient();
		const { person } = sandbox.services.google;
		const early = person.create({ summary: 'early', ...hour('08:00', '09:00') });
		const marked = person.create({ summary: 'marked', ...hour('12:00', '13:00'), extendedProperties: { private: { stamp: 'a=b' } } });
		const ids = async (query: string): Promise<unknown> => {
			const { items } = await ok('GET', `${events}?${query}`);
			return Array.isArray(items) ? items.map((item: { id?: unknown }) => item.id) : undefined;
		};
		expect(await ids('timeMin=2026-03-10T09:00:00%2B01:00')).toEqual([marked.id]);
		expect(await ids('timeMax=2026-03-10T12:00:00%2B01:00')).toEqual([early.id]);
		expect(await ids(`iCalUID=${encodeURIComponent(String(early.iCalUID))}`)).toEqual([early.id]);
		expect(await ids('privateExtendedProperty=stamp%3Da%3Db')).toEqual([marked.id]);
		expect(await ids('q=EARLY')).toEqual([early.id]);
	});

	it('refuses a page token with another query', async () => {
		const { call, ok } = googleClient({ size: 5 });
		const { nextPageToken } = await ok('GET', `${events}?maxResults=2`);
		expect((await call('GET', `${events}?maxResults=2&showDeleted=true&pageToken=${String(nextPageToken)}`)).status).toBe(400);
	});
});

describe('delta', () => {
	it('brings changes once, deletions as bare tombstones, and nothing when nothing happened', async () => {
		const { readAll, sandbox } = googleClient();
		const { person } = sandbox.services.google;
		const changed = person.create({ summary: 'changed', ...hour() });
		const deleted = person.create({ summary: 'deleted', ...hour() });
		person.create({ summary: 'untouched', ...hour() });
		const first = await readAll('');
		person.change(String(changed.id), { summary: 'changed twice' });
		person.remove(String(deleted.id));
		const delta = await readAll(`syncToken=${String(first.syncToken)}`);
		expect(delta.items.map((item) => item.id)).toEqual([changed.id, deleted.id]);
		expect(Object.keys(delta.items[1] ?? {}).sort()).toEqual(['etag', 'id', 'kind', 'status']);
		expect((await readAll(`syncToken=${String(delta.syncToken)}`)).items).toEqual([]);
	});

	it('covers the whole calendar although the first read had a window', async () => {
		const { readAll, sandbox } = googleClient();
		const { syncToken } = await readAll('timeMin=2026-03-01T00:00:00Z&timeMax=2026-04-01T00:00:00Z');
		const old = sandbox.services.google.person.create({ start: { date: '2019-01-01' }, end: { date: '2019-01-02' } });
		expect((await readAll(`syncToken=${String(syncToken)}`)).items.map((item) => item.id)).toEqual([old.id]);
	});

	it.each(['iCalUID=a', 'orderBy=updated', 'privateExtendedProperty=a%3Db', 'q=a', 'sharedExtendedProperty=a%3Db', 'timeMin=2026-03-01T00:00:00Z', 'timeMax=2026-03-01T00:00:00Z', 'updatedMin=2026-03-01T00:00:00Z', 'showDeleted=false'])(
		'refuses a sync token together with %s',
		async (parameter) => {
			const { call, readAll } = googleClient();
			const { syncToken } = await readAll('');
			expect((await call('GET', `${events}?syncToken=${String(syncToken)}&${parameter}`)).status).toBe(400);
		},
	);

	it('answers 410 once its tokens are expired or access changed, and a full read works again', async () => {
		const { call, readAll, sandbox } = googleClient({ size: 3 });
		const { person } = sandbox.services.google;
		const spoil = [
			() => person.expireSyncTokens('primary'),
			() => person.share('owner@example.test', 'colleague@example.test', 'reader'),
		];
		for (const step of spoil) {
			const { syncToken } = await readAll('');
			step();
			const gone = await call('GET', `${events}?syncToken=${String(syncToken)}`);
			expect([gone.status, errorReason(gone)]).toEqual([410, 'fullSyncRequired']);
			expect((await readAll('')).items).toHaveLength(3);
		}
	});

	it('pages with the same sync token', async () => {
		const { readAll, sandbox } = googleClient();
		const { syncToken } = await readAll('');
		for (let index = 0; index < 7; index++) sandbox.services.google.person.create({ summary: `n${index}`, ...hour() });
		const { items, pages } = await readAll(`maxResults=3&syncToken=${String(syncToken)}`);
		expect(items).toHaveLength(7);
		expect(pages).toHaveLength(3);
	});
});

describe('series', () => {
	const zone = 'Europe/Berlin';
	const weekly = {
		summary: 'weekly',
		start: { dateTime: '2026-03-16T09:00:00', timeZone: zone },
		end: { dateTime: '2026-03-16T10:00:00', timeZone: zone },
		recurrence: ['RRULE:FREQ=WEEKLY;COUNT=4'],
	};

	it('reports master, changed occurrence and cancelled occurrence as a client has to recognise them', async () => {
		const { readAll, sandbox } = googleClient();
		const { person } = sandbox.services.google;
		const master = person.create(weekly);
		const { syncToken } = await readAll('');
		// The clocks change on 2026-03-29, so the third occurrence is an hour earlier in UTC.
		person.change(`${String(master.id)}_20260330T070000Z`, { summary: 'moved' });
		person.remove(`${String(master.id)}_20260323T080000Z`);
		const { items } = await readAll(`syncToken=${String(syncToken)}`);
		expect(items[0]).toMatchObject({ recurringEventId: master.id, summary: 'moved', originalStartTime: { dateTime: '2026-03-30T09:00:00+02:00' } });
		expect(Object.keys(items[1] ?? {}).sort()).toEqual(['etag', 'id', 'kind', 'originalStartTime', 'recurringEventId', 'status']);
		const full = await readAll('');
		expect(full.items.map((item) => [item.status, 'recurrence' in item])).toEqual([['confirmed', true], ['confirmed', false], ['cancelled', false]]);
	});

	it('lists instances, and single events when asked', async () => {
		const { ok, readAll, sandbox } = googleClient();
		const master = sandbox.services.google.person.create(weekly);
		const { items } = await ok('GET', `${events}/${String(master.id)}/instances`);
		expect(items).toHaveLength(4);
		const single = await readAll('singleEvents=true&orderBy=startTime&timeMin=2026-03-20T00:00:00Z&timeMax=2026-04-01T00:00:00Z');
		expect(single.items.map((item) => item.start?.dateTime)).toEqual(['2026-03-23T09:00:00+01:00', '2026-03-30T09:00:00+02:00']);
	});
});
