import { randomText } from '../random';
import type { SandboxClock } from '../types';

export interface TokenOwner {
	clientId: string;
	/** The signed-in user's e-mail. */
	user: string;
	scopes: string[];
}

export interface IssuedTokens {
	accessToken: string;
	/** Absent when no offline access was asked for. */
	refreshToken?: string;
	expiresInSeconds: number;
	owner: TokenOwner;
}

export type TokenCheck =
	| { state: 'valid'; owner: TokenOwner }
	/** Expired, revoked or never issued. */
	| { state: 'invalid' };

export interface TokenRules {
	accessSeconds: number;
	codeSeconds: number;
	/** Put before every token, as the vendors do. */
	accessPrefix: string;
	refreshPrefix: string;
}

interface AccessToken {
	owner: TokenOwner;
	expiresAt: number;
	refreshToken: string | undefined;
}

interface PendingCode {
	owner: TokenOwner;
	redirectUri: string;
	expiresAt: number;
	offline: boolean;
}

const tokenAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Codes, access tokens and refresh tokens of one service, aged by the sandbox's clock. */
export class TokenStore {
	private readonly access = new Map<string, AccessToken>();
	private readonly refresh = new Map<string, TokenOwner>();
	private readonly codes = new Map<string, PendingCode>();

	constructor(
		private readonly world: { clock: SandboxClock; random(): number },
		public rules: TokenRules,
	) {}

	/** A code for the redirect after consent; good once. */
	createCode(owner: TokenOwner, redirectUri: string, offline: boolean): string {
		const code = this.mint('code-');
		this.codes.set(code, { owner, redirectUri, offline, expiresAt: this.world.clock.now() + this.rules.codeSeconds * 1000 });
		return code;
	}

	/** Trades a code for tokens; undefined when it is unknown, used, too old or for another client or address. */
	redeemCode(code: string, clientId: string, redirectUri: string): IssuedTokens | undefined {
		const pending = this.codes.get(code);
		this.codes.delete(code);
		if (pending === undefined || pending.expiresAt <= this.world.clock.now()) return undefined;
		if (pending.owner.clientId !== clientId || pending.redirectUri !== redirectUri) return undefined;
		return this.issue(pending.owner, pending.offline);
	}

	/** A new access token; undefined when the refresh token is unknown or revoked. */
	refreshWith(refreshToken: string): IssuedTokens | undefined {
		const owner = this.refresh.get(refreshToken);
		return owner === undefined ? undefined : { ...this.mintAccess(owner, refreshToken), refreshToken: undefined };
	}

	/** The owner of a refresh token that is still good. */
	ownerOfRefreshToken(refreshToken: string): TokenOwner | undefined {
		return this.refresh.get(refreshToken);
	}

	/** Tokens without any page, for tests and seeds. */
	issue(owner: TokenOwner, offline = true): IssuedTokens {
		if (!offline) return this.mintAccess(owner, undefined);
		const refreshToken = this.mint(this.rules.refreshPrefix);
		this.refresh.set(refreshToken, owner);
		return { ...this.mintAccess(owner, refreshToken), refreshToken };
	}

	check(accessToken: string): TokenCheck {
		const token = this.access.get(accessToken);
		if (token === undefined || token.expiresAt <= this.world.clock.now()) return { state: 'invalid' };
		return { state: 'valid', owner: token.owner };
	}

	/** Every access token so far is refused; refresh tokens stay good. */
	expireAccessTokens(): void {
		this.access.clear();
	}

	/** Revokes a refresh token with its access tokens, or one access token with its refresh token. False when unknown. */
	revoke(token: string): boolean {
		const refreshToken = this.refresh.has(token) ? token : this.access.get(token)?.refreshToken;
		const known = this.access.delete(token) || refreshToken !== undefined;
		if (refreshToken === undefined) return known;
		this.refresh.delete(refreshToken);
		for (const [text, access] of this.access) if (access.refreshToken === refreshToken) this.access.delete(text);
		return true;
	}

	/** Revokes everything a user granted (all users when left out). Returns the number of refresh tokens. */
	revokeAll(user?: string): number {
		const tokens = [...this.refresh].filter(([, owner]) => user === undefined || owner.user === user).map(([token]) => token);
		for (const token of tokens) this.revoke(token);
		return tokens.length;
	}

	/** Narrows what a user's present tokens allow (all users when left out), refresh tokens included. */
	restrictScopes(scopes: string[], user?: string): void {
		for (const owner of [...this.refresh.values(), ...[...this.access.values()].map((token) => token.owner)]) {
			if (user === undefined || owner.user === user) owner.scopes = scopes;
		}
	}

	reset(): void {
		this.access.clear();
		this.refresh.clear();
		this.codes.clear();
	}

	private mintAccess(owner: TokenOwner, refreshToken: string | undefined): IssuedTokens {
		const accessToken = this.mint(this.rules.accessPrefix);
		const expiresInSeconds = this.rules.accessSeconds;
		this.access.set(accessToken, { owner, refreshToken, expiresAt: this.world.clock.now() + expiresInSeconds * 1000 });
		return { accessToken, expiresInSeconds, owner };
	}

	private mint(prefix: string): string {
		return prefix + randomText(() => this.world.random(), 40, tokenAlphabet);
	}
}
