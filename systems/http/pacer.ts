import type { Clock } from '../../sync/types';

const MINUTE = 60_000;
/** Distance between requests after the first complaint, and the largest one: by then they are sent one after the other. */
const FIRST_GAP = 50;
const LARGEST_GAP = 1_000;
/** Requests without complaint after which the distance is halved. */
const CALM = 10;

/**
 * Decides when the next request may start. The first minute's budget may go out at once, so that ordinary runs are quick; once
 * it is used up, requests are spread evenly, so that a long run uses the whole budget and exceeds it in no 60 seconds. When the
 * vendor complains all the same (other programs share the quota, or writes to one calendar come too quickly), every request
 * pauses and the distance between requests doubles; calm halves it again.
 */
export class Pacer {
	private readonly starts: number[] = [];
	private gap = 0;
	private calm = 0;
	private pausedUntil = 0;
	private isSpread = false;
	private complainedAt = Number.NEGATIVE_INFINITY;
	private queue: Promise<void> = Promise.resolve();

	constructor(
		private readonly clock: Clock,
		/** null: no budget. */
		private readonly perMinute: number | null,
	) {}

	/** Resolves when the request may be sent; first come, first served. */
	turn(): Promise<void> {
		const turn = this.queue.then(async () => await this.waitForSlot());
		this.queue = turn;
		return turn;
	}

	/** The vendor refused a request that was started then. Several refusals of one burst count as one complaint. */
	complain(startedAt: number, pause: number): void {
		const now = this.clock.now();
		this.pausedUntil = Math.max(this.pausedUntil, now + pause);
		this.calm = 0;
		if (startedAt <= this.complainedAt) return;
		this.complainedAt = now;
		this.gap = Math.min(LARGEST_GAP, Math.max(FIRST_GAP, this.gap * 2));
	}

	succeed(): void {
		if (this.gap === 0) return;
		this.calm += 1;
		if (this.calm < CALM) return;
		this.calm = 0;
		this.gap = this.gap <= FIRST_GAP ? 0 : this.gap / 2;
	}

	private async waitForSlot(): Promise<void> {
		let slot = this.nextSlot();
		for (;;) {
			const wait = slot - this.clock.now();
			if (wait > 0) await this.clock.sleep(wait);
			// A complaint that arrived while waiting moves the slot.
			const moved = this.nextSlot();
			if (moved <= slot) break;
			slot = moved;
		}
		this.starts.push(this.clock.now());
	}

	/** A pacer lives as long as the process: what stands in the future, because the clock was set back, would hold everybody up. */
	private forgetTheFuture(): void {
		if ((this.starts.at(-1) ?? Number.NEGATIVE_INFINITY) <= this.clock.now()) return;
		this.starts.length = 0;
		this.pausedUntil = 0;
		this.complainedAt = Number.NEGATIVE_INFINITY;
	}

	private nextSlot(): number {
		this.forgetTheFuture();
		const last = this.starts.at(-1) ?? Number.NEGATIVE_INFINITY;
		const slot = Math.max(this.pausedUntil, last + this.gap);
		if (this.perMinute === null) {
			this.starts.splice(0, this.starts.length - 1);
			return slot;
		}
		const recent = this.starts.findIndex((start) => start > this.clock.now() - MINUTE);
		this.starts.splice(0, recent < 0 ? this.starts.length - 1 : recent);
		// After a quiet minute the whole budget is there again.
		if (recent < 0) this.isSpread = false;
		const oldestThatCounts = this.starts[this.starts.length - this.perMinute];
		this.isSpread ||= oldestThatCounts !== undefined;
		const spread = this.isSpread ? Math.max(slot, last + MINUTE / this.perMinute) : slot;
		return oldestThatCounts === undefined ? spread : Math.max(spread, oldestThatCounts + MINUTE);
	}
}
