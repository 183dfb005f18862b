import { describe, expect, it } from 'vitest';
import type { Bench } from '../storeContract';
import { commit, deliverAt, entry, event, feed, first, link, minute, sync, take } from '../samples';

export function feedContract({ store }: Bench): void {
	describe('changes into the inbox', () => {
		it('stores entries, cursor and sightings together and gives the record back whole', async () => {
			const lease = await take(store());
			await feed(store(), lease, {
				now: 42,
				entries: [entry('c1', { order: 3, notBefore: 50, recurring: true })],
				sightings: [{ recordId: 'c9', revision: 'r', digest: 'd', reason: 'private' }],
				cursor: { since: 'x' },
			});
			expect(await store().listRows(sync, {})).toEqual([
				{
					...entry('c1', { order: 3, notBefore: 50, recurring: true }),
					id: expect.any(Number),
					sync,
					side: 'crm',
					state: 'waiting',
					attempts: 0,
					leaseUntil: null,
					superseded: false,
					released: false,
					reason: null,
					createdAt: 42,
				},
			]);
			expect(await store().getCursor(sync, 'crm')).toEqual({ since: 'x' });
			expect(await store().getSightings(sync, 'crm', ['c9', 'c1'])).toEqual([
				{ recordId: 'c9', revision: 'r', digest: 'd', reason: 'private' },
			]);
			expect(await store().getSightings(sync, 'calendar', ['c9'])).toEqual([]);
		});

		it('keeps the cursor when none is given and the newest sighting of a record', async () => {
			const lease = await take(store());
			await feed(store(), lease, { cursor: { n: 1 }, sightings: [{ recordId: 'c9', revision: 'r1', digest: null, reason: 'a' }] });
			await feed(store(), lease, { cursor: null, sightings: [{ recordId: 'c9', revision: 'r2', digest: 'd', reason: 'b' }] });
			expect(await store().getCursor(sync, 'crm')).toEqual({ n: 1 });
			expect(await store().getSightings(sync, 'crm', ['c9'])).toEqual([
				{ recordId: 'c9', revision: 'r2', digest: 'd', reason: 'b' },
			]);
		});

		it('replaces a waiting change under a new number, so that a late answer about the old one settles nothing', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1')] });
			const old = first((await deliverAt(store(), 0)).rows);
			await store().finishRows(sync, [{ id: old.id, outcome: 'handedBack', notBefore: 5, reason: 'throttled' }], 0);
			await feed(store(), lease, { entries: [entry('c1', { revision: 'r2', record: event('c1', 'New title') })] });
			await store().finishRows(sync, [{ id: old.id, outcome: 'settled' }], 0);
			const rows = await store().listRows(sync, {});
			expect(rows).toMatchObject([{ revision: 'r2', record: { title: 'New title' }, attempts: 0, state: 'waiting', reason: null }]);
			expect(first(rows).id).not.toBe(old.id);
		});

		it('keeps the last of several entries of one record and keeps the sides apart', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('x', { revision: 'r1' }), entry('x', { revision: 'r2' })] });
			await feed(store(), lease, { side: 'calendar', entries: [entry('x', { revision: 'r3' })] });
			expect((await store().listRows(sync, { side: 'crm' })).map((row) => row.revision)).toEqual(['r2']);
			expect((await store().listRows(sync, { side: 'calendar' })).map((row) => row.revision)).toEqual(['r3']);
		});

		it('lets a newer change wait behind a delivered one until that is settled', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1')] });
			const delivered = first((await deliverAt(store(), 0)).rows);
			await feed(store(), lease, { entries: [entry('c1', { revision: 'r2' })] });
			expect((await deliverAt(store(), 1)).rows).toEqual([]);
			await commit(store(), lease, { rows: [{ id: delivered.id, outcome: 'settled' }] });
			expect((await deliverAt(store(), 2)).rows).toMatchObject([{ revision: 'r2', attempts: 1 }]);
		});

		it('keeps a held deletion held, under its number, when it is reported again, and lets an edit replace it (B5)', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete' })] });
			const held = first(await store().listRows(sync, {}));
			await store().finishRows(sync, [{ id: held.id, outcome: 'held', reason: 'too many' }], 0);
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete', revision: 'r2' })] });
			expect(await store().listRows(sync, {})).toMatchObject([{ id: held.id, state: 'held', reason: 'too many', revision: 'r2' }]);
			await feed(store(), lease, { entries: [entry('c1', { revision: 'r3' })] });
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'waiting', reason: null, revision: 'r3' }]);
		});

		it('keeps the release of a deletion that is reported again, but not for a deletion after an edit (B5)', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete' })] });
			await store().finishRows(sync, [{ id: first(await store().listRows(sync, {})).id, outcome: 'held', reason: 'many' }], 0);
			await store().releaseRows(sync, 'all', 0);
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete' })] });
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'waiting', released: true }]);
			await feed(store(), lease, { entries: [entry('c1')] });
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete' })] });
			expect(await store().listRows(sync, {})).toMatchObject([{ state: 'waiting', released: false }]);
		});

		it('drops what is not delivered of vanished records, marks what is, and stores an entry of the same commit', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1'), entry('c2', { order: 2 }), entry('c3', { order: 3 })] });
			await deliverAt(store(), 0, 1);
			await feed(store(), lease, { entries: [entry('c1'), entry('c3', { change: 'delete' })], dropped: [] });
			await feed(store(), lease, { dropped: ['c1', 'c2', 'c3'], entries: [entry('c3', { revision: 'r9' })] });
			const rows = await store().listRows(sync, {});
			expect(rows).toMatchObject([
				{ recordId: 'c1', state: 'delivered', revision: 'r1', superseded: true },
				{ recordId: 'c3', state: 'waiting', revision: 'r9', superseded: false },
			]);
		});

		it('forgets a delivered deletion of a record that was seen alive since', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1', { change: 'delete' })] });
			const row = first((await deliverAt(store(), 0)).rows);
			await feed(store(), lease, { dropped: ['c1'] });
			await store().finishRows(sync, [{ id: row.id, outcome: 'handedBack', notBefore: 0, reason: 'down' }], 0);
			expect(await store().listRows(sync, {})).toEqual([]);
		});

		it('notes the new revision of links in step without refusing a batch under way', async () => {
			const lease = await take(store());
			const saved = first(await commit(store(), lease, { links: [link()] }));
			await feed(store(), lease, { now: 9, seen: [{ linkId: saved.id, seen: { revision: 'r2', digest: null, inStep: true } }] });
			expect(await store().getLinks([saved.id])).toEqual([
				{ ...saved, seen: { ...saved.seen, crm: { revision: 'r2', digest: null, inStep: true } }, updatedAt: 9 },
			]);
			await expect(commit(store(), lease, { links: [saved] })).resolves.toMatchObject([{ version: 2 }]);
		});

		it('takes 5,000 changes in one commit and finds them again', async () => {
			const lease = await take(store());
			const ids = Array.from({ length: 5_000 }, (_, index) => `c${index}`);
			await feed(store(), lease, { entries: ids.map((id, index) => entry(id, { order: index })) });
			await feed(store(), lease, { entries: ids.map((id, index) => entry(id, { order: index, revision: 'r2' })) });
			const rows = await store().listRows(sync, { recordIds: ids });
			expect(rows.map((row) => row.recordId)).toEqual(ids);
			expect(new Set(rows.map((row) => row.revision))).toEqual(new Set(['r2']));
			expect(await store().getRows(rows.map((row) => row.id))).toEqual(rows);
			await feed(store(), lease, { dropped: ids });
			expect((await store().countRows(sync)).waiting).toBe(0);
		});

		it('rounds a time with a fraction', async () => {
			const lease = await take(store());
			await feed(store(), lease, { entries: [entry('c1', { notBefore: minute + 0.4 })] });
			expect(await store().listRows(sync, {})).toMatchObject([{ notBefore: minute }]);
		});
	});
}
