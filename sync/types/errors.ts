export type SystemErrorKind =
	/** The token is refused and could not be refreshed: reconnect the credential. */
	| 'unauthorized'
	/** A scope or a permission is missing. */
	| 'forbidden'
	/** The calendar, folder or module is not there (any more). Never a reason to delete records. */
	| 'containerGone'
	| 'cursorExpired'
	/** Rate limit or quota; see `retryAt`. */
	| 'throttled'
	/** The vendor answers 5xx or not at all. */
	| 'unavailable'
	/** The vendor refuses the request as wrong. */
	| 'rejected'
	/** The answer cannot be understood. */
	| 'malformed'
	/** The credential points at another data centre than the account's. */
	| 'wrongRegion';

/** A failure of a whole call to a vendor. `message` says what happened, `next` what to do. Never contains a token. */
export class SystemError extends Error {
	override readonly name = 'SystemError';

	constructor(
		readonly kind: SystemErrorKind,
		message: string,
		readonly next: string,
		readonly details: {
			/** HTTP status, when there was an answer. */
			status?: number;
			/** The vendor's own code, e.g. `rateLimitExceeded`. */
			code?: string;
			/** Milliseconds since 1970. */
			retryAt?: number;
			/** True when the request may have taken effect. */
			mayHaveHappened?: boolean;
			/** With `containerGone`: the account that does not see the container, as in a binding. */
			account?: string;
		} = {},
	) {
		super(message);
	}
}

/** True for failures that pass by themselves: the work is handed back, not failed. */
export function isPassing(error: SystemError): boolean {
	return error.kind === 'throttled' || error.kind === 'unavailable' || error.kind === 'malformed';
}

/** A failure of the store. Nothing was written. */
export class StoreError extends Error {
	override readonly name = 'StoreError';

	constructor(
		readonly kind: 'corrupt' | 'readOnly' | 'busy' | 'newerSchema' | 'leaseLost' | 'versionConflict',
		message: string,
		readonly next: string,
	) {
		super(message);
	}
}

/** Somebody else holds the lease by now: what this holder did since may be done again, or undone, by the next one. */
export function leaseLost(name: string): StoreError {
	return new StoreError(
		'leaseLost',
		`Another run took over the work on ${name} while this one was slow. Nothing of this batch was stored.`,
		'Nothing needs to be done: the other run goes on with the work.',
	);
}

/** The engine refuses to go on; nothing was changed. */
export class SyncRefusal extends Error {
	override readonly name = 'SyncRefusal';

	constructor(
		readonly kind: 'otherAccount' | 'readOnlyContainer' | 'notActive' | 'unknownSync' | 'badSettings' | 'busy',
		message: string,
		readonly next: string,
	) {
		super(message);
	}
}
