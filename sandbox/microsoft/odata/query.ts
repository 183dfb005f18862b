import { isJsonObject, type JsonObject } from '../../core/json';
import { badRequest } from '../errors';
import { propertyKey, type ExtendedProperties } from '../extendedProperties';
import { extensionName, renderExtension, type OpenExtensions } from '../openExtensions';
import type { MemberLookup } from './filter';

/** `$select` as a list; undefined for all. Throws 400 for a member that the type does not have. */
export function readSelect(query: URLSearchParams, known: ReadonlySet<string>, type: string): string[] | undefined {
	const text = query.get('$select');
	if (text === null || text.trim() === '') return undefined;
	const names = text.split(',').map((name) => name.trim());
	for (const name of names) {
		if (!known.has(name.split('/')[0] ?? '')) {
			throw badRequest(`Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.${type}'.`);
		}
	}
	return names;
}

/** Leaves what `$select` names; the id and what starts with `@` always stay. */
export function select(item: JsonObject, names: readonly string[] | undefined): JsonObject {
	if (names === undefined) return item;
	return Object.fromEntries(Object.entries(item).filter(([name]) => name.startsWith('@') || name === 'id' || names.includes(name)));
}

/** What an item may carry besides its members. */
export interface Extras {
	properties: ExtendedProperties;
	extensions: OpenExtensions;
}

/** Splits at commas that are in no parentheses or quotes. */
function splitOutside(text: string): string[] {
	const parts: string[] = [''];
	let depth = 0;
	let isQuoted = false;
	for (const character of text) {
		if (character === "'") isQuoted = !isQuoted;
		if (!isQuoted && character === '(') depth++;
		if (!isQuoted && character === ')') depth--;
		if (!isQuoted && depth === 0 && character === ',') parts.push('');
		else parts[parts.length - 1] = `${parts.at(-1) ?? ''}${character}`;
	}
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** Adds what `$expand` asks for. Extended properties need a filter that names them. Throws 400 for the rest. */
export function readExpand(query: URLSearchParams): (extras: Extras) => JsonObject {
	const adders = splitOutside(query.get('$expand') ?? '').map((part): ((extras: Extras) => JsonObject) => {
		const [, name = '', options = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(part) ?? [];
		const ids = [...options.matchAll(/\bid\s+eq\s+'((?:[^']|'')*)'/g)].map(([, id = '']) => id);
		if (name === 'singleValueExtendedProperties') {
			if (ids.length === 0) throw badRequest('Expanding singleValueExtendedProperties requires a $filter on id.');
			const keys = ids.map(propertyKey);
			return ({ properties }) => {
				const found = keys.map((key) => properties[key]).filter((one) => one !== undefined);
				return found.length === 0 ? {} : { singleValueExtendedProperties: found };
			};
		}
		if (name !== 'extensions') throw badRequest(`Parsing OData Select and Expand failed: Could not expand '${part}'.`);
		const names = ids.map(extensionName);
		return ({ extensions }) => {
			const found = Object.entries(extensions).filter(([one]) => names.length === 0 || names.includes(one));
			return { extensions: found.map(([one, data]) => renderExtension(one, data)) };
		};
	});
	return (extras) => Object.assign({}, ...adders.map((add) => add(extras))) as JsonObject;
}

/** Looks members up in the rendered item, extended properties where they are stored. */
export function lookupOf(render: () => JsonObject, extras: Extras): MemberLookup {
	let item: JsonObject | undefined;
	return (name) => {
		if (name === 'singleValueExtendedProperties') return Object.entries(extras.properties).map(([id, { value }]) => ({ id, value }));
		if (name === 'extensions') return Object.keys(extras.extensions).map((id) => ({ id }));
		item ??= render();
		return item[name];
	};
}

/** Sorts by `$orderby`; the order stays as it is without it. */
export function orderBy(query: URLSearchParams, items: JsonObject[]): JsonObject[] {
	const [path = '', direction] = (query.get('$orderby') ?? '').split(',')[0]?.trim().split(/\s+/) ?? [];
	if (path === '') return items;
	const valueOf = (item: JsonObject): string => String(path.split('/').reduce<unknown>((value, name) => (isJsonObject(value) ? value[name] : undefined), item) ?? '');
	const sign = direction?.toLowerCase() === 'desc' ? -1 : 1;
	return [...items].sort((first, second) => sign * valueOf(first).localeCompare(valueOf(second)));
}

/** A whole number of the query. Throws 400 when it is none or out of bounds. */
export function numberIn(query: URLSearchParams, name: string, fallback: number, least: number, most: number): number {
	const text = query.get(name);
	if (text === null) return fallback;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < least || value > most) {
		throw badRequest(`Invalid value '${text}' for ${name} query option found. The ${name} query option requires a whole number between ${least} and ${most}.`);
	}
	return value;
}
