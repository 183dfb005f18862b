import { SystemError } from '../../sync/types';
import type { Connection, ContainerChoice } from '../system';
import { createClient, type GraphClient, type Json } from './client';
import { containerError, isRefusal, malformed } from './errors';
import { objectOf, objectsOf, textOf } from './mapping/values';

/** Calendars that the account may read and write, its own main one first, then by name. */
export async function listCalendars(connection: Connection): Promise<ContainerChoice[]> {
	const client = await createClient(connection);
	const entries = await all(client, `${client.mailbox}/calendars`, 'id,name,canEdit,isDefaultCalendar,owner', 'the list of calendars');
	const mainOwner = ownerOf(entries.find(({ isDefaultCalendar }) => isDefaultCalendar === true) ?? {});
	const isShared = (entry: Json): boolean => mainOwner !== '' && ownerOf(entry) !== '' && ownerOf(entry) !== mainOwner;
	return entries
		.filter(({ canEdit }) => canEdit !== false)
		.map((entry) => ({ ...choiceOf(entry), ...(isShared(entry) && { shared: true as const }) }))
		.sort((one, other) => Number(other.primary) - Number(one.primary) || one.name.localeCompare(other.name));
}

/** Folders of contacts by name, the main one first as far as it can be found. */
export async function listContactFolders(connection: Connection): Promise<ContainerChoice[]> {
	const client = await createClient(connection);
	const entries = await all(client, `${client.mailbox}/contactFolders`, 'id,displayName', 'the list of contact folders');
	const main = await mainContactFolder(client);
	const others = entries.map((entry) => choiceOf(entry)).filter(({ id }) => id !== main?.id).sort((one, other) => one.name.localeCompare(other.name));
	return [...(main === null ? [] : [main]), ...others];
}

/** Graph leaves the main folder out of its list; only a contact in it tells its id. */
async function mainContactFolder(client: GraphClient): Promise<ContainerChoice | null> {
	try {
		const { value } = await client.call(`${client.mailbox}/contacts`, { query: { $select: 'parentFolderId', $top: 1 } });
		const id = textOf(objectsOf(value)[0]?.parentFolderId);
		if (id === '') return null;
		const folder = await client.call(`${client.mailbox}/contactFolders/${encodeURIComponent(id)}`, { query: { $select: 'id,displayName' } });
		return { ...choiceOf(folder), primary: true };
	} catch (error) {
		if (isRefusal(error)) return null;
		throw error;
	}
}

/** Makes a calendar, or finds the one that has this name: a create whose answer was lost is refused as a duplicate the next time. */
export async function createCalendar(connection: Connection, name: string): Promise<ContainerChoice> {
	const client = await createClient(connection);
	return await made(client, `${client.mailbox}/calendars`, { name }, async () => (await listCalendars(connection)).find(isNamed(name)));
}

export async function createContactFolder(connection: Connection, name: string): Promise<ContainerChoice> {
	const client = await createClient(connection);
	return await made(client, `${client.mailbox}/contactFolders`, { displayName: name }, async () => (await listContactFolders(connection)).find(isNamed(name)));
}

/** Exchange takes names that differ in their case only for the same. A calendar that somebody shares is not one's own. */
function isNamed(name: string): (choice: ContainerChoice) => boolean {
	const wanted = name.trim().toLowerCase();
	return ({ name: present, shared }) => shared !== true && present.trim().toLowerCase() === wanted;
}

async function made(client: GraphClient, path: string, body: Json, find: () => Promise<ContainerChoice | undefined>): Promise<ContainerChoice> {
	try {
		const answer = await client.call(path, { method: 'POST', body });
		if (textOf(answer.id) === '') throw malformed('to the new container names no id', true);
		return choiceOf(answer);
	} catch (error) {
		const present = isRefusal(error, 409) ? await find() : undefined;
		if (present !== undefined) return present;
		if (isRefusal(error, 409)) throw nameTaken(textOf(body.name ?? body.displayName), 'name' in body);
		throw containerError(error, 'the new container');
	}
}

function nameTaken(name: string, isCalendar: boolean): SystemError {
	const by = isCalendar ? 'something the sync does not use by itself: a calendar that somebody shares, or one that can only be read' : 'something that is not in the list of contact folders';
	return new SystemError(
		'rejected',
		`The name "${name}" is taken in this mailbox by ${by}. Nothing was made or changed.`,
		`Enter another name.${isCalendar ? ' Or choose the calendar from the list, if it may be changed.' : ''}`,
		{ status: 409 },
	);
}

function ownerOf(entry: Json): string {
	return textOf(objectOf(entry.owner).address).toLowerCase();
}

function choiceOf(entry: Json): ContainerChoice {
	const owner = textOf(objectOf(entry.owner).address);
	return { id: textOf(entry.id), name: textOf(entry.name) || textOf(entry.displayName), primary: entry.isDefaultCalendar === true, ...(owner !== '' && { detail: owner }) };
}

async function all(client: GraphClient, path: string, select: string, what: string): Promise<Json[]> {
	const found: Json[] = [];
	const followed = new Set<string>();
	try {
		let page = await client.call(path, { query: { $select: select, $top: 100 } });
		for (;;) {
			found.push(...objectsOf(page.value));
			const next = textOf(page['@odata.nextLink']);
			if (next === '') return found.filter(({ id }) => textOf(id) !== '');
			if (followed.has(next)) throw malformed('names the same page again and again');
			followed.add(next);
			page = await client.follow(next);
		}
	} catch (error) {
		throw containerError(error, what);
	}
}
