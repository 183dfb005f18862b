import { describe, expect, it } from 'vitest';
import { discardHeld, listHeld, releaseHeld, type WriteResult } from '../../../sync';
import { applySettings, MemoryPair, MINUTE, sideSettings, syncName } from '../../support/memoryPair';

const many = async (count: number, options: ConstructorParameters<typeof MemoryPair>[0] = {}) => {
	const pair = new MemoryPair(options);
	const ids = Array.from({ length: count }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
	await pair.settle();
	return { pair, ids };
};

describe('deletions go across (S5)', () => {
	it.each(['crm', 'calendar'] as const)('deleted in the %s: deleted on the other side, journaled, at rest', async (side) => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.system(side).remove(side === 'crm' ? crmId : calendarId);
		expect(await pair.turn(side)).toMatchObject([{ action: 'deleted' }]);
		await pair.settle();
		expect([...pair.crm.living(), ...pair.calendar.living()]).toEqual([]);
		expect((await pair.journal()).filter(({ action }) => action === 'delete')).toHaveLength(1);
	});

	it('deleted on both sides: nothing to do', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		pair.calendar.remove(calendarId);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted' }]);
		await pair.settle();
		expect(pair.writes()).toBe(2);
	});

	it('a record without partner that is deleted starts nothing', async () => {
		const pair = new MemoryPair();
		pair.settings.crm = sideSettings({ firstSync: 'newOnly' });
		const crmId = pair.crm.create({ title: 'Old' });
		await pair.turn('crm');
		pair.crm.remove(crmId);
		expect((await pair.poll('crm')).items).toEqual([]);
	});

	it('a meeting that was called off is deleted on the other side', async () => {
		const pair = new MemoryPair();
		const { calendarId } = await pair.linked();
		pair.calendar.edit(calendarId, {}, { status: 'cancelled' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'deleted' }]);
		expect(pair.crm.living()).toEqual([]);
	});

	it('deletions are ignored when the settings say so, and the link ends', async () => {
		const pair = new MemoryPair();
		pair.apply = applySettings({ onDelete: 'ignore' });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'kept' }]);
		expect(pair.calendar.living()).toEqual([calendarId]);
		expect((await pair.journal()).map(({ action }) => action)).toContain('unlink');
		expect(await pair.links()).toEqual([]);
	});

	it('"cancel" deletes where a system has no way to call a meeting off', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		expect(await pair.turn('crm', { onDelete: 'cancel' })).toMatchObject([{ action: 'deleted' }]);
	});
});

describe('edit beats delete (B9)', () => {
	it.each<[string, ConstructorParameters<typeof MemoryPair>[0]]>([
		['with a precondition', {}],
		['without one', { calendar: { capabilities: { precondition: { update: true, delete: false } } } }],
		['with revisions not to rely on', { calendar: { capabilities: { openRevisionMark: '~' } } }],
	])('the edited record stays and its partner comes back, %s', async (_, options) => {
		const pair = new MemoryPair(options);
		const { crmId, calendarId } = await pair.linked();
		pair.calendar.edit(calendarId, { title: 'Edited' });
		pair.crm.remove(crmId);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'kept', message: expect.stringContaining('The edit wins') as string }]);
		await pair.settle();
		expect(pair.calendar.living()).toEqual([calendarId]);
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title'))).toEqual(['Edited']);
		expect((await pair.journal()).map(({ action }) => action)).toEqual(expect.arrayContaining(['conflict', 'unlink']));
	});

	it('the edit arrives first: the deleted record is made again', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		pair.calendar.edit(calendarId, { title: 'Edited' });
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'created' }]);
		await pair.settle();
		expect(pair.crm.living().map((id) => pair.crm.value(id, 'title'))).toEqual(['Edited']);
		expect(pair.calendar.living()).toEqual([calendarId]);
	});

	it('a partner that is edited again and again is looked at later', async () => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		pair.calendar.mishap = () => ({ outcome: 'stale' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred' }]);
		pair.calendar.mishap = () => undefined;
		await pair.settle();
		expect(pair.calendar.living()).toEqual([]);
	});

	it.each<[string, WriteResult, object, number]>([
		['gone meanwhile', { outcome: 'gone' }, { action: 'deleted' }, 1],
		['throttled', { outcome: 'retry', message: 'Slow.', retryAt: null }, { action: 'deferred' }, 0],
		['unclear', { outcome: 'unclear', message: 'Cut.' }, { action: 'deferred' }, 0],
		['forbidden', { outcome: 'forbidden', message: 'No.', next: 'Ask.' }, { reason: 'lost access' }, 0],
		['rejected for good', { outcome: 'rejected', message: 'Never.', next: 'Do it by hand.' }, { reason: 'rejected' }, 1],
	])('%s', async (_, result, outcome, left) => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked();
		pair.crm.remove(crmId);
		pair.calendar.mishap = () => result;
		expect(await pair.turn('crm')).toMatchObject([outcome]);
		pair.calendar.mishap = () => undefined;
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(left);
	});

	it('a partner that cannot be read is never taken for deleted', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		pair.calendar.unreadable.add(calendarId);
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'attention', reason: 'lost access' }]);
		expect(pair.calendar.writesOf('delete')).toEqual([]);
		pair.calendar.unreadable.clear();
		pair.advance(2 * MINUTE);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted' }]);
	});

	it('a partner that was deleted too counts as done', async () => {
		const pair = new MemoryPair({ calendar: { capabilities: { openRevisionMark: '~' } } });
		const { crmId, calendarId } = await pair.linked();
		pair.crm.remove(crmId);
		pair.calendar.remove(calendarId);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted' }]);
	});
});

describe('mass deletion is held (B5, S7, I7)', () => {
	it('all at once: nothing is deleted, other changes go on, and a release lets them pass', async () => {
		const { pair, ids } = await many(30);
		for (const id of ids.slice(0, 25)) pair.crm.remove(id);
		pair.crm.edit(ids[29] ?? '', { title: 'Still alive' });
		const outcomes = await pair.turn('crm');
		expect(outcomes.filter(({ kind }) => kind === 'attention')).toHaveLength(25);
		expect(outcomes.filter((outcome) => outcome.kind === 'done' && outcome.action === 'updated')).toHaveLength(1);
		expect(pair.calendar.living()).toHaveLength(30);
		const held = await listHeld(pair.context(), syncName);
		expect(held).toHaveLength(25);
		expect(held[0]).toMatchObject({ side: 'crm', change: 'delete', state: 'held', reason: expect.stringContaining('25 deletions at once') as string });
		expect(await pair.turn('crm')).toEqual([]);
		expect(await releaseHeld(pair.context(), syncName, 'all')).toBe(25);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(5);
	});

	it('in slices over minutes: still seen as one', async () => {
		const { pair, ids } = await many(30);
		for (let n = 0; n < 3; n += 1) {
			for (const id of ids.slice(n * 10, n * 10 + 10)) pair.crm.remove(id);
			await pair.turn('crm');
			pair.advance(2 * MINUTE);
		}
		expect(pair.calendar.living()).toHaveLength(10);
		expect(await listHeld(pair.context(), syncName)).toHaveLength(10);
	});

	it('over hours it is no mass deletion', async () => {
		const { pair, ids } = await many(30);
		for (let n = 0; n < 3; n += 1) {
			for (const id of ids.slice(n * 10, n * 10 + 10)) pair.crm.remove(id);
			await pair.turn('crm');
			pair.advance(60 * MINUTE);
		}
		expect(pair.calendar.living()).toHaveLength(0);
	});

	it('more than the count but not the share passes', async () => {
		const { pair, ids } = await many(30);
		pair.apply = applySettings({ deleteGuard: { count: 2, percent: 50 } });
		for (const id of ids.slice(0, 10)) pair.crm.remove(id);
		await pair.turn('crm');
		expect(pair.calendar.living()).toHaveLength(20);
	});

	it('delivered one by one: what waits counts as well', async () => {
		const { pair, ids } = await many(30);
		pair.settings.crm = sideSettings({ runLimit: 1 });
		for (const id of ids) pair.crm.remove(id);
		await pair.turn('crm');
		expect(pair.calendar.living()).toHaveLength(30);
	});

	it('single ones are released while the others stay held; discarded ones keep their partner', async () => {
		const { pair, ids } = await many(30);
		for (const id of ids) pair.crm.remove(id);
		await pair.turn('crm');
		const held = await listHeld(pair.context(), syncName);
		const numbers = held.map(({ id }) => id);
		expect(await releaseHeld(pair.context(), syncName, numbers.slice(0, 2))).toBe(2);
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deleted' }, { action: 'deleted' }]);
		expect(await discardHeld(pair.context(), syncName, numbers.slice(2, 4))).toBe(2);
		expect(await discardHeld(pair.context(), syncName, 'all')).toBe(26);
		expect(await pair.turn('crm')).toEqual([]);
		expect(pair.calendar.living()).toHaveLength(28);
	});

	it('an empty listing deletes nothing; every record is looked at by itself', async () => {
		const { pair } = await many(5);
		pair.calendar.expireCursors();
		const real = pair.calendar.changes.bind(pair.calendar);
		pair.calendar.changes = async function* (request) {
			if (request.cursor === null) yield { changes: [], cursor: { since: 1_000 } };
			else yield* real(request);
		};
		expect((await pair.poll('calendar')).items).toEqual([]);
		expect(pair.calendar.readIds).toHaveLength(5);
		expect(pair.crm.living()).toHaveLength(5);
	});

	it('a dead cursor: what is positively gone is deleted, the rest stays (B5)', async () => {
		const { pair, ids } = await many(5);
		const calendarId = (await pair.link(ids[0] ?? '')).calendarId ?? '';
		pair.calendar.remove(calendarId);
		pair.calendar.expireCursors();
		expect(await pair.turn('calendar')).toMatchObject([{ action: 'deleted', calendarId }]);
		expect(pair.crm.living()).toHaveLength(4);
	});
});
