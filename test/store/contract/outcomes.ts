import { describe, expect, it } from 'vitest';
import type { InboxRow } from '../../../sync/types';
import type { Bench } from '../storeContract';
import { commit, deliverAt, entry, event, feed, first, minute, sync, take } from '../samples';

export function outcomeContract({ store }: Bench): void {
	async function delivered(change: Parameters<typeof entry>[1] = {}): Promise<InboxRow> {
		await feed(store(), await take(store(), 'feed'), { entries: [entry('c1', change)] });
		return first((await deliverAt(store(), 0)).rows);
	}
	async function renewed() {
		const lease = await store().acquireLease('feed', 'host/10/start/next', minute, minute);
		if (lease === null) throw new Error('the lease is not free');
		return lease;
	}

	describe('ends of inbox rows', () => {
		it('removes settled rows and ignores unknown ones and those of other syncs', async () => {
			const row = await delivered();
			await store().finishRows('other', [{ id: row.id, outcome: 'settled' }], 0);
			expect(await store().getRows([row.id])).toHaveLength(1);
			await store().finishRows(sync, [{ id: row.id, outcome: 'settled' }, { id: 999, outcome: 'settled' }], 0);
			expect(await store().getRows([row.id])).toEqual([]);
		});

		it('hands a row back as often as it takes without parking it', async () => {
			await delivered();
			for (let time = 1; time <= 5; time += 1) {
				const row = first(await store().listRows(sync, {}));
				await store().finishRows(sync, [{ id: row.id, outcome: 'handedBack', notBefore: time * 10, reason: 'vendor down' }], 0);
				expect(await store().getRows([row.id])).toMatchObject([
					{ state: 'waiting', notBefore: time * 10, attempts: 0, leaseUntil: null, reason: 'vendor down' },
				]);
				expect((await deliverAt(store(), time * 10 - 1)).rows).toEqual([]);
				expect((await deliverAt(store(), time * 10)).rows).toMatchObject([{ id: row.id, attempts: 1 }]);
			}
		});

		it('drops a row that is handed back when a newer change of the record waits', async () => {
			const row = await delivered();
			await feed(store(), await renewed(), { entries: [entry('c1', { revision: 'r2' })] });
			await store().finishRows(sync, [{ id: row.id, outcome: 'handedBack', notBefore: 5, reason: 'down' }], 0);
			expect(await store().listRows(sync, {})).toMatchObject([{ revision: 'r2', state: 'waiting' }]);
		});

		it('holds a row until it is released, which lets it pass the guard, or discarded (B5)', async () => {
			const row = await delivered({ change: 'delete' });
			await store().finishRows(sync, [{ id: row.id, outcome: 'held', reason: 'too many' }], 0);
			expect(await store().getRows([row.id])).toMatchObject([{ state: 'held', reason: 'too many', leaseUntil: null }]);
			expect((await deliverAt(store(), 99 * minute)).rows).toEqual([]);
			expect(await store().releaseRows('other', 'all', 7)).toBe(0);
			expect(await store().releaseRows(sync, [row.id, 999], 7)).toBe(1);
			expect(await store().getRows([row.id])).toMatchObject([{ state: 'waiting', released: true, notBefore: 7, attempts: 0, reason: null }]);
			expect((await deliverAt(store(), 7)).rows).toMatchObject([{ id: row.id, released: true }]);
		});

		it('keeps a newer edit and drops the deletion that is held late, but holds the same deletion reported again', async () => {
			const row = await delivered({ change: 'delete' });
			const lease = await renewed();
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete', revision: 'r2' })] });
			await store().finishRows(sync, [{ id: row.id, outcome: 'held', reason: 'too many' }], 0);
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'held', revision: 'r2', reason: 'too many' }]);
			await store().releaseRows(sync, 'all', 0);
			const again = first((await deliverAt(store(), 0)).rows);
			await feed(store(), lease, { entries: [entry('c1', { revision: 'r3' })] });
			await store().finishRows(sync, [{ id: again.id, outcome: 'held', reason: 'too many' }], 0);
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'waiting', change: 'upsert', revision: 'r3' }]);
		});

		it('releases and discards all stopped rows, and nothing else', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: ['a', 'b', 'c', 'd'].map((id, order) => entry(id, { order })) });
			const [a, b, c] = (await deliverAt(store(), 0, 3)).rows;
			if (!a || !b || !c) throw new Error('three rows are due');
			const hold = (row: InboxRow) => ({ id: row.id, outcome: 'held' as const, reason: 'guard' });
			await store().finishRows(sync, [hold(a), hold(b)], 0);
			expect(await store().discardRows(sync, [a.id, c.id])).toBe(1);
			expect(await store().releaseRows(sync, 'all', 0)).toBe(1);
			await store().finishRows(sync, [hold(b)], 0);
			expect(await store().discardRows(sync, 'all')).toBe(1);
			expect((await store().listRows(sync, {})).map((row) => row.recordId)).toEqual(['c', 'd']);
		});

		it('gives a released parked row three deliveries again, and does not let it pass a guard', async () => {
			await delivered();
			for (const now of [2 * minute, 8 * minute, 9 * minute]) await deliverAt(store(), now);
			expect(await store().listRows(sync, { states: ['parked'] })).toHaveLength(1);
			await store().releaseRows(sync, 'all', 9 * minute);
			expect((await deliverAt(store(), 9 * minute)).rows).toMatchObject([{ attempts: 1, released: false, reason: null }]);
		});
	});

	describe('records that the engine wrote', () => {
		it('lets a waiting change be read again, and a waiting deletion stay', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1'), entry('c2', { change: 'delete' }), entry('c3')] });
			await commit(store(), lease, {
				written: [
					{ side: 'crm', recordId: 'c1' },
					{ side: 'crm', recordId: 'c2' },
					{ side: 'calendar', recordId: 'c3' },
					{ side: 'crm', recordId: 'unknown' },
				],
			});
			expect(await store().listRows(sync, {})).toMatchObject([
				{ recordId: 'c1', change: 'upsert', record: null, digest: null, superseded: false },
				{ recordId: 'c2', change: 'delete' },
				{ recordId: 'c3', record: { title: 'Event c3' }, digest: 'd1' },
			]);
		});

		it('marks a delivered row as out of date and adds one behind it that reads the record again', async () => {
			const row = await delivered({ order: 4 });
			const lease = await renewed();
			await commit(store(), lease, { now: 3, written: [{ side: 'crm', recordId: 'c1' }] });
			await commit(store(), lease, { now: 4, written: [{ side: 'crm', recordId: 'c1' }] });
			expect(await store().listRows(sync, {})).toMatchObject([
				{ id: row.id, state: 'delivered', superseded: true, record: { title: 'Event c1' } },
				{ state: 'waiting', change: 'upsert', record: null, order: 4, notBefore: 3, attempts: 0, superseded: false },
			]);
		});

		it('does not read a record again whose row is settled in the same commit', async () => {
			const row = await delivered();
			await commit(store(), await renewed(), {
				rows: [{ id: row.id, outcome: 'settled' }],
				written: [{ side: 'crm', recordId: 'c1' }],
			});
			expect(await store().listRows(sync, {})).toEqual([]);
		});

		it('keeps a row that became out of date after its delivery ran out, when it is settled late', async () => {
			const row = await delivered();
			await deliverAt(store(), minute);
			const lease = await renewed();
			await commit(store(), lease, { written: [{ side: 'crm', recordId: 'c1' }] });
			await store().finishRows(sync, [{ id: row.id, outcome: 'settled' }], 0);
			const again = first((await deliverAt(store(), 9 * minute)).rows);
			expect(again).toMatchObject({ record: null });
			await store().finishRows(sync, [{ id: again.id, outcome: 'settled' }], 0);
			expect(await store().listRows(sync, {})).toEqual([]);
		});

		it('reads an out-of-date row again when it is handed back alone', async () => {
			const row = await delivered();
			await commit(store(), await renewed(), { written: [{ side: 'crm', recordId: 'c1' }] });
			await store().discardRows(sync, (await store().listRows(sync, { states: ['waiting'] })).map((waiting) => waiting.id));
			await store().finishRows(sync, [{ id: row.id, outcome: 'handedBack', notBefore: 0, reason: 'down' }], 0);
			expect(await store().listRows(sync, {})).toMatchObject([{ id: row.id, record: null, digest: null, superseded: false }]);
		});

		it('rechecks records that have no pending change', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('held', { change: 'delete' }), entry('c2')] });
			await commit(store(), lease, {
				now: 8,
				recheck: ['held', 'c2', 'c3', 'c3'].map((recordId) => ({ side: 'crm', recordId })),
			});
			expect(await store().listRows(sync, {})).toMatchObject([
				{ recordId: 'c3', change: 'upsert', record: null, order: 0, notBefore: 8, createdAt: 8 },
				{ recordId: 'held', change: 'delete' },
				{ recordId: 'c2', record: { title: 'Event c2' } },
			]);
		});

		it('fills in a row that was read again', async () => {
			const lease = await take(store());
			await commit(store(), lease, { recheck: [{ side: 'crm', recordId: 'c1' }] });
			const row = first((await deliverAt(store(), 0)).rows);
			const read = entry('c1', { revision: 'r7', digest: 'd7', record: event('c1', 'Read again'), recurring: true, order: 99, notBefore: 99 });
			await store().refreshRows([{ id: row.id, entry: read }]);
			expect(await store().getRows([row.id])).toEqual([
				{ ...row, record: read.record, revision: 'r7', digest: 'd7', modifiedAt: 5, recurring: true },
			]);
		});

		it('a record that was written while it was read stays out of date', async () => {
			const lease = await take(store());
			await commit(store(), lease, { recheck: [{ side: 'crm', recordId: 'c1' }] });
			const row = first((await deliverAt(store(), 0)).rows);
			await commit(store(), lease, { written: [{ side: 'crm', recordId: 'c1' }] });
			await store().refreshRows([{ id: row.id, entry: entry('c1', { record: event('c1', 'As it was before the write') }) }]);
			expect(await store().getRows([row.id])).toMatchObject([{ superseded: true }]);
			expect(await store().listRows(sync, { states: ['waiting'] })).toMatchObject([{ recordId: 'c1', record: null }]);
		});
	});
}
