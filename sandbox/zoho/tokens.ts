import { randomText } from '../core/random';
import type { ZohoState } from './state';
import type { IssuedToken } from './types';

/** Token validity (Zoho accounts): access token one hour, at most 15 living ones per refresh token, ten new ones in ten minutes. */
const ACCESS_LIFE = 3_600_000;
const MOST_ACCESS_TOKENS = 15;
const THROTTLE_WINDOW = 600_000;
const THROTTLE_COUNT = 10;
const CODE_LIFE = 180_000;
const MOST_REFRESH_TOKENS = 20;
/** Scopes nobody asks for by name: what the control interface hands out without a list. */
const EVERYTHING = [
	'ZohoCRM.modules.ALL',
	'ZohoCRM.settings.ALL',
	'ZohoCRM.users.ALL',
	'ZohoCRM.org.ALL',
	'ZohoCRM.notifications.ALL',
	'ZohoCRM.coql.READ',
	'ZohoSearch.securesearch.READ',
];

export interface Grant {
	refreshToken: string;
	clientId: string;
	/** User id. */
	user: string;
	scopes: string[];
	/** When access tokens were made of it. */
	issued: number[];
	/** Living access tokens with their expiry, oldest first. */
	access: Map<string, number>;
}

interface PendingCode {
	clientId: string;
	redirectUri: string;
	user: string;
	scopes: string[];
	offline: boolean;
	expiresAt: number;
}

export type Issued = { accessToken: string; grant: Grant } | 'throttled' | 'unknown';

/** Codes, refresh tokens and access tokens, aged by the sandbox's clock. */
export class ZohoTokens {
	private readonly codes = new Map<string, PendingCode>();
	private readonly grants = new Map<string, Grant>();
	private readonly byAccess = new Map<string, Grant>();
	private narrowed: string[] | undefined;

	constructor(private readonly state: ZohoState) {}

	reset(): void {
		this.codes.clear();
		this.grants.clear();
		this.byAccess.clear();
		this.narrowed = undefined;
	}

	createCode(pending: Omit<PendingCode, 'expiresAt'>): string {
		const code = this.mint();
		this.codes.set(code, { ...pending, expiresAt: this.now() + CODE_LIFE });
		return code;
	}

	/** A code is good once, for three minutes, for its client and address. */
	redeemCode(code: string, clientId: string, redirectUri: string): { accessToken: string; grant: Grant; offline: boolean } | undefined {
		const pending = this.codes.get(code);
		this.codes.delete(code);
		if (!pending || pending.expiresAt <= this.now() || pending.clientId !== clientId || pending.redirectUri !== redirectUri) return undefined;
		const grant = this.grantTo(pending.clientId, pending.user, pending.scopes);
		return { accessToken: this.issueFrom(grant), grant, offline: pending.offline };
	}

	refresh(refreshToken: string, clientId: string): Issued {
		const grant = this.grants.get(refreshToken);
		if (!grant || (grant.clientId !== '' && grant.clientId !== clientId)) return 'unknown';
		grant.issued = grant.issued.filter((at) => at > this.now() - THROTTLE_WINDOW);
		if (this.state.switches.tokenThrottle && grant.issued.length >= THROTTLE_COUNT) return 'throttled';
		return { accessToken: this.issueFrom(grant), grant };
	}

	/** Without the authorise page, for tests. Any client may refresh it. */
	issue(user: string, scopes: string[] = EVERYTHING): IssuedToken {
		const grant = this.grantTo('', user, scopes);
		return { access_token: this.issueFrom(grant), refresh_token: grant.refreshToken, expires_in: ACCESS_LIFE / 1_000 };
	}

	/** User and scopes of a living access token. */
	check(accessToken: string): { user: string; scopes: readonly string[] } | undefined {
		const grant = this.byAccess.get(accessToken);
		const expiresAt = grant?.access.get(accessToken);
		if (!grant || expiresAt === undefined || expiresAt <= this.now()) return undefined;
		return { user: grant.user, scopes: this.narrowed ?? grant.scopes };
	}

	revoke(token: string): boolean {
		const grant = this.grants.get(token) ?? this.byAccess.get(token);
		if (!grant) return false;
		this.grants.delete(grant.refreshToken);
		for (const accessToken of grant.access.keys()) this.byAccess.delete(accessToken);
		return true;
	}

	expireAll(): void {
		for (const grant of this.grants.values()) grant.access.clear();
		this.byAccess.clear();
	}

	revokeAll(): void {
		this.expireAll();
		this.grants.clear();
	}

	restrict(scopes: string[] | undefined): void {
		this.narrowed = scopes;
	}

	private grantTo(clientId: string, user: string, scopes: string[]): Grant {
		const grant: Grant = { refreshToken: this.mint(), clientId, user, scopes, issued: [], access: new Map() };
		this.grants.set(grant.refreshToken, grant);
		const same = [...this.grants.values()].filter((other) => other.clientId === clientId && other.user === user && clientId !== '');
		if (same.length > MOST_REFRESH_TOKENS && same[0]) this.revoke(same[0].refreshToken);
		return grant;
	}

	private issueFrom(grant: Grant): string {
		const accessToken = this.mint();
		grant.issued.push(this.now());
		for (const [token, expiresAt] of grant.access) if (expiresAt <= this.now()) this.drop(grant, token);
		grant.access.set(accessToken, this.now() + ACCESS_LIFE);
		this.byAccess.set(accessToken, grant);
		const oldest = grant.access.size > MOST_ACCESS_TOKENS ? grant.access.keys().next().value : undefined;
		if (oldest !== undefined) this.drop(grant, oldest);
		return accessToken;
	}

	private drop(grant: Grant, accessToken: string): void {
		grant.access.delete(accessToken);
		this.byAccess.delete(accessToken);
	}

	private now(): number {
		return this.state.world.clock.now();
	}

	private mint(): string {
		const part = (): string => randomText(() => this.state.world.random(), 32, '0123456789abcdef');
		return `1000.${part()}.${part()}`;
	}
}
