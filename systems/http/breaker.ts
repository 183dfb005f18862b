import { SystemError } from '../../sync/types';
import type { Clock } from '../../sync/types';

/** Requests given up in a row before the rest is not even tried. One alone may be the record's own fault. */
const FAILURES_IN_A_ROW = 3;

/**
 * Remembers that a vendor refuses to work for now, so that the other requests of a large run fail at once instead of waiting
 * one after the other for the same disappointment.
 */
export class Breaker {
	private open: { error: SystemError; until: number } | null = null;
	private failuresInARow = 0;

	constructor(private readonly clock: Clock) {}

	/** Throws while the vendor is known not to work; the request was not sent then. */
	check(): void {
		if (this.open === null) return;
		const { error, until } = this.open;
		if (this.clock.now() >= until) {
			this.open = null;
			return;
		}
		throw new SystemError(error.kind, error.message, error.next, { ...error.details, mayHaveHappened: false });
	}

	succeed(): void {
		this.failuresInARow = 0;
	}

	/** The credential is refused: nothing else will get through until then. */
	refuse(error: SystemError, until: number): void {
		this.open = { error, until };
	}

	/** A request was given up although it was repeated. */
	giveUp(error: SystemError, until: number): void {
		this.failuresInARow += 1;
		if (error.kind === 'throttled' || this.failuresInARow >= FAILURES_IN_A_ROW) this.open = { error, until };
	}
}
