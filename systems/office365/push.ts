import type { PushSubscription } from '../../sync/types';
import { equalSecrets, matchesSecret } from '../shared/secrets';
import type { PushMessage, PushVerdict } from '../system';

/** The longest token that is sent back; Microsoft's have a few hundred characters. */
const TOKEN_LIMIT = 2_000;

/** Microsoft tests an address with a token that must come back as plain text (Graph: change notifications, endpoint validation). */
export function answerHandshake({ validationToken: token = '' }: Readonly<Record<string, string>>): string | null {
	return token !== '' && token.length <= TOKEN_LIMIT ? token : null;
}

/** Told about a subscription that sends nothing more (Graph: lifecycle notifications). */
const OVER = new Set<unknown>(['reauthorizationRequired', 'subscriptionRemoved']);

/**
 * Messages come in lists, each with its subscription's id and the secret that this was opened with. A list may also hold messages of a
 * subscription that was just replaced: those count for nothing. At least one must be of this subscription, and one of it with a wrong
 * secret, or an entry that is no message, makes the whole delivery worthless. What is told about the subscription's life is a reason to
 * read as well: something may have been missed.
 */
export function verifyPush({ body }: PushMessage, subscription: PushSubscription): PushVerdict {
	const list: unknown = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
	const messages = Array.isArray(list) ? list.map(messageOf) : [];
	if (messages.includes(null)) return { verdict: 'reject' };
	const own = messages.filter((message) => message !== null).filter(({ subscriptionId }) => equalSecrets(subscriptionId, subscription.id));
	if (own.length === 0 || !own.every(({ clientState }) => matchesSecret(clientState, subscription.token))) return { verdict: 'reject' };
	return { verdict: 'wake', ...(own.some(({ lifecycleEvent }) => OVER.has(lifecycleEvent)) && { renew: true }) };
}

interface Message {
	subscriptionId: string;
	/** '' where there is none. */
	clientState: string;
	lifecycleEvent: unknown;
}

function messageOf(entry: unknown): Message | null {
	if (typeof entry !== 'object' || entry === null) return null;
	const { subscriptionId, clientState, lifecycleEvent } = entry as Record<string, unknown>;
	if (typeof subscriptionId !== 'string') return null;
	return { subscriptionId, clientState: typeof clientState === 'string' ? clientState : '', lifecycleEvent };
}
