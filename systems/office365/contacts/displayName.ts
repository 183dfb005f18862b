import type { Json } from '../client';
import { objectsOf, textOf } from '../mapping/values';

/** The name that Outlook shows. Every write sends it, because a write without it may make Outlook compose it anew. */
export function displayNameOf(contact: Json): string {
	return nameIn(contact) || textOf(contact.companyName) || textOf(objectsOf(contact.emailAddresses)[0]?.address);
}

/** The usual ways in which Outlook composes a name. */
const compositions: ReadonlyArray<(contact: Json) => string> = [
	nameIn,
	({ givenName, surname }) => joined(' ', givenName, surname),
	({ givenName, surname }) => joined(', ', surname, givenName),
	({ title, givenName, middleName, surname, generation }) => joined(' ', title, givenName, middleName, surname, generation),
	displayNameOf,
];

/**
 * The name to show after a write on top of a present contact. One that was composed follows its parts; one that somebody made up
 * stays as it is.
 */
export function displayNameAfter(present: Json, written: Json): string {
	const shown = textOf(present.displayName);
	const after = { ...present, ...written };
	if (shown === '') return displayNameOf(after);
	const composition = compositions.find((compose) => compose(present) === shown);
	return (composition?.(after) ?? shown) || displayNameOf(after);
}

function nameIn({ givenName, middleName, surname, generation }: Json): string {
	return joined(' ', givenName, middleName, surname, generation);
}

function joined(separator: string, ...parts: unknown[]): string {
	return parts.map((part) => textOf(part).trim()).filter((part) => part !== '').join(separator);
}
