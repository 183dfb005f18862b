import { describe, expect, it } from 'vitest';
import type { Deactivation } from '../../../sync/types';
import type { Bench } from '../storeContract';
import { commit, entry, feed, link, sync, syncRow, take } from '../samples';

const channel = { sync, side: 'crm', key: 'k', subscription: { id: 's', expiresAt: 9, token: 't' }, createdAt: 0 } as const;
const deactivation: Deactivation = {
	copies: 'deleteCopies',
	later: 'fresh',
	startedAt: 40,
	isCancelled: true,
	problem: 'no answer',
	left: [{ calendarId: 'g1', title: 'Kick-off', when: '2026-03-10T10:00:00+01:00', reason: 'kept', message: 'edited', next: 'look', isOpen: false }],
};
const journal = {
	sync,
	at: 1,
	run: 'run',
	side: 'crm',
	recordId: 'c1',
	action: 'create',
	reason: 'new',
	fields: [],
	before: null,
	after: null,
} as const;

export function syncContract({ store }: Bench): void {
	describe('syncs', () => {
		it('gives back what was saved, and null for an unknown name', async () => {
			await store().saveSync(syncRow());
			expect(await store().getSync(sync)).toEqual(syncRow());
			expect(await store().getSync('other')).toBeNull();
		});

		it('replaces a saved sync and lists all by name', async () => {
			await store().saveSync(syncRow('b'));
			await store().saveSync(syncRow('a'));
			const deactivating = {
				...syncRow('b'),
				state: 'deactivating' as const,
				deactivation,
			};
			await store().saveSync(deactivating);
			expect(await store().listSyncs()).toEqual([syncRow('a'), deactivating]);
		});

		it('replaces one side or the state and leaves the rest', async () => {
			await store().saveSync(syncRow());
			const calendar = {
				system: 'googleCalendar',
				binding: null,
				connection: null,
				settings: null,
				fingerprint: null,
				lastReadAt: null,
				lastProblem: 'no access',
			};
			await store().saveSide(sync, 'calendar', calendar, 50);
			await store().saveState(sync, 'deactivating', deactivation, 60);
			const expected = {
				...syncRow(),
				state: 'deactivating',
				sides: { ...syncRow().sides, calendar },
				deactivation,
				updatedAt: 60,
			};
			expect(await store().getSync(sync)).toEqual(expected);
			await store().saveSide(sync, 'crm', calendar, 70);
			await store().saveState(sync, 'active', null, 80);
			expect(await store().getSync(sync)).toEqual({ ...syncRow(), sides: { crm: calendar, calendar }, updatedAt: 80 });
			await store().saveSide('unknown', 'crm', calendar, 90);
			expect(await store().getSync('unknown')).toBeNull();
		});

		async function fill(name: string): Promise<void> {
			await store().saveSync(syncRow(name));
			const lease = await take(store(), name);
			await feed(store(), lease, {
				sync: name,
				entries: [entry('c1')],
				sightings: [{ recordId: 'c2', revision: 'r', digest: null, reason: 'filter' }],
				cursor: { token: 1 },
			});
			await commit(store(), lease, { sync: name, links: [link()], journal: [{ ...journal, sync: name, fields: [] }] });
			await store().saveChannel({ ...channel, sync: name, key: name });
		}

		async function contents(name: string) {
			return {
				sync: (await store().getSync(name)) !== null,
				cursor: await store().getCursor(name, 'crm'),
				links: await store().countLinks(name),
				inbox: (await store().listRows(name, {})).length,
				sightings: (await store().getSightings(name, 'crm', ['c2'])).length,
				journal: (await store().listJournal(name, { limit: 10 })).length,
				channels: (await store().getChannels(name, 'crm')).length,
			};
		}
		const full = { sync: true, cursor: { token: 1 }, links: 1, inbox: 1, sightings: 1, journal: 1, channels: 1 };
		const noLinks = { ...full, cursor: null, links: 0, inbox: 0, sightings: 0 };

		it('forgets the links of one sync only and keeps its settings, journal and channels', async () => {
			await fill('a');
			await fill('b');
			await store().forgetSync('a', 'links');
			expect(await contents('a')).toEqual(noLinks);
			expect(await contents('b')).toEqual(full);
		});

		it('forgets everything of one sync only', async () => {
			await fill('a');
			await fill('b');
			await store().forgetSync('a', 'everything');
			expect(await contents('a')).toEqual({ ...noLinks, sync: false, journal: 0, channels: 0 });
			expect(await contents('b')).toEqual(full);
		});

		it('clears the cursor of one side', async () => {
			const lease = await take(store());
			await feed(store(), lease, { side: 'crm', cursor: { page: 'a' } });
			await feed(store(), lease, { side: 'calendar', cursor: { token: 'b', full: true, none: null } });
			await store().clearCursor(sync, 'crm');
			expect(await store().getCursor(sync, 'crm')).toBeNull();
			expect(await store().getCursor(sync, 'calendar')).toEqual({ token: 'b', full: true, none: null });
		});
	});
}
