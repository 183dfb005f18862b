import type { SandboxReply } from '../core/types';

/** AADSTS codes (Entra authentication error codes) with the OAuth error they come under. */
const known = {
	clientUnknown: [700016, 'unauthorized_client', 'Application with identifier was not found in the directory.'],
	clientSecretMissing: [7000218, 'invalid_client', "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."],
	clientSecretWrong: [7000215, 'invalid_client', 'Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID.'],
	clientSecretExpired: [7000222, 'invalid_client', 'The provided client secret keys are expired.'],
	codeWrong: [70000, 'invalid_grant', 'The provided value for the input parameter code is not valid or has expired.'],
	refreshTokenExpired: [700082, 'invalid_grant', 'The refresh token has expired due to inactivity.'],
	refreshTokenRevoked: [50173, 'invalid_grant', 'The provided grant has expired due to it being revoked, a fresh auth token is needed.'],
	consentMissing: [65001, 'invalid_grant', 'The user or administrator has not consented to use the application.'],
	consentDeclined: [65004, 'access_denied', 'User declined to consent to access the app.'],
	administratorNeeded: [90094, 'access_denied', 'The grant requires admin permission.'],
	scopeWrong: [70011, 'invalid_scope', "The provided value for the input parameter 'scope' isn't valid."],
	resourceWrong: [500011, 'invalid_resource', 'The resource principal was not found in the tenant.'],
	tenantUnknown: [90002, 'invalid_request', 'Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.'],
	tenantMissing: [50059, 'invalid_request', 'No tenant-identifying information found in either the request or implied by any provided credentials.'],
	grantUnsupported: [70003, 'unsupported_grant_type', "The app requested an unsupported grant type."],
	parameterMissing: [900144, 'invalid_request', 'The request body must contain all required parameters.'],
	redirectWrong: [50011, 'invalid_request', 'The redirect URI specified in the request does not match the redirect URIs configured for the application.'],
	multiFactor: [50076, 'interaction_required', 'Due to a configuration change made by your administrator, you must use multi-factor authentication to access the resource.'],
} as const;

export type EntraProblem = keyof typeof known;

export const entraProblems = Object.keys(known) as EntraProblem[];

export function entraText(problem: EntraProblem): { error: string; text: string } {
	const [code, error, message] = known[problem];
	return { error, text: `AADSTS${code}: ${message}` };
}

/** A refusal of the token endpoint. */
export function entraRefusal(problem: EntraProblem, at: number, mintGuid: () => string): SandboxReply {
	const [code, error] = known[problem];
	const timestamp = new Date(at).toISOString().replace('T', ' ').replace(/\.\d+Z/, 'Z');
	const [trace, correlation] = [mintGuid(), mintGuid()];
	return {
		status: error === 'invalid_client' ? 401 : 400,
		body: {
			error,
			error_description: `${entraText(problem).text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
			error_codes: [code],
			timestamp,
			trace_id: trace,
			correlation_id: correlation,
			error_uri: `https://login.microsoftonline.com/error?code=${code}`,
			...(problem === 'consentMissing' ? { suberror: 'consent_required' } : {}),
		},
	};
}
