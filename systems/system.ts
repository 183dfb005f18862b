import type { Capabilities, Clock, PushSubscription, Resource, Side, SyncSystem } from '../sync/types';
import type { AuthenticatedRequest } from './http/types';

/** What a system needs to work for one account, container and resource. */
export interface Connection {
	request: AuthenticatedRequest;
	/** Origin of the vendor's API, without a slash at the end. */
	baseUrl: string;
	resource: Resource;
	/** Calendar id; for a CRM the owner's id, or `me`. */
	container: string;
	clock: Clock;
	/** True in tests against a server without quotas: requests are not spread over time. */
	unpaced?: boolean;
	/** The text that the sync writes for an empty title, where the system insists on one; read back as an empty title. */
	untitledPlaceholder?: string;
}

/** What a push message means. */
export type PushVerdict =
	/** Genuine: read the changes. */
	| { verdict: 'wake'; hint?: 'upsert' | 'delete' }
	/** Genuine, nothing to read (e.g. the vendor's first test message). */
	| { verdict: 'acknowledge' }
	/** Not from the vendor, or not for this subscription. */
	| { verdict: 'reject' };

export interface PushMessage {
	/** Lower-case names. */
	headers: Record<string, string>;
	/** Parsed JSON, or undefined where there is none. */
	body: unknown;
}

/** One vendor. The registry finds it by `name`; every folder under systems/ exports one as `systemModule`. */
export interface SystemModule {
	name: string;
	/** Name for people. */
	label: string;
	side: Side;
	capabilities(resource: Resource): Capabilities;
	connect(connection: Connection): SyncSystem;
	/** Compares secrets in constant time. Never trusts the message's data. */
	verifyPush(message: PushMessage, subscription: PushSubscription): PushVerdict;
}
