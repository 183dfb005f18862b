import { describe, expect, it } from 'vitest';
import { SystemError, type PushSubscription } from '../../../sync/types';
import { systemModule } from '../../../systems/office365';
import { secretDigest } from '../../../systems/shared/secrets';
import { office365World, startOfTest, type Office365World } from './office365Support';

const url = 'https://n8n.example.test/webhook/abc';
const minute = 60_000;

/** A world whose subscribers answer the handshake as this package does. */
function listening(answer: (token: string) => { status: number; contentType: string; body: string } = (token) => ({ status: 200, contentType: 'text/plain', body: token })): Office365World {
	const world = office365World();
	world.sandbox.world.ask = async (_service, call) => {
		const query = Object.fromEntries(new URL(call.url).searchParams);
		return await Promise.resolve(answer(systemModule.answerHandshake?.(query) ?? ''));
	};
	return world;
}

async function subscribed(world: Office365World, token = 'secret', address = url): Promise<PushSubscription> {
	const subscription = await world.system.subscribe?.(address, token);
	if (subscription === undefined) throw new Error('no subscription');
	return subscription;
}

describe('push subscriptions of an Outlook calendar', () => {
	it('are opened for one calendar, with a secret and word about their life, for as long as is granted', async () => {
		const world = listening();
		const subscription = await subscribed(world);
		expect(subscription).toMatchObject({ token: secretDigest('secret'), expiresAt: startOfTest + (10_080 - 60) * minute });
		expect(world.requests[0]?.body).toMatchObject({
			changeType: 'created,updated,deleted',
			clientState: 'secret',
			notificationUrl: url,
			lifecycleNotificationUrl: url,
			resource: `me/calendars/${encodeURIComponent(world.connection.container)}/events`,
		});
		expect(world.requests[0]?.headers?.prefer).toContain('ImmutableId');
		expect(world.microsoft.subscriptions.views()).toHaveLength(1);
	});

	it('live as long as was granted, not as long as was asked for', async () => {
		const world = listening();
		world.microsoft.state.options.grantedMinutes = 4_230;
		expect((await subscribed(world)).expiresAt).toBe(startOfTest + 4_230 * minute);
	});

	it('are granted although our clock is some minutes ahead of theirs', async () => {
		const world = listening();
		const ahead = systemModule.connect({ ...world.connection, clock: { ...world.connection.clock, now: () => world.connection.clock.now() + 45 * minute } });
		await expect(ahead.subscribe?.(url, 'secret')).resolves.toMatchObject({ expiresAt: startOfTest + (10_080 - 15) * minute });
	});

	it('are opened again at the same address before they end: the former gives way, others stay', async () => {
		const world = listening();
		const first = await subscribed(world);
		const elsewhere = await subscribed(world, 'other', 'https://n8n.example.test/webhook/other');
		world.later(6 * 24 * 60 * minute);
		const second = await subscribed(world, 'new secret');
		expect(second.expiresAt).toBeGreaterThan(first.expiresAt);
		expect(world.microsoft.subscriptions.views().map(({ id }) => id).sort()).toEqual([second.id, elsewhere.id].sort());
		await expect(world.system.unsubscribe?.(first)).resolves.toBeUndefined();
		expect(world.microsoft.subscriptions.views()).toHaveLength(2);
	});

	it('say what to do when another subscription is in the way', async () => {
		const world = listening();
		world.sandbox.control.faults.add({ kind: 'status', status: 409, method: 'POST', path: 'subscriptions', body: { error: { code: 'Conflict', message: 'Subscription exists.' } } });
		await expect(subscribed(world)).rejects.toMatchObject({ kind: 'rejected', message: expect.stringContaining('polling') as string });
		expect(world.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST']);
	});

	it('can be ended twice', async () => {
		const world = listening();
		const subscription = await subscribed(world);
		await world.system.unsubscribe?.(subscription);
		await world.system.unsubscribe?.(subscription);
		expect(world.microsoft.subscriptions.views()).toEqual([]);
	});

	it.each<[string, Parameters<typeof listening>[0]]>([
		['answers with something else', () => ({ status: 200, contentType: 'text/plain', body: 'hello' })],
		['answers with HTML', (body) => ({ status: 200, contentType: 'text/html', body })],
		['refuses', () => ({ status: 404, contentType: 'text/plain', body: '' })],
	])('say what to do when n8n %s', async (_what, answer) => {
		const error = await subscribed(listening(answer)).catch((reason: unknown) => reason);
		expect(error).toMatchObject({ kind: 'rejected', next: expect.stringContaining('WEBHOOK_URL') as string });
	});

	it('need https', async () => {
		await expect(subscribed(listening(), 'secret', 'http://n8n.example.test/x')).rejects.toMatchObject({ kind: 'rejected' });
	});

	it('say when the calendar is not there', async () => {
		const world = listening();
		const calendar = world.microsoft.person.createCalendar('CRM');
		world.microsoft.person.deleteCalendar(calendar);
		await expect(systemModule.connect({ ...world.connection, container: calendar }).subscribe?.(url, 'secret')).rejects.toMatchObject({ kind: 'containerGone' });
	});

	it('with an answer that cannot be understood may exist, and are no success', async () => {
		const world = listening();
		world.sandbox.control.faults.add({ kind: 'status', status: 201, method: 'POST', path: 'subscriptions', body: { id: 's1' } });
		const error = await subscribed(world).catch((reason: unknown) => reason);
		expect(error).toBeInstanceOf(SystemError);
		expect(error).toMatchObject({ kind: 'malformed', details: { mayHaveHappened: true } });
	});
});

describe('push messages from Microsoft', () => {
	const subscription = { id: 'sub-1', expiresAt: 0, token: secretDigest('secret') };
	const entry = (more: Record<string, unknown> = {}) => ({ subscriptionId: 'sub-1', clientState: 'secret', changeType: 'updated', resource: 'Users/x/Events/y', ...more });
	const judged = (body: unknown) => systemModule.verifyPush({ headers: {}, body }, subscription);
	const verdict = (body: unknown): string => judged(body).verdict;
	const stranger = (more: Record<string, unknown> = {}) => entry({ subscriptionId: 'sub-0', clientState: 'former secret', ...more });

	it.each<[string, unknown[]]>([
		['one change', [entry()]],
		['several changes', [entry(), entry({ changeType: 'created' }), entry({ changeType: 'deleted' })]],
		['messages that were missed', [entry({ lifecycleEvent: 'missed' })]],
		['a change among messages of a subscription that was replaced', [stranger(), entry(), stranger({ lifecycleEvent: 'subscriptionRemoved' })]],
	])('wake for %s', (_what, value) => {
		expect(judged({ value })).toEqual({ verdict: 'wake' });
	});

	it.each<[string, unknown[]]>([
		['must be authorised again', [entry({ lifecycleEvent: 'reauthorizationRequired', changeType: undefined })]],
		['was ended', [entry({ lifecycleEvent: 'subscriptionRemoved', changeType: undefined })]],
		['was ended, told after a change', [entry(), stranger(), entry({ lifecycleEvent: 'subscriptionRemoved' })]],
	])('wake, and ask for a new subscription, when this one %s (Z5)', (_what, value) => {
		expect(judged({ value })).toEqual({ verdict: 'wake', renew: true });
	});

	it.each<[string, unknown]>([
		['a wrong secret', { value: [entry({ clientState: 'guess' })] }],
		['the digest instead of the secret', { value: [entry({ clientState: subscription.token })] }],
		['no secret', { value: [entry({ clientState: undefined })] }],
		['an empty secret', { value: [entry({ clientState: '' })] }],
		['another subscription', { value: [entry({ subscriptionId: 'sub-2' })] }],
		['other subscriptions only', { value: [stranger(), stranger({ lifecycleEvent: 'subscriptionRemoved' })] }],
		['one wrong secret among right ones', { value: [entry(), entry({ clientState: 'guess' })] }],
		['one wrong secret among right ones, told as the end of the subscription', { value: [entry({ clientState: 'guess', lifecycleEvent: 'subscriptionRemoved' }), entry()] }],
		['an entry that is none', { value: [entry(), null] }],
		['an entry of no subscription', { value: [entry(), entry({ subscriptionId: undefined })] }],
		['no entries', { value: [] }],
		['no list', { value: entry() }],
		['no body', undefined],
		['a text', 'value'],
	])('are refused with %s', (_what, body) => {
		expect(verdict(body)).toBe('reject');
	});

	it('arrive with the secret that was given, and wake', async () => {
		const world = listening();
		const kept = await subscribed(world);
		const bodies: unknown[] = [];
		world.sandbox.world.push = (_service, call) => void bodies.push(call.body);
		world.microsoft.person.create({ subject: 'New', start: { dateTime: '2026-03-10T10:00:00', timeZone: 'UTC' }, end: { dateTime: '2026-03-10T11:00:00', timeZone: 'UTC' } });
		for (const event of ['reauthorizationRequired', 'missed'] as const) world.microsoft.subscriptions.lifecycle(event);
		expect(bodies.length).toBeGreaterThanOrEqual(3);
		expect(bodies.map((body) => systemModule.verifyPush({ headers: {}, body }, kept).verdict)).toEqual(bodies.map(() => 'wake'));
	});

	it('the test of an address is answered with its token and nothing else', () => {
		const answer = (query: Record<string, string>): unknown => systemModule.answerHandshake?.(query);
		expect(answer({ validationToken: 'Validation: a <b> & c' })).toBe('Validation: a <b> & c');
		for (const none of [{}, { validationToken: '' }, { other: 'x' }, { validationToken: 'x'.repeat(5_000) }]) expect(answer(none as Record<string, string>)).toBeNull();
	});
});
