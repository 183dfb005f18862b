import { describe, expect, it } from 'vitest';
import type { Bench } from '../storeContract';
import { commit, deliverAt, entry, feed, first, link, minute, sync, take } from '../samples';

export function deliveryContract({ store, clock, deadProcesses }: Bench): void {
	describe('delivery', () => {
		it('delivers due rows by order, then by age, up to the limit, and marks them (Z4)', async () => {
			const lease = await take(store());
			await feed(store(), lease, {
				entries: [entry('late', { order: 9 }), entry('b', { order: 2 }), entry('c', { order: 2 }), entry('a', { order: -1.5 })],
			});
			await feed(store(), lease, { entries: [entry('future', { order: 0, notBefore: 11 })] });
			const { rows, parked } = await deliverAt(store(), 10, 3);
			expect(rows.map((row) => row.recordId)).toEqual(['a', 'b', 'c']);
			expect(rows).toEqual(await store().getRows(rows.map((row) => row.id)));
			expect(first(rows)).toMatchObject({ state: 'delivered', attempts: 1, leaseUntil: 10 + minute });
			expect(parked).toEqual([]);
			expect((await deliverAt(store(), 11)).rows.map((row) => row.recordId)).toEqual(['future', 'late']);
		});

		it('delivers only the asked side and sync', async () => {
			const lease = await take(store());
			await feed(store(), lease, { side: 'calendar', entries: [entry('g')] });
			await feed(store(), lease, { sync: 'other', entries: [entry('o')] });
			expect((await deliverAt(store(), 0)).rows).toEqual([]);
			expect((await deliverAt(store(), 0, 10, 'calendar')).rows.map((row) => row.recordId)).toEqual(['g']);
		});

		it('does not deliver again what somebody is still working on (B4)', async () => {
			await feed(store(), await take(store()), { entries: [entry('slow'), entry('dead')] });
			const { rows } = await deliverAt(store(), 0);
			const slow = first(rows.filter(({ recordId }) => recordId === 'slow'));
			await store().extendDeliveries([slow.id], 30 * minute);
			await deliverAt(store(), 10 * minute);
			expect((await deliverAt(store(), 20 * minute)).rows.map((row) => row.recordId)).toEqual(['dead']);
			expect(await store().getRows([slow.id])).toMatchObject([{ state: 'delivered', leaseUntil: 30 * minute, attempts: 1 }]);
		});

		it('delivers what nobody settled again after one and five minutes, then parks it (B4)', async () => {
			await feed(store(), await take(store()), { entries: [entry('c1')] });
			const times: number[] = [];
			let now = 0;
			for (let delivery = 1; delivery <= 3; delivery += 1) {
				const { rows } = await deliverAt(store(), now);
				expect(rows).toMatchObject([{ attempts: delivery }]);
				times.push(now);
				// Walks in whole minutes until the row comes back.
				const due = now + minute + ([minute, 5 * minute][delivery - 1] ?? 0);
				if (delivery < 3) expect((await deliverAt(store(), due - 1)).rows).toEqual([]);
				now = due;
			}
			expect(times).toEqual([0, 2 * minute, 8 * minute]);
			const { rows, parked } = await deliverAt(store(), now);
			expect(rows).toEqual([]);
			expect(parked).toMatchObject([{ recordId: 'c1', state: 'parked', attempts: 3, leaseUntil: null }]);
			expect(first(parked).reason).toContain('3 times');
			expect(await deliverAt(store(), now + 100 * minute)).toEqual({ rows: [], parked: [] });
			expect((await store().countRows(sync)).parked).toBe(1);
		});

		it('counts the delay from the end of the delivery, not from when it was noticed', async () => {
			await feed(store(), await take(store()), { entries: [entry('c1')] });
			await deliverAt(store(), 0);
			expect((await deliverAt(store(), 60 * minute)).rows).toMatchObject([{ attempts: 2 }]);
		});

		it('does not take a delivery back a moment too early', async () => {
			await feed(store(), await take(store()), { entries: [entry('c1')] });
			await deliverAt(store(), 0);
			await deliverAt(store(), minute - 1);
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'delivered' }]);
			await deliverAt(store(), minute);
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'waiting', notBefore: 2 * minute }]);
		});

		it('takes back at once what was delivered to a dead process, and only that (B4)', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: ['a', 'b', 'c'].map((id, order) => entry(id, { order })) });
			const request = { sync, side: 'crm', limit: 1, now: 0, leaseUntil: 100 * minute } as const;
			await store().deliver({ ...request, owner: 'host/77/start/run' });
			await store().deliver({ ...request, owner: 'host/78/start/run' });
			await store().deliver(request);
			deadProcesses.add(77);
			await store().deliver({ ...request, now: minute });
			expect((await store().countRows(sync)).delivered).toBe(3);
			await store().deliver({ ...request, now: minute, owner: 'host/10/start/run' });
			expect(await store().listRows(sync, { states: ['delivered'] })).toMatchObject([
				{ recordId: 'a', attempts: 2 },
				{ recordId: 'b', attempts: 1 },
				{ recordId: 'c', attempts: 1 },
			]);
		});

		it('waits before a third delivery when two processes have died with the change (B4)', async () => {
			await feed(store(), await take(store()), { entries: [entry('a')] });
			const request = { sync, side: 'crm', limit: 1, leaseUntil: 100 * minute } as const;
			await store().deliver({ ...request, now: 0, owner: 'host/77/start/run' });
			deadProcesses.add(77);
			expect((await store().deliver({ ...request, now: minute, owner: 'host/78/start/run' })).rows).toMatchObject([{ attempts: 2 }]);
			deadProcesses.add(78);
			expect((await store().deliver({ ...request, now: 2 * minute, owner: 'host/10/start/run' })).rows).toEqual([]);
			expect(await store().listRows(sync, { states: ['waiting'] })).toMatchObject([{ recordId: 'a', notBefore: 7 * minute, attempts: 2 }]);
		});

		it('drops an expired delivery when a newer change waits, and delivers that', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1')] });
			await deliverAt(store(), 0);
			await feed(store(), lease, { entries: [entry('c1', { revision: 'r2' })] });
			expect((await deliverAt(store(), minute)).rows).toMatchObject([{ revision: 'r2', attempts: 1 }]);
			expect(await store().listRows(sync, {})).toHaveLength(1);
		});

		it('keeps the order of a deletion before or after the changes of other records', async () => {
			const lease = await take(store());
			await feed(store(), lease, {
				entries: [entry('c2', { order: 2 }), entry('c3', { order: 3, change: 'delete' }), entry('c1', { order: 1, change: 'delete' })],
			});
			expect((await deliverAt(store(), 0)).rows.map((row) => row.recordId)).toEqual(['c1', 'c2', 'c3']);
		});

		it('counts rows by state and the age of the oldest that could be delivered', async () => {
			const lease = await take(store());
			expect(await store().countRows(sync)).toEqual({ waiting: 0, delivered: 0, held: 0, parked: 0, oldestAge: null });
			await feed(store(), lease, { now: 5, entries: [entry('c1', { order: 0 })] });
			await deliverAt(store(), 6);
			await feed(store(), lease, { now: 7, entries: [entry('c1'), entry('c2', { notBefore: 2_000 })] });
			clock.now = 1_000;
			expect(await store().countRows(sync)).toEqual({ waiting: 2, delivered: 1, held: 0, parked: 0, oldestAge: null });
			await feed(store(), lease, { now: 400, side: 'calendar', entries: [entry('g1')] });
			expect((await store().countRows(sync)).oldestAge).toBe(600);
			expect((await store().countRows(sync, 'crm')).oldestAge).toBeNull();
			clock.now = 2_000;
			expect((await store().countRows(sync)).oldestAge).toBe(1_993);
		});

		it('counts pending deletions of linked records only (B5)', async () => {
			const lease = await take(store());
			await commit(store(), lease, {
				links: [
					...['c1', 'c2', 'c3', 'c4'].map((id) => link({ crmId: id, calendarId: `g-${id}` })),
					link({ crmId: 'gone', calendarId: 'g-gone', state: 'gone' }),
				],
			});
			const deletes = ['c1', 'c2', 'c3', 'c4', 'gone', 'unknown'].map((id, order) => entry(id, { change: 'delete', order }));
			await feed(store(), lease, { entries: deletes });
			await deliverAt(store(), 0, 1);
			const row = first(await store().listRows(sync, { recordIds: ['c2'] }));
			await store().finishRows(sync, [{ id: row.id, outcome: 'held', reason: 'too many' }], 0);
			await feed(store(), lease, { entries: [entry('c4')] });
			expect(await store().countPendingDeletes(sync, 'crm')).toBe(3);
			expect(await store().countPendingDeletes(sync, 'calendar')).toBe(0);
			await store().releaseRows(sync, 'all', 0);
			expect(await store().countPendingDeletes(sync, 'crm')).toBe(2);
		});
	});
}
