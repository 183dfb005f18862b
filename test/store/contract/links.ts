import { describe, expect, it } from 'vitest';
import type { Bench } from '../storeContract';
import { commit, first, link, sync, take } from '../samples';

export function linkContract({ store }: Bench): void {
	describe('links', () => {
		it('gives saved links their number and version, and finds them whole by each side and by number', async () => {
			const lease = await take(store());
			const saved = await commit(store(), lease, { now: 12, links: [link()] });
			expect(saved).toEqual([{ ...link(), id: expect.any(Number), version: 1, updatedAt: 12 }]);
			expect(first(saved).id).toBeGreaterThan(0);
			expect(await store().linksByRecord(sync, 'crm', ['c1', 'x', 'c1'])).toEqual(saved);
			expect(await store().linksByRecord(sync, 'calendar', ['g1'])).toEqual(saved);
			expect(await store().getLinks([first(saved).id, 999])).toEqual(saved);
			expect(await store().linksByRecord('other', 'crm', ['c1'])).toEqual([]);
			expect(await store().linksByRecord(sync, 'crm', [])).toEqual([]);
		});

		it('raises the version with every save and refuses one that is based on an old version', async () => {
			const lease = await take(store());
			const [first1] = await commit(store(), lease, { links: [link()] });
			if (!first1) throw new Error('nothing saved');
			const [second] = await commit(store(), lease, { links: [{ ...first1, generation: 4, state: 'gone' }] });
			expect(second).toMatchObject({ id: first1.id, version: 2 });
			await expect(commit(store(), lease, { links: [{ ...first1, generation: 5 }] })).rejects.toMatchObject({ kind: 'versionConflict' });
			expect(await store().getLinks([first1.id])).toMatchObject([{ generation: 4, state: 'gone', crmId: 'c1', calendarId: 'g1' }]);
		});

		it('refuses the save of a removed link', async () => {
			const lease = await take(store());
			const saved = first(await commit(store(), lease, { links: [link()] }));
			await commit(store(), lease, { removedLinks: [saved.id, 999] });
			expect(await store().countLinks(sync)).toBe(0);
			await expect(commit(store(), lease, { links: [saved] })).rejects.toMatchObject({ kind: 'versionConflict' });
		});

		it('gives no record a second partner (Z6)', async () => {
			const lease = await take(store());
			await commit(store(), lease, { links: [link()] });
			const other = first(await commit(store(), lease, { links: [link({ crmId: 'c2', calendarId: 'g2' })] }));
			for (const double of [
				link({ calendarId: 'g9' }),
				link({ crmId: 'c9' }),
				link({ state: 'gone', calendarId: null }),
				{ ...other, calendarId: 'g1' },
			]) {
				await expect(commit(store(), lease, { links: [double] })).rejects.toMatchObject({ kind: 'versionConflict' });
			}
			expect(await store().countLinks(sync)).toBe(2);
			await expect(commit(store(), lease, { sync: 'other', links: [link({ sync: 'other' })] })).resolves.toHaveLength(1);
		});

		it('allows many links whose other side is still being created', async () => {
			const lease = await take(store());
			const creating = ['c1', 'c2', 'c3'].map((crmId) =>
				link({ crmId, calendarId: null, state: 'creating', intentAt: 77, contentKey: 'k', seen: { crm: null, calendar: null } }),
			);
			const saved = await commit(store(), lease, { links: creating });
			expect(saved.map((each) => each.crmId)).toEqual(['c1', 'c2', 'c3']);
			expect(saved[0]).toMatchObject({ intentAt: 77, contentKey: 'k', seen: { crm: null, calendar: null } });
			await commit(store(), lease, { links: saved.map((each, index) => ({ ...each, calendarId: `g${index}`, state: 'linked' })) });
			expect(await store().countLinks(sync, 'linked')).toBe(3);
		});

		it('lets a new link take the record of one that is removed in the same commit', async () => {
			const lease = await take(store());
			const old = first(await commit(store(), lease, { links: [link()] }));
			const [next] = await commit(store(), lease, { removedLinks: [old.id], links: [link({ calendarId: 'g2' })] });
			expect(next?.id).not.toBe(old.id);
			expect(await store().linksByRecord(sync, 'crm', ['c1'])).toMatchObject([{ calendarId: 'g2' }]);
		});

		it('lets a new link take the record of one that is gone, which keeps its other record and its generation', async () => {
			const lease = await take(store());
			const gone = first(await commit(store(), lease, { links: [link({ state: 'gone', generation: 3 })] }));
			await commit(store(), lease, { links: [link({ crmId: 'c2', calendarId: 'g1' })] });
			expect(await store().linksByRecord(sync, 'calendar', ['g1'])).toMatchObject([{ crmId: 'c2', state: 'linked' }]);
			expect(await store().getLinks([gone.id])).toMatchObject([{ crmId: 'c1', calendarId: null, generation: 3, state: 'gone' }]);
			await commit(store(), lease, { links: [{ ...gone, calendarId: 'g2', state: 'linked' }] });
			expect(await store().countLinks(sync, 'linked')).toBe(2);
		});

		it('does not remove or change links of another sync', async () => {
			const lease = await take(store());
			const foreign = first(await commit(store(), lease, { sync: 'other', links: [link()] }));
			await commit(store(), lease, { removedLinks: [foreign.id] });
			await expect(commit(store(), lease, { links: [{ ...foreign, sync }] })).rejects.toMatchObject({ kind: 'versionConflict' });
			expect(await store().countLinks('other')).toBe(1);
		});

		it('lists and counts by state, page by page', async () => {
			const lease = await take(store());
			const saved = await commit(store(), lease, {
				links: Array.from({ length: 10 }, (_, index) =>
					link({ crmId: `c${index}`, calendarId: `g${index}`, state: index % 2 === 0 ? 'linked' : 'gone' }),
				),
			});
			const page = await store().listLinks(sync, { limit: 4 });
			expect(page).toEqual(saved.slice(0, 4));
			expect(await store().listLinks(sync, { limit: 100, afterId: page.at(-1)?.id ?? 0 })).toEqual(saved.slice(4));
			const gone = await store().listLinks(sync, { state: 'gone', afterId: saved[2]?.id ?? 0, limit: 3 });
			expect(gone.map((each) => each.crmId)).toEqual(['c3', 'c5', 'c7']);
			expect(await store().countLinks(sync)).toBe(10);
			expect(await store().countLinks(sync, 'gone')).toBe(5);
		});

		it('finds 5,000 links at once', async () => {
			const lease = await take(store());
			const ids = Array.from({ length: 5_000 }, (_, index) => `c${index}`);
			const saved = await commit(store(), lease, { links: ids.map((crmId) => link({ crmId, calendarId: `g-${crmId}` })) });
			expect(await store().linksByRecord(sync, 'crm', ids)).toEqual(saved);
			expect(await store().getLinks(saved.map((each) => each.id))).toEqual(saved);
			await commit(store(), lease, { removedLinks: saved.map((each) => each.id) });
			expect(await store().countLinks(sync)).toBe(0);
		});
	});
}
