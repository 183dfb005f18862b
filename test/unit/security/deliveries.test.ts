import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { discardHeld, releaseHeld, skipItems, type ChangeItem } from '../../../sync';
import { openSync } from '../../../sync/binding';
import { pollSide } from '../../../sync/ingest/poll';
import { applySettings, MemoryPair, MINUTE, syncName } from '../../support/memoryPair';

const other = 'another sync';

/** Numbers of inbox rows in items are what other nodes hand over: they may belong to another sync, another record, or nobody. */
describe('a delivery number that is not the item\'s own', () => {
	let pair: MemoryPair;
	let mine: ChangeItem;
	let second: ChangeItem;
	let theirs: ChangeItem;

	beforeEach(async () => {
		pair = new MemoryPair();
		pair.crm.create({ title: 'Mine' });
		pair.crm.create({ title: 'Second' });
		[mine, second] = two((await pair.poll('crm')).items);
		[theirs] = two((await pollSide(pair.context(), { ...pair.pollRequest('crm'), sync: other })).items);
		expect([mine.delivery, second.delivery, theirs.delivery].every((number) => number !== undefined)).toBe(true);
	});

	afterEach(async () => await pair.store.close());

	function two(items: ChangeItem[]): [ChangeItem, ChangeItem] {
		const [first, next] = items;
		if (first === undefined || next === undefined) throw new Error('nothing was delivered');
		return [first, next];
	}

	const rowsOf = async (sync: string) => (await pair.store.listRows(sync, {})).map(({ id, state, recordId, leaseUntil, record, superseded }) => ({ id, state, recordId, leaseUntil, title: record && 'title' in record ? record.title : null, superseded }));

	it('of another sync settles nothing there, and its record is not written (I5)', async () => {
		const before = await rowsOf(other);
		const [outcome] = await pair.applyTo('calendar', [{ ...mine, delivery: theirs.delivery, revision: theirs.revision }]);
		expect(outcome).toMatchObject({ kind: 'done', action: 'superseded' });
		expect(await rowsOf(other)).toEqual(before);
		expect(pair.calendar.requests).toEqual([]);
	});

	it('of another record of the sync neither settles that one nor is written in its place', async () => {
		const before = await rowsOf(syncName);
		await pair.applyTo('calendar', [{ ...mine, delivery: second.delivery, revision: second.revision }]);
		expect(await rowsOf(syncName)).toEqual(before);
		expect(pair.calendar.requests).toEqual([]);
		await pair.applyTo('calendar', [mine, second]);
		expect(pair.calendar.requests.map((request) => (request.kind === 'create' ? request.values.title : ''))).toEqual(['Mine', 'Second']);
	});

	it('of another sync is not kept from being delivered again by a run that takes long', async () => {
		const before = await rowsOf(other);
		const { write } = pair.calendar;
		pair.calendar.write = async (requests, options) => {
			pair.advance(4 * MINUTE);
			return await write.call(pair.calendar, requests, options);
		};
		await pair.applyTo('calendar', [mine, { ...second, delivery: theirs.delivery }]);
		expect(await rowsOf(other)).toEqual(before);
	});

	it('of another sync or record is not handed back when the vendor is down', async () => {
		const before = [await rowsOf(other), (await rowsOf(syncName)).filter(({ recordId }) => recordId === second.id)];
		pair.advance(MINUTE);
		const { SystemError } = await import('../../../sync');
		pair.calendar.failure.findCandidates = new SystemError('unavailable', 'down', 'wait');
		await pair.applyTo('calendar', [{ ...mine, delivery: theirs.delivery }]).catch(() => undefined);
		pair.calendar.failure.findCandidates = new SystemError('unavailable', 'down', 'wait');
		await pair.applyTo('calendar', [{ ...mine, delivery: second.delivery }]).catch(() => undefined);
		expect([await rowsOf(other), (await rowsOf(syncName)).filter(({ recordId }) => recordId === second.id)]).toEqual(before);
	});

	it('is not settled by a skip rule, and leaves no note in the sync', async () => {
		const before = [await rowsOf(syncName), await rowsOf(other)];
		await skipItems(pair.context(), [{ ...mine, delivery: theirs.delivery }, { ...second, delivery: mine.delivery }, { ...mine, delivery: 10 ** 9 }], 'skipped');
		expect([await rowsOf(syncName), await rowsOf(other)]).toEqual(before);
		expect(await pair.store.getSightings(syncName, 'crm', [mine.id, second.id, theirs.id])).toEqual([]);
		await skipItems(pair.context(), [mine], 'skipped');
		expect((await rowsOf(syncName)).map(({ recordId }) => recordId)).toEqual([second.id]);
	});

	it('does not pass the delete guard with somebody else\'s release (B5)', async () => {
		await pair.applyTo('calendar', [mine, second]);
		await pair.settle();
		pair.crm.remove(mine.id);
		pair.crm.remove(second.id);
		const strict = applySettings({ deleteGuard: { count: 0, percent: 0 } });
		const deletes = (await pair.poll('crm')).items;
		await pair.applyTo('calendar', deletes, strict);
		const held = await pair.store.listRows(syncName, { states: ['held'] });
		expect(held).toHaveLength(2);
		const [first] = held;
		if (first === undefined) throw new Error('nothing is held');
		await releaseHeld(pair.context(), syncName, [first.id]);
		const [released] = (await pair.poll('crm')).items;
		if (released === undefined) throw new Error('nothing was released');
		const stillHeld = released.id === mine.id ? second.id : mine.id;
		const deletionsBefore = pair.calendar.requests.filter(({ kind }) => kind === 'delete').length;
		await pair.applyTo('calendar', [{ ...released, id: stillHeld }], strict);
		expect(pair.calendar.requests.filter(({ kind }) => kind === 'delete')).toHaveLength(deletionsBefore);
	});
});

describe('numbers of held changes', () => {
	it('that are not held are neither released nor discarded, nor those of another sync', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Waiting' });
		const { items } = await pair.poll('crm');
		await pollSide(pair.context(), { ...pair.pollRequest('crm'), sync: other });
		pair.advance(11 * MINUTE);
		await openSync(pair.context(), syncName);
		const all = [...(await pair.store.listRows(syncName, {})), ...(await pair.store.listRows(other, {}))];
		const ids = all.map(({ id }) => id);
		expect(ids.length).toBeGreaterThan(1);
		for (const forged of [ids, 'all' as const, [0, -1, 1.5, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, Number.NaN]]) {
			expect(await releaseHeld(pair.context(), syncName, forged)).toBe(0);
			expect(await discardHeld(pair.context(), syncName, forged)).toBe(0);
		}
		expect([...(await pair.store.listRows(syncName, {})), ...(await pair.store.listRows(other, {}))]).toEqual(all);
		expect(items).toHaveLength(1);
		await pair.store.close();
	});

	it('a change that waits is not dropped by its number', async () => {
		const pair = new MemoryPair();
		pair.settings.crm.runLimit = 1;
		pair.settings.crm.firstSyncLimit = 1;
		pair.crm.create({ title: 'One' });
		pair.crm.create({ title: 'Two' });
		await pair.poll('crm');
		const waiting = await pair.store.listRows(syncName, { states: ['waiting'] });
		expect(waiting).toHaveLength(1);
		expect(await discardHeld(pair.context(), syncName, waiting.map(({ id }) => id))).toBe(0);
		expect(await pair.store.listRows(syncName, { states: ['waiting'] })).toEqual(waiting);
		await pair.store.close();
	});
});
