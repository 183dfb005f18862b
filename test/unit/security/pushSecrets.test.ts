import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PushSubscription } from '../../../sync/types';
import { systemsOf } from '../../../systems/registry';
import { equalSecrets, matchesSecret, secretDigest } from '../../../systems/shared/secrets';

const compared: number[][] = [];
vi.mock('node:crypto', async (original) => {
	const crypto = await original<typeof import('node:crypto')>();
	return {
		...crypto,
		timingSafeEqual: (one: Buffer, other: Buffer) => {
			compared.push([one.length, other.length]);
			return crypto.timingSafeEqual(one, other);
		},
	};
});

const secret = '0123456789abcdef0123456789abcdef';
const subscription: PushSubscription = { id: '1762070400000001', resource: 'r', expiresAt: 0, token: secretDigest(secret) };

/** A message of each vendor, as genuine as the token lets it be. */
const messages = {
	googleCalendar: (token: unknown) => ({ headers: { 'x-goog-channel-id': subscription.id, 'x-goog-channel-token': String(token), 'x-goog-resource-state': 'exists' }, body: undefined }),
	office365: (token: unknown) => ({ headers: {}, body: { value: [{ subscriptionId: subscription.id, clientState: token, changeType: 'updated' }] } }),
	zohoCrm: (token: unknown) => ({ headers: {}, body: { channel_id: subscription.id, token, module: 'Events', operation: 'insert' } }),
};
const vendors = systemsOf().map((module) => [module.name, module.verifyPush, messages[module.name as keyof typeof messages]] as const);

describe('the secret of a push channel', () => {
	beforeEach(() => {
		compared.length = 0;
	});

	it.each(vendors)('%s: is compared as digests of equal length by timingSafeEqual, whatever was sent', (_name, verify, message) => {
		for (const token of ['', 'x', secret.slice(0, -1), `${secret}0`, 'y'.repeat(100_000), secret]) {
			compared.length = 0;
			const isGenuine = verify(message(token), subscription).verdict === 'wake';
			expect(isGenuine).toBe(token === secret);
			if (token !== '') expect(compared.length, 'comparisons').toBeGreaterThan(0);
			for (const lengths of compared) expect(lengths).toEqual([32, 32]);
		}
	});

	it.each(vendors)('%s: nothing but the secret itself is taken for it', (_name, verify, message) => {
		const near = fc.oneof(fc.string(), fc.constantFrom(subscription.token, secret.toUpperCase(), ` ${secret}`, `${secret}\u0000`, secret.slice(1), 'undefined', 'null', '[object Object]'));
		fc.assert(fc.property(near, (token) => {
			fc.pre(token !== secret);
			expect(verify(message(token), subscription)).toEqual({ verdict: 'reject' });
		}));
	});

	it.each(vendors)('%s: what is kept of it does not open the door', (_name, verify, message) => {
		expect(verify(message(subscription.token), subscription)).toEqual({ verdict: 'reject' });
		expect(verify(message(secret), { ...subscription, token: secret })).toEqual({ verdict: 'reject' });
		expect(verify(message(''), { ...subscription, token: '' })).toEqual({ verdict: 'reject' });
	});

	it('its digest says nothing about it and is one for each secret', () => {
		expect(secretDigest(secret)).toMatch(/^sha256:[0-9a-f]{64}$/);
		fc.assert(fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (one, other) => {
			expect(matchesSecret(one, secretDigest(one))).toBe(true);
			expect(matchesSecret(other, secretDigest(one))).toBe(one === other);
			expect(equalSecrets(one, other)).toBe(one === other);
		}));
	});

	it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a Zoho message whose parts are called %s is refused and leaves no trace', (name) => {
		const { verifyPush } = systemsOf('crm')[0] ?? { verifyPush: () => ({ verdict: 'none' }) };
		const body: unknown = JSON.parse(`{"channel_id": "${subscription.id}", "token": {"${name}": "${secret}"}, "${name}": {"token": "${secret}", "channel_id": "${subscription.id}", "polluted": true}}`);
		expect(verifyPush({ headers: {}, body }, subscription)).toEqual({ verdict: 'reject' });
		expect(verifyPush({ headers: {}, body: JSON.parse(`{"${name}": {"token": "${secret}", "channel_id": "${subscription.id}"}}`) as unknown }, subscription)).toEqual({ verdict: 'reject' });
		expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
	});
});
