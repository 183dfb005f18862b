import type { Json } from '../client';

/** Text of a field; '' for anything else. Unset is null when made by an API and '' when made by hand. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

export function objectOf(value: unknown): Json {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function objectsOf(value: unknown): Json[] {
	return Array.isArray(value) ? value.map(objectOf) : [];
}

export function textsOf(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string' && entry !== '') : [];
}

/** Milliseconds since 1970; null for what is no time. */
export function millisOf(value: unknown): number | null {
	const parsed = Date.parse(textOf(value));
	return Number.isNaN(parsed) ? null : parsed;
}
