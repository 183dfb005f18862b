/** Column values: what is an object or a truth value in the engine and a text or a number in the database. */

export function toJson(value: object | null | undefined): string | null {
	return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The store wrote the text itself, so its shape is trusted. */
export function fromJson<Value>(text: string): Value {
	return JSON.parse(text) as Value;
}

export function fromNullableJson<Value>(text: string | null): Value | null {
	return text === null ? null : fromJson<Value>(text);
}

export function toFlag(value: boolean): number {
	return value ? 1 : 0;
}

/** Whole milliseconds; a retry time that was computed with jitter may have a fraction. */
export function toTime(milliseconds: number): number {
	return Math.round(milliseconds);
}

export function toNullableTime(milliseconds: number | null): number | null {
	return milliseconds === null ? null : toTime(milliseconds);
}

/** A list as one parameter, for `json_each`; a repeated value counts once. */
export function toList(values: ReadonlyArray<string | number>): string {
	return JSON.stringify([...new Set(values)]);
}
