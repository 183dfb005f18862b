import type { CustomValue } from '../../sync/types';

/** A record as Zoho's API sends it. Nothing about its values may be taken for granted. */
export type ZohoRow = Record<string, unknown>;

export function isRow(value: unknown): value is ZohoRow {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of a value; '' for anything that is no text. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** Zoho sends ids as text; numbers are accepted as well. '' when there is none. */
export function idOf(value: unknown): string {
	if (typeof value === 'number') return String(value);
	return textOf(value);
}

/** True for the only form that ids of Zoho have. A list of ids is joined by commas, so a comma in one would name two records. */
export function isId(text: string): boolean {
	return /^\d{1,30}$/.test(text);
}

/** The id inside a reference such as `Owner`; '' when there is none. */
export function referenceId(value: unknown): string {
	return isRow(value) ? idOf(value.id) : '';
}

export function rowsOf(value: unknown): ZohoRow[] {
	return Array.isArray(value) ? value.filter(isRow) : [];
}

/** Milliseconds since 1970 of an ISO 8601 date-time with offset, or null. */
export function parseInstant(value: unknown): number | null {
	const text = textOf(value);
	if (!/\dT\d/.test(text)) return null;
	const milliseconds = Date.parse(text);
	return Number.isNaN(milliseconds) ? null : milliseconds;
}

/** `tag.name` of each tag; v2 sends names inside objects, some answers send plain texts. */
export function tagsOf(value: unknown): string[] {
	if (!Array.isArray(value)) return [];
	return value.map((tag) => (isRow(tag) ? textOf(tag.name) : textOf(tag))).filter((name) => name !== '');
}

/** A custom field's value as far as it can be compared as one value; undefined for subforms, lists and files. */
export function customValueOf(value: unknown): CustomValue | undefined {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	if (Array.isArray(value) && value.every((element) => typeof element === 'string')) return value.join(';');
	if (isRow(value) && typeof value.name === 'string') return value.name;
	return undefined;
}

/** An instant the way Zoho wants it in headers and bodies: ISO 8601 with offset, no milliseconds. */
export function zohoInstant(milliseconds: number): string {
	return `${new Date(milliseconds).toISOString().slice(0, 19)}+00:00`;
}
