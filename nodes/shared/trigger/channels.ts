import { randomBytes } from 'node:crypto';
import type { ChannelRow, PushSubscription, Side, SyncStore, SyncSystem } from '../../../sync/types';

const day = 24 * 60 * 60_000;
/** Milliseconds until a subscription that was refused is asked for again. */
const retryPause = 60 * 60_000;

/** One registration: a trigger and the address that n8n gave it. */
export interface Registration {
	sync: string;
	side: Side;
	/** Workflow and node. */
	trigger: string;
	url: string;
}

export function channelKey({ trigger, url }: Pick<Registration, 'trigger' | 'url'>): string {
	return `${trigger}/${url}`;
}

/** The channels of a trigger, at the production address and at the one for tests. */
export async function channelsOf(store: SyncStore, sync: string, side: Side, trigger: string): Promise<ChannelRow[]> {
	return (await store.getChannels(sync, side)).filter(({ key }) => key.startsWith(`${trigger}/`));
}

/** True for a channel that the vendor knows; false for a note that one is wanted. */
export function isOpen({ subscription }: ChannelRow): boolean {
	return subscription.id !== '';
}

/**
 * True when less than a quarter of a channel's life is left, and at most a day: then it is time for a new one. A note that a
 * channel is wanted is due when its pause is over.
 */
export function isDue(row: ChannelRow, now: number): boolean {
	const { expiresAt } = row.subscription;
	if (!isOpen(row)) return expiresAt <= now;
	const life = Math.max(0, expiresAt - row.createdAt);
	return expiresAt - now < Math.min(day, life / 4);
}

/**
 * Opens a channel and keeps it, then ends the one it replaces. When the vendor refuses, the wish is kept instead, so that
 * polling asks again later, and the failure is handed back.
 */
export async function openChannel(store: SyncStore, system: SyncSystem, registration: Registration, now: number): Promise<unknown> {
	const key = channelKey(registration);
	const former = await store.getChannelByKey(key);
	const keep = async (subscription: PushSubscription) =>
		await store.saveChannel({ sync: registration.sync, side: registration.side, key, subscription, createdAt: now });
	try {
		if (system.subscribe === undefined) throw new TypeError(`${system.capabilities.label} sends no push messages.`);
		// 32 characters: Zoho takes at most 50, Google at most 256.
		await keep(await system.subscribe(registration.url, randomBytes(16).toString('hex')));
	} catch (error) {
		if (former === null || !isOpen(former) || former.subscription.expiresAt <= now) {
			await keep({ id: '', expiresAt: now + retryPause, token: '' });
		}
		return error;
	}
	if (former !== null && isOpen(former)) await closeChannel(system, former);
	return null;
}

/** Ends a channel at the vendor. One that cannot be ended runs out by itself, and its calls are not recognised any more. */
export async function closeChannel(system: SyncSystem, row: ChannelRow): Promise<unknown> {
	try {
		if (isOpen(row)) await system.unsubscribe?.(row.subscription);
		return null;
	} catch (error) {
		return error;
	}
}

/** Opens anew whatever channel of the trigger is about to end, was lost, or was refused some time ago. */
export async function renewChannels(store: SyncStore, system: SyncSystem, sync: string, side: Side, trigger: string, now: number): Promise<unknown[]> {
	const due = (await channelsOf(store, sync, side, trigger)).filter((row) => isDue(row, now));
	const failures: unknown[] = [];
	for (const row of due) {
		const failure = await openChannel(store, system, { sync, side, trigger, url: row.key.slice(trigger.length + 1) }, now);
		if (failure !== null) failures.push(failure);
	}
	return failures;
}
