import { SystemError } from '../../sync/types';
import type { PushSubscription } from '../../sync/types';
import type { GraphClient } from './client';
import { containerError, GraphRefusal, isGone, malformed } from './errors';
import { millisOf, textOf } from './mapping/values';

/** The most that is granted (Graph: subscription resource); what is really granted stands in the answer. */
const LIFETIME = 10_080 * 60_000;
/** Clocks differ, and a time too far ahead is refused. */
const MARGIN = 5 * 60_000;

/** Opens a subscription to the records of one container. The same address is told about its life. */
export async function subscribe(client: GraphClient, resource: string, now: number, url: string, token: string): Promise<PushSubscription> {
	try {
		const answer = await client.call('/subscriptions', {
			method: 'POST',
			body: {
				changeType: 'created,updated,deleted',
				notificationUrl: url,
				lifecycleNotificationUrl: url,
				resource: resource.replace(/^\//, ''),
				expirationDateTime: new Date(now + LIFETIME - MARGIN).toISOString(),
				clientState: token,
			},
		});
		const expiresAt = millisOf(answer.expirationDateTime);
		const id = textOf(answer.id);
		if (id === '' || expiresAt === null) throw malformed('to the request for push messages is incomplete', true);
		return { id, expiresAt, token };
	} catch (error) {
		if (!(error instanceof GraphRefusal)) throw error;
		if (error.status === 403 || error.status === 404) throw containerError(error, 'The container');
		throw new SystemError(
			'rejected',
			`Office 365 will not send push messages to this n8n: ${error.message} Changes are still found by polling.`,
			'Give n8n a public https address (WEBHOOK_URL) with a valid certificate, or keep polling and switch push off in the trigger.',
			{ status: error.status, code: error.code },
		);
	}
}

/** Ends a subscription; one that is over already is no error. */
export async function unsubscribe(client: GraphClient, { id }: PushSubscription): Promise<void> {
	try {
		await client.call(`/subscriptions/${encodeURIComponent(id)}`, { method: 'DELETE', repeatable: true });
	} catch (error) {
		if (!isGone(error)) throw containerError(error, 'The subscription');
	}
}
