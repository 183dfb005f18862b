import { describe, expect, it } from 'vitest';
import { discardHeld, listHeld, skipItems, type ChangeItem, type Commit } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, SECOND, syncName } from '../../support/memoryPair';

const holdAll = applySettings({ deleteGuard: { count: 0, percent: 0 } });
const held = async (pair: MemoryPair) => await listHeld(pair.context(), syncName);
const rows = async (pair: MemoryPair) => await pair.store.listRows(syncName, {});

/** A linked pair whose deletion in the CRM, or in the calendar, is held. */
async function heldDeletion(side: 'crm' | 'calendar' = 'crm') {
	const pair = new MemoryPair();
	pair.apply = holdAll;
	const ids = await pair.linked({ title: 'Demo' });
	pair.system(side).remove(side === 'crm' ? ids.crmId : ids.calendarId);
	await pair.turn(side);
	return { pair, ...ids };
}

/** Lets a change lie about until it is parked. */
async function park(pair: MemoryPair): Promise<void> {
	for (let minute = 0; minute < 90; minute += 1) {
		await pair.poll('crm');
		pair.advance(MINUTE);
	}
}

async function save(pair: MemoryPair, part: Partial<Commit>): Promise<void> {
	const lease = await pair.store.acquireLease('test', 'test/1/start/save', SECOND, pair.now());
	if (lease === null) throw new Error('The lease is taken.');
	await pair.store.commit({ sync: syncName, lease, now: pair.now(), ...part });
	await pair.store.releaseLease(lease);
}

describe('the list of held changes (B5)', () => {
	it('shows nothing that waits or is under way', async () => {
		const { pair } = await heldDeletion();
		pair.crm.create({ title: 'Under way' });
		await pair.poll('crm');
		expect(await rows(pair)).toHaveLength(2);
		expect(await held(pair)).toMatchObject([{ change: 'delete' }]);
		expect(await rows(pair), 'looking at it drops nothing').toHaveLength(2);
	});

	it('is one list for both sides, the oldest first', async () => {
		const { pair } = await heldDeletion('calendar');
		pair.advance(MINUTE);
		const later = await pair.linked({ title: 'Later' });
		pair.crm.remove(later.crmId);
		await pair.turn('crm');
		pair.advance(MINUTE);
		const last = pair.calendar.create({ title: 'Last' });
		await pair.settle();
		pair.calendar.remove(last);
		await pair.turn('calendar');
		expect((await held(pair)).map(({ side, title }) => [side, title])).toEqual([['calendar', 'Demo'], ['crm', 'Later'], ['calendar', 'Last']]);
	});

	it('of the same time, as they were read', async () => {
		const pair = new MemoryPair();
		pair.apply = holdAll;
		const [a, b] = [await pair.linked({ title: 'A' }), await pair.linked({ title: 'B' })];
		pair.calendar.remove(a.calendarId);
		pair.crm.remove(b.crmId);
		await pair.turn('calendar');
		await pair.turn('crm');
		expect((await held(pair)).map(({ title }) => title)).toEqual(['A', 'B']);
	});

	it('a deletion whose pair is parted by now has nothing to delete: it is not shown, and forgotten', async () => {
		const { pair, crmId } = await heldDeletion();
		await save(pair, { links: [{ ...(await pair.link(crmId)), state: 'gone' }] });
		expect(await held(pair)).toEqual([]);
		expect(await rows(pair)).toEqual([]);
	});

	it('the other record is told by its own words, and by its partner\'s where it has none', async () => {
		const { pair, crmId, calendarId } = await heldDeletion();
		const time = { start: { date: '2026-04-01' }, end: { date: '2026-04-02' } };
		await save(pair, { images: [{ side: 'crm', recordId: crmId, values: { title: 'Ours', time: { start: { date: '2026-05-01' }, end: { date: '2026-05-02' } } } }, { side: 'calendar', recordId: calendarId, values: { time } }] });
		expect(await held(pair)).toMatchObject([{ title: 'Ours', when: '2026-04-01' }]);
		await save(pair, { images: [{ side: 'calendar', recordId: calendarId, values: { title: 'Theirs' } }] });
		expect(await held(pair)).toMatchObject([{ title: 'Theirs', when: '2026-05-01' }]);
	});
});

describe('discarding (B5)', () => {
	it('takes held and parked changes, by number or all of them, and nothing else', async () => {
		const { pair, crmId } = await heldDeletion();
		const parked = pair.crm.create({ title: 'Parked' });
		await park(pair);
		const waiting = pair.crm.create({ title: 'Under way' });
		await pair.poll('crm');
		const numbers = new Map((await rows(pair)).map(({ recordId, id }) => [recordId, id]));
		expect(await discardHeld(pair.context(), syncName, [numbers.get(waiting) ?? 0])).toBe(0);
		expect(await discardHeld(pair.context(), syncName, [numbers.get(parked) ?? 0, 4_711])).toBe(1);
		expect(new Set((await rows(pair)).map(({ recordId }) => recordId))).toEqual(new Set([crmId, waiting]));
		expect(await discardHeld(pair.context(), syncName, 'all')).toBe(1);
		expect(await rows(pair)).toMatchObject([{ recordId: waiting }]);
	});

	it('of several deletions ends the pairs of those that are meant alone, and says so in the journal', async () => {
		const { pair, crmId } = await heldDeletion();
		const other = await pair.linked({ title: 'Other' });
		pair.crm.remove(other.crmId);
		await pair.turn('crm');
		const [row] = (await rows(pair)).filter(({ recordId }) => recordId === other.crmId);
		await discardHeld(pair.context(), syncName, [row?.id ?? 0]);
		expect(await pair.link(other.crmId)).toMatchObject({ state: 'gone' });
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
		expect((await pair.journal())[0]).toMatchObject({ side: 'calendar', recordId: other.calendarId, action: 'unlink', reason: 'its deletion was discarded', fields: [], before: null, after: null });
	});

	it('an edit that was parked leaves the pair linked', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.edit(crmId, { title: 'Parked' });
		await park(pair);
		expect(await discardHeld(pair.context(), syncName, 'all')).toBe(1);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
	});

	it('the deletion of a record whose copy is just being made leaves that to the end it has', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		pair.calendar.mishap = () => 'lost';
		await pair.turn('crm');
		pair.crm.remove(crmId);
		await park(pair);
		expect(await discardHeld(pair.context(), syncName, 'all')).toBe(1);
		expect(await pair.link(crmId)).toMatchObject({ state: 'creating' });
	});

	it('while the sync writes is refused', async () => {
		const { pair } = await heldDeletion();
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		await expect(discardHeld(pair.context(), syncName, 'all')).rejects.toMatchObject({ kind: 'busy' });
		expect(await held(pair)).toHaveLength(1);
	});
});

describe('skipping in the workflow (B11)', () => {
	it('settles what was delivered, of both sides, also beside items made by hand', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Of the CRM' });
		const fromCrm = (await pair.poll('crm')).items;
		pair.calendar.create({ title: 'Of the calendar' });
		const fromCalendar = (await pair.poll('calendar')).items;
		const byHand = fromCrm.map((item): ChangeItem => ({ ...item, id: 'x', delivery: undefined }));
		await skipItems(pair.context(), [...byHand, ...fromCrm, ...fromCalendar], 'not wanted');
		expect(await rows(pair)).toEqual([]);
		expect(await pair.store.getSightings(syncName, 'calendar', fromCalendar.map(({ id }) => id))).toMatchObject([{ reason: 'not wanted' }]);
	});

	it('items made by hand alone need no turn: they do not wait for a run that is writing', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await pair.store.acquireLease(`write:${syncName}`, 'test/1/start/writer', 60 * MINUTE, pair.now());
		const began = pair.now();
		await skipItems(pair.context(), items.map((item) => ({ ...item, delivery: undefined })), 'not wanted');
		expect(pair.now()).toBe(began);
		await skipItems(pair.context(), items, 'not wanted');
		expect(pair.now(), 'a delivered one waits a minute, and stays').toBe(began + MINUTE);
		expect(await rows(pair)).toHaveLength(1);
	});

	it('a number that belongs to another record settles nothing', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		const { items } = await pair.poll('crm');
		await skipItems(pair.context(), items.map((item) => ({ ...item, id: 'other' })), 'not wanted');
		await skipItems(pair.context(), items.map((item): ChangeItem => ({ ...item, side: 'calendar' })), 'not wanted');
		expect(await rows(pair)).toHaveLength(1);
	});
});
