import { SystemError } from '../../sync/types';
import type { PushSubscription } from '../../sync/types';
import { equalSecrets, matchesSecret } from '../shared/secrets';
import type { PushMessage, PushVerdict } from '../system';
import { capabilities } from './capabilities';
import { malformed, permissionSentences, problemOf, rejected } from './errors';
import { idOf, isRow, parseInstant, rowsOf, textOf, zohoInstant } from './row';
import type { ZohoRow } from './row';
import type { ZohoSession } from './session';

/** Limits of a channel (Zoho CRM API, Enable Notifications). */
const maxToken = 50;
const maxUrl = 255;
/** A channel that asks for more than a week gets one hour, so the request stays below it. */
const marginMs = 60 * 60 * 1000;

/** Opens a channel for all changes of the module, for a week less one hour. A channel is renewed by opening the next one. */
export async function subscribe(session: ZohoSession, url: string, token: string): Promise<PushSubscription> {
	if (url.length > maxUrl) {
		throw new SystemError(
			'rejected',
			`The webhook address is longer than the ${maxUrl} characters that Zoho CRM takes. Changes are noticed by polling only.`,
			'Give n8n a shorter webhook address, or set Delivery to polling only.',
		);
	}
	const { clock } = session.connection;
	const now = session.client.serverTime() ?? clock.now();
	const expiresAt = now + (capabilities(session.resource).push?.maxLifetimeMs ?? 0) - marginMs;
	// A number that no other channel of this account has: microseconds, the last three by chance.
	const id = String(clock.now() * 1000 + Math.floor(Math.random() * 1000));
	const secret = token.slice(0, maxToken);
	const answer = await session.client.send('POST', 'actions/watch', {
		body: {
			watch: [
				{
					channel_id: id,
					events: [`${session.module}.all`],
					channel_expiry: zohoInstant(expiresAt),
					token: secret,
					notify_url: url,
					notify_on_related_action: false,
					return_affected_field_values: false,
				},
			],
		},
		idempotent: false,
	});
	const item = isRow(answer.body) ? rowsOf(answer.body.watch)[0] : undefined;
	const problem = problemOf(answer.body) ?? problemOf(item);
	if (problem !== null) throw problem.code === 'NO_PERMISSION' ? notAllowed(permissionSentences(problem)) : rejected({ ...answer, body: item ?? answer.body });
	if (item?.code !== 'SUCCESS') throw malformed('to the new notification channel', answer.status);
	return { id, expiresAt: grantedExpiry(item) ?? expiresAt, token: secret };
}

/** Zoho may cut the expiry that was asked for. */
function grantedExpiry(item: ZohoRow): number | null {
	const events = isRow(item.details) ? rowsOf(item.details.events) : [];
	return parseInstant(events[0]?.channel_expiry);
}

function notAllowed(sentences: { message: string; next: string }): SystemError {
	return new SystemError('forbidden', sentences.message, sentences.next, { code: 'NO_PERMISSION' });
}

/** Closes the channel. One that is not there any more is closed already. */
export async function unsubscribe(session: ZohoSession, subscription: PushSubscription): Promise<void> {
	const answer = await session.client.send('DELETE', 'actions/watch', { query: { channel_ids: subscription.id }, idempotent: true });
	if (answer.status >= 500) throw rejected(answer);
}

const hints = new Map<string, 'upsert' | 'delete'>([
	['insert', 'upsert'],
	['update', 'upsert'],
	['delete', 'delete'],
]);

/**
 * A message is genuine when it repeats the secret of the channel; Zoho signs nothing. What it says about records is only a
 * hint for what to read first.
 */
export function verifyPush(message: PushMessage, subscription: PushSubscription): PushVerdict {
	const { body } = message;
	if (!isRow(body)) return { verdict: 'reject' };
	const isChannel = equalSecrets(idOf(body.channel_id), subscription.id);
	const isSecret = matchesSecret(textOf(body.token), subscription.token);
	if (!isChannel || !isSecret) return { verdict: 'reject' };
	const hint = hints.get(textOf(body.operation));
	return { verdict: 'wake', ...(hint !== undefined && { hint }) };
}
