import type { PushSubscription } from '../../sync/types';
import { equalSecrets, matchesSecret } from '../shared/secrets';
import type { PushMessage, PushVerdict } from '../system';

/** The longest token that is sent back; Microsoft's have a few hundred characters. */
const TOKEN_LIMIT = 2_000;

/** Microsoft tests an address with a token that must come back as plain text (Graph: change notifications, endpoint validation). */
export function answerHandshake({ validationToken: token = '' }: Readonly<Record<string, string>>): string | null {
	return token !== '' && token.length <= TOKEN_LIMIT ? token : null;
}

/**
 * Messages come in lists, each with the subscription's id and the secret that it was opened with. One that is not ours makes the
 * whole delivery worthless. What is told about the subscription's life is a reason to read as well: something may have been missed.
 */
export function verifyPush({ body }: PushMessage, subscription: PushSubscription): PushVerdict {
	const list = typeof body === 'object' && body !== null && 'value' in body ? body.value : undefined;
	if (!Array.isArray(list) || list.length === 0) return { verdict: 'reject' };
	const isGenuine = (entry: unknown): boolean => {
		if (typeof entry !== 'object' || entry === null) return false;
		const { clientState, subscriptionId } = entry as Record<string, unknown>;
		return typeof clientState === 'string' && typeof subscriptionId === 'string' && matchesSecret(clientState, subscription.token) && equalSecrets(subscriptionId, subscription.id);
	};
	return list.every(isGenuine) ? { verdict: 'wake' } : { verdict: 'reject' };
}
