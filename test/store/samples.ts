import type { CalendarEvent, Side } from '../../sync/types/record';
import type { Commit, FeedCommit, InboxEntry, Lease, Link, SyncRow, SyncStore } from '../../sync/types';

/** Values for store tests. Times are small numbers, because the store takes every time from its caller. */

export const sync = 'team calendar';
export const minute = 60_000;

export function event(id: string, title = `Event ${id}`): CalendarEvent {
	return {
		title,
		start: { dateTime: '2026-08-03T10:00:00+02:00', timeZone: 'Europe/Berlin' },
		end: { dateTime: '2026-08-03T11:00:00+02:00', timeZone: 'Europe/Berlin' },
		location: 'Room "1"; DROP TABLE links;--',
		description: 'Grüße 🗓',
		reminders: [{ minutes: 10, method: 'popup' }],
		attendees: [{ email: 'guest@example.com' }],
		visibility: 'default',
		availability: 'busy',
		status: 'confirmed',
		tags: [],
		custom: { Budget: 12.5, Done: false, Note: null },
		source: { system: 'zohoCrm', account: 'a', container: 'Events', id, revision: 'r1' },
	};
}

export function entry(recordId: string, change: Partial<InboxEntry> = {}): InboxEntry {
	const isDelete = change.change === 'delete';
	return {
		recordId,
		change: 'upsert',
		record: isDelete ? null : event(recordId),
		revision: 'r1',
		digest: isDelete ? null : 'd1',
		modifiedAt: 5,
		recurring: false,
		order: 1,
		notBefore: 0,
		...change,
	};
}

export function link(change: Partial<Link> = {}): Link {
	return {
		id: 0,
		sync,
		crmId: 'c1',
		calendarId: 'g1',
		origin: 'crm',
		createdByUs: true,
		baseline: { crm: { title: 'h1', attendees: 'a.b' }, calendar: { title: 'h1', 'custom.Budget': 'h2' } },
		seen: { crm: { revision: 'r1', digest: 'd1', inStep: true }, calendar: { revision: 'e1', digest: null, inStep: false } },
		state: 'linked',
		generation: 0,
		key: 'key1',
		intentAt: null,
		contentKey: null,
		version: 0,
		updatedAt: 0,
		...change,
	};
}

export function syncRow(name = sync): SyncRow {
	return {
		name,
		state: 'active',
		sides: {
			crm: {
				system: 'zohoCrm',
				binding: { account: 'org1', accountName: 'Example Ltd', container: 'Events', containerName: 'Meetings', writable: true },
				connection: 'hash',
				settings: null,
				fingerprint: 'f1',
				lastReadAt: 7,
				lastProblem: null,
			},
			calendar: null,
		},
		deactivation: null,
		createdAt: 1,
		updatedAt: 2,
	};
}

/** Takes a lease that must be free. */
export async function take(store: SyncStore, name = 'work', owner = 'host/10/start/run'): Promise<Lease> {
	const lease = await store.acquireLease(name, owner, minute, 0);
	if (lease === null) throw new Error(`the lease ${name} is not free`);
	return lease;
}

export async function feed(store: SyncStore, lease: Lease, change: Partial<FeedCommit>): Promise<void> {
	await store.commitFeed({
		sync,
		side: 'crm',
		lease,
		now: 0,
		entries: [],
		dropped: [],
		seen: [],
		sightings: [],
		cursor: null,
		...change,
	});
}

export async function commit(store: SyncStore, lease: Lease, change: Partial<Commit>): Promise<Link[]> {
	return store.commit({ sync, lease, now: 0, ...change });
}

/** Delivers what is due on the CRM side, for one minute. */
export async function deliverAt(store: SyncStore, now: number, limit = 100, side: Side = 'crm') {
	return store.deliver({ sync, side, limit, now, leaseUntil: now + minute });
}

export function first<Element>(list: readonly Element[]): Element {
	const element = list[0];
	if (element === undefined) throw new Error('the list is empty');
	return element;
}
