import { describe, expect, it } from 'vitest';
import type { Bench } from '../storeContract';
import { commit, deliverAt, entry, feed, first, link, sync, take } from '../samples';

export function commitContract({ store }: Bench): void {
	describe('commit', () => {
		it('stores links, row ends, sightings and journal together', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1'), entry('c2')] });
			const row = first((await deliverAt(store(), 0, 1)).rows);
			await commit(store(), lease, {
				now: 3,
				links: [link()],
				rows: [{ id: row.id, outcome: 'settled' }],
				sightings: [{ side: 'calendar', recordId: 'g5', revision: 'e', digest: null, reason: 'recurring' }],
				journal: [
					{
						sync,
						at: 3,
						run: 'run 1',
						side: 'calendar',
						recordId: 'g1',
						action: 'create',
						reason: 'new in the CRM',
						fields: ['title', 'custom.Budget'],
						before: null,
						after: { title: 'x', 'custom.Budget': 2 },
					},
				],
			});
			expect(await store().countLinks(sync)).toBe(1);
			expect((await store().listRows(sync, {})).map((each) => each.recordId)).toEqual(['c2']);
			expect(await store().getSightings(sync, 'calendar', ['g5'])).toHaveLength(1);
			expect(await store().listJournal(sync, { limit: 5 })).toMatchObject([{ after: { title: 'x', 'custom.Budget': 2 } }]);
		});

		it('stores nothing at all when one of its links is refused (B4)', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1')] });
			const row = first((await deliverAt(store(), 0)).rows);
			const kept = first(await commit(store(), lease, { links: [link()] }));
			const refused = commit(store(), lease, {
				links: [link({ crmId: 'c2', calendarId: 'g2' }), { ...kept, version: 99 }],
				removedLinks: [],
				rows: [{ id: row.id, outcome: 'settled' }],
				written: [{ side: 'crm', recordId: 'c1' }],
				recheck: [{ side: 'calendar', recordId: 'g1' }],
				sightings: [{ side: 'crm', recordId: 'c7', revision: 'r', digest: null, reason: 'x' }],
			});
			await expect(refused).rejects.toMatchObject({ kind: 'versionConflict', next: expect.stringContaining('repeated') });
			expect(await store().listLinks(sync, { limit: 9 })).toEqual([kept]);
			expect(await store().listRows(sync, {})).toEqual([row]);
			expect(await store().getSightings(sync, 'crm', ['c7'])).toEqual([]);
		});

		it('returns the links in the order given, new and old mixed', async () => {
			const lease = await take(store());
			const old = first(await commit(store(), lease, { links: [link({ crmId: 'old', calendarId: 'g-old' })] }));
			const saved = await commit(store(), lease, {
				links: [link({ crmId: 'n1', calendarId: 'g-1' }), old, link({ crmId: 'n2', calendarId: 'g-2' })],
			});
			expect(saved.map((each) => [each.crmId, each.version])).toEqual([
				['n1', 1],
				['old', 2],
				['n2', 1],
			]);
		});

		it('goes on after a refused commit', async () => {
			const lease = await take(store());
			await expect(commit(store(), lease, { links: [link({ id: 5, version: 3 })] })).rejects.toMatchObject({ kind: 'versionConflict' });
			await expect(commit(store(), lease, { links: [link()] })).resolves.toHaveLength(1);
		});
	});
}
