import { randomUUID } from 'node:crypto';
import { SystemError } from '../../sync/types';
import type { PushSubscription } from '../../sync/types';
import { calendarError, malformed } from './errors';
import { isRefusal } from './session';
import type { Session } from './session';

/**
 * Opens a watch channel. Channels cannot be renewed: a new one is opened before the old one ends, and both report for a while
 * (Calendar API guide, Push notifications).
 */
export async function subscribe(session: Session, url: string, token: string): Promise<PushSubscription> {
	const id = randomUUID();
	try {
		const { data } = await session.client.once.events.watch({
			calendarId: session.calendarId,
			requestBody: { id, type: 'web_hook', address: url, token },
		});
		const expiresAt = Number(data.expiration);
		if (!data.resourceId || !Number.isFinite(expiresAt)) throw malformed('to the request for push messages is incomplete');
		return { id, resource: data.resourceId, expiresAt, token };
	} catch (error) {
		if (!isRefusal(error, 400, 401)) throw calendarError(error, session.calendarId);
		throw new SystemError(
			'rejected',
			`Google Calendar will not send push messages to this n8n: ${error.message} Changes are still found by polling.`,
			'Give n8n a public https address (WEBHOOK_URL) with a valid certificate, or keep polling and switch push off in the trigger.',
			{ status: error.status, code: error.reason },
		);
	}
}

/** Ends a channel; one that is over already is no error. */
export async function unsubscribe(session: Session, { id, resource }: PushSubscription): Promise<void> {
	try {
		await session.client.repeatable.channels.stop({ requestBody: { id, resourceId: resource } });
	} catch (error) {
		if (!isRefusal(error, 404, 410)) throw calendarError(error, session.calendarId);
	}
}
