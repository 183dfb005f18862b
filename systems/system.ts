import type { Capabilities, Clock, FieldCapability, PushSubscription, Resource, Side, SyncSystem } from '../sync/types';
import type { Pace } from './http/pace';
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
	/** Whose mailbox, for an application that may use several; absent: the connected person's own. */
	mailbox?: string;
	/** Hands out the pace that all users of this account in the process share; the first one makes it. Absent: a pace of its own. */
	pace?: (make: () => Pace) => Pace;
	/** True in tests against a server without quotas: requests are not spread over time. */
	unpaced?: boolean;
	/** The text that the sync writes for an empty title, where the system insists on one; read back as an empty title. */
	untitledPlaceholder?: string;
}

/** What a push message means. */
export type PushVerdict =
	/**
	 * Genuine: read the changes. `renew`: the vendor says that the subscription is over, or sends nothing more until somebody acts; the
	 * next poll opens a new one.
	 */
	| { verdict: 'wake'; hint?: 'upsert' | 'delete'; renew?: true }
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

/** How requests to a vendor are signed, and where they go. */
export interface SystemCredential {
	/** Name of the credential type under credentials/. */
	name: string;
	/** Word before the token in the Authorization header, e.g. `Bearer`. */
	authorizationScheme: string;
	/** Origin of the vendor's API, without a slash at the end, for a credential without an address of its own. */
	baseUrlOf(fields: Readonly<Record<string, unknown>>): string;
}

/** Something a sync may choose as its container: a calendar, or an owner in a CRM. */
export interface ContainerChoice {
	id: string;
	name: string;
	/** The account's own main one. */
	primary: boolean;
	/** What tells it from another one of the same name, e.g. an e-mail address. */
	detail?: string;
	/** Somebody else's, who lets the account use it. */
	shared?: true;
}

export interface Person {
	id: string;
	name: string;
	email: string;
}

/** Somebody with an account in the organisation. */
export interface OrganisationUser {
	id: string;
	/** Full name; the address where there is none. */
	name: string;
	/** '' where there is none. */
	firstName: string;
	lastName: string;
	email: string;
	/** True for those who can work with the system: status `active`. */
	isActive: boolean;
	/**
	 * As far as the credential is shown it: `invited` has not accepted yet, `guest` belongs to another organisation, `noMailbox` is an
	 * account without an address, such as a device.
	 */
	status: 'active' | 'invited' | 'disabled' | 'guest' | 'noMailbox';
}

/** Something to choose by its id. */
export interface Choice {
	id: string;
	name: string;
}

/** Whom to invite as a user, and as what. */
export interface UserInvitation {
	firstName: string;
	lastName: string;
	email: string;
	roleId: string;
	profileId: string;
}

/** `exists`: there was a user of this address already, in whatever status, so nobody was invited. */
export interface InvitationResult {
	outcome: 'invited' | 'exists';
	user: OrganisationUser;
}

/** Look-ups for pick lists and people. Every method throws `SystemError`. */
export interface SystemDirectory {
	/** What the account may read and write, its own first; all of them, or those whose name or detail holds the text. */
	containers(filter?: string): Promise<ContainerChoice[]>;
	/** Contacts whose name or address holds the text. */
	people?(filter: string): Promise<Person[]>;
	/** Fields that an administrator added to the connection's resource. */
	customFields?(): Promise<Record<`custom.${string}`, FieldCapability>>;
	/** Makes a container. Not repeated after an unclear outcome, so look for the name first. */
	createContainer?(name: string, timeZone?: string): Promise<ContainerChoice>;
	/** People with an account in the organisation, by name; all of them, or those whose name or address holds the text. */
	users?(filter?: string): Promise<OrganisationUser[]>;
	/** What an invited user may be, for `roleId` and `profileId`. */
	roles?(): Promise<Choice[]>;
	profiles?(): Promise<Choice[]>;
	/**
	 * Adds a user; the system mails the invitation. Looks for the address first, and is never sent twice: after an unclear outcome it looks
	 * again, and throws with `mayHaveHappened` when that does not tell.
	 */
	inviteUser?(invitation: UserInvitation): Promise<InvitationResult>;
}

/** One vendor. The registry finds it by `name`; every folder under systems/ exports one as `systemModule`. */
export interface SystemModule {
	name: string;
	/** Name for people. */
	label: string;
	side: Side;
	credential: SystemCredential;
	capabilities(resource: Resource): Capabilities;
	connect(connection: Connection): SyncSystem;
	/** Loads its code with the first look-up. */
	directory(connection: Connection): SystemDirectory;
	/**
	 * The text that answers a vendor's test of the address, which comes before there is a subscription; null: it is no such test.
	 * Sent back as plain text. `query` are the parameters of the address.
	 */
	answerHandshake?(query: Readonly<Record<string, string>>): string | null;
	/** `subscription` as it is kept, with a digest for its secret. Compares in constant time. Never trusts the message's data. */
	verifyPush(message: PushMessage, subscription: PushSubscription): PushVerdict;
}
