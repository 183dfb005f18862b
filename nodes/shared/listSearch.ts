import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';
import { connect } from './connection/connect';
import { toNodeError } from './errors';

/** Calendars that may be read and changed, the account's own first. */
export async function searchCalendars(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await found(this, filter, async () => {
		const { listCalendars } = await import('../../systems/googleCalendar');
		const { connection } = await connect(this, 'googleCalendar', 'event', 'primary');
		return (await listCalendars(connection)).map(({ id, name, primary }) => ({ value: id, name: primary ? `${name} (main calendar)` : name }));
	});
}

const connectedUser: INodeListSearchItems = { name: 'Me (the Connected User)', value: 'me' };

/** The connected user, then all active users of the CRM. */
export async function searchOwners(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	return await found(this, filter, async () => {
		const { directory } = await import('../../systems/zohoCrm');
		const { connection } = await connect(this, String(this.getCurrentNodeParameter('system') ?? 'zohoCrm'), 'event', 'me');
		const users = await (await directory(connection)).users();
		return [connectedUser, ...users.map(({ id, name, email }) => ({ value: id, name: email === '' ? name : `${name} (${email})` }))];
	});
}

async function found(functions: ILoadOptionsFunctions, filter: string | undefined, load: () => Promise<INodeListSearchItems[]>): Promise<INodeListSearchResult> {
	const wanted = (filter ?? '').trim().toLowerCase();
	try {
		return { results: (await load()).filter(({ name }) => name.toLowerCase().includes(wanted)) };
	} catch (error) {
		throw toNodeError(functions.getNode(), error);
	}
}
