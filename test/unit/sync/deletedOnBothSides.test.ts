import { describe, expect, it } from 'vitest';
import { StoreError, type SyncStore } from '../../../sync';
import { MemoryPair } from '../../support/memoryPair';

/** The process dies at its next commit once the vendor has deleted something. */
function dyingStore(pair: MemoryPair): SyncStore {
	return new Proxy(pair.store, {
		get: (store, name) => {
			const member: unknown = Reflect.get(store, name);
			if (name !== 'commit' || pair.crm.writesOf('delete').length === 0) return member;
			return async () => await Promise.reject(new StoreError('busy', 'The process died here.', ''));
		},
	});
}

describe('the guard and records that both sides have deleted (I7)', () => {
	it('own deletions that come back after a crash are not held, and neither is what a person deleted beside them (B4)', async () => {
		const pair = new MemoryPair();
		const ids = Array.from({ length: 60 }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
		await pair.settle();
		const partners = new Map((await pair.links()).map(({ crmId, calendarId }) => [crmId, calendarId ?? '']));
		for (const id of ids.slice(0, 15)) pair.calendar.remove(partners.get(id) ?? '');
		const { store } = pair;
		pair.store = dyingStore(pair);
		await expect(pair.turn('calendar')).rejects.toThrow('The process died here.');
		pair.store = store;
		expect(pair.crm.living()).toHaveLength(45);

		for (const id of ids.slice(20, 30)) pair.crm.remove(id);
		const outcomes = await pair.turn('crm');
		expect(outcomes.filter(({ kind }) => kind === 'attention')).toEqual([]);
		expect(pair.calendar.living()).toHaveLength(35);
		await pair.settle();
		expect(pair.crm.living()).toHaveLength(35);
	});

	it('a mass deletion on one side is held all the same', async () => {
		const pair = new MemoryPair();
		const ids = Array.from({ length: 60 }, (_, n) => pair.crm.create({ title: `Meeting ${n}` }));
		await pair.settle();
		const partners = new Map((await pair.links()).map(({ crmId, calendarId }) => [crmId, calendarId ?? '']));
		for (const id of ids.slice(0, 30)) pair.crm.remove(id);
		for (const id of ids.slice(0, 5)) pair.calendar.remove(partners.get(id) ?? '');
		await pair.poll('calendar');
		const outcomes = await pair.turn('crm');
		expect(outcomes.filter(({ kind }) => kind === 'attention')).toHaveLength(25);
		expect(pair.calendar.living()).toHaveLength(55);
	});
});
