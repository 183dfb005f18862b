import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import type { Resource } from '../../sync/types';
import type { ContainerChoice } from '../../systems/system';
import { usualSystem } from './connection/catalogue';
import { openDirectory } from './connection/connect';
import { toNodeError } from './errors';

type ListSearch = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** Calendars or folders of a system that may be read and changed, the account's own first. */
export function containerSearch(system: string, resource: Resource): ListSearch {
	return async function (filter = '') {
		return { results: (await found(this, system, filter, resource)).map(({ id, name, primary }) => ({ value: id, name: primary ? `${name} (main calendar)` : name })) };
	};
}

const connectedUser: INodeListSearchItems = { name: 'Me (the Connected User)', value: 'me' };

/** The connected user, then all active users of the CRM. */
export async function searchOwners(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
	const system = String(this.getCurrentNodeParameter('system') ?? usualSystem('crm'));
	const owners = (await found(this, system, filter)).map(({ id, name, detail }) => ({ value: id, name: detail === undefined ? name : `${name} (${detail})` }));
	const isMeant = connectedUser.name.toLowerCase().includes(filter.trim().toLowerCase());
	return { results: isMeant ? [connectedUser, ...owners] : owners };
}

async function found(functions: ILoadOptionsFunctions, system: string, filter: string, resource: Resource = 'event'): Promise<ContainerChoice[]> {
	try {
		const mailbox = String(functions.getCurrentNodeParameter('mailbox') ?? '').trim();
		return await (await openDirectory(functions, system, resource, mailbox)).containers(filter);
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}
