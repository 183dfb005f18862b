import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Side } from '../../../sync';
import { comparable, edit, living, only, remove } from './people';
import { expectPairs, make } from './many';
import { ContactPair, syncName } from './pair';

let pair: ContactPair;

beforeEach(() => {
	pair = new ContactPair();
});

afterEach(async () => {
	expect(pair.sandbox.control.outbox.list(), 'I6: no mail').toEqual([]);
	await pair.store.close();
});

const sides: readonly Side[] = ['crm', 'calendar'];
const otherOf = (side: Side): Side => (side === 'crm' ? 'calendar' : 'crm');
const service = { crm: 'zoho', calendar: 'microsoft' } as const;

describe('an unanswered create (B4, I2)', () => {
	it.each(sides)('into the %s: each result is found, nothing is made twice', async (target) => {
		make(pair, otherOf(target), 5);
		pair.sandbox.control.faults.add({ service: service[target], kind: 'resetAfter', nth: 1, only: 'write', times: 3 });
		await pair.turn(otherOf(target));
		expect(living(pair, target).length).toBeGreaterThan(0);
		await pair.settle();
		expectPairs(pair, 5);
	});

	it('into Office 365, renamed by a person before it is found: the mark tells', async () => {
		make(pair, 'crm', 2);
		pair.sandbox.control.faults.add({ service: 'microsoft', kind: 'resetAfter', nth: 1, only: 'write', times: 2 });
		await pair.turn('crm');
		for (const [index, { id }] of living(pair, 'calendar').entries()) edit(pair, 'calendar', id, { first: `X${index}`, last: 'Other', emails: [], title: '', work: [] });
		await pair.settle();
		expect(pair.reports).toEqual([]);
		expectPairs(pair, 2);
	});

	it('into Office 365 of a contact that is deleted in the CRM before it is found: its copy goes', async () => {
		make(pair, 'crm', 1);
		pair.sandbox.control.faults.add({ service: 'microsoft', kind: 'resetAfter', nth: 1, only: 'write' });
		await pair.turn('crm');
		expect(living(pair, 'calendar')).toHaveLength(1);
		remove(pair, 'crm', only(pair, 'crm').id);
		await pair.settle();
		for (const side of sides) expect(living(pair, side)).toEqual([]);
	});

	it.each(sides)('a process that dies at any moment of a first sync from the %s leaves no duplicate', async (source) => {
		for (let call = 1; call <= 8; call += 1) {
			for (const when of ['before', 'after', 'commit'] as const) {
				const one = new ContactPair();
				const former = pair;
				pair = one;
				make(pair, source, 3);
				one.killAt(call, when);
				await one.turn(source).catch(() => undefined);
				one.restart();
				await one.settle();
				expectPairs(pair, 3);
				pair = former;
				await one.store.close();
			}
		}
	});
});

describe('starting again (B12, Z6, I2)', () => {
	async function rested(): Promise<void> {
		make(pair, 'crm', 10);
		make(pair, 'calendar', 10, 10);
		await pair.settle();
		expectPairs(pair, 20);
		pair.counts();
	}

	it.each(['relink', 'fresh'] as const)('after "keep, %s" nothing is written', async (later) => {
		await rested();
		await pair.deactivate({ copies: 'keep', later });
		await pair.activate();
		await pair.settle();
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
		expectPairs(pair, 20);
	});

	it('after the store was lost nothing is written: by the mark, and by what makes contacts the same', async () => {
		await rested();
		await pair.loseStore();
		await pair.settle();
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 0 });
		expectPairs(pair, 20);
		expect(await pair.store.countLinks(syncName, 'linked')).toBe(20);
	});

	it('after the store was lost a copy that somebody renamed is known by its mark', async () => {
		make(pair, 'crm', 1);
		await pair.settle();
		await pair.loseStore();
		edit(pair, 'calendar', only(pair, 'calendar').id, { first: 'Renamed', last: 'Other', emails: ['new@x.example'], work: ['7'] });
		await pair.turn('calendar');
		await pair.settle();
		// What both sides held is not known any more, so no address or number is taken away.
		for (const side of sides) expect(only(pair, side)).toMatchObject({ first: 'Renamed', last: 'Other' });
		expect(only(pair, 'calendar').emails.sort()).toEqual(['m0@x.example', 'n0@x.example', 'new@x.example']);
	});

	it('a run is taken back: the contact holds what it held before, its addresses and numbers included (B7)', async () => {
		make(pair, 'crm', 1);
		await pair.settle();
		const before = comparable(only(pair, 'calendar'));
		edit(pair, 'crm', only(pair, 'crm').id, { title: 'Chief', emails: ['other@x.example'], work: ['7'], birthday: '', city: 'Ulm' });
		pair.advance(5_000);
		await pair.turn('crm');
		expect(comparable(only(pair, 'calendar'))).not.toEqual(before);
		expect(await pair.undo('calendar')).toMatchObject([{ kind: 'done', action: 'restored' }]);
		expect(comparable(only(pair, 'calendar'))).toEqual(before);
	});

	it('1,000 pairs are joined again with 0 writes and few requests', async () => {
		make(pair, 'crm', 500);
		make(pair, 'calendar', 500, 500);
		await pair.settle();
		await pair.deactivate({ copies: 'keep', later: 'fresh' });
		await pair.activate();
		pair.counts();
		await pair.settle();
		const { reads, writes } = pair.counts();
		expect(writes).toEqual({ crm: 0, calendar: 0 });
		expect(reads.crm + reads.calendar).toBeLessThanOrEqual(100);
		expect(await pair.store.countLinks(syncName, 'linked')).toBe(1000);
	});

	it('"delete copies" removes what the sync made in Office 365, keeps what people made there, and the CRM keeps everything (O10)', async () => {
		await rested();
		await pair.deactivate({ copies: 'deleteCopies', later: 'relink' });
		expect(living(pair, 'calendar')).toHaveLength(10);
		expect(living(pair, 'crm')).toHaveLength(20);
		await pair.activate();
		await pair.settle();
		expectPairs(pair, 20);
	});

	it.each(['a poll', 'a write'])('the folder deleted in Outlook, noticed by %s, switches the sync off and deletes nothing in the CRM (O10)', async (by) => {
		await rested();
		pair.microsoft.person.deleteFolder(pair.folderId);
		make(pair, 'crm', 1, 100);
		await expect(pair.turn(by === 'a poll' ? 'calendar' : 'crm')).rejects.toMatchObject({ kind: 'containerGone' });
		expect((await pair.store.getSync(syncName))?.state).toBe('deactivated');
		for (const side of sides) expect((await pair.turn(side)).items).toEqual([]);
		expect(living(pair, 'crm')).toHaveLength(21);
	});

	it('a position that is too old leads to a full read, and only what is looked up and gone is deleted', async () => {
		await rested();
		const [first, second] = living(pair, 'calendar');
		remove(pair, 'calendar', first?.id ?? '');
		edit(pair, 'calendar', second?.id ?? '', { title: 'Edited' });
		pair.microsoft.person.expireDeltaTokens();
		await pair.settle();
		expectPairs(pair, 19);
		expect(living(pair, 'crm').map(({ title }) => title)).toContain('Edited');
	});

	it('change keys that move without an edit, and contacts that the server touches, change nothing (I4)', async () => {
		await rested();
		pair.microsoft.person.driftContacts({ folderId: pair.folderId });
		const { items } = await pair.turn('calendar');
		expect(items).toEqual([]);
		expect(pair.counts()).toEqual({ reads: { crm: 0, calendar: 1 }, writes: { crm: 0, calendar: 0 } });
	});
});

describe('a first sync of 1,000 contacts', () => {
	it('into Office 365 takes at most 1.05 requests each, never more than 4 at a time (O8)', async () => {
		make(pair, 'crm', 1000);
		pair.settings.crm = { ...pair.settings.crm, runLimit: 10_000 };
		pair.microsoft.throttle.configure({ enabled: true, holdMilliseconds: 0 });
		pair.counts();
		for (let turn = 0; turn < 3; turn += 1) {
			await pair.turn('crm');
			pair.advance(61_000);
			await pair.turn('calendar');
		}
		const [use] = pair.microsoft.throttle.uses();
		expect(living(pair, 'calendar')).toHaveLength(1000);
		expect(use?.requests ?? Number.NaN).toBeLessThanOrEqual(1050);
		expect(use?.maxInFlight ?? Number.NaN).toBeLessThanOrEqual(4);
		expect(pair.counts().writes).toEqual({ crm: 0, calendar: 1000 });
	});

	it('into the CRM takes one write for a hundred', async () => {
		make(pair, 'calendar', 1000);
		pair.counts();
		for (let turn = 0; turn < 3; turn += 1) {
			await pair.turn('calendar');
			pair.advance(61_000);
			await pair.turn('crm');
		}
		const { writes, reads } = pair.counts();
		expect(living(pair, 'crm')).toHaveLength(1000);
		expect(writes).toEqual({ crm: 10, calendar: 0 });
		expect(reads.crm + reads.calendar).toBeLessThanOrEqual(50);
	});
});
