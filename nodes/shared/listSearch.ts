import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Resource } from '../../sync/types';
import type { Choice, ContainerChoice, SystemDirectory } from '../../systems/system';
import { usualSystem } from './connection/catalogue';
import { openDirectory } from './connection/connect';
import { toNodeError } from './errors';

type ListSearch = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** Calendars or folders of a system that may be read and changed, the account's own first. */
export function containerSearch(system: string, resource: Resource): ListSearch {
	return async function (filter = '') {
		return { results: (await found(this, system, filter, resource)).map(({ id, name, primary }) => ({ value: id, name: containerName(name, primary, resource) })) };
	};
}

/** What a pick list shows for a container. */
export function containerName(name: string, primary: boolean, resource: Resource): string {
	return primary ? `${name} (${resource === 'contact' ? 'main folder' : 'main calendar'})` : name;
}

const connectedUser: INodeListSearchItems = { name: 'Me (the Connected User)', value: 'me' };

/** The connected user, then all active users of the CRM. */
export async function searchOwners(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const system = String(this.getCurrentNodeParameter('system') ?? usualSystem('crm'));
	const owners = (await found(this, system, filter)).map(({ id, name, detail }) => ({ value: id, name: detail === undefined ? name : `${name} (${detail})` }));
	const isMeant = connectedUser.name.toLowerCase().includes(filter.trim().toLowerCase());
	return { results: isMeant ? [connectedUser, ...owners] : owners };
}

/** What an invited user of the CRM may be. */
export async function searchRoles(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	return await searchChoices(this, filter, async ({ roles }) => (await roles?.()) ?? []);
}

export async function searchProfiles(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	return await searchChoices(this, filter, async ({ profiles }) => (await profiles?.()) ?? []);
}

async function searchChoices(functions: ILoadOptionsFunctions, filter: string, choicesOf: (directory: SystemDirectory) => Promise<Choice[]>): Promise<INodeListSearchResult> {
	const system = String(functions.getCurrentNodeParameter('system') ?? usualSystem('crm'));
	try {
		const choices = await choicesOf(await openDirectory(functions, system, 'event'));
		const wanted = filter.trim().toLowerCase();
		return { results: choices.filter(({ name }) => name.toLowerCase().includes(wanted)).map(({ id, name }) => ({ value: id, name })) };
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}

async function found(functions: ILoadOptionsFunctions, system: string, filter: string, resource: Resource = 'event'): Promise<ContainerChoice[]> {
	try {
		const mailbox = String(functions.getCurrentNodeParameter('mailbox') ?? '').trim();
		return await (await openDirectory(functions, system, resource, mailbox)).containers(filter);
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}
