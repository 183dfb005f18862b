import pLimit from 'p-limit';
import type { Clock } from '../../sync/types';
import { Pacer } from './pacer';
import type { VendorRules } from './rules';

/** Runs work when a place is free. */
export type Places = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** How fast an account is used. Whoever uses the same account shares it, because the vendor counts all of them together. */
export interface Pace {
	/** For requests at the same time. */
	places: Places;
	/** The budget per minute, and the pauses after complaints. */
	pacer: Pacer;
}

/** `unpaced`: no budget per minute. */
export function makePace(clock: Clock, { perMinute, concurrency }: VendorRules['pacing'], unpaced: boolean): Pace {
	return { places: pLimit(concurrency), pacer: new Pacer(clock, unpaced ? null : perMinute) };
}
