import { clientCredentials, formFields, isWebAddress, redirectTo } from '../core/oauth/form';
import { renderConsentPage, renderErrorPage } from '../core/oauth/page';
import { TokenStore, type IssuedTokens } from '../core/oauth/tokens';
import type { SandboxReply, SandboxRequest, World } from '../core/types';
import type { GoogleState } from './state';

const authorisePath = '/o/oauth2/v2/auth';
const pageTitle = 'Google Calendar (sandbox)';

/** Paths of Google's OAuth 2.0 endpoints, all on the sandbox's port. */
export function isOAuthPath(path: string): boolean {
	return path === authorisePath || path === '/token' || path === '/revoke';
}

function refuse(status: number, error: string, description: string): SandboxReply {
	return { status, body: { error, error_description: description } };
}

/** Google's OAuth 2.0: consent page, code, token, refresh and revocation. */
export class GoogleOAuth {
	readonly tokens: TokenStore;

	constructor(
		world: World,
		private readonly state: GoogleState,
	) {
		this.tokens = new TokenStore(world, { accessSeconds: 3599, codeSeconds: 600, accessPrefix: 'ya29.', refreshPrefix: '1//' });
	}

	handle(request: SandboxRequest): SandboxReply {
		const fields = formFields(request);
		if (request.path === authorisePath) return this.authorise(request, fields);
		if (request.method !== 'POST') return refuse(405, 'invalid_request', 'Method not allowed.');
		return request.path === '/revoke' ? this.revoke(fields) : this.token(request, fields);
	}

	private authorise(request: SandboxRequest, fields: URLSearchParams): SandboxReply {
		const clientId = fields.get('client_id') ?? '';
		const redirectUri = fields.get('redirect_uri') ?? '';
		const scopes = (fields.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
		if (clientId === '') return this.errorPage('Error 400: invalid_request. Missing required parameter: client_id');
		if (!isWebAddress(redirectUri)) return this.errorPage('Error 400: redirect_uri_mismatch. The redirect address is missing or no web address.');
		if (fields.get('response_type') !== 'code') return this.errorPage('Error 400: unsupported_response_type. Only "code" is supported.');
		if (scopes.length === 0) return this.errorPage('Error 400: invalid_request. Missing required parameter: scope');
		const state = fields.get('state') ?? undefined;
		if (request.method === 'GET') {
			const hidden = Object.fromEntries(request.query);
			return { status: 200, body: renderConsentPage({ title: pageTitle, clientId, redirectUri, scopes, users: [...this.state.users.keys()], action: authorisePath, hidden }) };
		}
		if (fields.get('decision') !== 'allow') return redirectTo(redirectUri, { error: 'access_denied', state });
		const user = fields.get('user') ?? '';
		if (!this.state.users.has(user)) return this.errorPage(`There is no account ${user} in the sandbox.`);
		const code = this.tokens.createCode({ clientId, user, scopes }, redirectUri, fields.get('access_type') === 'offline');
		return redirectTo(redirectUri, { code, state, scope: scopes.join(' '), authuser: '0', prompt: 'consent' });
	}

	private token(request: SandboxRequest, fields: URLSearchParams): SandboxReply {
		const { clientId, clientSecret } = clientCredentials(request, fields);
		if (clientId === '' || clientSecret === '') return refuse(401, 'invalid_client', 'The OAuth client was not found.');
		switch (fields.get('grant_type')) {
			case 'authorization_code': {
				const issued = this.tokens.redeemCode(fields.get('code') ?? '', clientId, fields.get('redirect_uri') ?? '');
				return issued === undefined ? refuse(400, 'invalid_grant', 'Bad Request') : this.issuedReply(issued);
			}
			case 'refresh_token': {
				const issued = this.tokens.refreshWith(fields.get('refresh_token') ?? '');
				return issued === undefined ? refuse(400, 'invalid_grant', 'Token has been expired or revoked.') : this.issuedReply(issued);
			}
			default:
				return refuse(400, 'unsupported_grant_type', `Invalid grant_type: ${fields.get('grant_type') ?? ''}`);
		}
	}

	private revoke(fields: URLSearchParams): SandboxReply {
		const known = this.tokens.revoke(fields.get('token') ?? '');
		return known ? { status: 200, body: {} } : refuse(400, 'invalid_token', 'Token expired or revoked');
	}

	private issuedReply(issued: IssuedTokens): SandboxReply {
		return {
			status: 200,
			body: {
				access_token: issued.accessToken,
				expires_in: issued.expiresInSeconds,
				refresh_token: issued.refreshToken,
				scope: issued.owner.scopes.join(' '),
				token_type: 'Bearer',
			},
		};
	}

	private errorPage(message: string): SandboxReply {
		return { status: 400, body: renderErrorPage(`${pageTitle}: access blocked`, message) };
	}
}
