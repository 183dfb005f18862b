import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../sync/types';
import type { Bench } from '../storeContract';
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
			await store().prune(sync, 5);
			expect((await store().listJournal(sync, { limit: 9 })).map((each) => each.at)).toEqual([5]);
			expect((await store().getSightings(sync, 'crm', ['c1', 'c5'])).map((each) => each.recordId)).toEqual(['c5']);
			expect(await store().listJournal('other', { limit: 9 })).toHaveLength(2);
			expect(await store().getSightings('other', 'crm', ['c1', 'c5'])).toHaveLength(2);
		});
	});
}
