import type { PushSubscription } from '../../sync/types';
import { equalSecrets, matchesSecret } from '../shared/secrets';
import type { PushMessage, PushVerdict } from '../system';

/** Google's messages have no body; everything stands in headers. */
export function verifyPush({ headers }: PushMessage, subscription: PushSubscription): PushVerdict {
	const genuine =
		matchesSecret(headers['x-goog-channel-token'], subscription.token) && equalSecrets(headers['x-goog-channel-id'], subscription.id);
	if (!genuine) return { verdict: 'reject' };
	switch (headers['x-goog-resource-state']) {
		case 'sync':
			return { verdict: 'acknowledge' };
		case 'exists':
		case 'not_exists':
			return { verdict: 'wake' };
		default:
			return { verdict: 'reject' };
	}
}
