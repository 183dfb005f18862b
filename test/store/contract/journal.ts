import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../sync/types';
import { type Bench, journalLimit } from '../storeContract';
import { commit, feed, sync, take } from '../samples';

function written(change: Partial<JournalEntry>): JournalEntry {
	return {
		sync,
		at: 0,
		run: 'run 1',
		side: 'crm',
		recordId: 'c1',
		action: 'update',
		reason: 'changed in the calendar',
		fields: ['time'],
		before: { time: { start: { date: '2026-08-03' }, end: { date: '2026-08-04' } } },
		after: { time: { start: { date: '2026-08-05' }, end: { date: '2026-08-06' } } },
		...change,
	};
}

export function journalContract({ store }: Bench): void {
	describe('journal', () => {
		it('lists the newest first, by run, record and time', async () => {
			const entries = [
				written({ at: 10 }),
				written({ at: 20, run: 'run 2', action: 'conflict' }),
				written({ at: 20, run: 'run 2', recordId: 'c2', after: null }),
				written({ at: 30, run: 'run 3', recordId: 'c2', action: 'delete', after: null }),
			];
			await commit(store(), await take(store()), { journal: entries });
			expect(await store().listJournal(sync, { limit: 10 })).toEqual([...entries].reverse());
			expect(await store().listJournal(sync, { limit: 1 })).toEqual(entries.slice(3));
			expect(await store().listJournal(sync, { run: 'run 2', recordId: 'c2', limit: 10 })).toEqual([entries[2]]);
			expect(await store().listJournal(sync, { since: 20, limit: 10 })).toHaveLength(3);
			expect(await store().listJournal('other', { limit: 10 })).toEqual([]);
		});

		it('counts what was done on one side since a time (B5)', async () => {
			await commit(store(), await take(store()), {
				journal: [
					written({ at: 1, action: 'delete' }),
					written({ at: 5, action: 'delete' }),
					written({ at: 9, action: 'delete' }),
					written({ at: 9, action: 'delete', side: 'calendar' }),
					written({ at: 9 }),
				],
			});
			expect(await store().countJournal(sync, { side: 'crm', action: 'delete', since: 5 })).toBe(2);
		});

		it('prunes old entries and sightings of one sync', async () => {
			const lease = await take(store());
			for (const now of [1, 5]) {
				for (const name of [sync, 'other']) {
					await commit(store(), lease, { sync: name, journal: [written({ sync: name, at: now })] });
					await feed(store(), lease, { sync: name, now, sightings: [{ recordId: `c${now}`, revision: 'r', digest: null, reason: 'x' }] });
				}
			}
			await store().prune(sync, 'crm', 5);
			expect((await store().listJournal(sync, { limit: 9 })).map((each) => each.at)).toEqual([5]);
			expect((await store().getSightings(sync, 'crm', ['c1', 'c5'])).map((each) => each.recordId)).toEqual(['c5']);
			expect(await store().listJournal('other', { limit: 9 })).toHaveLength(2);
			expect(await store().getSightings('other', 'crm', ['c1', 'c5'])).toHaveLength(2);
		});

		it('keeps one image of each record, and forgets those of one side', async () => {
			const lease = await take(store());
			const image = (recordId: string, title: string, side: 'crm' | 'calendar' = 'crm') => ({ side, recordId, values: { title } });
			await commit(store(), lease, { images: [image('c1', 'old'), image('c2', 'two'), image('c1', 'here', 'calendar')] });
			await commit(store(), lease, { images: [image('c1', 'new'), { side: 'crm', recordId: 'c2', values: null }], journal: [written({}), written({ action: 'conflict' })] });
			expect(await store().getImages(sync, 'crm', ['c2', 'c1', 'c3'])).toEqual([image('c1', 'new')]);
			expect(await store().getImages('other', 'crm', ['c1'])).toEqual([]);
			await store().forgetContents(sync, 'crm');
			expect(await store().getImages(sync, 'crm', ['c1'])).toEqual([]);
			expect(await store().getImages(sync, 'calendar', ['c1'])).toEqual([image('c1', 'here', 'calendar')]);
			const contents = (await store().listJournal(sync, { limit: 9 })).map(({ action, before, after }) => [action, before !== null, after !== null]);
			expect(contents).toEqual([['conflict', true, true], ['update', false, false]]);
		});

		it('prunes images by the time they were saved, one side at a time', async () => {
			const lease = await take(store());
			for (const now of [1, 5]) await commit(store(), lease, { now, images: [{ side: 'crm', recordId: `c${now}`, values: {} }, { side: 'calendar', recordId: `c${now}`, values: {} }] });
			await store().prune(sync, 'crm', 5);
			expect((await store().getImages(sync, 'crm', ['c1', 'c5'])).map(({ recordId }) => recordId)).toEqual(['c5']);
			expect(await store().getImages(sync, 'calendar', ['c1', 'c5'])).toHaveLength(2);
		});

		it('does not grow without end: the oldest entries of a sync go first', async () => {
			const lease = await take(store());
			await commit(store(), lease, { sync: 'other', journal: [written({ sync: 'other' })] });
			for (let at = 1; at <= journalLimit * 3; at += 1) await commit(store(), lease, { journal: [written({ at })] });
			const kept = (await store().listJournal(sync, { limit: 10_000 })).map((entry) => entry.at);
			expect(kept.length).toBeLessThanOrEqual(journalLimit * 2);
			expect(kept.slice(0, journalLimit)).toEqual(Array.from({ length: journalLimit }, (_, index) => journalLimit * 3 - index));
			expect(await store().listJournal('other', { limit: 9 })).toHaveLength(1);
		});
	});
}
