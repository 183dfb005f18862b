import type { SandboxReply, SandboxRequest } from '../core/types';
import { invalidParameter, ZohoRefusal } from './errors';
import type { ZohoState } from './state';
import { parseAnyInstant } from './time';
import type { Json, JsonObject } from './types';

/** One authorised API call. */
export interface Call {
	state: ZohoState;
	request: SandboxRequest;
	/** User id of the token's owner. */
	actor: string;
}

export const NO_CONTENT: SandboxReply = { status: 204 };
export const NOT_MODIFIED: SandboxReply = { status: 304 };

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON object in the body. Throws ZohoRefusal when there is none. */
export function bodyOf(request: SandboxRequest): JsonObject {
	let parsed: unknown;
	try {
		parsed = JSON.parse(request.body.toString('utf8'));
	} catch {
		parsed = undefined;
	}
	if (!isObject(parsed)) throw new ZohoRefusal(400, 'INVALID_DATA', 'body', { expected_data_type: 'jsonobject' });
	return parsed;
}

export function textsOf(value: Json | undefined): string[] | undefined {
	return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

/** Comma-separated names or ids; undefined when the parameter is absent or empty. */
export function listParameter(query: URLSearchParams, name: string): string[] | undefined {
	const names = (query.get(name) ?? '')
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
	return names.length > 0 ? names : undefined;
}

/** A whole number within bounds. Throws ZohoRefusal when it is none. */
export function numberParameter(query: URLSearchParams, name: string, fallback: number, most: number): number {
	const text = query.get(name);
	if (text === null) return fallback;
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1 || number > most) throw invalidParameter(name, { expected_data_type: 'integer', maximum: most });
	return number;
}

/** A date-time header in milliseconds. Throws ZohoRefusal when it is not ISO 8601. */
export function timeHeader(request: SandboxRequest, name: 'if-modified-since' | 'if-unmodified-since'): number | undefined {
	const text = request.headers[name];
	if (text === undefined) return undefined;
	const at = parseAnyInstant(text);
	if (at === undefined) throw new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { header_name: name, expected_data_type: 'datetime' });
	return at;
}

/** At most 50 field names in a call (Get records, v7). */
export function checkFieldCount(names: readonly string[]): void {
	if (names.length > 50) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Max field limit exceeded', { param_name: 'fields', limit: 50 });
}
