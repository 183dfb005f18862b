import { describe, expect, it, vi } from 'vitest';
import type { ApplyOutcome, Commit, InboxRow, JournalEntry, Link, Side } from '../../../sync';
import { chunks, isTargetKnown, nextAttempt, targetsInLinks, workIds, type ApplyRun, type Work } from '../../../sync/apply/run';
import { Settlement } from '../../../sync/apply/settlement';
import { withLease } from '../../../sync/lease';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';
import { link } from './samples';

const outcome = (crmId: string): ApplyOutcome => ({ kind: 'done', action: 'unchanged', crmId, calendarId: null, fields: [], losses: [] });

function work(index: number, change: Partial<InboxRow> | null = {}): Work {
	const item = { sync: syncName, change: 'upsert' as const, side: 'crm' as const, system: 'memoryCrm', resource: 'event' as const, id: `c${index}`, revision: `r${index}`, modifiedAt: null, url: null, record: null };
	const row: InboxRow | null = change === null ? null : {
		id: 100 + index, sync: syncName, side: 'crm', recordId: item.id, change: 'upsert', record: null, revision: item.revision, digest: 'd', modifiedAt: null, recurring: false,
		state: 'delivered', order: 0, notBefore: 0, attempts: 1, leaseUntil: null, superseded: false, released: false, reason: null, createdAt: 0, ...change,
	};
	return { index, item, row, link: null };
}

interface Setting {
	/** Sides that were read before. */
	read?: Side[];
	beforeImages?: boolean;
}

/** Runs the work with a settlement of a sync from the CRM to the calendar, and returns what was committed. */
async function settling(act: (settlement: Settlement, run: ApplyRun, pair: MemoryPair) => unknown, { read = ['crm', 'calendar'], beforeImages = true }: Setting = {}) {
	const pair = new MemoryPair();
	for (const side of read) await pair.poll(side);
	const commits: Commit[] = [];
	vi.spyOn(pair.store, 'commit').mockImplementation(async (commit) => {
		commits.push(commit);
		return await Promise.resolve(commit.links ?? []);
	});
	const context = pair.context();
	const row = await pair.store.getSync(syncName);
	if (row === null) throw new Error('There is no sync.');
	await withLease(context, 'test', 0, async (held) => {
		const run = {
			context, held, sync: row, source: 'crm', target: 'calendar', outcomes: [outcome('c0'), outcome('c1')], keepDeliveries: async () => await Promise.resolve(),
			request: { settings: applySettings({ journal: { beforeImages, retentionDays: 30 } }) }, capabilities: pair.calendar.capabilities,
		} as unknown as ApplyRun;
		const settlement = new Settlement(run);
		await act(settlement, run, pair);
		await settlement.commit();
	});
	return { pair, commits, now: pair.now() };
}

describe('what one batch changed is stored as a whole', () => {
	it('nothing when there is nothing', async () => {
		expect((await settling(() => undefined)).commits).toEqual([]);
	});

	const empty = { links: [], removedLinks: [], rows: [], sightings: [], journal: [], written: [], recheck: [], images: [] };
	it.each<[string, (settlement: Settlement) => void, Partial<Commit>]>([
		['a link', (settlement) => settlement.saveLink(link({ updatedAt: 0 })), { links: [expect.objectContaining({ crmId: 'c1', updatedAt: expect.any(Number) as number }) as Link] }],
		['a link that ends', (settlement) => settlement.removeLink(link({ id: 7 })), { removedLinks: [7] }],
		['a settled change', (settlement) => settlement.settle(work(1)), { rows: [{ id: 101, outcome: 'settled' }] }],
		['a held change', (settlement) => settlement.hold(work(1), 'why'), { rows: [{ id: 101, outcome: 'held', reason: 'why' }] }],
		['a change for a given time', (settlement) => settlement.handBackUntil(work(1), 5, 'why'), { rows: [{ id: 101, outcome: 'handedBack', notBefore: 5, reason: 'why' }] }],
		['a record to be looked at again', (settlement) => settlement.readAgain('crm', 'c1'), { recheck: [{ side: 'crm', recordId: 'c1' }] }],
		['a record that was written', (settlement) => settlement.wrote('calendar', 'g1'), { written: [{ side: 'calendar', recordId: 'g1' }] }],
		['contents', (settlement) => settlement.keepImage('calendar', 'g1', { title: 'A' }), { images: [{ side: 'calendar', recordId: 'g1', values: { title: 'A' } }] }],
	])('%s, and nothing beside it', async (_, act, part) => {
		const { commits } = await settling(act);
		expect(commits).toEqual([{ sync: syncName, lease: expect.objectContaining({ name: 'test' }) as Commit['lease'], now: expect.any(Number) as number, ...empty, ...part }]);
	});

	it('a change that was looked at and left: settled, and remembered with what it was', async () => {
		const { commits } = await settling((settlement) => {
			settlement.settleUnlinked(work(1), 'why');
			settlement.settleUnlinked(work(2, null), 'by hand');
		});
		expect(commits).toMatchObject([{
			rows: [{ id: 101, outcome: 'settled' }],
			sightings: [{ side: 'crm', recordId: 'c1', revision: 'r1', digest: 'd', reason: 'why' }, { side: 'crm', recordId: 'c2', revision: 'r2', digest: null, reason: 'by hand' }],
		}]);
	});

	it('a change that comes again: at once, or after a while, or when the vendor asks for it', async () => {
		const { commits, now } = await settling((settlement, _, pair) => {
			settlement.handBackNow(work(1), 'now');
			settlement.handBack(work(2, { createdAt: pair.now() }), 'later');
			settlement.handBack(work(3, { createdAt: pair.now() }), 'asked for', pair.now() + 90 * MINUTE);
		});
		expect(commits[0]?.rows).toEqual([
			{ id: 101, outcome: 'handedBack', notBefore: now, reason: 'now' }, { id: 102, outcome: 'handedBack', notBefore: now + MINUTE, reason: 'later' },
			{ id: 103, outcome: 'handedBack', notBefore: now + 90 * MINUTE, reason: 'asked for' },
		]);
	});

	it('an item made by hand has no place in the inbox to settle', async () => {
		const { commits } = await settling((settlement) => {
			const byHand = work(1, null);
			settlement.settle(byHand);
			settlement.handBack(byHand, 'why');
			settlement.handBackNow(byHand, 'why');
			settlement.handBackUntil(byHand, 5, 'why');
			settlement.hold(byHand, 'why');
			settlement.removeLink(link({ id: 0 }));
		});
		expect(commits).toEqual([]);
	});
});

describe('what is kept, by who reads and writes which side', () => {
	it.each<[string, Setting, Side[], Side[]]>([
		['both sides are read', {}, ['crm', 'calendar'], ['crm', 'calendar']],
		['nobody reads the target: nobody writes to the source either', { read: ['crm'] }, ['crm'], ['calendar']],
		['nobody reads the source, as in changes made by hand', { read: ['calendar'] }, ['calendar'], ['calendar', 'crm']],
		['no contents are to be kept', { beforeImages: false }, ['crm', 'calendar'], ['crm']],
	])('%s', async (_, setting, rechecked, kept) => {
		const { commits } = await settling((settlement) => {
			for (const side of ['crm', 'calendar'] as const) {
				settlement.readAgain(side, side);
				settlement.keepImage(side, side, { title: 'A' });
			}
		}, setting);
		expect(commits[0]?.recheck?.map(({ side }) => side)).toEqual(rechecked);
		expect(new Set(commits[0]?.images?.map(({ side }) => side))).toEqual(new Set(kept));
	});

	it.each<[JournalEntry['action'], boolean, boolean]>([['update', true, true], ['update', false, false], ['conflict', false, true]])('the journal entry "%s" where contents are kept: %s', async (action, beforeImages, isKept) => {
		const values = { before: { title: 'A' }, after: { title: 'B' } };
		const { commits, now } = await settling((settlement) => settlement.note({ side: 'calendar', recordId: 'g1', action, reason: 'why', fields: ['title'], ...values }), { beforeImages });
		expect(commits[0]?.journal).toEqual([{ sync: syncName, at: now, run: expect.any(String) as string, side: 'calendar', recordId: 'g1', action, reason: 'why', fields: ['title'], ...(isKept ? values : { before: null, after: null }) }]);
	});
});

it.each<[string, (settlement: Settlement) => void]>([
	['settled', (settlement) => settlement.settle(work(1))],
	['left', (settlement) => settlement.settleUnlinked(work(1), 'why')],
	['handed back', (settlement) => settlement.handBack(work(1), 'why')],
	['handed back at once', (settlement) => settlement.handBackNow(work(1), 'why')],
	['handed back for later', (settlement) => settlement.handBackUntil(work(1), 5, 'why')],
	['held', (settlement) => settlement.hold(work(1), 'why')],
])('what cannot be stored is not told either: a change that was %s', async (_, act) => {
	let run: ApplyRun | undefined;
	await expect(settling((settlement, given, pair) => {
		run = given;
		act(settlement);
		vi.spyOn(pair.store, 'commit').mockRejectedValue(new Error('The store is locked.'));
	})).rejects.toThrow('locked');
	expect(run?.outcomes[0]).toEqual(outcome('c0'));
	expect(run !== undefined && 1 in run.outcomes).toBe(false);
});

describe('small rules of a run', () => {
	it('a change waits as long as it has been waiting, between a minute and an hour, or as long as the vendor asks for', async () => {
		await settling((_, run, pair) => {
			const waits = (age: number, retryAt: number | null = null): number => (nextAttempt(run, { createdAt: pair.now() - age } as InboxRow, retryAt) - pair.now()) / MINUTE;
			expect([0, 1, 30, 60, 600].map((age) => waits(age * MINUTE))).toEqual([1, 1, 30, 60, 60]);
			expect([waits(0, pair.now() + 5 * MINUTE), waits(30 * MINUTE, pair.now() + 5 * MINUTE), waits(0, 1)]).toEqual([5, 30, 1]);
		});
	});

	it('parts are as large as asked for, the last one what is left', () => {
		expect(chunks([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
		expect(chunks([1, 2], 2)).toEqual([[1, 2]]);
		expect(chunks([], 2)).toEqual([]);
	});

	it('both ids as far as they are known', async () => {
		await settling((_, run) => {
			expect(workIds(run, { ...work(1), link: link() })).toEqual({ crmId: 'c1', calendarId: 'g1' });
			expect(workIds(run, work(1))).toEqual({ crmId: 'c1', calendarId: null });
		});
	});

	it('which records of the target have a partner: asked for in one go, and not at all when there are none', async () => {
		await settling(async (_, run, pair) => {
			const asked = vi.spyOn(pair.store, 'linksByRecord').mockResolvedValue([link({ calendarId: 'a' }), link({ calendarId: 'b', state: 'gone' }), link({ calendarId: 'c', state: 'creating' }), link({ calendarId: null })]);
			expect(await targetsInLinks(run, [], ['linked'])).toEqual(new Set());
			expect(asked).not.toHaveBeenCalled();
			expect(await targetsInLinks(run, ['a', 'b'], ['linked'])).toEqual(new Set(['a']));
			expect(await targetsInLinks(run, ['a', 'b'], ['linked', 'creating'])).toEqual(new Set(['a', 'c']));
			expect(asked.mock.calls).toEqual([[syncName, 'calendar', ['a', 'b']], [syncName, 'calendar', ['a', 'b']]]);
		});
	});

	it.each<[string, boolean | null, string | undefined, string, boolean]>([
		['in step', true, undefined, 'r1', true],
		['out of step', false, undefined, 'r1', false],
		['never seen', null, undefined, 'r1', false],
		['in step at a firm revision', true, '~', 'r1', true],
		['in step at a revision that may hide a later edit', true, '~', 'r1~', false],
	])('a target %s', async (_, inStep, openRevisionMark, revision, expected) => {
		await settling((_settlement, run) => {
			const seen: Link['seen'] = { crm: null, calendar: inStep === null ? null : { revision, digest: null, inStep } };
			expect(isTargetKnown({ ...run, capabilities: { ...run.capabilities, openRevisionMark } }, link({ seen }))).toBe(expected);
		});
	});
});
