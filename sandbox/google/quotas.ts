import { asObject, numberOf, textOf } from '../core/json';
import type { SandboxClock } from '../core/types';
import { GoogleError } from './errors';

type QuotaMode = 'rate' | 'quotaExceeded';

interface QuotaRules {
	enabled: boolean;
	/** Multiplies the published numbers. */
	scale: number;
	/** `quotaExceeded`: every request is refused until the mode is left, as after abuse. */
	mode: QuotaMode;
	/** Requests per user within a sliding minute (published: 600). */
	perUserPerMinute: number;
	/** Writes to one calendar within a sliding second; Google's number is not published. */
	writesPerCalendarPerSecond: number;
}

const published: QuotaRules = { enabled: false, scale: 1, mode: 'rate', perUserPerMinute: 600, writesPerCalendarPerSecond: 25 };

/** Times of the latest requests of one key. */
class SlidingWindow {
	private times: number[] = [];
	private first = 0;

	constructor(private readonly milliseconds: number) {}

	/** False when the window already holds `limit` requests; then the request is not counted. */
	take(now: number, limit: number): boolean {
		while (this.first < this.times.length && (this.times[this.first] ?? 0) <= now - this.milliseconds) this.first++;
		if (this.first > 1000) {
			this.times = this.times.slice(this.first);
			this.first = 0;
		}
		if (this.times.length - this.first >= limit) return false;
		this.times.push(now);
		return true;
	}
}

/** Google's limits (Calendar API guide, Manage quotas), off until asked for. */
export class Quotas {
	private rules: QuotaRules = { ...published };
	private users = new Map<string, SlidingWindow>();
	private calendars = new Map<string, SlidingWindow>();
	private refusals = 0;

	constructor(private readonly clock: SandboxClock) {}

	configure(settings: unknown): void {
		const wanted = asObject(settings);
		const mode = textOf(wanted, 'mode');
		this.rules = {
			enabled: typeof wanted.enabled === 'boolean' ? wanted.enabled : this.rules.enabled,
			scale: numberOf(wanted, 'scale') ?? this.rules.scale,
			mode: mode === 'quotaExceeded' ? 'quotaExceeded' : mode === 'rate' ? 'rate' : this.rules.mode,
			perUserPerMinute: numberOf(wanted, 'perUserPerMinute') ?? this.rules.perUserPerMinute,
			writesPerCalendarPerSecond: numberOf(wanted, 'writesPerCalendarPerSecond') ?? this.rules.writesPerCalendarPerSecond,
		};
		this.users.clear();
		this.calendars.clear();
	}

	reset(): void {
		this.rules = { ...published };
		this.users.clear();
		this.calendars.clear();
		this.refusals = 0;
	}

	/** Throws Google's refusal when the user has no request left. */
	countRequest(user: string): void {
		if (this.rules.mode === 'quotaExceeded') {
			throw new GoogleError(403, 'quotaExceeded', 'Calendar usage limits exceeded.', { domain: 'usageLimits' });
		}
		if (!this.rules.enabled) return;
		const window = this.windowOf(this.users, user, 60_000);
		if (!window.take(this.clock.now(), this.rules.perUserPerMinute * this.rules.scale)) throw this.rateRefusal();
	}

	/** Throws Google's refusal when a calendar is written to too quickly. */
	countWrite(calendarId: string): void {
		if (!this.rules.enabled) return;
		const window = this.windowOf(this.calendars, calendarId, 1000);
		if (window.take(this.clock.now(), this.rules.writesPerCalendarPerSecond * this.rules.scale)) return;
		throw new GoogleError(403, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' });
	}

	private windowOf(windows: Map<string, SlidingWindow>, key: string, milliseconds: number): SlidingWindow {
		const known = windows.get(key);
		if (known !== undefined) return known;
		const window = new SlidingWindow(milliseconds);
		windows.set(key, window);
		return window;
	}

	/** Google words the same refusal in three ways; they come in turn. */
	private rateRefusal(): GoogleError {
		const turn = this.refusals++ % 3;
		if (turn === 0) return new GoogleError(403, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' });
		if (turn === 1) return new GoogleError(403, 'userRateLimitExceeded', 'User Rate Limit Exceeded', { domain: 'usageLimits' });
		return new GoogleError(429, 'rateLimitExceeded', 'Rate Limit Exceeded', { domain: 'usageLimits' });
	}
}
