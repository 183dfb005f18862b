import type { Call, GraphClient, Json } from './client';
import { malformed } from './errors';
import { objectsOf, textOf } from './mapping/values';

/** Records per page of a listing. */
const PAGE_SIZE = 250;

export interface Page {
	items: Json[];
	/** Where the feed goes on; on the last page of a feed only. */
	deltaLink: string | null;
}

export interface Pager {
	/** Pages of one listing, to the last. Throws `GraphRefusal` as it comes. */
	pages(path: string, call?: Pick<Call, 'query'>): AsyncGenerator<Page>;
	/** The same for a link that Graph gave out. */
	pagesFrom(link: string): AsyncGenerator<Page>;
}

export function pagerOf(client: GraphClient): Pager {
	async function* following(first: Promise<Json>): AsyncGenerator<Page> {
		const followed = new Set<string>();
		for (let page = await first; ; ) {
			if (!Array.isArray(page.value)) throw malformed('holds no list of records');
			const next = textOf(page['@odata.nextLink']);
			yield { items: objectsOf(page.value), deltaLink: textOf(page['@odata.deltaLink']) || null };
			if (next === '') return;
			if (followed.has(next)) throw malformed('names the same page again and again');
			followed.add(next);
			page = await client.follow(next, { pageSize: PAGE_SIZE });
		}
	}
	return {
		pages: (path, call = {}) => following(client.call(path, { ...call, pageSize: PAGE_SIZE })),
		pagesFrom: (link) => following(client.follow(link, { pageSize: PAGE_SIZE })),
	};
}
