/** The only source of time in the engine. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after the given time; used between retries and lease attempts only. */
	sleep(milliseconds: number): Promise<void>;
}
