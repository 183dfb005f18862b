import { describe, expect, it } from 'vitest';
import type { WriteResult } from '../../../sync';
import { keyOf } from '../../../sync/apply/creates';
import { MemoryPair, MINUTE, SECOND } from '../../support/memoryPair';
import { event } from './samples';

/** A vendor with keys (the calendar) and one without (the CRM): both must make exactly one record (I2, B4). */
const directions = [['calendar', 'crm'], ['crm', 'calendar']] as const;

describe.each(directions)('create once in the %s', (target, source) => {
	const creates = (pair: MemoryPair) => pair.system(target).writesOf('create').length;

	it('a new record makes one copy, marked and journaled, and no echo comes back (I2, I4, B8)', async () => {
		const pair = new MemoryPair();
		const id = pair.system(source).create({ title: 'Demo', location: 'Köln' });
		expect(await pair.turn(source)).toMatchObject([{ kind: 'done', action: 'created' }]);
		expect(await pair.turn(target)).toEqual([]);
		expect(await pair.turn(source)).toEqual([]);
		expect(pair.system(target).living()).toHaveLength(1);
		expect((await pair.journal()).map(({ action, side, after }) => [action, side, after?.title])).toEqual([['create', target, 'Demo']]);
		expect((await pair.links())[0]).toMatchObject({ origin: source, createdByUs: true, [`${source}Id`]: id });
	});

	it('an answer that was lost: the record is found and linked', async () => {
		const pair = new MemoryPair();
		pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => 'lost';
		expect(await pair.turn(source)).toMatchObject([{ action: 'deferred' }]);
		pair.system(target).mishap = () => undefined;
		await pair.settle();
		expect(pair.system(target).living()).toHaveLength(1);
		expect(await pair.links()).toHaveLength(1);
	});

	it('no answer and nothing written: it is made again', async () => {
		const pair = new MemoryPair();
		pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn(source);
		pair.system(target).mishap = () => undefined;
		await pair.settle();
		expect(pair.system(target).living()).toHaveLength(1);
		expect(creates(pair)).toBe(2);
	});

	it('the copy shows up on its own side before its create was settled: it is not copied back', async () => {
		const pair = new MemoryPair();
		pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => 'lost';
		await pair.turn(source);
		pair.system(target).mishap = () => undefined;
		await pair.turn(target);
		await pair.settle();
		expect(pair.system(source).living()).toHaveLength(1);
		expect(pair.system(target).living()).toHaveLength(1);
	});

	it.each(['source', 'copy'] as const)('a source that is deleted while its create has no answer takes the copy with it, the %s read first', async (first) => {
		const pair = new MemoryPair();
		const id = pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => 'lost';
		await pair.turn(source);
		pair.system(target).mishap = () => undefined;
		pair.system(source).remove(id);
		await pair.turn(first === 'source' ? source : target);
		await pair.settle();
		expect(pair.system(target).living()).toEqual([]);
		expect(pair.system(source).living()).toEqual([]);
	});

	it('a source that is deleted while nothing came of its create leaves nothing', async () => {
		const pair = new MemoryPair();
		const id = pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn(source);
		pair.system(source).remove(id);
		expect(await pair.turn(source)).toMatchObject([{ action: 'unchanged' }]);
	});

	it.each<[string, WriteResult, object]>([
		['rejected', { outcome: 'rejected', message: 'Bad title.', next: 'Change it.' }, { kind: 'attention', reason: 'rejected', next: 'Change it.' }],
		['forbidden', { outcome: 'forbidden', message: 'No.', next: 'Ask.' }, { kind: 'attention', reason: 'lost access' }],
		['throttled', { outcome: 'retry', message: 'Slow down.', retryAt: null }, { kind: 'done', action: 'deferred' }],
		['an answer that does not fit', { outcome: 'stale' }, { kind: 'done', action: 'deferred' }],
	])('%s: reported, nothing lost, later made', async (_, result, outcome) => {
		const pair = new MemoryPair();
		const id = pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => result;
		expect(await pair.turn(source)).toMatchObject([outcome]);
		expect(await pair.turn(source)).toEqual([]);
		pair.system(target).mishap = () => undefined;
		pair.advance(MINUTE);
		if (result.outcome === 'rejected') pair.system(source).edit(id, { title: 'Better' });
		await pair.settle();
		expect(pair.system(target).living()).toHaveLength(1);
	});

	it('a vendor that asks to wait is not asked before', async () => {
		const pair = new MemoryPair();
		pair.system(source).create({ title: 'Demo' });
		pair.system(target).mishap = () => ({ outcome: 'retry', message: 'Slow down.', retryAt: pair.now() + 30 * MINUTE });
		await pair.turn(source);
		pair.system(target).mishap = () => undefined;
		pair.advance(29 * MINUTE);
		expect(await pair.turn(source)).toEqual([]);
		pair.advance(2 * MINUTE);
		expect(await pair.turn(source)).toMatchObject([{ action: 'created' }]);
	});

	it('"Retry On Fail" applies the same items twice: one copy', async () => {
		const pair = new MemoryPair();
		pair.system(source).create({ title: 'Demo' });
		const { items } = await pair.poll(source);
		await pair.applyTo(target, items);
		expect(await pair.applyTo(target, items)).toMatchObject([{ action: 'superseded' }]);
		expect(await pair.applyTo(target, [...items, ...items])).toMatchObject([{ action: 'superseded' }, { action: 'superseded' }]);
		expect(creates(pair)).toBe(1);
	});
});

describe('systems with keys', () => {
	it('the key depends on sync, side, record and generation only', () => {
		const keys = [['s', 'crm', '1', 0], ['s', 'crm', '1', 1], ['s', 'crm', '2', 0], ['s', 'calendar', '1', 0], ['t', 'crm', '1', 0]] as const;
		expect(new Set(keys.map(([sync, side, id, generation]) => keyOf(sync, side, id, generation))).size).toBe(keys.length);
		expect(keyOf('s', 'crm', '1', 0)).toMatch(/^[0-9a-f]{40}$/);
	});

	it('a key that a deleted record burnt is replaced', async () => {
		const pair = new MemoryPair();
		const { crmId, calendarId } = await pair.linked();
		await pair.loseStore();
		pair.calendar.remove(calendarId);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
		expect((await pair.link(crmId)).generation).toBe(1);
	});

	it('keys that are all burnt: the item is handed back, and a later run finds a free one', async () => {
		const pair = new MemoryPair();
		const crmId = pair.crm.create({ title: 'Demo' });
		let burnt = 0;
		pair.calendar.mishap = () => (burnt++ < 6 ? { outcome: 'keyUsed' } : undefined);
		expect(await pair.turn('crm')).toMatchObject([{ kind: 'done', action: 'deferred', crmId }]);
		await pair.settle();
		expect(pair.calendar.living()).toHaveLength(1);
	});

	it('a key that a live record has means that the record is there: it is linked, not made again', async () => {
		const pair = new MemoryPair();
		pair.crm.create({ title: 'Demo' });
		let calls = 0;
		pair.calendar.mishap = (request) => {
			if (calls++ > 0 || request.kind !== 'create') return undefined;
			return { outcome: 'exists', snapshot: { id: pair.calendar.create({ title: 'Demo' }), revision: 'r1', modifiedAt: 0, createdAt: 0, omitted: [], recurring: false, record: event() } };
		};
		const [outcome] = await pair.turn('crm');
		expect(outcome).toMatchObject({ kind: 'done' });
		expect(pair.calendar.living()).toHaveLength(1);
		expect(await pair.links()).toHaveLength(1);
	});

	it('a key whose record meanwhile has another partner is burnt as well', async () => {
		const pair = new MemoryPair();
		const { calendarId } = await pair.linked({ title: 'First' });
		pair.crm.create({ title: 'Second' });
		let calls = 0;
		pair.calendar.mishap = () => (calls++ === 0 ? { outcome: 'exists', snapshot: { id: calendarId, revision: 'r1', modifiedAt: 0, createdAt: 0, omitted: [], recurring: false, record: event() } } : undefined);
		await pair.turn('crm');
		expect(pair.calendar.living()).toHaveLength(2);
		expect(await pair.links()).toHaveLength(2);
	});
});

describe('systems without keys: what came of an unclear create', () => {
	const unclear = async (act: (pair: MemoryPair) => void) => {
		const pair = new MemoryPair();
		pair.calendar.create({ title: 'Demo', location: 'Köln' });
		pair.crm.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('calendar');
		pair.crm.mishap = () => undefined;
		pair.advance(SECOND);
		act(pair);
		pair.advance(5 * MINUTE);
		return { pair, outcomes: await pair.turn('calendar') };
	};

	it('nothing was made since: it is made', async () => {
		const { pair, outcomes } = await unclear(() => undefined);
		expect(outcomes).toMatchObject([{ action: 'created' }]);
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('exactly one was made: it is linked', async () => {
		const { pair, outcomes } = await unclear(({ crm }) => crm.create({ title: 'Demo', location: 'Köln' }));
		expect(outcomes).toMatchObject([{ kind: 'done' }]);
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('one was made and edited since: title or time still tells', async () => {
		const { pair } = await unclear(({ crm }) => crm.create({ title: 'Demo edited' }));
		expect(pair.crm.living()).toHaveLength(1);
	});

	it('several could be it: nothing more is made and a person looks', async () => {
		const { pair, outcomes } = await unclear(({ crm }) => {
			crm.create({ title: 'Demo 1' });
			crm.create({ title: 'Demo 2' });
		});
		expect(outcomes).toMatchObject([{ kind: 'attention', reason: 'ambiguous' }]);
		expect(pair.crm.writesOf('create')).toHaveLength(1);
	});

	it('a stranger\'s record does not count', async () => {
		const { pair, outcomes } = await unclear(({ crm }) => crm.create({ title: 'Other', time: { start: { dateTime: '2026-04-10T10:00:00Z' }, end: { dateTime: '2026-04-10T11:00:00Z' } } }));
		expect(outcomes).toMatchObject([{ action: 'created' }]);
		expect(pair.crm.living()).toHaveLength(2);
	});

	it('a record of the other side waits one round while a create into that side has no answer', async () => {
		const pair = new MemoryPair();
		pair.calendar.create({ title: 'Demo' });
		pair.crm.mishap = () => ({ outcome: 'unclear', message: 'Cut.' });
		await pair.turn('calendar');
		pair.crm.mishap = () => undefined;
		pair.crm.create({ title: 'Another meeting' });
		expect(await pair.turn('crm')).toMatchObject([{ action: 'deferred' }]);
		await pair.settle();
		expect([pair.crm.living().length, pair.calendar.living().length]).toEqual([2, 2]);
	});
});
