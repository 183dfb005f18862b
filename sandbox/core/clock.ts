import type { SandboxClock } from './types';

/**
 * The sandbox's own time: `source` (real time unless a test passes its own) plus an offset, so that tokens, channels and
 * windows can be aged without waiting.
 */
export class OffsetClock implements SandboxClock {
	private offset = 0;

	constructor(private readonly source: () => number = Date.now) {}

	now(): number {
		return this.source() + this.offset;
	}

	set(milliseconds: number): void {
		this.offset = milliseconds - this.source();
	}

	advance(milliseconds: number): void {
		this.offset += milliseconds;
	}

	/** Back to the source's own time. */
	reset(): void {
		this.offset = 0;
	}
}
