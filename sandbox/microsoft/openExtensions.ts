import { isJsonObject, textOf, type JsonObject } from '../core/json';
import { GraphError, badRequest, propertyInvalid } from './errors';

export type OpenExtensions = Readonly<Record<string, JsonObject>>;

const idHead = 'Microsoft.OutlookServices.OpenTypeExtension.';
/** The names cannot be told from the outside once they are used up (open extension guide). */
const mostPerItem = 30;

/** The name in an id such as `Microsoft.OutlookServices.OpenTypeExtension.Com.Example`. */
export function extensionName(id: string): string {
	return id.startsWith(idHead) ? id.slice(idHead.length) : id;
}

/** An extension as it is answered. */
export function renderExtension(name: string, data: JsonObject): JsonObject {
	return { '@odata.type': '#microsoft.graph.openTypeExtension', id: `${idHead}${name}`, extensionName: name, ...data };
}

export function extensionMissing(): GraphError {
	return new GraphError(404, 'ErrorItemNotFound', 'The extension is not found.');
}

function dataOf(given: JsonObject): JsonObject {
	return Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'extensionName' && name !== 'id' && !name.startsWith('@')));
}

/** Adds one extension. Throws 400 without a name and 409 when the name is taken. */
export function addExtension(before: OpenExtensions, given: unknown): { name: string; extensions: OpenExtensions } {
	const name = isJsonObject(given) ? textOf(given, 'extensionName') : undefined;
	if (!isJsonObject(given) || name === undefined || name === '') throw propertyInvalid('An open extension needs an extensionName.');
	if (name in before) throw new GraphError(409, 'ErrorItemAlreadyExists', `An extension already exists with the name '${name}'.`);
	if (Object.keys(before).length >= mostPerItem) throw badRequest('The item has too many extensions.');
	return { name, extensions: { ...before, [name]: dataOf(given) } };
}

/** Merges into one extension; null takes a member out. */
export function changeExtension(before: OpenExtensions, name: string, given: JsonObject): OpenExtensions {
	const data = before[name];
	if (data === undefined) throw extensionMissing();
	const merged = Object.fromEntries(Object.entries({ ...data, ...dataOf(given) }).filter(([, value]) => value !== null));
	return { ...before, [name]: merged };
}

export function removeExtension(before: OpenExtensions, name: string): OpenExtensions {
	if (!(name in before)) throw extensionMissing();
	const { [name]: _gone, ...rest } = before;
	return rest;
}

/** Reads `extensions` of a create. */
export function readExtensions(value: unknown): OpenExtensions {
	if (value === undefined || value === null) return {};
	if (!Array.isArray(value)) throw propertyInvalid('extensions must be a list.');
	return (value as unknown[]).reduce<OpenExtensions>((before, given) => addExtension(before, given).extensions, {});
}
