import type { JsonObject } from '../core/json';
import type { SandboxReply } from '../core/types';

/** A refusal in Graph's envelope. */
export class GraphError extends Error {
	constructor(
		readonly status: number,
		readonly code: string,
		message: string,
		readonly headers: Record<string, string> = {},
	) {
		super(message);
	}

	reply(innerError: JsonObject): SandboxReply {
		return { status: this.status, headers: this.headers, body: { error: { code: this.code, message: this.message, innerError } } };
	}
}

/** A 400 about the request's form. */
export const badRequest = (message: string): GraphError => new GraphError(400, 'BadRequest', message);

/** A 400 about the request's content. */
export const invalidRequest = (message: string): GraphError => new GraphError(400, 'ErrorInvalidRequest', message);

export const invalidParameter = (message: string): GraphError => new GraphError(400, 'ErrorInvalidParameter', message);

export const propertyInvalid = (message: string): GraphError => new GraphError(400, 'ErrorPropertyValidationFailure', message);

export const noSuchProperty = (name: string, type: string): GraphError =>
	new GraphError(
		400,
		'RequestBodyRead',
		`The property '${name}' does not exist on type 'microsoft.graph.${type}'. Make sure to only use property names that are defined by the type.`,
	);

export const wrongLiteral = (value: unknown, type: string): GraphError =>
	new GraphError(400, 'RequestBodyRead', `Cannot convert the literal '${String(value)}' to the expected type '${type}'.`);

export const idMalformed = (): GraphError => new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');

export const itemNotFound = (): GraphError => new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');

export const folderExists = (name: string): GraphError =>
	new GraphError(409, 'ErrorFolderExists', `A folder with the specified name already exists., Could not create folder with name ${name}.`);

export const accessDenied = (message = 'Access is denied. Check credentials and try again.'): GraphError =>
	new GraphError(403, 'ErrorAccessDenied', message);

export const noPrivileges = (): GraphError =>
	new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');

export const tokenInvalid = (message: string): GraphError =>
	new GraphError(401, 'InvalidAuthenticationToken', message, { 'www-authenticate': 'Bearer realm="", error="invalid_token"' });

export const changeConflict = (): GraphError =>
	new GraphError(412, 'ErrorIrresolvableConflict', 'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.');

export const duplicateTransaction = (): GraphError =>
	new GraphError(409, 'ErrorDuplicateTransactionId', 'The transaction id has already been used for another request.');

export const zoneNotSupported = (zone: string): GraphError =>
	new GraphError(
		400,
		'TimeZoneNotSupportedException',
		`A valid TimeZone value must be specified. The following TimeZone value is not supported: '${zone}'.`,
	);

/** Code and text for a status that a test asks for without naming a body. */
export function usualError(status: number): GraphError {
	switch (status) {
		case 401:
			return tokenInvalid('Lifetime validation failed, the token is expired.');
		case 403:
			return accessDenied();
		case 404:
			return itemNotFound();
		case 409:
			return folderExists('Calendar');
		case 410:
			return new GraphError(410, 'syncStateNotFound', 'The sync state generation is not found; continue with a full synchronization.');
		case 412:
			return changeConflict();
		case 429:
			return new GraphError(429, 'TooManyRequests', 'Too many requests.');
		case 503:
			return new GraphError(503, 'ServiceUnavailable', 'The service is temporarily unavailable. Please retry later.');
		case 504:
			return new GraphError(504, 'GatewayTimeout', 'The server did not answer in time.');
		default:
			return status >= 500 ? new GraphError(status, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.') : badRequest('Bad request.');
	}
}
