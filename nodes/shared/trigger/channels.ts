import { randomBytes } from 'node:crypto';
import type { ChannelRow, PushSubscription, Side, SyncStore, SyncSystem } from '../../../sync/types';

const day = 24 * 60 * 60_000;
/** Milliseconds until a subscription that was refused is asked for again. */
const retryPause = 60 * 60_000;
/** Milliseconds. n8n's editor listens for two minutes (n8n 2.41, TEST_WEBHOOK_TIMEOUT), at an address of its own. */
const testRunTime = 5 * 60_000;

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

/**
 * Makes an open channel due, so that the next poll opens a new one; its id stays known, so that it can be ended. Whoever has replaced it
 * since was quicker. Should somebody do so at this very moment, there is one renewal too many.
 */
export async function wantRenewal(store: SyncStore, { key, subscription }: Pick<ChannelRow, 'key' | 'subscription'>): Promise<void> {
	const present = await store.getChannelByKey(key);
	if (present === null || present.subscription.id !== subscription.id) return;
	await store.saveChannel({ ...present, subscription: { ...present.subscription, expiresAt: 0 } });
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

/** A registration whose address is null while this process does not know where n8n listens now. */
export type PresentRegistration = Omit<Registration, 'url'> & { url: string | null };

/**
 * Opens anew the channel of the trigger when it is about to end, was lost, or was refused some time ago. Channels at other
 * addresses (n8n has moved, or a test run was cut off) are ended and forgotten.
 */
export async function renewChannels(store: SyncStore, system: SyncSystem, registration: PresentRegistration, now: number): Promise<unknown[]> {
	const { sync, side, trigger } = registration;
	const failures: unknown[] = [];
	for (const row of await channelsOf(store, sync, side, trigger)) {
		const url = row.key.slice(trigger.length + 1);
		if (registration.url !== null && url !== registration.url) {
			if (now - row.createdAt > testRunTime) await forgetChannel(store, system, row);
		} else if (isDue(row, now)) {
			const failure = await openChannel(store, system, { sync, side, trigger, url }, now);
			if (failure !== null) failures.push(failure);
		}
	}
	return failures;
}

/** Nobody listens there any more, so it makes no difference when the vendor goes on calling until the channel runs out. */
async function forgetChannel(store: SyncStore, system: SyncSystem, row: ChannelRow): Promise<void> {
	await store.removeChannel(row.key);
	await closeChannel(system, row);
}
