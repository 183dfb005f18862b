import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isTooDeep } from '../../../sync/record/depth';
import type { Snapshot } from '../../../sync';
import { MemoryPair } from '../../support/memoryPair';

/** Deep enough to exhaust the stack of whatever walks through it by calling itself. */
function nested(levels: number): unknown {
	let value: unknown = 1;
	for (let level = 0; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
	return value;
}

describe('a record that is nested too deeply', () => {
	let pair: MemoryPair;

	beforeEach(() => {
		pair = new MemoryPair();
		pair.settings.crm.includeRaw = true;
	});

	afterEach(async () => await pair.store.close());

	it('comes without its raw form, and ordinary ones beside it come with theirs', async () => {
		const deep = pair.crm.create({ title: 'Deep' });
		pair.crm.create({ title: 'Ordinary' });
		const { changes } = pair.crm;
		pair.crm.changes = async function* (request) {
			for await (const page of changes.call(pair.crm, request)) {
				const withRaw = (snapshot: Snapshot): Snapshot => ({ ...snapshot, raw: snapshot.id === deep ? nested(200_000) : { a: [1] } });
				yield { ...page, changes: page.changes.map((change) => (change.kind === 'upsert' ? { ...change, snapshot: withRaw(change.snapshot) } : change)) };
			}
		};
		const { items } = await pair.poll('crm');
		expect(items.map(({ record }) => record?.source.raw)).toEqual([undefined, { a: [1] }]);
		const outcomes = await pair.applyTo('calendar', items);
		expect(outcomes).toMatchObject([{ action: 'created' }, { action: 'created' }]);
	});

	it('is told from one that is large', () => {
		expect([isTooDeep(nested(100)), isTooDeep(nested(101)), isTooDeep(nested(1_000_000))]).toEqual([false, true, true]);
		expect(isTooDeep(Array.from({ length: 100_000 }, () => ({ a: { b: [1, 'x', null] } })))).toBe(false);
		expect([isTooDeep(undefined), isTooDeep(null), isTooDeep('x')]).toEqual([false, false, false]);
	});
});
