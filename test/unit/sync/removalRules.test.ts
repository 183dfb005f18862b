import { describe, expect, it } from 'vitest';
import type { Deactivation, LeftCopy, Link, SyncState } from '../../../sync';
import { withLease } from '../../../sync/lease';
import { holdsMore, isKnownToBeInStep } from '../../../sync/operations/removal/edited';
import { isBeingRemoved, isOurCopy, mayGoOn, originalsAgain, pagesOf, removalEntries } from '../../../sync/operations/removal/removal';
import { outcomeOf } from '../../../sync/operations/removal/words';
import { baselineOf, contentKey } from '../../../sync/record/hash';
import { MemoryPair, syncName } from '../../support/memoryPair';
import { event, link, snapshot } from './samples';

const seen = (inStep: boolean, revision = 'r1'): Link['seen'] => ({ crm: null, calendar: { revision, digest: null, inStep } });
const baseline = { crm: {}, calendar: baselineOf(event(), ['title', 'time']) };

describe('a copy that may be removed without another look (B12)', () => {
	it.each<[string, Partial<Link>, string | undefined, boolean]>([
		['in step', { seen: seen(true) }, undefined, true],
		['out of step', { seen: seen(false) }, undefined, false],
		['never looked at', {}, undefined, false],
		['in step, at a revision that stands for that content alone', { seen: seen(true) }, '?', true],
		['in step, at a revision that may stand for a later edit as well', { seen: seen(true, 'r1?') }, '?', false],
	])('%s', (_, change, mark, expected) => {
		expect(isKnownToBeInStep(link(change), mark)).toBe(expected);
	});
});

describe('a copy that holds more than the CRM, or may, is never removed (I3)', () => {
	it.each<[string, Partial<Link>, Parameters<typeof snapshot>[0], boolean]>([
		['what it held when it was last in step', { baseline, seen: seen(true) }, {}, false],
		['the same, never looked at since', { baseline }, {}, false],
		['another title', { baseline, seen: seen(true) }, { record: event({ title: 'Mine' }) }, true],
		['a series that a person made of it', { baseline, seen: seen(true) }, { recurring: true }, true],
		['something that was read and not carried across', { baseline, seen: seen(false) }, {}, true],
		['nobody knows what', {}, {}, true],
		['what its create was to write', { contentKey: contentKey(event()) }, {}, false],
		['another title than its create was to write', { contentKey: contentKey(event({ title: 'Other' })) }, {}, true],
		['another title than its create was to write, beside a known field', { contentKey: contentKey(event({ title: 'Other' })), baseline: { crm: {}, calendar: baselineOf(event(), ['location']) } }, {}, true],
	])('%s', (_, change, present, expected) => {
		expect(holdsMore(link(change), snapshot(present))).toBe(expected);
	});
});

describe('whose copy it is (I5)', () => {
	it.each<[Partial<Link>, boolean]>([
		[{ createdByUs: true, origin: 'crm' }, true],
		[{ createdByUs: false, origin: 'crm' }, false],
		[{ createdByUs: true, origin: 'calendar' }, false],
		[{ createdByUs: false, origin: 'calendar' }, false],
	])('%j is ours: %s', (change, expected) => {
		expect(isOurCopy(link(change))).toBe(expected);
		expect(isBeingRemoved(link({ ...change, state: 'gone', intentAt: 5 })), 'noted for removal').toBe(expected);
	});

	it('being removed is only what was noted and has no known end', () => {
		expect(isBeingRemoved(link({ state: 'gone', intentAt: null }))).toBe(false);
		expect(isBeingRemoved(link({ state: 'linked', intentAt: 5 }))).toBe(false);
		expect(isBeingRemoved(link({ state: 'creating', intentAt: 5 }))).toBe(false);
	});
});

const begun: Deactivation = { copies: 'deleteCopies', later: 'relink', startedAt: 7, isCancelled: false, problem: null, left: [] };

describe('whether a deactivation goes on with its next batch (B12)', () => {
	it.each<[string, SyncState, Partial<Deactivation> | null, boolean, string]>([
		['nothing happened', 'deactivating', {}, false, 'through'],
		['a person stopped it', 'deactivating', {}, true, 'stopped'],
		['called off', 'deactivating', { isCancelled: true }, true, 'cancelled'],
		['called off, and another one was begun', 'deactivating', { startedAt: 8 }, false, 'cancelled'],
		['switched on again', 'active', {}, false, 'cancelled'],
		['switched on again, nothing is known of it any more', 'active', null, false, 'cancelled'],
		['nothing is known of it any more', 'deactivating', null, false, 'cancelled'],
	])('%s', async (_, state, change, isStopped, expected) => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		await pair.store.saveState(syncName, state, change === null ? null : { ...begun, ...change }, pair.now());
		expect(await goesOn(pair, syncName, isStopped)).toBe(expected);
	});

	it('a sync that was forgotten', async () => {
		expect(await goesOn(new MemoryPair(), syncName, false)).toBe('cancelled');
	});

	async function goesOn(pair: MemoryPair, sync: string, isStopped: boolean) {
		const context = pair.context();
		const removal = { context, sync, calendar: pair.connected('calendar'), calendarView: { privateEvents: 'asPrivate' as const, placeholders: [] }, startedAt: 7, isStopped: () => isStopped, left: new Map() };
		return await withLease(context, 'test', 0, async (held) => await mayGoOn({ ...removal, held }));
	}
});

describe('what becomes of the originals of removed copies (B12)', () => {
	it('they are read again, and what is known of the copies is out of date', async () => {
		const pair = new MemoryPair();
		await pair.poll('crm');
		expect(await originalsAgain(pair.context(), syncName, [link({ crmId: 'c1', calendarId: 'g1' }), link({ crmId: 'c2', calendarId: null }), link({ crmId: null, calendarId: 'g3' })])).toEqual({
			recheck: [{ side: 'crm', recordId: 'c1' }, { side: 'crm', recordId: 'c2' }],
			written: [{ side: 'calendar', recordId: 'g1' }, { side: 'calendar', recordId: 'g3' }],
			images: [{ side: 'calendar', recordId: 'g1', values: null }, { side: 'calendar', recordId: 'g3', values: null }],
		});
	});

	it('a side that is never read hands nothing on: there nothing is to be read again', async () => {
		const pair = new MemoryPair();
		expect(await originalsAgain(pair.context(), 'unknown', [link()])).toMatchObject({ recheck: [] });
		await pair.poll('calendar');
		expect(await originalsAgain(pair.context(), syncName, [link()])).toMatchObject({ recheck: [], written: [{ recordId: 'g1' }] });
	});

	it('the journal says which copies were taken away, and by whom', () => {
		expect(removalEntries({ now: 5, run: 'r', sync: 's', reason: 'why' }, [link()])).toEqual([
			{ sync: 's', at: 5, run: 'r', side: 'calendar', recordId: 'g1', action: 'remove', reason: 'why', fields: [], before: null, after: null },
		]);
	});
});

it('links come in parts of the size that was asked for, the unwanted ones left out, and every one once', async () => {
	const pair = new MemoryPair();
	for (let n = 0; n < 7; n += 1) pair.crm.create({ title: `Meeting ${n}` });
	await pair.settle();
	const links = await pair.links();
	const sizes = async (isWanted: (candidate: Link) => boolean) => {
		const parts: Link[][] = [];
		for await (const part of pagesOf(pair.store, syncName, 'linked', 3, isWanted)) parts.push(part);
		expect(parts.flat()).toEqual(links.filter(isWanted));
		return parts.map((part) => part.length);
	};
	expect(await sizes(() => true)).toEqual([3, 3, 1]);
	expect(await sizes(({ id }) => id !== links[0]?.id)).toEqual([3, 3]);
	expect(await sizes(() => false)).toEqual([]);
});

describe('what a deactivation says for people (B12)', () => {
	const stays: LeftCopy = { calendarId: 'g1', title: 'Meeting', when: null, reason: 'kept', message: 'It stays.', next: 'Look.', isOpen: false };
	const removing = { ...begun };
	const keeping: Deactivation = { ...begun, copies: 'keep' };

	it.each<[string, Parameters<typeof outcomeOf>, object]>([
		['all kept', ['through', { deleted: 0, total: 3, kept: 3 }, [], keeping], { state: 'deactivated', total: 0, message: 'The sync is stopped. No copy was removed. 3 pairs are remembered.' }],
		['nothing there to remove', ['through', { deleted: 0, total: 0, kept: 1 }, [], removing], { total: 0, message: 'The sync is stopped. No copy was removed. 1 pair is remembered.' }],
		['all removed, pairs forgotten', ['through', { deleted: 3, total: 3, kept: 0 }, [], { ...removing, later: 'fresh' }], { total: 3, message: 'The sync is stopped. 3 of 3 copies were removed. The pairs are forgotten.' }],
		['some stay', ['through', { deleted: 2, total: 3, kept: 1 }, [stays], removing], { left: [stays], message: 'The sync is stopped. 2 of 3 copies were removed. 1 stays, see "Needs Attention". 1 pair is remembered.' }],
		['none could be removed', ['through', { deleted: 0, total: 1, kept: 1 }, [stays], removing], { total: 1, message: 'The sync is stopped. 0 of 1 copy was removed. 1 stays, see "Needs Attention". 1 pair is remembered.' }],
		['kept after some were removed', ['through', { deleted: 2, total: 3, kept: 1 }, [stays], keeping], { total: 3, message: 'The sync is stopped. 2 of 3 copies were removed. The others are kept. 1 pair is remembered.' }],
		['called off', ['cancelled', { deleted: 1, total: 3, kept: 2 }, [], removing], { state: 'active', isCancelled: true, message: expect.stringMatching(/^1 of 3 .* active again\.$/) as string }],
		['stopped', ['stopped', { deleted: 1, total: 3, kept: 2 }, [], removing], { state: 'deactivating', isCancelled: false, message: expect.stringContaining('then it was stopped in n8n') as string }],
		['refused', ['refused', { deleted: 1, total: 3, kept: 2 }, [], removing], { state: 'deactivating', isCancelled: false, message: expect.stringContaining('The others could not be deleted for now') as string }],
	])('%s', (_, parameters, expected) => {
		expect(outcomeOf(...parameters)).toMatchObject({ isCancelled: false, ...expected });
	});
});
