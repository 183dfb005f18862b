import { describe, expect, it } from 'vitest';
import type { Bench } from '../storeContract';
import { commit, feed, link, sync, take } from '../samples';

const ours = 'host/10/start/run1';

export function leaseContract({ store, deadProcesses }: Bench): void {
	describe('leases', () => {
		it('gives a lease to one holder at a time, also not twice to the same', async () => {
			expect(await store().acquireLease('a', ours, 100, 0)).toEqual({ name: 'a', owner: ours, token: 1, until: 100 });
			expect(await store().acquireLease('a', 'host/11/start/run2', 100, 99)).toBeNull();
			expect(await store().acquireLease('a', ours, 100, 99)).toBeNull();
			expect((await store().acquireLease('b', ours, 100, 0))?.token).toBe(1);
		});

		it('gives it to the next when its time is over, with a higher token', async () => {
			await store().acquireLease('a', ours, 100, 0);
			const next = await store().acquireLease('a', 'host/11/start/run2', 50, 100);
			expect(next).toEqual({ name: 'a', owner: 'host/11/start/run2', token: 2, until: 150 });
		});

		it('keeps the token when it is released', async () => {
			const lease = await take(store(), 'a', ours);
			await store().releaseLease(lease);
			expect((await store().acquireLease('a', ours, 100, 1))?.token).toBe(2);
		});

		it('lets only the present holder renew or release', async () => {
			const old = await take(store(), 'a', ours);
			const present = await store().acquireLease('a', 'host/11/start/run2', 100, old.until);
			await store().releaseLease(old);
			expect(await store().renewLease(old, 100, 1)).toBeNull();
			expect(await store().acquireLease('a', ours, 100, old.until + 1)).toBeNull();
			expect(present && (await store().renewLease(present, 500, 0))).toEqual({ ...present, until: 500 });
		});

		it('can be renewed when it ran out but nobody took it', async () => {
			const lease = await take(store(), 'a', ours);
			expect((await store().renewLease(lease, 100, lease.until + 5))?.until).toBe(lease.until + 105);
		});

		it('cannot be renewed after it was released', async () => {
			const lease = await take(store(), 'a', ours);
			await store().releaseLease(lease);
			expect(await store().renewLease(lease, 100, 1)).toBeNull();
		});

		it('takes it at once from a dead process of the same host (B4)', async () => {
			await store().acquireLease('a', 'host/77/start/run', 1_000_000, 0);
			expect(await store().acquireLease('a', ours, 100, 1)).toBeNull();
			deadProcesses.add(77);
			expect((await store().acquireLease('a', ours, 100, 1))?.token).toBe(2);
		});

		it('takes it at once from an earlier process with the same number (B4)', async () => {
			await store().acquireLease('a', 'host/10/earlier/run', 1_000_000, 0);
			expect((await store().acquireLease('a', ours, 100, 1))?.token).toBe(2);
		});

		it('does not judge holders on other hosts or with owners it cannot read', async () => {
			deadProcesses.add(77);
			for (const owner of ['elsewhere/77/start/run', 'elsewhere/10/other/run', 'nonsense', 'host/x/start/run', 'host/77/start']) {
				await store().acquireLease(owner, owner, 1_000_000, 0);
				expect(await store().acquireLease(owner, ours, 100, 1), owner).toBeNull();
			}
		});

		it('accepts commits while the lease ran out but was not taken', async () => {
			const lease = await take(store(), 'a', ours);
			await commit(store(), lease, { now: lease.until + 1, links: [link()] });
			await feed(store(), lease, { now: lease.until + 1, cursor: { n: 1 } });
			expect(await store().countLinks(sync)).toBe(1);
			expect(await store().getCursor(sync, 'crm')).toEqual({ n: 1 });
		});

		it('refuses commits of a holder that lost, released or never had the lease, and stores nothing of them', async () => {
			const old = await take(store(), 'a', ours);
			await store().acquireLease('a', 'host/11/start/run2', 100, old.until);
			const released = await take(store(), 'b', ours);
			await store().releaseLease(released);
			for (const lease of [old, released, { ...old, name: 'never' }]) {
				await expect(commit(store(), lease, { links: [link()] })).rejects.toMatchObject({ kind: 'leaseLost' });
				await expect(feed(store(), lease, { cursor: { n: 1 } })).rejects.toMatchObject({ kind: 'leaseLost' });
			}
			expect(await store().countLinks(sync)).toBe(0);
			expect(await store().getCursor(sync, 'crm')).toBeNull();
		});
	});
}
