import { afterEach, describe, expect, it } from 'vitest';
import { channelKey, channelsOf, closeChannel, isDue, isOpen, openChannel, renewChannels, wantRenewal } from '../../../nodes/shared/trigger/channels';
import { keepManualItems, takeManualItems } from '../../../nodes/shared/trigger/manualItems';
import { inTurn } from '../../../nodes/shared/trigger/turns';
import { openSqliteStore } from '../../../store';
import type { PushSubscription, SyncStore, SyncSystem } from '../../../sync/types';

const day = 24 * 60 * 60_000;
const registration = { sync: 's', side: 'crm', trigger: 'w/n', url: 'https://n8n.example.com/webhook/1/push' } as const;
const stores: SyncStore[] = [];

function open(): SyncStore {
	const store = openSqliteStore({ file: ':memory:' });
	stores.push(store);
	return store;
}

afterEach(async () => {
	for (const store of stores.splice(0)) await store.close();
});

/** Counts channels; refuses when told to. */
function vendor(life: number, now: () => number) {
	const live = new Map<string, PushSubscription>();
	const state = { refuses: false, opened: 0 };
	const system = {
		capabilities: { label: 'Vendor' },
		subscribe: async (_url: string, token: string) => {
			if (state.refuses) throw new Error('the address cannot be reached');
			state.opened += 1;
			const subscription = { id: `c${state.opened}`, expiresAt: now() + life, token };
			live.set(subscription.id, subscription);
			return subscription;
		},
		unsubscribe: async ({ id }: PushSubscription) => {
			live.delete(id);
		},
	} as unknown as SyncSystem;
	return { system, live, state };
}

describe('push channels (Z5)', () => {
	it('are renewed before they end, with a new secret, and the former one is ended', async () => {
		let now = 1_000;
		const store = open();
		const { system, live, state } = vendor(7 * day, () => now);
		expect(await openChannel(store, system, registration, now)).toBeNull();
		const first = await store.getChannelByKey(channelKey(registration));
		now += 5 * day;
		expect(await renewChannels(store, system, registration, now)).toEqual([]);
		expect(state.opened).toBe(1);
		now += day + 1;
		await renewChannels(store, system, registration, now);
		const second = await store.getChannelByKey(channelKey(registration));
		expect([...live.keys()]).toEqual(['c2']);
		expect(second?.subscription.id).toBe('c2');
		expect(second?.subscription.token).not.toBe(first?.subscription.token);
		expect(second?.subscription.token.length).toBeLessThanOrEqual(50);
	});

	it('of one hour are renewed when a quarter of it is left', () => {
		const row = { sync: 's', side: 'crm', key: 'k', createdAt: 0, subscription: { id: 'c', expiresAt: 60 * 60_000, token: 't' } } as const;
		expect(isDue(row, 44 * 60_000)).toBe(false);
		expect(isDue(row, 46 * 60_000)).toBe(true);
	});

	it('that are refused leave the wish behind, and are asked for again an hour later', async () => {
		let now = 1_000;
		const store = open();
		const { system, state } = vendor(7 * day, () => now);
		state.refuses = true;
		expect(await openChannel(store, system, registration, now)).toBeInstanceOf(Error);
		const [wish] = await channelsOf(store, 's', 'crm', 'w/n');
		expect(wish === undefined ? null : isOpen(wish)).toBe(false);
		state.refuses = false;
		await renewChannels(store, system, registration, now + 60_000);
		expect(state.opened).toBe(0);
		now += 61 * 60_000;
		await renewChannels(store, system, registration, now);
		expect(state.opened).toBe(1);
	});

	it('that the vendor has ended are opened anew by the next poll, and ended as well in case they still live', async () => {
		const store = open();
		const { system, live } = vendor(7 * day, () => 1_000);
		await openChannel(store, system, registration, 1_000);
		const [row] = await channelsOf(store, 's', 'crm', 'w/n');
		if (row === undefined) throw new Error('no channel');
		await wantRenewal(store, row);
		const [marked] = await channelsOf(store, 's', 'crm', 'w/n');
		expect(marked).toMatchObject({ createdAt: 1_000, subscription: { id: 'c1', token: row.subscription.token } });
		expect(await renewChannels(store, system, registration, 1_000)).toEqual([]);
		expect([...live.keys()]).toEqual(['c2']);
		// A message about the former one that was judged before and is followed up only now.
		await wantRenewal(store, row);
		expect(await renewChannels(store, system, registration, 2_000)).toEqual([]);
		expect([...live.keys()]).toEqual(['c2']);
	});

	it('that were given up meanwhile are not wanted again', async () => {
		const store = open();
		const { system } = vendor(7 * day, () => 1_000);
		await openChannel(store, system, registration, 1_000);
		const [row] = await channelsOf(store, 's', 'crm', 'w/n');
		if (row === undefined) throw new Error('no channel');
		await store.removeChannel(row.key);
		await wantRenewal(store, row);
		expect(await channelsOf(store, 's', 'crm', 'w/n')).toEqual([]);
	});

	it('that cannot be renewed stay in use while they live', async () => {
		let now = 1_000;
		const store = open();
		const { system, state } = vendor(4 * 60_000, () => now);
		await openChannel(store, system, registration, now);
		state.refuses = true;
		now += 3.5 * 60_000;
		expect(await renewChannels(store, system, registration, now)).toHaveLength(1);
		expect((await store.getChannelByKey(channelKey(registration)))?.subscription.id).toBe('c1');
	});

	it('at an address of the past are ended and forgotten, not renewed for ever', async () => {
		let now = 1_000;
		const store = open();
		const { system, live, state } = vendor(7 * day, () => now);
		await openChannel(store, system, { ...registration, url: 'https://former.example.com/webhook/1/push' }, now);
		await openChannel(store, system, { ...registration, trigger: 'w/other', url: 'https://former.example.com/webhook/2/push' }, now);
		now += day;
		await openChannel(store, system, registration, now);
		expect(await renewChannels(store, system, registration, now)).toEqual([]);
		expect([...live.keys()]).toEqual(['c2', 'c3']);
		expect((await channelsOf(store, 's', 'crm', 'w/n')).map(({ key }) => key)).toEqual([channelKey(registration)]);
		now += 6.5 * day;
		await renewChannels(store, system, registration, now);
		expect(state.opened).toBe(4);
	});

	it('at an address of the past are forgotten even when the vendor does not end them', async () => {
		const store = open();
		const { system } = vendor(day, () => 0);
		await openChannel(store, system, { ...registration, url: 'https://former.example.com/webhook/1/push' }, 0);
		system.unsubscribe = async () => await Promise.reject(new Error('gone'));
		await renewChannels(store, system, registration, 10 * 60_000);
		expect(await channelsOf(store, 's', 'crm', 'w/n')).toEqual([]);
	});

	it('of a test run are left alone while it may be listening, and never renewed', async () => {
		const store = open();
		const { system, live, state } = vendor(60_000, () => 0);
		await openChannel(store, system, { ...registration, url: 'https://n8n.example.com/webhook-test/1/push' }, 0);
		await renewChannels(store, system, registration, 2 * 60_000);
		expect([[...live.keys()], state.opened]).toEqual([['c1'], 1]);
		await renewChannels(store, system, registration, 6 * 60_000);
		expect([[...live.keys()], state.opened]).toEqual([[], 1]);
	});

	it('are all renewed while this process does not know the present address', async () => {
		const store = open();
		const { system, state } = vendor(60_000, () => 0);
		await openChannel(store, system, registration, 0);
		await renewChannels(store, system, { ...registration, url: null }, 59_000);
		expect(state.opened).toBe(2);
	});

	it('of other triggers are left alone', async () => {
		const store = open();
		const { system } = vendor(day, () => 0);
		await openChannel(store, system, registration, 0);
		expect(await channelsOf(store, 's', 'crm', 'w/n')).toHaveLength(1);
		expect(await channelsOf(store, 's', 'crm', 'w/n2')).toEqual([]);
		expect(await channelsOf(store, 's', 'calendar', 'w/n')).toEqual([]);
	});

	it('that cannot be ended do not stop anything', async () => {
		const system = { unsubscribe: async () => await Promise.reject(new Error('gone')) } as unknown as SyncSystem;
		const row = { sync: 's', side: 'crm', key: 'k', createdAt: 0, subscription: { id: 'c', expiresAt: 1, token: 't' } } as const;
		expect(await closeChannel(system, row)).toBeInstanceOf(Error);
	});
});

describe('readings of one side', () => {
	it('take turns: one runs, one waits, the others leave it to that one', async () => {
		const order: string[] = [];
		let finishFirst: () => void = () => undefined;
		const first = inTurn('a', async () => {
			order.push('first');
			await new Promise<void>((resolve) => {
				finishFirst = resolve;
			});
			return 1;
		});
		const second = inTurn('a', async () => {
			order.push('second');
			return 2;
		});
		const third = inTurn('a', async () => 3);
		const other = inTurn('b', async () => 4);
		expect(await third).toBeNull();
		expect(await other).toBe(4);
		finishFirst();
		expect([await first, await second]).toEqual([1, 2]);
		expect(order).toEqual(['first', 'second']);
	});

	it('go on after one failed', async () => {
		await expect(inTurn('c', async () => await Promise.reject(new Error('no')))).rejects.toThrow('no');
		expect(await inTurn('c', async () => 1)).toBe(1);
	});
});

describe('items of a test run', () => {
	it('are handed from webhook to poll once', () => {
		keepManualItems('t', [{ json: { a: 1 } }]);
		expect(takeManualItems('t')).toEqual([{ json: { a: 1 } }]);
		expect(takeManualItems('t')).toBeNull();
	});
});
