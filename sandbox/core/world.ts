import { OffsetClock } from './clock';
import { PushSender } from './push';
import { seededRandom } from './random';
import type { Mail, PushCall, World } from './types';

/** The world with the handles the control interface needs. */
export class SandboxWorld implements World {
	readonly clock: OffsetClock;
	readonly outbox: Mail[] = [];
	readonly pushes: PushSender;
	private generator: () => number;

	constructor(
		private readonly randomSeed: number,
		time?: () => number,
	) {
		this.clock = new OffsetClock(time);
		this.generator = seededRandom(randomSeed);
		this.pushes = new PushSender(this);
	}

	random(): number {
		return this.generator();
	}

	push(service: string, call: PushCall, retryStatuses: (status: number) => boolean): void {
		this.pushes.send(service, call, retryStatuses);
	}

	/** Everything as after the start, the random sequence included. */
	reset(): void {
		this.clock.reset();
		this.outbox.length = 0;
		this.pushes.reset();
		this.generator = seededRandom(this.randomSeed);
	}
}
