import { leaseLost } from '../../sync/types/errors';
import type { Lease, SyncStore } from '../../sync/types';
import type { Connection } from './connection';
import { toTime } from './values';

interface LeaseColumns {
	/** null when it is free. */
	owner: string | null;
	token: number;
	until: number;
}

export function leaseMethods(
	connection: Connection,
	isDead: (holder: string, asking: string) => boolean,
): Pick<SyncStore, 'acquireLease' | 'renewLease' | 'releaseLease'> {
	return {
		acquireLease: async (name, owner, ttl, now) =>
			connection.write(() => {
				const held = connection.get<LeaseColumns>('SELECT owner, token, until FROM leases WHERE name = ?', name);
				if (held !== null && held.owner !== null && held.until > now && !isDead(held.owner, owner)) {
					return null;
				}
				const lease: Lease = { name, owner, token: (held?.token ?? 0) + 1, until: toTime(now + ttl) };
				connection.run(
					`INSERT INTO leases (name, owner, token, until) VALUES (?, ?, ?, ?)
					ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = excluded.token, until = excluded.until`,
					lease.name,
					lease.owner,
					lease.token,
					lease.until,
				);
				return lease;
			}),
		renewLease: async (lease, ttl, now) =>
			connection.write(() => {
				const until = toTime(now + ttl);
				const renewed = connection.run(
					'UPDATE leases SET until = ? WHERE name = ? AND token = ? AND owner = ?',
					until,
					lease.name,
					lease.token,
					lease.owner,
				);
				return renewed.changes === 0 ? null : { ...lease, until };
			}),
		releaseLease: async (lease) =>
			connection.write(() => {
				connection.run(
					'UPDATE leases SET owner = NULL WHERE name = ? AND token = ? AND owner = ?',
					lease.name,
					lease.token,
					lease.owner,
				);
			}),
	};
}

/**
 * The fence: throws `leaseLost` unless nobody took the lease since it was given. A lease that ran out but was not taken is
 * still its holder's.
 */
export function requireLease(connection: Connection, lease: Lease): void {
	const held = connection.get<LeaseColumns>('SELECT owner, token, until FROM leases WHERE name = ?', lease.name);
	if (held !== null && held.token === lease.token && held.owner === lease.owner) return;
	throw leaseLost(lease.name);
}
