import { leaseLost } from './types';
import type { EngineContext, Lease } from './types';

/**
 * Longer than any batch takes, a vendor's full quota included. A holder that dies on this host loses its leases at once, so
 * the length only matters when another host crashed.
 */
const leaseTime = 10 * 60_000;
const waitBetweenAttempts = 250;
/**
 * Longer than a request to a vendor is under way, a new token and a second try with it included. What is sent this long before the
 * lease can be taken over has arrived by then, so the next holder sees what it did.
 */
const requestTime = 3 * 60_000;

/** Holds a lease and keeps it while work goes on. */
export interface HeldLease {
	readonly lease: Lease;
	/** Extends the lease when a third of its time is gone; call it between batches. Throws `StoreError` kind `leaseLost` at the next commit when it was taken. */
	keep(): Promise<void>;
	/**
	 * Until when the holder may send writes to a vendor, in milliseconds since 1970: whoever wakes up later has been overtaken, and
	 * would do what the next holder did already. Extends the lease as `keep` does. Throws `StoreError` kind `leaseLost` when it was taken.
	 */
	writesUntil(): Promise<number>;
}

/**
 * Runs the work while holding the named lease and gives it back afterwards. Returns null, without running it, when
 * somebody else holds the lease for longer than `patience` milliseconds.
 */
export async function withLease<T>(
	context: EngineContext,
	name: string,
	patience: number,
	work: (held: HeldLease) => Promise<T>,
): Promise<T | null> {
	const first = await waitForLease(context, name, patience);
	if (first === null) return null;
	let current = first;
	/** null when it was lost. */
	const renewed = async (): Promise<Lease | null> => {
		const now = context.clock.now();
		return current.until - now > (leaseTime * 2) / 3 ? current : await context.store.renewLease(current, leaseTime, now);
	};
	const held: HeldLease = {
		get lease() {
			return current;
		},
		async keep() {
			current = (await renewed()) ?? current;
		},
		async writesUntil() {
			const lease = await renewed();
			if (lease === null) throw leaseLost(name);
			current = lease;
			return lease.until - requestTime;
		},
	};
	try {
		return await work(held);
	} finally {
		await context.store.releaseLease(current);
	}
}

/**
 * Runs the work while nobody reads either side of the sync, so that no reading under way brings back what the work forgets.
 * Returns null, without running it, when a reading takes longer than `patience` milliseconds.
 */
export async function withReadersOut<T>(context: EngineContext, sync: string, patience: number, work: () => Promise<T>): Promise<T | null> {
	return await withLease(context, readLease(sync, 'crm'), patience, async () => await withLease(context, readLease(sync, 'calendar'), patience, work));
}

async function waitForLease(context: EngineContext, name: string, patience: number): Promise<Lease | null> {
	const { clock, store, owner } = context;
	const giveUpAt = clock.now() + patience;
	for (;;) {
		const lease = await store.acquireLease(name, owner, leaseTime, clock.now());
		if (lease !== null || clock.now() >= giveUpAt) return lease;
		await clock.sleep(waitBetweenAttempts);
	}
}

/** One reader per sync and side. */
export function readLease(sync: string, side: string): string {
	return `read:${side}:${sync}`;
}

/** One writer per sync, whatever the direction. */
export function writeLease(sync: string): string {
	return `write:${sync}`;
}
