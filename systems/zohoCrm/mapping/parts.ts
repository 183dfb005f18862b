import type { FieldValue } from '../../../sync/types';
import { isRow } from '../row';
import type { ZohoRow } from '../row';

/** Empty texts are written as null, which is how Zoho keeps them. */
export function textField(name: string, value: FieldValue): ZohoRow | null {
	if (value === null || value === '') return { [name]: null };
	return typeof value === 'string' ? { [name]: value } : null;
}

export function tagsField(value: FieldValue): ZohoRow | null {
	if (!Array.isArray(value)) return null;
	const names = value.filter((tag): tag is string => typeof tag === 'string');
	return names.length === value.length ? { Tag: names.map((name) => ({ name })) } : null;
}

/** True for a list whose elements all are objects that pass the check. */
export function isListOf<Element extends object>(
	value: FieldValue,
	check: (element: ZohoRow) => boolean,
): value is FieldValue & Element[] {
	return Array.isArray(value) && value.every((element) => isRow(element) && check(element));
}
