/** A parsed JSON object whose members still have to be checked. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value itself when it is a JSON object, else an empty one. */
export function asObject(value: unknown): JsonObject {
	return isJsonObject(value) ? value : {};
}

/** The text of a member, or undefined when it is absent or not a text. */
export function textOf(object: JsonObject, name: string): string | undefined {
	const value = object[name];
	return typeof value === 'string' ? value : undefined;
}

/** The number of a member; numbers written as text (as in a query) count too. */
export function numberOf(object: JsonObject, name: string): number | undefined {
	const value = object[name];
	if (typeof value === 'number') return value;
	if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
	return undefined;
}

/** The texts in a member that is a list. */
export function textsOf(object: JsonObject, name: string): string[] | undefined {
	const value = object[name];
	return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

/** Parses a body; undefined when it is empty or not JSON. */
export function parseJson(body: Buffer | string): unknown {
	const text = typeof body === 'string' ? body : body.toString('utf8');
	if (text === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
