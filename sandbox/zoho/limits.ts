import type { SandboxReply } from '../core/types';
import { ZohoRefusal } from './errors';
import type { ZohoState } from './state';

const DAY = 86_400_000;

/** Credits of the last 24 hours and calls at the same time; both are off unless switched on. */
export class Limits {
	private spent: { at: number; credits: number }[] = [];
	private running = 0;

	constructor(private readonly state: ZohoState) {}

	reset(): void {
		this.spent = [];
		this.running = 0;
	}

	/** Throws 429, which names neither the limit nor a time to wait. */
	spend(credits: number): void {
		const { creditsPerDay } = this.state.switches;
		if (creditsPerDay === null) return;
		if (this.used() + credits > creditsPerDay) throw tooMany();
		this.spent.push({ at: this.state.world.clock.now(), credits });
	}

	/** The remaining credits are told only once half of them are used (API limits, v8). */
	headers(): Record<string, string> {
		const { creditsPerDay } = this.state.switches;
		if (creditsPerDay === null) return {};
		const used = this.used();
		return used * 2 >= creditsPerDay ? { 'X-API-CREDITS-REMAINING': String(creditsPerDay - used) } : {};
	}

	/** Answers through a slot when concurrency is limited: the call is held for the switch's time, and one too many is refused. */
	hold(work: () => SandboxReply): SandboxReply | Promise<SandboxReply> {
		const { concurrency } = this.state.switches;
		if (concurrency === null) return work();
		if (this.running >= concurrency.limit) return tooMany().reply();
		this.running++;
		return new Promise((resolve, reject) => {
			setTimeout(() => {
				this.running = Math.max(0, this.running - 1);
				try {
					resolve(work());
				} catch (error) {
					reject(error instanceof Error ? error : new Error(String(error)));
				}
			}, concurrency.holdMilliseconds);
		});
	}

	private used(): number {
		const since = this.state.world.clock.now() - DAY;
		this.spent = this.spent.filter((entry) => entry.at > since);
		return this.spent.reduce((sum, entry) => sum + entry.credits, 0);
	}
}

function tooMany(): ZohoRefusal {
	return new ZohoRefusal(429, 'TOO_MANY_REQUESTS', 'You have made too many requests');
}
