import { describe, expect, it } from 'vitest';
import type { WriteRequest } from '../../../sync/types';
import { answer, connectGoogle, cut, googleError, googleEvent, quiet } from './googleFakes';

const stamp = { sync: 'sales', partnerId: '42', generation: 0 };
const time = { start: { dateTime: '2026-11-03T10:00:00+01:00' }, end: { dateTime: '2026-11-03T11:00:00+01:00' } };
const create: WriteRequest = { kind: 'create', key: 'rec01', values: { title: 'Offer talk', time }, stamp };
const update: WriteRequest = { kind: 'update', id: 'event1', values: { title: 'New title' }, revision: '"etag-event1" none' };
const remove: WriteRequest = { kind: 'delete', id: 'event1', revision: '"etag-event1" none' };
const live = (more: Record<string, unknown> = {}) => answer(200, googleEvent('event1', more));
const cancelled = answer(200, { id: 'event1', etag: '"later"', status: 'cancelled' });

describe('creating Google events', () => {
	it('uses the key as id, carries the mark and mails nobody (B3)', async () => {
		const { system, requests } = connectGoogle(answer(200, googleEvent('rec01')));
		const [result] = await system.write([create], quiet);
		expect(result).toMatchObject({ outcome: 'written', id: 'rec01', revision: '"etag-rec01" none', snapshot: { id: 'rec01' } });
		expect(requests[0]?.body).toMatchObject({ id: 'rec01', summary: 'Offer talk', extendedProperties: { private: { crmCalendarSync: 'sales' } } });
		expect(JSON.stringify(requests[0]?.body)).not.toContain('null');
		expect(new URL(requests[0]?.url ?? '').searchParams.get('sendUpdates')).toBe('none');
	});

	it('repeats a create whose answer was lost and finds that it had happened (B4)', async () => {
		const { system, requests } = connectGoogle(cut(true), googleError(409, 'duplicate'), answer(200, googleEvent('rec01')));
		expect(await system.write([create], quiet)).toMatchObject([{ outcome: 'exists', snapshot: { id: 'rec01' } }]);
		expect(requests.map(({ method }) => method)).toEqual(['POST', 'POST', 'GET']);
	});

	it('says that the key is burnt when a deleted event holds it', async () => {
		const { system } = connectGoogle(googleError(409, 'duplicate'), answer(200, { id: 'rec01', etag: '"later"', status: 'cancelled' }));
		expect(await system.write([create], quiet)).toEqual([{ outcome: 'keyUsed' }]);
	});

	it('refuses a record without times before anything is sent', async () => {
		const { system, requests } = connectGoogle(answer(500));
		expect(await system.write([{ ...create, values: { title: 'No time' } }], quiet)).toMatchObject([{ outcome: 'rejected', field: 'time' }]);
		expect(requests).toHaveLength(0);
	});

	it('writes the same event again and again without a second one while the server answers 500 after doing it', async () => {
		const created = new Set<string>();
		const { system } = connectGoogle(({ method, body }) => {
			if (method === 'GET') return answer(200, googleEvent('rec01'));
			const { id } = body as { id: string };
			if (created.has(id)) return googleError(409, 'duplicate');
			created.add(id);
			return googleError(500, 'backendError');
		});
		expect(await system.write([create], quiet)).toMatchObject([{ outcome: 'exists' }]);
		expect(created.size).toBe(1);
	});

	it('applies the defaults for new records only where the record says nothing', async () => {
		const { system, requests } = connectGoogle(answer(200, googleEvent('rec01')));
		const options = { ...quiet, defaults: { availability: 'free' as const, color: '7' } };
		await system.write([create, { ...create, values: { ...create.values, availability: 'busy' } }], options);
		expect(requests.map(({ body }) => body)).toMatchObject([{ transparency: 'transparent', colorId: '7' }, { transparency: 'opaque' }]);
	});
});

describe('changing Google events', () => {
	it('patches with the etag as precondition and sends the changed fields only (B2)', async () => {
		const { system, requests } = connectGoogle(live({ summary: 'New title', etag: '"next"' }));
		expect(await system.write([update], quiet)).toMatchObject([{ outcome: 'written', revision: '"next" none' }]);
		expect(requests[0]).toMatchObject({ method: 'PATCH', headers: { 'if-match': '"etag-event1"' }, body: { summary: 'New title' } });
	});

	it.each([
		['stale', googleError(412, 'conditionNotMet')],
		['gone', googleError(410, 'deleted')],
		['gone', cancelled],
	])('reports %s', async (outcome, reply) => {
		const { system } = connectGoogle(reply);
		expect(await system.write([update], quiet)).toEqual([{ outcome }]);
	});

	it('takes 404 for a deleted event only when the calendar is still there', async () => {
		const there = connectGoogle(googleError(404, 'notFound'), answer(200, { accessRole: 'owner' }));
		expect(await there.system.write([update], quiet)).toEqual([{ outcome: 'gone' }]);
		const away = connectGoogle(googleError(404, 'notFound'));
		await expect(away.system.write([update], quiet)).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('says whom to ask when only the organiser may change the event', async () => {
		const { system } = connectGoogle(googleError(403, 'forbiddenForNonOrganizer'));
		expect(await system.write([update], quiet)).toMatchObject([{ outcome: 'rejected', next: expect.stringContaining('organiser') }]);
	});

	it('reports a calendar that became read-only', async () => {
		const { system } = connectGoogle(googleError(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.'));
		expect(await system.write([update], quiet)).toMatchObject([{ outcome: 'forbidden' }]);
	});

	it('finds out that a change happened although its answer was lost (B4)', async () => {
		const { system, requests } = connectGoogle(cut(true), live({ summary: 'New title', etag: '"next"' }));
		expect(await system.write([update], quiet)).toMatchObject([{ outcome: 'written', revision: '"next" none' }]);
		expect(requests.map(({ method }) => method)).toEqual(['PATCH', 'GET']);
	});

	it('finds out that a change did not happen', async () => {
		const { system } = connectGoogle(cut(true), live());
		expect(await system.write([update], quiet)).toMatchObject([{ outcome: 'retry' }]);
	});

	it('stays undecided when somebody else changed the event meanwhile, or it cannot be read', async () => {
		const changed = connectGoogle(cut(true), live({ summary: 'Another', etag: '"other"' }));
		expect(await changed.system.write([update], quiet)).toMatchObject([{ outcome: 'unclear' }]);
		const unread = connectGoogle(cut(true));
		expect(await unread.system.write([update], quiet)).toMatchObject([{ outcome: 'unclear' }]);
	});

	it('passes no half-known record on when the event uses default reminders', async () => {
		const { system } = connectGoogle(live({ reminders: { useDefault: true } }));
		const [result] = await system.write([update], quiet);
		expect(result).toMatchObject({ outcome: 'written', revision: '"etag-event1" default' });
		expect(result).not.toHaveProperty('snapshot');
	});

	describe('of guests', () => {
		const anna = { email: 'Anna@example.test', responseStatus: 'accepted', comment: 'Ten minutes late', additionalGuests: 2, optional: true };
		const host = { email: 'team@example.test', organizer: true, self: true, responseStatus: 'accepted' };
		const before = live({ attendees: [host, anna, { email: 'carl@example.test', comment: 'No' }] });
		const wanted = [{ email: 'anna@example.test', response: 'accepted' as const }, { email: 'bob@example.test' }];
		const invite: WriteRequest = { ...update, values: { attendees: wanted } };
		const kept = [{ email: 'anna@example.test', responseStatus: 'accepted', comment: 'Ten minutes late', additionalGuests: 2, optional: true }, { email: 'bob@example.test' }];

		it('keeps comments and companions of those who stay, as the read before the write told them', async () => {
			const { system, requests } = connectGoogle(before, live({ etag: '"next"' }));
			await system.readMany(['event1']);
			expect(await system.write([invite], quiet)).toMatchObject([{ outcome: 'written' }]);
			expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
			expect(requests[1]?.body).toEqual({ attendees: kept });
		});

		it('keeps them as a listing of candidates told them', async () => {
			const { system, requests } = connectGoogle(answer(200, { items: [googleEvent('event1', { attendees: [anna] })], nextSyncToken: 't' }), live());
			await system.createdSince(0);
			await system.write([invite], quiet);
			expect(requests.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
			expect(requests[1]?.body).toEqual({ attendees: kept });
		});

		it.each([
			['was not read before', null],
			['was read in another state', live({ etag: '"older"' })],
		])('reads the event once when it %s', async (_what, earlier) => {
			const { system, requests } = connectGoogle(...(earlier === null ? [] : [earlier]), before, live({ etag: '"next"' }));
			if (earlier !== null) await system.read('event1');
			const readBefore = requests.length;
			await system.write([invite], quiet);
			expect(requests.slice(readBefore).map(({ method }) => method)).toEqual(['GET', 'PATCH']);
			expect(requests.at(-1)?.body).toEqual({ attendees: kept });
		});

		it('leaves to Google who organises and whose calendar this is', async () => {
			const { system, requests } = connectGoogle(before, live());
			await system.write([{ ...update, values: { attendees: [{ email: 'team@example.test', organizer: true, response: 'accepted' }] } }], quiet);
			expect(requests[1]?.body).toEqual({ attendees: [{ email: 'team@example.test', responseStatus: 'accepted' }] });
		});

		it('needs no read when nobody stays', async () => {
			const { system, requests } = connectGoogle(live());
			await system.write([{ ...update, values: { attendees: [] } }], quiet);
			expect(requests.map(({ method }) => method)).toEqual(['PATCH']);
		});

		it.each([
			['gone', cancelled],
			['gone', googleError(410, 'deleted')],
			['retry', googleError(403, 'quotaExceeded')],
		])('writes nothing and reports %s when the event cannot be read', async (outcome, reply) => {
			const { system, requests } = connectGoogle(reply);
			expect(await system.write([invite], quiet)).toMatchObject([{ outcome }]);
			expect(requests.filter(({ method }) => method === 'PATCH')).toEqual([]);
		});
	});

	it.each([
		['none', 'none'],
		['external', 'externalOnly'],
		['all', 'all'],
	] as const)('mails guests as asked: %s (B3)', async (notifyGuests, sent) => {
		const { system, requests } = connectGoogle(({ method }) => (method === 'DELETE' ? answer(204) : live()));
		await system.write([create, update, remove], { ...quiet, notifyGuests });
		expect(requests.map(({ url }) => new URL(url).searchParams.get('sendUpdates'))).toEqual([sent, sent, sent]);
	});
});

describe('deleting Google events', () => {
	it('deletes with the etag as precondition', async () => {
		const { system, requests } = connectGoogle(answer(204));
		expect(await system.write([remove], quiet)).toEqual([{ outcome: 'deleted' }]);
		expect(requests[0]).toMatchObject({ method: 'DELETE', headers: { 'if-match': '"etag-event1"' } });
	});

	it('keeps an event that was edited meanwhile (B9)', async () => {
		const { system } = connectGoogle(googleError(412, 'conditionNotMet'));
		expect(await system.write([remove], quiet)).toEqual([{ outcome: 'stale' }]);
	});

	it.each([
		['deleted', 'happened', cancelled],
		['retry', 'did not happen', live()],
		['stale', 'met an edit', live({ etag: '"other"' })],
	])('reports %s when the answer was lost and the deletion %s', async (outcome, _what, now) => {
		const { system } = connectGoogle(cut(true), now);
		expect(await system.write([remove], quiet)).toMatchObject([{ outcome }]);
	});
});

describe('writing many events', () => {
	const many = Array.from({ length: 40 }, (_, index): WriteRequest => ({ ...create, key: `rec${String(index).padStart(3, '0')}` }));

	it('answers in the order of the requests and survives one refusal in the middle', async () => {
		let count = 0;
		const { system } = connectGoogle(({ body }) => {
			count += 1;
			return count === 20 ? googleError(403, 'rateLimitExceeded') : answer(200, googleEvent((body as { id: string }).id));
		});
		const results = await system.write(many, quiet);
		expect(results.map((result) => result.outcome === 'written' && result.id)).toEqual(many.map((request) => request.kind === 'create' && request.key));
	});

	it('hands the rest back for hours when the usage limit is reached, without trying each', async () => {
		const { system, requests, clock } = connectGoogle(googleError(403, 'quotaExceeded', 'Calendar usage limits exceeded.'));
		const results = await system.write(many, quiet);
		expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['retry']));
		expect(results.every((result) => result.outcome === 'retry' && (result.retryAt ?? 0) > clock.now() + 3 * 3_600_000)).toBe(true);
		expect(requests.length).toBeLessThanOrEqual(12);
	});

	it('fails as a whole when the credential is refused', async () => {
		const { system } = connectGoogle(googleError(401, 'authError'));
		await expect(system.write(many, quiet)).rejects.toMatchObject({ kind: 'unauthorized' });
	});

	it('keeps what was written when the credential is revoked in mid-run', async () => {
		let count = 0;
		const { system } = connectGoogle(({ body }) => {
			count += 1;
			return count > 15 ? googleError(401, 'authError') : answer(200, googleEvent((body as { id: string }).id));
		});
		const outcomes = (await system.write(many, quiet)).map(({ outcome }) => outcome);
		expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(15);
		expect(outcomes.filter((outcome) => outcome === 'retry')).toHaveLength(25);
	});
});
