import { clientCredentials, formFields, isWebAddress, redirectTo } from '../core/oauth/form';
import { renderConsentPage, renderErrorPage } from '../core/oauth/page';
import { TokenStore, type IssuedTokens, type TokenOwner } from '../core/oauth/tokens';
import type { SandboxReply, SandboxRequest, World } from '../core/types';
import { cloudNames, cloudOf, clouds, type CloudName } from './clouds';
import { entraRefusal, entraText, type EntraProblem } from './entraErrors';
import { tokenInvalid } from './errors';
import { fullRoles, needsAdministrator } from './permissions';
import type { MicrosoftState } from './state';
import type { Caller } from './types';

const pagePattern = /^\/([^/]+)\/oauth2\/v2\.0\/(authorize|token|logout)$/;
const pageTitle = 'Microsoft 365 (sandbox)';
const sharedTenants = ['common', 'organizations', 'consumers'];
const openIdScopes = ['openid', 'profile', 'email', 'offline_access'];

/** True for the paths of Entra's endpoints, after the cloud's prefix. */
export function isOAuthPath(path: string): boolean {
	return pagePattern.test(path);
}

function scopeNames(text: string): string[] {
	return text.split(/[\s,]+/).filter((scope) => scope !== '');
}

/** Entra's OAuth 2.0 of every cloud: consent page, code, refresh, client credentials; tokens are good in their cloud only. */
export class EntraOAuth {
	readonly tokens: Record<CloudName, TokenStore>;
	/** What the administrator granted to applications. */
	roles: string[] = [...fullRoles];
	/** The mailboxes an application may use; undefined for all. */
	mailboxes: string[] | undefined;
	/** Problems that the token endpoint answers until they are taken away, as after a change in the directory. */
	problem: EntraProblem | undefined;
	/** A user cannot consent alone. */
	needsAdministrator = false;

	constructor(
		private readonly world: World,
		private readonly state: MicrosoftState,
	) {
		// A token needs the two dots of a JWT: Graph says so when they are missing (recorded).
		const rules = { accessSeconds: 3599, codeSeconds: 600, accessPrefix: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.', refreshPrefix: '0.A' };
		this.tokens = { global: new TokenStore(world, rules), usGovernment: new TokenStore(world, rules), china: new TokenStore(world, rules) };
	}

	reset(): void {
		for (const cloud of cloudNames) this.tokens[cloud].reset();
		this.roles = [...fullRoles];
		this.mailboxes = undefined;
		this.problem = undefined;
		this.needsAdministrator = false;
	}

	handle(request: SandboxRequest): SandboxReply {
		const { cloud, rest } = cloudOf(request.path);
		const [, tenant = '', page] = pagePattern.exec(rest) ?? [];
		const fields = formFields(request);
		if (page === 'logout') return redirectTo(fields.get('post_logout_redirect_uri') ?? 'http://localhost', {});
		if (page === 'authorize') return this.authorise(request, fields, cloud, tenant);
		if (request.method !== 'POST') return this.refuse('parameterMissing');
		return this.token(request, fields, cloud, tenant);
	}

	/** Who a bearer token stands for. Throws Graph's 401 in the words for what is wrong with it. */
	callerOf(authorization: string | undefined, cloud: CloudName): Caller {
		const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
		if (token === undefined) throw tokenInvalid('Access token is empty.');
		const check = this.tokens[cloud].check(token);
		if (check.state === 'valid') {
			const { user, clientId, scopes } = check.owner;
			const known = user === '' ? undefined : this.state.findUser(user);
			if (user !== '' && known === undefined) throw tokenInvalid('The user of the token was not found.');
			return { clientId, permissions: scopes, user: known, cloud };
		}
		if (!/^[^.]+\.[^.]+\.[^.]+$/.test(token)) {
			throw tokenInvalid('IDX14100: JWT is not well formed, there are no dots (.).\nThe token needs to be in JWS or JWE Compact Serialization Format.');
		}
		const isElsewhere = cloudNames.some((other) => this.tokens[other].check(token).state === 'valid');
		throw tokenInvalid(isElsewhere ? 'Access token validation failure. Invalid audience.' : 'Lifetime validation failed, the token is expired.');
	}

	/** A token for an application without a user, with what the administrator granted. */
	issueForApplication(clientId: string, cloud: CloudName = 'global'): IssuedTokens {
		return this.tokens[cloud].issue({ clientId, user: '', scopes: [...this.roles] }, false);
	}

	private authorise(request: SandboxRequest, fields: URLSearchParams, cloud: CloudName, tenant: string): SandboxReply {
		const clientId = fields.get('client_id') ?? '';
		const redirectUri = fields.get('redirect_uri') ?? '';
		const scopes = scopeNames(fields.get('scope') ?? '');
		if (!this.isTenant(tenant)) return this.errorPage('tenantUnknown');
		if (clientId === '' || fields.get('response_type') !== 'code') return this.errorPage('parameterMissing');
		if (!isWebAddress(redirectUri)) return this.errorPage('redirectWrong');
		const state = fields.get('state') ?? undefined;
		const back = (problem: EntraProblem): SandboxReply => {
			const { error, text } = entraText(problem);
			return redirectTo(redirectUri, { error, error_description: text, state });
		};
		const granted = this.grantable(scopes, cloud);
		if (scopes.length === 0 || granted === 'scopeWrong') return back('scopeWrong');
		if (granted === 'resourceWrong') return back('resourceWrong');
		if (request.method === 'GET') {
			const hidden = Object.fromEntries(request.query);
			const users = [...this.state.users.values()].filter(({ accountEnabled }) => accountEnabled).map(({ userPrincipalName }) => userPrincipalName);
			return { status: 200, body: renderConsentPage({ title: pageTitle, clientId, redirectUri, scopes, users, action: request.path, hidden }) };
		}
		if (fields.get('decision') !== 'allow') return back('consentDeclined');
		if (this.needsAdministrator || granted.some((name) => needsAdministrator.includes(name))) return back('administratorNeeded');
		const user = this.state.findUser(fields.get('user') ?? '');
		if (user === undefined) return this.errorPage('consentMissing');
		const owner: TokenOwner = { clientId, user: user.userPrincipalName, scopes: granted };
		const code = this.tokens[cloud].createCode(owner, redirectUri, granted.includes('offline_access'));
		return redirectTo(redirectUri, { code, state, session_state: this.state.mintGuid() });
	}

	private token(request: SandboxRequest, fields: URLSearchParams, cloud: CloudName, tenant: string): SandboxReply {
		const { clientId, clientSecret } = clientCredentials(request, fields);
		if (this.problem !== undefined) return this.refuse(this.problem);
		if (!this.isTenant(tenant)) return this.refuse('tenantUnknown');
		if (clientId === '') return this.refuse('clientUnknown');
		if (clientSecret === '') return this.refuse('clientSecretMissing');
		switch (fields.get('grant_type')) {
			case 'authorization_code': {
				const issued = this.tokens[cloud].redeemCode(fields.get('code') ?? '', clientId, fields.get('redirect_uri') ?? '');
				return issued === undefined ? this.refuse('codeWrong') : this.issuedReply(issued, cloud);
			}
			case 'refresh_token': {
				const owner = this.tokens[cloud].ownerOfRefreshToken(fields.get('refresh_token') ?? '');
				if (owner === undefined || owner.clientId !== clientId) return this.refuse('refreshTokenRevoked');
				// Each refresh hands out another refresh token; the old one stays good.
				return this.issuedReply(this.tokens[cloud].issue(owner), cloud);
			}
			case 'client_credentials': {
				if (sharedTenants.includes(tenant)) return this.refuse('tenantMissing');
				const scope = fields.get('scope') ?? '';
				if (!scope.endsWith('/.default')) return this.refuse('scopeWrong');
				if (scope !== `${clouds[cloud].graph}/.default`) return this.refuse('resourceWrong');
				const { accessToken, expiresInSeconds } = this.issueForApplication(clientId, cloud);
				return { status: 200, body: { token_type: 'Bearer', expires_in: expiresInSeconds, ext_expires_in: expiresInSeconds, access_token: accessToken } };
			}
			default:
				return this.refuse('grantUnsupported');
		}
	}

	/** The scopes' short names. A scope of another cloud's Graph names a resource that is not here. */
	private grantable(scopes: readonly string[], cloud: CloudName): string[] | 'scopeWrong' | 'resourceWrong' {
		const prefix = `${clouds[cloud].graph}/`;
		const names: string[] = [];
		for (const scope of scopes) {
			if (/^https?:/.test(scope) && !scope.startsWith(prefix)) return 'resourceWrong';
			const name = scope.startsWith(prefix) ? scope.slice(prefix.length) : scope;
			if (!openIdScopes.includes(name) && !/^[A-Z][A-Za-z]+(\.[A-Z][A-Za-z]+)+$/.test(name) && name !== '.default') return 'scopeWrong';
			names.push(name);
		}
		return names;
	}

	private isTenant(tenant: string): boolean {
		return sharedTenants.includes(tenant) || tenant === this.state.tenantId || tenant.endsWith('example.test');
	}

	private issuedReply(issued: IssuedTokens, cloud: CloudName): SandboxReply {
		const scope = issued.owner.scopes.filter((name) => name !== 'offline_access').map((name) => (openIdScopes.includes(name) ? name : `${clouds[cloud].graph}/${name}`));
		return {
			status: 200,
			body: {
				token_type: 'Bearer',
				scope: scope.join(' '),
				expires_in: issued.expiresInSeconds,
				ext_expires_in: issued.expiresInSeconds,
				access_token: issued.accessToken,
				refresh_token: issued.refreshToken,
			},
		};
	}

	private refuse(problem: EntraProblem): SandboxReply {
		return entraRefusal(problem, this.world.clock.now(), () => this.state.mintGuid());
	}

	private errorPage(problem: EntraProblem): SandboxReply {
		return { status: 400, body: renderErrorPage(`${pageTitle}: sorry, but we are having trouble signing you in`, entraText(problem).text) };
	}
}
