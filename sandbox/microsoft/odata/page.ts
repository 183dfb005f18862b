import type { JsonObject } from '../../core/json';
import type { GraphCall } from '../call';
import { numberIn } from './query';

export interface PageRules {
	usual: number;
	most: number;
}

export const itemPages: PageRules = { usual: 10, most: 1000 };
export const folderPages: PageRules = { usual: 100, most: 999 };

/** One page of a listing with `$top`, `$skip`, `$count` and a link to the next one. */
export function pageOf<Entry>(call: GraphCall, entries: readonly Entry[], rules: PageRules, context: string, render: (entry: Entry) => JsonObject): JsonObject {
	const size = Math.min(call.preferences.pageSize ?? numberIn(call.query, '$top', rules.usual, 1, rules.most), rules.most);
	const skip = numberIn(call.query, '$skip', 0, 0, Number.MAX_SAFE_INTEGER);
	const page: JsonObject = { '@odata.context': `${call.base}/$metadata#${context}` };
	if (call.query.get('$count') === 'true') page['@odata.count'] = entries.length;
	page.value = entries.slice(skip, skip + size).map(render);
	if (entries.length > skip + size) {
		const next = new URLSearchParams(call.query);
		next.set('$skip', String(skip + size));
		page['@odata.nextLink'] = `${call.base}${call.path}?${next.toString()}`;
	}
	return page;
}
