import { OffsetClock } from './clock';
import { PushSender } from './push';
import { RandomSequence } from './random';
import type { Mail, PushAnswer, PushCall, World } from './types';

/** The world with the handles the control interface needs. */
export class SandboxWorld implements World {
	readonly clock: OffsetClock;
	readonly outbox: Mail[] = [];
	readonly pushes: PushSender;
	private sequence: RandomSequence;

	constructor(
		private readonly randomSeed: number,
		time?: () => number,
	) {
		this.clock = new OffsetClock(time);
		this.sequence = new RandomSequence(randomSeed);
		this.pushes = new PushSender(this);
	}

	random(): number {
		return this.sequence.next();
	}

	randomStream(name: string): RandomSequence {
		const salt = [...name].reduce((sum, character) => Math.imul(sum, 31) + character.charCodeAt(0), 7);
		return new RandomSequence(this.randomSeed ^ salt);
	}

	push(service: string, call: PushCall, retryStatuses: (status: number) => boolean): void {
		this.pushes.send(service, call, retryStatuses);
	}

	ask(service: string, call: PushCall): Promise<PushAnswer> {
		return this.pushes.ask(service, call);
	}

	/** Everything as after the start, the random sequence included. */
	reset(): void {
		this.clock.reset();
		this.outbox.length = 0;
		this.pushes.reset();
		this.sequence = new RandomSequence(this.randomSeed);
	}
}
