/** Levels of objects and lists. No vendor's record has a tenth of it; some thousands bring down whatever walks through them. */
const deepest = 100;

/** True when the value is nested so deeply that it cannot be kept or handed on. */
export function isTooDeep(value: unknown): boolean {
	let level: unknown[] = [value];
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth >= deepest) return true;
		level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : [])).filter((one) => typeof one === 'object' && one !== null);
	}
	return false;
}
