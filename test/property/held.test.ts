import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Side } from '../../sync';
import { History, other } from './history';
import { checkAtRest } from './invariants';
import { defaultApplySettings, syncName } from './pair';
import { nameOf, pairs } from './sides';

let history: History;

async function linked(count: number): Promise<void> {
	for (let index = 0; index < count; index += 1) history.people.create(index % 2 === 0 ? 'crm' : 'calendar');
	await history.pair.settle();
}

describe.each(pairs.map((of) => [nameOf(of), of] as const))('%s', (_, of) => {
	beforeEach(() => {
		history = new History(of);
	});

	afterEach(async () => {
		await history.pair.store.close();
	});

	describe('everything is deleted on one side (I7)', () => {
		it.each<Side>(['crm', 'calendar'])('every deletion in the %s is held, other changes go on, and a release carries all of them out', async (side) => {
			const { pair, people } = history;
			await linked(6);
			people.removeAll(side);
			people.create(side);
			for (let turn = 0; turn < 3; turn += 1) {
				await pair.turn(side);
				pair.advance(61_000);
			}
			const held = await pair.store.listRows(syncName, { side, states: ['held'] });
			expect(held.map(({ change }) => change)).toEqual(Array.from({ length: 6 }, () => 'delete'));
			expect(people.living(other(side))).toHaveLength(7);
			await pair.store.releaseRows(syncName, 'all', pair.now());
			await pair.turn(side);
			expect(people.living(other(side))).toHaveLength(1);
			await checkAtRest(history);
		});
	});

	describe('what the watch over all writes would notice', () => {
		it('a run that deletes more than the guard allows (I7)', async () => {
			await linked(6);
			history.pair.apply = defaultApplySettings();
			history.people.removeAll('crm');
			await history.pair.turn('crm');
			expect(history.watch.failures).toContainEqual(expect.stringMatching(/^I7: one run deletes 4 of 6/));
		});

		it('a write to a record that is not linked, or not ours (I5)', async () => {
			const { pair, people, watch } = history;
			const [series] = pair.sides.calendar.living();
			people.create('calendar');
			const [own] = people.living('calendar');
			const { system } = pair.connected('calendar');
			const options = pair.apply.write;
			await system.write([{ kind: 'update', id: series?.id ?? '', values: { title: 'Taken over' }, revision: null }], options);
			await system.write([{ kind: 'update', id: own?.id ?? '', values: { title: 'Taken over' }, revision: null }], options);
			expect(watch.failures).toContainEqual(expect.stringMatching(/^I5: update of .* is not ours$/));
			expect(await watch.unexplained(history.past)).toContainEqual(expect.stringMatching(/^I5: .* was written without a link$/));
			await expect(async () => people.foreign.checkUntouched()).rejects.toThrow('I5');
			await system.write([{ kind: 'delete', id: own?.id ?? '', revision: null }], options);
			expect(watch.failures).toContainEqual(expect.stringMatching(/^I5: .* is deleted without a link$/));
		});

		it('what only one side holds going astray (I8)', async () => {
			const { people, pair } = history;
			people.create('calendar');
			const [own] = people.living('calendar');
			people.changeUnshared('calendar', 0, 'availability');
			people.unshared.checkKept();
			await pair.connected('calendar').system.write([{ kind: 'update', id: own?.id ?? '', values: { availability: 'busy' }, revision: null }], pair.apply.write);
			expect(() => people.unshared.checkKept()).toThrow('I8');
		});
	});
});
