import type { SandboxReply } from '../core/types';

const statusNames: Record<number, string> = {
	400: 'INVALID_ARGUMENT',
	401: 'UNAUTHENTICATED',
	403: 'PERMISSION_DENIED',
	404: 'NOT_FOUND',
	409: 'ALREADY_EXISTS',
	410: 'ABORTED',
	412: 'FAILED_PRECONDITION',
	429: 'RESOURCE_EXHAUSTED',
	500: 'INTERNAL',
	503: 'UNAVAILABLE',
};

interface ErrorDetails {
	domain?: string;
	location?: string;
	locationType?: string;
	/** When the single error words it differently from the envelope. */
	inner?: string;
}

/** A refusal in Google's envelope. */
export class GoogleError extends Error {
	constructor(
		readonly code: number,
		readonly reason: string,
		message: string,
		private readonly details: ErrorDetails = {},
	) {
		super(message);
	}

	body(): unknown {
		const { domain = 'global', location, locationType, inner } = this.details;
		const single = { domain, reason: this.reason, message: inner ?? this.message, location, locationType };
		const status = statusNames[this.code] ?? 'UNKNOWN';
		return { error: { code: this.code, message: this.message, errors: [single], status } };
	}

	reply(): SandboxReply {
		const headers = this.code === 401 ? { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' } : undefined;
		return { status: this.code, headers, body: this.body() };
	}
}

export const unauthorized = (): GoogleError =>
	new GoogleError(
		401,
		'authError',
		'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
		{ inner: 'Invalid Credentials', location: 'Authorization', locationType: 'header' },
	);

export const insufficientScopes = (): GoogleError =>
	new GoogleError(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', { inner: 'Insufficient Permission' });

export const needsWriterAccess = (): GoogleError =>
	new GoogleError(403, 'requiredAccessLevel', 'You need to have writer access to this calendar.', { domain: 'calendar' });

export const needsOwnerAccess = (): GoogleError =>
	new GoogleError(403, 'requiredAccessLevel', 'You need to have owner access to this calendar.', { domain: 'calendar' });

export const forbiddenForNonOrganizer = (): GoogleError =>
	new GoogleError(403, 'forbiddenForNonOrganizer', 'Shared properties can only be changed by the organizer of the event.', {
		domain: 'calendar',
	});

export const notFound = (): GoogleError => new GoogleError(404, 'notFound', 'Not Found');

export const duplicateId = (): GoogleError => new GoogleError(409, 'duplicate', 'The requested identifier already exists.');

export const alreadyDeleted = (): GoogleError => new GoogleError(410, 'deleted', 'Resource has been deleted');

export const fullSyncRequired = (): GoogleError =>
	new GoogleError(410, 'fullSyncRequired', 'Sync token is no longer valid, a full sync is required.');

export const preconditionFailed = (): GoogleError =>
	new GoogleError(412, 'conditionNotMet', 'Precondition Failed', { location: 'If-Match', locationType: 'header' });

/** A 400 about the request's content. */
export const invalid = (message: string, location?: string): GoogleError =>
	new GoogleError(400, 'invalid', message, location === undefined ? {} : { location, locationType: 'parameter' });

/** A 400 about something left out. */
export const required = (message: string): GoogleError => new GoogleError(400, 'required', message);

export const eventTypeRestriction = (message: string): GoogleError =>
	new GoogleError(400, 'eventTypeRestriction', message, { domain: 'calendar' });
