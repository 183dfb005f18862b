import { describe, expect, it } from 'vitest';
import type { Side, SyncStore } from '../../../sync';
import { MemoryPair, MINUTE } from '../../support/memoryPair';

/** Thrown in place of everything once the imagined process is dead. */
class Dead extends Error {}

/** The pair with a process that dies at its n-th commit (before it), or at its n-th write (before or after the vendor acted). */
function doomed(pair: MemoryPair, target: Side, at: number, when: 'commit' | 'before' | 'after'): { revive: () => boolean } {
	const { store } = pair;
	const system = pair.system(target);
	const write = system.write.bind(system);
	let [left, isDead] = [at, false];
	const strikes = (kind: typeof when): boolean => {
		if (isDead) throw new Dead();
		if (kind !== when) return false;
		left -= 1;
		isDead = left === 0;
		return isDead;
	};
	pair.store = new Proxy(store, {
		get: (inner, name) => {
			const member: unknown = Reflect.get(inner, name);
			if (typeof member !== 'function') return member;
			return async (...parameters: unknown[]) => {
				if (isDead && name !== 'releaseLease') throw new Dead();
				if (name === 'commit' && strikes('commit')) throw new Dead();
				return (await Reflect.apply(member, inner, parameters)) as unknown;
			};
		},
	}) as SyncStore;
	system.write = async (requests, options) => {
		if (strikes('before')) throw new Dead();
		const results = await write(requests, options);
		if (strikes('after')) throw new Dead();
		return results;
	};
	return {
		revive: () => {
			pair.store = store;
			system.write = write;
			return isDead;
		},
	};
}

describe('an undoing that is killed and run again ends like one that was not (B4, B7)', () => {
	const kinds = ['commit', 'before', 'after'] as const;
	it.each<Side>(['calendar', 'crm'])('on the %s side, at every write and commit', async (target) => {
		const source: Side = target === 'crm' ? 'calendar' : 'crm';
		let points = 0;
		for (const when of kinds) {
			for (let at = 1; ; at += 1) {
				const pair = new MemoryPair();
				const make = (title: string): string => pair.system(source).create({ title });
				const [edited, removed] = [make('Before'), make('Deleted')];
				await pair.settle();
				pair.system(source).edit(edited, { title: 'After' });
				pair.system(source).remove(removed);
				make('Made');
				await pair.turn(source);
				const run = await pair.lastRun();
				const doom = doomed(pair, target, at, when);
				await pair.undo(target, run).catch((error: unknown) => {
					if (!(error instanceof Dead)) throw error;
				});
				if (!doom.revive()) break;
				points += 1;
				const outcomes = await pair.undo(target, run);
				expect(outcomes.map(({ kind }) => kind), `${when} ${at}`).toEqual(['done', 'done', 'done']);
				await pair.settle();
				const titles = (side: Side) => pair.system(side).living().map((id) => pair.system(side).value(id, 'title')).sort();
				expect(titles(target), `${when} ${at}`).toEqual(['Before', 'Deleted']);
				expect(titles(source), `${when} ${at}`).toEqual(['After', 'Made']);
			}
		}
		expect(points).toBeGreaterThanOrEqual(4);
	});
});

describe('an undoing that slept until another run may be at the same work (B4, B7)', () => {
	it.each<[string, (pair: MemoryPair, crmId: string) => void]>([
		['restored', (pair, crmId) => pair.crm.edit(crmId, { title: 'After' })],
		['made again', (pair, crmId) => pair.crm.remove(crmId)],
	])('a record that was to be %s is not written late; it is reported and undone the next time', async (_, change) => {
		const pair = new MemoryPair();
		const { crmId } = await pair.linked({ title: 'Before' });
		change(pair, crmId);
		await pair.turn('crm');
		const run = await pair.lastRun();
		const shown = JSON.stringify([...pair.calendar.records]);
		pair.calendar.mishap = () => void pair.advance(20 * MINUTE);
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'attention', reason: 'not finished' }]);
		expect(JSON.stringify([...pair.calendar.records])).toBe(shown);
		pair.calendar.mishap = () => undefined;
		expect(await pair.undo('calendar', run)).toMatchObject([{ kind: 'done' }]);
		expect(pair.calendar.living().map((id) => pair.calendar.value(id, 'title'))).toEqual(['Before']);
	});
});
