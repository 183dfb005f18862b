import type { Connection } from '../../../systems/system';
import { processWide } from '../processWide';

type Pace = ReturnType<NonNullable<Connection['pace']>>;

/** What tells one account from another. */
export interface Account {
	system: string;
	credentialId: string | null;
	baseUrl: string;
	/** Empty: the connected person's own. Upper and lower case make no difference. */
	mailbox: string;
}

/**
 * One pace for each account: trigger, actions and look-ups of a process share its places and its budget per minute, because the vendor
 * counts them together.
 */
export function sharedPace({ system, credentialId, baseUrl, mailbox }: Account): NonNullable<Connection['pace']> {
	const present = processWide('paces', () => new Map<string, Pace>());
	const key = JSON.stringify([system, credentialId, baseUrl, mailbox.trim().toLowerCase()]);
	return (make) => {
		const pace = present.get(key) ?? make();
		present.set(key, pace);
		return pace;
	};
}
