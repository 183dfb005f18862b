import { numberOf, type JsonObject } from '../core/json';
import type { SandboxClock, SandboxReply } from '../core/types';
import { GraphError } from './errors';

interface Rules {
	enabled: boolean;
	/** Multiplies the published number of requests. */
	scale: number;
	/** Requests per application and mailbox within ten minutes (published: 10,000). */
	perTenMinutes: number;
	/** Requests of one application to one mailbox at the same time (published: 4). */
	concurrent: number;
	/** Real milliseconds each request is held, so that requests can meet. */
	holdMilliseconds: number;
	/** Seconds told with a refusal of one request too many at a time. */
	retryAfterSeconds: number;
}

/** How one application used one mailbox. */
export interface MailboxUse {
	application: string;
	mailbox: string;
	requests: number;
	refused: number;
	inFlight: number;
	maxInFlight: number;
}

const published: Rules = { enabled: false, scale: 1, perTenMinutes: 10_000, concurrent: 4, holdMilliseconds: 0, retryAfterSeconds: 1 };
const window = 600_000;

interface Meter extends MailboxUse {
	/** Times of the requests in the window, rising. */
	times: number[];
}

/** Outlook's limits per application and mailbox (throttling limits page). Counting goes on while requests are refused. */
export class Throttle {
	private rules: Rules = { ...published };
	private readonly meters = new Map<string, Meter>();

	constructor(private readonly clock: SandboxClock) {}

	configure(settings: JsonObject): void {
		this.rules = {
			enabled: typeof settings.enabled === 'boolean' ? settings.enabled : this.rules.enabled,
			scale: numberOf(settings, 'scale') ?? this.rules.scale,
			perTenMinutes: numberOf(settings, 'perTenMinutes') ?? this.rules.perTenMinutes,
			concurrent: numberOf(settings, 'concurrent') ?? this.rules.concurrent,
			holdMilliseconds: numberOf(settings, 'holdMilliseconds') ?? this.rules.holdMilliseconds,
			retryAfterSeconds: numberOf(settings, 'retryAfterSeconds') ?? this.rules.retryAfterSeconds,
		};
		this.meters.clear();
	}

	reset(): void {
		this.rules = { ...published };
		this.meters.clear();
	}

	/** How much each application used each mailbox since the quotas were set, or the start. */
	uses(): MailboxUse[] {
		return [...this.meters.values()].map(({ times: _times, ...use }) => use);
	}

	/** How many requests of one batch run at the same time. */
	get width(): number {
		return this.rules.enabled ? this.rules.concurrent : 1;
	}

	/** Does the work when the mailbox has room for it; throws Graph's 429 when not. */
	run(application: string, mailbox: string, work: () => SandboxReply | Promise<SandboxReply>): SandboxReply | Promise<SandboxReply> {
		const meter = this.meterOf(application, mailbox);
		meter.requests++;
		if (!this.rules.enabled) return work();
		this.count(meter);
		if (meter.inFlight >= this.rules.concurrent) {
			meter.refused++;
			throw new GraphError(429, 'ApplicationThrottled', 'Application is over its MailboxConcurrency limit.', this.retryAfter(this.rules.retryAfterSeconds));
		}
		return this.hold(meter, work);
	}

	private count(meter: Meter): void {
		const now = this.clock.now();
		const limit = Math.max(1, Math.round(this.rules.perTenMinutes * this.rules.scale));
		const gone = meter.times.findIndex((at) => at > now - window);
		meter.times.splice(0, gone < 0 ? meter.times.length : gone);
		meter.times.push(now);
		if (meter.times.length <= limit) return;
		meter.refused++;
		// Room comes when the requests over the limit have left the window.
		const frees = meter.times[meter.times.length - 1 - limit] ?? now;
		const seconds = Math.max(1, Math.ceil((frees + window - now) / 1000));
		throw new GraphError(429, 'TooManyRequests', 'Too many requests. Application is over its mailbox request limit.', this.retryAfter(seconds));
	}

	private async hold(meter: Meter, work: () => SandboxReply | Promise<SandboxReply>): Promise<SandboxReply> {
		meter.inFlight++;
		meter.maxInFlight = Math.max(meter.maxInFlight, meter.inFlight);
		try {
			await new Promise<void>((resolve) => setTimeout(resolve, this.rules.holdMilliseconds));
			return await work();
		} finally {
			meter.inFlight--;
		}
	}

	private retryAfter(seconds: number): Record<string, string> {
		return { 'retry-after': String(seconds) };
	}

	private meterOf(application: string, mailbox: string): Meter {
		const key = `${application} ${mailbox}`;
		const known = this.meters.get(key);
		if (known !== undefined) return known;
		const meter: Meter = { application, mailbox, requests: 0, refused: 0, inFlight: 0, maxInFlight: 0, times: [] };
		this.meters.set(key, meter);
		return meter;
	}
}
