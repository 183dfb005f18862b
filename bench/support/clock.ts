const RealDate = Date;
let ahead = 0;

/** The time of this process, moved forward by `passTime`. Everything that asks for the time, n8n's engine included, sees it. */
class MovedDate extends RealDate {
	constructor(...given: [] | [number | string | Date]) {
		if (given.length === 0) super(RealDate.now() + ahead);
		else super(given[0]);
	}

	static override now(): number {
		return RealDate.now() + ahead;
	}
}

/** Time goes by at once for this process. Waiting takes as long as ever. */
export function passTime(milliseconds: number): void {
	ahead += milliseconds;
	globalThis.Date = MovedDate as DateConstructor;
}
