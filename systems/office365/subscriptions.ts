import { SystemError } from '../../sync/types';
import type { PushSubscription } from '../../sync/types';
import type { GraphClient, Json } from './client';
import { containerError, GraphRefusal, isGone, isRefusal, malformed } from './errors';
import { millisOf, objectsOf, textOf } from './mapping/values';

/** The most that is granted (Graph: subscription resource); what is really granted stands in the answer. */
const LIFETIME = 10_080 * 60_000;
/** Clocks differ, and a time too far ahead is refused. */
const MARGIN = 60 * 60_000;

/** Opens a subscription to the records of one container. The same address is told about its life. */
export async function subscribe(client: GraphClient, resource: string, now: number, url: string, token: string): Promise<PushSubscription> {
	const wanted = {
		changeType: 'created,updated,deleted',
		notificationUrl: url,
		lifecycleNotificationUrl: url,
		resource: resource.replace(/^\//, ''),
		expirationDateTime: new Date(now + LIFETIME - MARGIN).toISOString(),
		clientState: token,
	};
	const open = async (): Promise<Json> => await client.call('/subscriptions', { method: 'POST', body: wanted });
	try {
		const answer = await open().catch(async (error: unknown) => {
			if (!isRefusal(error, 409)) throw error;
			await endFormer(client, wanted);
			return await open();
		});
		const expiresAt = millisOf(answer.expirationDateTime);
		const id = textOf(answer.id);
		if (id === '' || expiresAt === null) throw malformed('to the request for push messages is incomplete', true);
		return { id, expiresAt, token };
	} catch (error) {
		if (!(error instanceof GraphRefusal)) throw error;
		if (error.status === 401 || error.status === 403 || error.status === 404) throw containerError(error, 'The container');
		throw new SystemError(
			'rejected',
			`Office 365 will not send push messages to this n8n: ${error.message} Changes are still found by polling.`,
			'Give n8n a public https address (WEBHOOK_URL) with a valid certificate, or keep polling and switch push off in the trigger.',
			{ status: error.status, code: error.code },
		);
	}
}

/**
 * There may be one subscription only of one kind to one address. A former one of this very address gives way: its secret is known
 * to nobody, or about to be replaced. Those of other addresses stay.
 */
async function endFormer(client: GraphClient, wanted: { resource: string; notificationUrl: string }): Promise<void> {
	const pages = new Set<string>();
	for (let page = await client.call('/subscriptions'); ; ) {
		for (const { id, resource, notificationUrl } of objectsOf(page.value)) {
			if (textOf(notificationUrl) === wanted.notificationUrl && textOf(resource).replace(/^\//, '') === wanted.resource) await unsubscribe(client, { id: textOf(id) });
		}
		const next = textOf(page['@odata.nextLink']);
		if (next === '' || pages.has(next)) return;
		pages.add(next);
		page = await client.follow(next);
	}
}

/** Ends a subscription; one that is over already is no error. */
export async function unsubscribe(client: GraphClient, { id }: Pick<PushSubscription, 'id'>): Promise<void> {
	try {
		await client.call(`/subscriptions/${encodeURIComponent(id)}`, { method: 'DELETE', repeatable: true });
	} catch (error) {
		if (!isGone(error)) throw containerError(error, 'The subscription');
	}
}
