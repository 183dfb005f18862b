import { clientCredentials, formFields, isWebAddress, redirectTo } from '../core/oauth/form';
import { renderConsentPage, renderErrorPage } from '../core/oauth/page';
import type { SandboxReply, SandboxRequest } from '../core/types';
import { wrongMethod, unknownUrl } from './errors';
import type { ZohoState } from './state';
import type { ZohoTokens } from './tokens';

const KNOWN_SCOPE =
	/^(ZohoCRM\.(modules|settings|users|org|notifications|coql|bulk)(\.\w+)*\.(ALL|READ|CREATE|UPDATE|DELETE|WRITE)|ZohoSearch\.securesearch\.READ|aaaserver\.profile\.READ)$/i;

function tokenError(error: string, status: number, description?: string): SandboxReply {
	return {
		status,
		body: { error, ...(description === undefined ? {} : { error_description: description }), ...(status === 200 ? { status: 'failure' } : {}) },
	};
}

/** The accounts server: authorise page, token, refresh and revoke. */
export class ZohoAccounts {
	constructor(
		private readonly state: ZohoState,
		private readonly tokens: ZohoTokens,
	) {}

	/** Answers every path under /oauth/v2. Throws ZohoRefusal for unknown ones. */
	handle(request: SandboxRequest): SandboxReply {
		const { method, path } = request;
		if (path === '/oauth/v2/auth') return method === 'POST' ? this.decide(request) : this.page(request);
		if (path !== '/oauth/v2/token' && path !== '/oauth/v2/token/revoke') throw unknownUrl();
		if (method !== 'POST') throw wrongMethod();
		return path === '/oauth/v2/token' ? this.token(request) : this.revoke(request);
	}

	private page({ query }: SandboxRequest): SandboxReply {
		const problem = this.problem(query);
		if (problem !== undefined)
			return { status: 400, headers: { 'content-type': 'text/html; charset=utf-8' }, body: renderErrorPage('Zoho (sandbox)', problem) };
		const names = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'access_type', 'prompt'];
		const hidden = Object.fromEntries(names.filter((name) => query.has(name)).map((name) => [name, query.get(name) ?? '']));
		const body = renderConsentPage({
			title: 'Zoho CRM (sandbox)',
			clientId: query.get('client_id') ?? '',
			redirectUri: query.get('redirect_uri') ?? '',
			scopes: scopesOf(query),
			users: this.state.users.filter((user) => user.active).map((user) => user.email),
			action: '/oauth/v2/auth',
			hidden,
		});
		return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
	}

	private decide(request: SandboxRequest): SandboxReply {
		const fields = formFields(request);
		const problem = this.problem(fields);
		if (problem !== undefined)
			return { status: 400, headers: { 'content-type': 'text/html; charset=utf-8' }, body: renderErrorPage('Zoho (sandbox)', problem) };
		const redirectUri = fields.get('redirect_uri') ?? '';
		const state = fields.get('state') ?? undefined;
		if (fields.get('decision') !== 'allow') return redirectTo(redirectUri, { error: 'access_denied', state });
		const user = this.state.users.find((candidate) => candidate.email === fields.get('user')) ?? this.state.users[0];
		const code = this.tokens.createCode({
			clientId: fields.get('client_id') ?? '',
			redirectUri,
			user: user?.id ?? '',
			scopes: scopesOf(fields),
			offline: fields.get('access_type') === 'offline',
		});
		const location = this.state.switches.wrongDataCentre ? 'eu' : 'us';
		return redirectTo(redirectUri, { state, code, location, 'accounts-server': this.state.origin });
	}

	private problem(fields: URLSearchParams): string | undefined {
		if (fields.get('response_type') !== 'code') return 'Invalid response type: response_type must be "code".';
		if ((fields.get('client_id') ?? '') === '') return 'Invalid client: client_id is missing.';
		if (!isWebAddress(fields.get('redirect_uri') ?? '')) return 'Invalid redirect URI: redirect_uri must be a web address.';
		const scopes = scopesOf(fields);
		const unknown = scopes.find((scope) => !KNOWN_SCOPE.test(scope));
		if (scopes.length === 0 || unknown !== undefined) return `Invalid OAuth scope: ${unknown ?? 'no scope given'}. Scopes are separated by commas.`;
		return undefined;
	}

	private token(request: SandboxRequest): SandboxReply {
		const fields = formFields(request);
		const { clientId, clientSecret } = clientCredentials(request, fields);
		if (clientId === '' || clientSecret === '') return tokenError('invalid_client', 400);
		// Codes and refresh tokens are known in their own data centre only.
		if (this.state.switches.wrongDataCentre) return tokenError('invalid_code', 400);
		const grantType = fields.get('grant_type');
		if (grantType === 'authorization_code') return this.exchange(fields, clientId);
		if (grantType !== 'refresh_token') return tokenError('unsupported_grant_type', 400);
		const issued = this.tokens.refresh(fields.get('refresh_token') ?? '', clientId);
		if (issued === 'unknown') return tokenError('invalid_code', 400);
		// The throttle's error comes with HTTP 200 (Zoho accounts, token validity).
		if (issued === 'throttled')
			return tokenError('Access Denied', 200, 'You have made too many requests continuously. Please try again after some time.');
		return this.answer(issued.accessToken, issued.grant.scopes);
	}

	private exchange(fields: URLSearchParams, clientId: string): SandboxReply {
		const redeemed = this.tokens.redeemCode(fields.get('code') ?? '', clientId, fields.get('redirect_uri') ?? '');
		if (!redeemed) return tokenError('invalid_code', 400);
		return this.answer(redeemed.accessToken, redeemed.grant.scopes, redeemed.offline ? redeemed.grant.refreshToken : undefined);
	}

	private answer(accessToken: string, scopes: readonly string[], refreshToken?: string): SandboxReply {
		const body = {
			access_token: accessToken,
			...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
			scope: scopes.join(' '),
			api_domain: this.state.origin,
			token_type: 'Bearer',
			expires_in: 3_600,
		};
		return { status: 200, body };
	}

	private revoke(request: SandboxRequest): SandboxReply {
		const known = this.tokens.revoke(formFields(request).get('token') ?? '');
		return known ? { status: 200, body: { status: 'success' } } : tokenError('invalid_token', 400);
	}
}

function scopesOf(fields: URLSearchParams): string[] {
	return (fields.get('scope') ?? '').split(/[\s,]+/).filter((scope) => scope !== '');
}
