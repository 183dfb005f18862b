import { randomText } from '../core/random';
import { ZohoRefusal } from './errors';
import type { ZohoState } from './state';

const DAY = 86_400_000;
const MOST_KEPT = 20_000;

/** Where a page ended. */
export interface PagePosition {
	last: { id: string; createdAt: number; modifiedAt: number };
	/** Number of the page that follows. */
	page: number;
}

interface PageToken extends PagePosition {
	/** User and parameters the token is bound to. */
	signature: string;
	expiresAt: number;
}

/** Page tokens: 24 hours, for the same user and the same parameters only (Get records, v7). */
export class PageTokens {
	private readonly tokens = new Map<string, PageToken>();

	constructor(private readonly state: ZohoState) {}

	issue(signature: string, position: PagePosition): { token: string; expiresAt: number } {
		const token = randomText(() => this.state.world.random(), 48, '0123456789abcdef');
		const expiresAt = this.state.world.clock.now() + DAY;
		this.tokens.set(token, { ...position, signature, expiresAt });
		const oldest = this.tokens.size > MOST_KEPT ? this.tokens.keys().next().value : undefined;
		if (oldest !== undefined) this.tokens.delete(oldest);
		return { token, expiresAt };
	}

	/** Throws ZohoRefusal when the token is unknown, too old, or for other parameters. */
	redeem(token: string, signature: string): PagePosition {
		const known = this.tokens.get(token);
		if (!known || known.signature !== signature) throw new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { param_name: 'page_token' });
		if (known.expiresAt <= this.state.world.clock.now()) {
			throw new ZohoRefusal(400, 'EXPIRED_VALUE', 'The value provided has expired', { param_name: 'page_token' });
		}
		return known;
	}

	expireAll(): void {
		for (const token of this.tokens.values()) token.expiresAt = 0;
	}

	clear(): void {
		this.tokens.clear();
	}
}
