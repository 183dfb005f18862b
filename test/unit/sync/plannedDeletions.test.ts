import { describe, expect, it } from 'vitest';
import { listHeld, releaseHeld, type ApplyOutcome, type ChangeItem } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

/** A linked pair whose CRM record was deleted, and the item that says so. */
async function deleted() {
	const pair = new MemoryPair();
	const ids = await pair.linked({ title: 'Demo' });
	pair.crm.remove(ids.crmId);
	return { pair, ...ids };
}

/** The items of a poll with what a dry run proposes for them, as a person approves them. */
async function planned(pair: MemoryPair, change: Parameters<MemoryPair['turn']>[1] = {}): Promise<ChangeItem[]> {
	const { items } = await pair.poll('crm');
	const outcomes = await pair.applyTo('calendar', items, { dryRun: true, ...change });
	return items.map((item, index) => ({ ...item, plan: planOf(outcomes[index]) }));
}

function planOf(outcome: ApplyOutcome | undefined): ChangeItem['plan'] {
	if (outcome?.kind !== 'done' || outcome.plan === undefined) throw new Error('It was not planned.');
	return outcome.plan;
}

describe('an approved deletion (B6)', () => {
	it('is carried out when nothing has changed', async () => {
		const { pair } = await deleted();
		expect(await pair.applyTo('calendar', await planned(pair))).toMatchObject([{ action: 'deleted' }]);
		expect(pair.calendar.living()).toEqual([]);
	});

	it.each<[string, (pair: MemoryPair, calendarId: string) => void, Parameters<MemoryPair['turn']>[1], Parameters<MemoryPair['turn']>[1]]>([
		['a deletion, and the record has moved on', (pair, id) => pair.calendar.edit(id, {}), {}, {}],
		['a deletion, and deletions are ignored now', () => undefined, {}, { onDelete: 'ignore' }],
		['doing nothing, because deletions are ignored, and they are not any more', () => undefined, { onDelete: 'ignore' }, {}],
		['doing nothing, because deletions are ignored, and now it would be for an edit', (pair, id) => pair.calendar.edit(id, { title: 'Edited' }), { onDelete: 'ignore' }, {}],
	])('is stale when what was approved is %s', async (_, act, before, after) => {
		const { pair, crmId, calendarId } = await deleted();
		const items = await planned(pair, before);
		act(pair, calendarId);
		expect(await pair.applyTo('calendar', items, after)).toMatchObject([{ kind: 'attention', reason: 'stale plan', message: expect.stringMatching(new RegExp(`^The plan for "(Demo|${crmId})" no longer fits`)) as string }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('of an edited record is stale when it was edited once more', async () => {
		const { pair, calendarId } = await deleted();
		pair.calendar.edit(calendarId, { title: 'Edited' });
		const items = await planned(pair);
		expect(items[0]?.plan).toMatchObject({ action: 'nothing', title: 'Edited' });
		pair.calendar.edit(calendarId, { title: 'Edited again' });
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ reason: 'stale plan' }]);
		expect(await pair.applyTo('calendar', await planned(pair)), 'planned and approved anew').toMatchObject([{ action: 'kept' }]);
	});
});

describe('planned deletions of what both sides have deleted (I7)', () => {
	async function bothDeleted() {
		const pair = new MemoryPair();
		pair.apply = applySettings({ deleteGuard: { count: 0, percent: 0 } });
		const ids = await pair.linked({ title: 'Demo' });
		pair.crm.remove(ids.crmId);
		pair.calendar.remove(ids.calendarId);
		await pair.poll('calendar');
		return { pair, ...ids };
	}

	it('are told to do nothing, and change nothing', async () => {
		const { pair, crmId } = await bothDeleted();
		const outcomes = await pair.turn('crm', { dryRun: true });
		expect(outcomes).toMatchObject([{ action: 'planned', message: expect.stringContaining('deleted on both sides') as string, plan: { action: 'nothing', fields: [], changes: [] } }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'linked' });
	});

	it('are settled when that is approved', async () => {
		const { pair, crmId } = await bothDeleted();
		expect(await pair.applyTo('calendar', await planned(pair))).toMatchObject([{ action: 'unchanged' }]);
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone' });
		expect(await listHeld(pair.context(), syncName)).toEqual([]);
	});

	it('an edit that waits on the other side is no deletion there', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ deleteGuard: { count: 0, percent: 0 } });
		const { crmId, calendarId } = await pair.linked({ title: 'Demo' });
		pair.calendar.edit(calendarId, { title: 'Edited' });
		await pair.poll('calendar');
		pair.crm.remove(crmId);
		const reads = pair.calendar.readIds.length;
		expect(await pair.turn('crm')).toMatchObject([{ reason: 'held' }]);
		expect(pair.calendar.readIds, 'nothing says that it was deleted, so nobody looks').toHaveLength(reads);
	});
});

describe('what a deletion leaves behind', () => {
	it('no contents of either record, and the journal tells what was deleted', async () => {
		const pair = new MemoryPair();
		await pair.poll('calendar');
		const { crmId, calendarId } = await pair.linked({ title: 'Demo' });
		expect(await pair.store.getImages(syncName, 'crm', [crmId])).toHaveLength(1);
		pair.crm.remove(crmId);
		await pair.turn('crm');
		for (const [side, id] of [['crm', crmId], ['calendar', calendarId]] as const) expect(await pair.store.getImages(syncName, side, [id])).toEqual([]);
		expect((await pair.journal())[0]).toMatchObject({ action: 'delete', side: 'calendar', recordId: calendarId, fields: [], before: { title: 'Demo' }, after: null });
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toEqual([]);
	});

	it('what was looked at is told as it was, not as it was last written', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { precondition: { update: true, delete: false } } } });
		const { crmId, calendarId } = await pair.linked({ title: 'Demo' });
		pair.calendar.edit(calendarId, { tags: ['mine'] });
		pair.crm.remove(crmId);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted' }]);
		expect((await pair.journal())[0]?.before).toMatchObject({ title: 'Demo', tags: ['mine'] });
	});

	it.each([['cancel', true], ['delete', false]] as const)('the vendor is told whether to call off or to delete (%s)', async (onDelete, cancel) => {
		const { pair } = await deleted();
		await pair.turn('crm', { onDelete });
		expect(pair.calendar.writesOf('delete')).toMatchObject([{ cancel }]);
	});

	it('an edit that won: nothing of the deletion waits any more', async () => {
		const { pair, calendarId } = await deleted();
		pair.calendar.edit(calendarId, { title: 'Edited' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'kept' }]);
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toEqual([]);
	});

	it('a partner that is edited again and again: said, and looked at again in a minute', async () => {
		const { pair, crmId, calendarId } = await deleted();
		pair.calendar.mishap = () => void pair.calendar.edit(calendarId, {});
		expect(await pair.turn('crm')).toEqual([{ kind: 'done', action: 'deferred', crmId, calendarId, fields: [], losses: [], message: expect.stringContaining('looked at again in a minute') as string }]);
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toMatchObject([{ state: 'waiting', notBefore: pair.now() + MINUTE, reason: 'the partner is being edited' }]);
	});

	it('a record without partner: said, and settled', async () => {
		const { pair, crmId, calendarId } = await deleted();
		const { items } = await pair.poll('crm');
		pair.calendar.remove(calendarId);
		await pair.turn('calendar');
		await releaseHeld(pair.context(), syncName, 'all');
		expect(await pair.link(crmId)).toMatchObject({ state: 'gone' });
		expect(await pair.applyTo('calendar', items)).toMatchObject([{ action: 'unchanged', message: expect.stringContaining('no partner') as string }]);
		expect(pair.calendar.writesOf('delete')).toEqual([]);
		expect(await pair.store.listRows(syncName, { side: 'crm' })).toEqual([]);
	});
});
