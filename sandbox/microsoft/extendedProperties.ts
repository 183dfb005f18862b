import { isJsonObject, textOf } from '../core/json';
import { badRequest, propertyInvalid } from './errors';
import type { ExtendedProperty } from './types';

export type ExtendedProperties = Readonly<Record<string, ExtendedProperty>>;

const pattern = /^(String|Integer|Boolean|SystemTime|Double|Long)\s+(?:\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?\s+(Name|Id)\s+(\S+)|(0x[0-9a-fA-F]{1,4}))$/;

/**
 * One spelling for an extended property's id: the type and the GUID are read without regard to case, the name is not. Throws
 * 400 for what is no such id.
 */
export function propertyKey(id: string): string {
	const found = pattern.exec(id.trim());
	if (found === null) throw badRequest(`The specified extended property id '${id}' is not valid.`);
	const [, type = '', guid, kind = '', name = '', tag] = found;
	return guid === undefined ? `${type} ${tag ?? ''}` : `${type} {${guid.toLowerCase()}} ${kind} ${name}`;
}

/** Reads `singleValueExtendedProperties` on top of those that are there. */
export function readExtendedProperties(value: unknown, before: ExtendedProperties): ExtendedProperties {
	if (value === undefined || value === null) return before;
	if (!Array.isArray(value)) throw propertyInvalid('singleValueExtendedProperties must be a list.');
	const properties: Record<string, ExtendedProperty> = { ...before };
	for (const entry of value as unknown[]) {
		const id = isJsonObject(entry) ? textOf(entry, 'id') : undefined;
		const text = isJsonObject(entry) ? textOf(entry, 'value') : undefined;
		if (id === undefined || text === undefined) throw propertyInvalid('An extended property needs an id and a value.');
		properties[propertyKey(id)] = { id, value: text };
	}
	return properties;
}
