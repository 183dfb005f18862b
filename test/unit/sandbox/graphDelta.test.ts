import { describe, expect, it } from 'vitest';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import { errorCode, graphClient, immutable, marchWindow, meeting, times, weekly, type GraphClient } from './graphSupport';

const delta = `/me/calendarView/delta?${marchWindow}`;

function subjects(items: JsonObject[]): unknown[] {
	return items.map((item) => ('@removed' in item ? 'removed' : (item.subject ?? item.type)));
}

async function startedWith(...events: JsonObject[]): Promise<GraphClient & { ids: string[]; deltaLink: string }> {
	const client = graphClient();
	const ids: string[] = [];
	for (const event of events) ids.push(String((await client.ok('POST', '/me/events', event, immutable)).id));
	return { ...client, ids, deltaLink: (await client.readAll(delta, immutable)).deltaLink };
}

describe('calendarView/delta', () => {
	it('starts with what is in the window: masters, singles and exceptions whole, occurrences as stubs', async () => {
		const { ok, sandbox, readAll } = graphClient();
		const single = await ok('POST', '/me/events', meeting(), immutable);
		await ok('POST', '/me/events', meeting(times('2026-05-10T10:00:00', '2026-05-10T11:00:00')));
		const master = await ok('POST', '/me/events', weekly(), immutable);
		const { person } = sandbox.services.microsoft;
		const [, second] = person.shown(Date.parse('2026-03-01'), Date.parse('2026-04-01')).filter(({ seriesMasterId }) => seriesMasterId === master.id);
		person.change(second?.id ?? '', { subject: 'Own' });
		const { items, deltaLink } = await readAll(delta, { prefer: 'IdType="ImmutableId", outlook.timezone="America/New_York"' });
		expect(subjects(items)).toEqual(['Visit', 'Weekly', 'occurrence', 'Own', 'occurrence']);
		expect(items[0]).toMatchObject({ '@odata.type': '#microsoft.graph.event', id: single.id, start: { timeZone: 'America/New_York' } });
		expect(Object.keys(items[2] ?? {})).toEqual(['@odata.type', '@odata.etag', 'id', 'seriesMasterId', 'type', 'start', 'end']);
		// The series' Windows zone and local time, whatever was asked for.
		expect(items[2]).toMatchObject({ seriesMasterId: master.id, start: { dateTime: '2026-03-10T10:00:00.0000000', timeZone: 'W. Europe Standard Time' } });
		expect(items[3]).toMatchObject({ type: 'exception', changeKey: items[1]?.changeKey });
		expect(items[2]?.['@odata.etag']).not.toBe(items[1]?.['@odata.etag']);
		expect(deltaLink).toContain('/v1.0/me/calendarView/delta?$deltatoken=');
		expect(await readAll(deltaLink)).toMatchObject({ items: [], pages: [{ value: [] }] });
	});

	it('reports new, changed and deleted events in the order of change', async () => {
		const { ok, readAll, ids, deltaLink } = await startedWith(meeting(), meeting({ subject: 'Second' }));
		await ok('PATCH', `/me/events/${ids[0] ?? ''}`, { subject: 'First' });
		await ok('DELETE', `/me/events/${ids[1] ?? ''}`);
		await ok('POST', '/me/events', meeting({ subject: 'Third' }));
		const { items, deltaLink: next } = await readAll(deltaLink, immutable);
		expect(subjects(items)).toEqual(['First', 'removed', 'Third']);
		expect(items[1]).toEqual({ '@odata.type': '#microsoft.graph.event', id: ids[1], '@removed': { reason: 'deleted' } });
		expect((await readAll(next)).items).toEqual([]);
	});

	it('says "deleted" of what was added, changed or moved outside the window, too, unknown ids included', async () => {
		const { ok, readAll, ids, deltaLink } = await startedWith(meeting());
		await ok('PATCH', `/me/events/${ids[0] ?? ''}`, times('2026-07-01T10:00:00', '2026-07-01T11:00:00'));
		const outside = await ok('POST', '/me/events', meeting(times('2026-08-01T10:00:00', '2026-08-01T11:00:00')), immutable);
		const { items } = await readAll(deltaLink, immutable);
		expect(items.map(({ id, '@removed': removed }) => [id, removed])).toEqual([ids[0], outside.id].map((id) => [id, { reason: 'deleted' }]));
		expect((await ok('GET', `/me/events/${ids[0] ?? ''}`)).subject).toBe('Visit');
	});

	it('shows a whole series again when one of its days changes, and nothing of a cancelled day', async () => {
		const { sandbox, readAll, ids, deltaLink } = await startedWith(weekly());
		const { person } = sandbox.services.microsoft;
		const days = person.shown(Date.parse('2026-03-01'), Date.parse('2026-04-01'));
		person.remove(days[0]?.id ?? '');
		const { items } = await readAll(deltaLink, immutable);
		expect(items.map(({ id }) => id)).toEqual([ids[0], days[1]?.id, days[2]?.id]);
	});

	it('keeps the window in the link, whatever else is in the query', async () => {
		const { ok, readAll, deltaLink } = await startedWith();
		await ok('POST', '/me/events', meeting(times('2026-07-01T10:00:00', '2026-07-01T11:00:00')));
		const { items } = await readAll(`${deltaLink}&startDateTime=2026-07-01&endDateTime=2026-08-01`);
		expect(subjects(items)).toEqual(['removed']);
	});

	it('pages by odata.maxpagesize, not by $top, and misses nothing that changes meanwhile', async () => {
		const { ok, call, ids } = await startedWith(...Array.from({ length: 7 }, (_, index) => meeting({ subject: `E${index}` })));
		const paged = { prefer: 'odata.maxpagesize=3, IdType="ImmutableId"' };
		const first = await ok('GET', `${delta}&$top=1`, undefined, paged);
		expect(first.value).toHaveLength(3);
		expect(first).not.toHaveProperty('@odata.deltaLink');
		await ok('DELETE', `/me/events/${ids[0] ?? ''}`);
		await ok('PATCH', `/me/events/${ids[6] ?? ''}`, { subject: 'changed' });
		const rest: JsonObject[] = [];
		for (let link: unknown = first['@odata.nextLink']; typeof link === 'string'; ) {
			const page = asObject((await call('GET', link, undefined, paged)).body);
			rest.push(...(page.value as JsonObject[]));
			link = page['@odata.nextLink'];
		}
		expect(subjects(rest)).toEqual(['E3', 'E4', 'E5', 'removed', 'changed']);
	});

	it('needs a window, and refuses what it does not support', async () => {
		const { call } = graphClient();
		expect(errorCode(await call('GET', '/me/calendarView/delta'))).toBe('400 ErrorInvalidParameter');
		for (const option of ['$select=subject', '$filter=subject eq 1', '$expand=extensions', '$orderby=subject', '$search=x']) {
			expect(errorCode(await call('GET', `${delta}&${option}`))).toBe('400 ErrorInvalidUrlQuery');
		}
		expect(errorCode(await call('GET', '/me/calendarView/delta?startDateTime=2020-01-01&endDateTime=2026-01-01'))).toBe('400 ErrorCalendarViewRangeTooBig');
	});

	it.each([
		['gone', '410 syncStateNotFound'],
		['resyncRequired', '410 resyncRequired'],
		['notFound', '404 syncStateNotFound'],
		['badRequest', '400 SyncStateNotFound'],
		['invalid', '400 syncStateInvalid'],
	] as const)('refuses a link that is too old: %s', async (deltaRefusal, code) => {
		const { call, sandbox, deltaLink } = await startedWith(meeting());
		sandbox.services.microsoft.state.options.deltaRefusal = deltaRefusal;
		sandbox.services.microsoft.person.expireDeltaTokens();
		const answer = await call('GET', deltaLink);
		expect(errorCode(answer)).toBe(code);
		if (answer.status === 410) expect(answer.headers.location).toContain('/calendarView/delta');
	});

	it('refuses a token that is none, or of another calendar', async () => {
		const { call, sandbox, deltaLink } = await startedWith(meeting());
		const calendar = sandbox.services.microsoft.person.createCalendar('Other');
		const token = deltaLink.split('=')[1] ?? '';
		for (const path of ['/me/calendarView/delta?$deltatoken=nonsense', `/me/calendars/${calendar}/calendarView/delta?$deltatoken=${token}`]) {
			expect((await call('GET', path)).body).toMatchObject({ error: { code: 'BadRequest', message: 'Badly formed token.' } });
		}
	});

	it('of another calendar names it in its link, and ends with it', async () => {
		const { ok, call, sandbox, readAll } = graphClient();
		const { person } = sandbox.services.microsoft;
		const calendar = person.createCalendar('CRM');
		await ok('POST', `/me/calendars/${calendar}/events`, meeting());
		await ok('POST', '/me/events', meeting({ subject: 'Elsewhere' }));
		const { items, deltaLink } = await readAll(`/me/calendars/${calendar}/calendarView/delta?${marchWindow}`);
		expect(subjects(items)).toEqual(['Visit']);
		expect(deltaLink).toContain(`/me/calendars('${calendar}')/calendarView/delta?`);
		expect((await call('GET', deltaLink)).status).toBe(200);
		person.deleteCalendar(calendar);
		expect(errorCode(await call('GET', deltaLink))).toBe('404 ErrorItemNotFound');
	});

	it('may lag, repeat and send empty pages, and ends all the same', async () => {
		const { ok, readAll, sandbox, deltaLink } = await startedWith(meeting({ subject: 'A' }), meeting({ subject: 'B' }));
		const { options } = sandbox.services.microsoft.state;
		options.lagMs = 5000;
		sandbox.control.clock.advance(6000);
		await ok('POST', '/me/events', meeting({ subject: 'C' }));
		const early = await readAll(deltaLink);
		expect(early.items).toEqual([]);
		sandbox.control.clock.advance(6000);
		Object.assign(options, { emptyPages: true, replays: true });
		const seen = new Set<unknown>();
		let link = early.deltaLink;
		for (let round = 0; round < 20; round++) {
			const { items, deltaLink: next } = await readAll(link, { prefer: 'odata.maxpagesize=1' });
			for (const subject of subjects(items)) seen.add(subject);
			link = next;
		}
		expect(seen.has('C')).toBe(true);
		expect(seen.size).toBeGreaterThan(1);
	});

	it('carries transactionId and categories, but never extended properties', async () => {
		const id = 'String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Partner';
		const { readAll } = await startedWith(meeting({ transactionId: 't-1', categories: ['CRM'], singleValueExtendedProperties: [{ id, value: 'x' }] }));
		const { items } = await readAll(delta);
		expect(items[0]).toMatchObject({ transactionId: 't-1', categories: ['CRM'] });
		expect(items[0]).not.toHaveProperty('singleValueExtendedProperties');
	});

	it('answers 5,000 events quickly enough to page through', async () => {
		const { readAll } = graphClient({ size: 5000, time: () => Date.parse('2026-03-02T09:00:00Z') });
		const { items, pages } = await readAll('/me/calendarView/delta?startDateTime=2025-06-01&endDateTime=2027-01-01', { prefer: 'odata.maxpagesize=1000' });
		expect(items).toHaveLength(5000);
		expect(pages).toHaveLength(5);
	});
});
