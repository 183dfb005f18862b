export type SeedKind = 'demo' | 'empty';

export interface SandboxOptions {
	/** 0 or absent: any free port. */
	ports?: { google?: number; zoho?: number; microsoft?: number };
	/** Default `empty`. */
	seed?: SeedKind;
	/** With `demo`: that many plain events on top, for load. */
	size?: number;
	/** Repeats ids, faults and data. Default 1. */
	randomSeed?: number;
	/** Milliseconds added to every request. Default 0. */
	latencyMs?: number;
	/** The clock's source; real time unless given. */
	time?: () => number;
	/** Receives lines for a person, e.g. about busy ports. Default: standard error. */
	note?: (message: string) => void;
}
