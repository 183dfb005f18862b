import type { PushAnswer, PushCall, World } from './types';

/** How deliveries go wrong; probabilities from 0 to 1. */
export interface PushFaults {
	lost: number;
	doubled: number;
	late: number;
	lateByMs: number;
}

export interface PushAttempt {
	at: number;
	service: string;
	url: string;
	/** -1: no answer; 0: lost on purpose. */
	status: number;
	attempt: number;
}

/** Takes a call instead of the network; returns the subscriber's status, or its whole answer where that matters. */
export type PushReceiver = (call: PushCall, service: string) => number | PushAnswer | Promise<number | PushAnswer>;

const noFaults: PushFaults = { lost: 0, doubled: 0, late: 0, lateByMs: 200 };
/** Milliseconds of real time before each further attempt; the vendors' waits, shortened. */
const retryWaits = [100, 400, 1600, 6400];
const answerWithinMs = 10_000;
const attemptsKept = 10_000;

async function sendOverNetwork(call: PushCall): Promise<PushAnswer> {
	const hasBody = call.body !== undefined;
	const headers = hasBody ? { 'content-type': 'application/json; charset=UTF-8', ...call.headers } : call.headers;
	const body = hasBody ? (typeof call.body === 'string' ? call.body : JSON.stringify(call.body)) : undefined;
	const answer = await fetch(call.url, { method: call.method, headers, body, signal: AbortSignal.timeout(answerWithinMs) });
	return { status: answer.status, contentType: answer.headers.get('content-type') ?? '', body: await answer.text() };
}

/** Sends push calls in the background with the vendor's retries and the faults that were asked for. */
export class PushSender {
	faults: PushFaults = { ...noFaults };
	attempts: PushAttempt[] = [];
	private receiver: PushReceiver | undefined;
	private readonly timers = new Set<NodeJS.Timeout>();
	private waiting = 0;
	private idleListeners: Array<() => void> = [];

	constructor(private readonly world: Pick<World, 'clock' | 'random'>) {}

	/** Hands calls to `receiver` instead of the network; undefined goes back to the network. */
	deliverTo(receiver: PushReceiver | undefined): void {
		this.receiver = receiver;
	}

	send(service: string, call: PushCall, retryStatuses: (status: number) => boolean): void {
		if (this.world.random() < this.faults.lost) {
			this.note(service, call, 0, 1);
			return;
		}
		const copies = this.world.random() < this.faults.doubled ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) {
			const wait = this.world.random() < this.faults.late ? this.faults.lateByMs : 0;
			this.schedule(wait, () => this.attempt(service, call, retryStatuses, 1));
		}
	}

	/** One call without faults and retries, and its answer. Rejects when none comes. */
	async ask(service: string, call: PushCall): Promise<PushAnswer> {
		try {
			const answer = await this.deliver(service, call);
			this.note(service, call, answer.status, 1);
			return answer;
		} catch (error) {
			this.note(service, call, -1, 1);
			throw error;
		}
	}

	/** Resolves when no call is under way or waiting for its retry. */
	async idle(): Promise<void> {
		if (this.waiting === 0) return;
		await new Promise<void>((resolve) => this.idleListeners.push(resolve));
	}

	/** Drops whatever waits. */
	stop(): void {
		for (const timer of this.timers) clearTimeout(timer);
		this.timers.clear();
		this.waiting = 0;
		this.settle();
	}

	reset(): void {
		this.stop();
		this.faults = { ...noFaults };
		this.attempts = [];
	}

	private schedule(wait: number, run: () => Promise<void>): void {
		this.waiting++;
		const done = (): void => {
			this.waiting = Math.max(0, this.waiting - 1);
			this.settle();
		};
		if (wait === 0) {
			queueMicrotask(() => void run().finally(done));
			return;
		}
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			void run().finally(done);
		}, wait);
		timer.unref();
		this.timers.add(timer);
	}

	private async attempt(service: string, call: PushCall, retryStatuses: (status: number) => boolean, attempt: number): Promise<void> {
		let status: number;
		try {
			({ status } = await this.deliver(service, call));
		} catch {
			status = -1;
		}
		this.note(service, call, status, attempt);
		const wait = retryWaits[attempt - 1];
		if (wait === undefined || (status >= 200 && status < 300)) return;
		if (status === -1 || retryStatuses(status)) this.schedule(wait, () => this.attempt(service, call, retryStatuses, attempt + 1));
	}

	private async deliver(service: string, call: PushCall): Promise<PushAnswer> {
		const answer = await (this.receiver === undefined ? sendOverNetwork(call) : this.receiver(call, service));
		return typeof answer === 'number' ? { status: answer, contentType: '', body: '' } : answer;
	}

	private note(service: string, call: PushCall, status: number, attempt: number): void {
		if (this.attempts.length >= attemptsKept) this.attempts.splice(0, attemptsKept / 10);
		this.attempts.push({ at: this.world.clock.now(), service, url: call.url, status, attempt });
	}

	private settle(): void {
		if (this.waiting > 0) return;
		const listeners = this.idleListeners;
		this.idleListeners = [];
		for (const listener of listeners) listener();
	}
}
