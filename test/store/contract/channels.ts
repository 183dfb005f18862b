import { describe, expect, it } from 'vitest';
import type { ChannelRow } from '../../../sync/types';
import type { Bench } from '../storeContract';
import { sync } from '../samples';

function channel(key: string, change: Partial<ChannelRow> = {}): ChannelRow {
	return {
		sync,
		side: 'calendar',
		key,
		subscription: { id: `id ${key}`, resource: 'res', expiresAt: 100, token: 'secret' },
		createdAt: 1,
		...change,
	};
}

export function channelContract({ store }: Bench): void {
	describe('channels', () => {
		it('keeps, replaces and removes subscriptions by key', async () => {
			await store().saveChannel(channel('a'));
			await store().saveChannel(channel('b', { createdAt: 2 }));
			await store().saveChannel(channel('c', { side: 'crm' }));
			expect(await store().getChannels(sync, 'calendar')).toEqual([channel('a'), channel('b', { createdAt: 2 })]);
			expect(await store().getChannelByKey('c')).toEqual(channel('c', { side: 'crm' }));
			const renewed = channel('a', { subscription: { id: 'new', expiresAt: 200, token: 'other' } });
			await store().saveChannel(renewed);
			expect(await store().getChannelByKey('a')).toEqual(renewed);
			await store().removeChannel('a');
			await store().removeChannel('unknown');
			expect(await store().getChannelByKey('a')).toBeNull();
			expect(await store().getChannels(sync, 'calendar')).toHaveLength(1);
		});
	});
}
