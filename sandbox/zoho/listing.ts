import type { SandboxReply } from '../core/types';
import { type Call, checkFieldCount, listParameter, NO_CONTENT, NOT_MODIFIED, numberParameter, timeHeader } from './call';
import { invalidParameter, missingParameter, unknownRecord, ZohoRefusal } from './errors';
import type { PagePosition, PageTokens } from './pageTokens';
import { displayName, renderRecord, renderUser } from './render';
import type { SortKey } from './table';
import { formatInZone } from './time';
import type { ModuleName, StoredRecord } from './types';

export const LARGEST_PAGE = 200;
/** Reach of `page`; what lies beyond needs a page token (Get records, v7). */
const PAGED_REACH = 2_000;
const DEEPEST_PAGE = 100_000;

interface ListRequest {
	fields: string[];
	perPage: number;
	page: number;
	sortBy: SortKey;
	sortOrder: 'asc' | 'desc';
	ids: Set<string> | undefined;
	since: number | undefined;
	pageToken: string | undefined;
	/** What a page token is bound to. */
	signature: string;
}

function isSortKey(text: string): text is SortKey {
	return text === 'id' || text === 'Created_Time' || text === 'Modified_Time';
}

function readListRequest({ request, actor }: Call, module: ModuleName): ListRequest {
	const { query } = request;
	const fields = listParameter(query, 'fields');
	if (!fields) throw missingParameter('fields');
	checkFieldCount(fields);
	const sortBy = query.get('sort_by') ?? 'id';
	if (!isSortKey(sortBy)) throw invalidParameter('sort_by');
	const sortOrder = query.get('sort_order') ?? 'desc';
	if (sortOrder !== 'asc' && sortOrder !== 'desc') throw invalidParameter('sort_order');
	const pageToken = query.get('page_token') ?? undefined;
	if (pageToken !== undefined && query.has('page')) {
		throw new ZohoRefusal(400, 'AMBIGUITY_DURING_PROCESSING', 'page and page_token cannot be used together', { param_names: ['page', 'page_token'] });
	}
	const perPage = numberParameter(query, 'per_page', LARGEST_PAGE, LARGEST_PAGE);
	const page = numberParameter(query, 'page', 1, DEEPEST_PAGE);
	if (page * perPage > PAGED_REACH) {
		throw new ZohoRefusal(400, 'DISCRETE_PAGINATION_LIMIT_EXCEEDED', 'You can only get the first 2000 records without using page_token param.', {
			limit: PAGED_REACH,
		});
	}
	const ids = listParameter(query, 'ids');
	if (ids && ids.length > 100) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Record count exceeded', { param_name: 'ids', limit: 100 });
	const since = timeHeader(request, 'if-modified-since');
	const signature = [module, actor, fields.join(), perPage, sortBy, sortOrder, ids?.join() ?? '', since ?? ''].join('|');
	return { fields, perPage, page, sortBy, sortOrder, ids: ids && new Set(ids), since, pageToken, signature };
}

function ordered({ state }: Call, module: ModuleName, list: ListRequest): StoredRecord[] {
	const table = state.tables[module];
	let found = list.since === undefined ? [...table.sorted(list.sortBy)] : [...table.modifiedSince(list.since, state.switches.modifiedSinceInclusive)];
	if (list.since !== undefined && list.sortBy !== 'Modified_Time') found.sort(table.compare(list.sortBy));
	if (list.ids) found = found.filter((record) => list.ids?.has(record.id));
	return list.sortOrder === 'desc' ? found.reverse() : found;
}

function firstAfter(position: PagePosition, records: readonly StoredRecord[], { sortBy, sortOrder }: ListRequest): number {
	const sign = sortOrder === 'asc' ? 1 : -1;
	const { last } = position;
	const value = (record: { createdAt: number; modifiedAt: number }): number =>
		sortBy === 'id' ? 0 : sortBy === 'Created_Time' ? record.createdAt : record.modifiedAt;
	const index = records.findIndex((record) => sign * (value(record) - value(last) || (record.id > last.id ? 1 : record.id < last.id ? -1 : 0)) > 0);
	return index < 0 ? records.length : index;
}

/** GET /crm/v8/{module} */
export function listRecords(call: Call, module: ModuleName, tokens: PageTokens): SandboxReply {
	const { state } = call;
	const list = readListRequest(call, module);
	const position = list.pageToken === undefined ? undefined : tokens.redeem(list.pageToken, list.signature);
	const records = ordered(call, module, list);
	const from = position ? firstAfter(position, records, list) : (list.page - 1) * list.perPage;
	const page = records.slice(from, from + list.perPage);
	const last = page.at(-1);
	if (!last) return list.since === undefined ? NO_CONTENT : NOT_MODIFIED;
	const number = position?.page ?? list.page;
	const more = from + page.length < records.length;
	const { id, createdAt, modifiedAt } = last;
	const next = more ? tokens.issue(list.signature, { last: { id, createdAt, modifiedAt }, page: number + 1 }) : undefined;
	return {
		status: 200,
		body: {
			data: page.map((record) => renderRecord(state, record, list.fields, true)),
			info: {
				per_page: list.perPage,
				count: page.length,
				sort_by: list.sortBy,
				page: number,
				sort_order: list.sortOrder,
				more_records: more,
				...(next ? { next_page_token: next.token, page_token_expiry: formatInZone(next.expiresAt, state.switches.orgTimeZone) } : {}),
			},
		},
	};
}

/** GET /crm/v8/{module}/{id} */
export function getRecord(call: Call, module: ModuleName, id: string): SandboxReply {
	const { state, request } = call;
	const record = state.tables[module].live(id);
	if (!record) {
		if (state.switches.missingRecord === 'noContent') return NO_CONTENT;
		throw unknownRecord({ resource_path_index: 0 });
	}
	const since = timeHeader(request, 'if-modified-since');
	if (since !== undefined && record.modifiedAt < since) return NOT_MODIFIED;
	const fields = listParameter(request.query, 'fields');
	if (fields) checkFieldCount(fields);
	return { status: 200, body: { data: [renderRecord(state, record, fields, false)] } };
}

/** GET /crm/v8/{module}/deleted */
export function listDeleted(call: Call, module: ModuleName): SandboxReply {
	const { state, request } = call;
	const type = request.query.get('type') ?? 'all';
	if (type !== 'all' && type !== 'recycle' && type !== 'permanent') throw invalidParameter('type');
	const perPage = numberParameter(request.query, 'per_page', LARGEST_PAGE, LARGEST_PAGE);
	const page = numberParameter(request.query, 'page', 1, DEEPEST_PAGE);
	const since = timeHeader(request, 'if-modified-since');
	state.ageRecycleBin(module);
	const inclusive = state.switches.modifiedSinceInclusive;
	const found = state.tables[module].deleted().filter(({ deleted }) => {
		if (!deleted || (type !== 'all' && deleted.type !== type)) return false;
		return since === undefined || (inclusive ? deleted.at >= since : deleted.at > since);
	});
	const from = (page - 1) * perPage;
	const listed = found.slice(from, from + perPage);
	if (listed.length === 0) return since === undefined ? NO_CONTENT : NOT_MODIFIED;
	return {
		status: 200,
		body: {
			data: listed.map((record) => ({
				deleted_by: renderUser(state, record.deleted?.by ?? ''),
				id: record.id,
				display_name: displayName(record),
				type: record.deleted?.type,
				created_by: renderUser(state, record.createdBy),
				deleted_time: formatInZone(record.deleted?.at ?? 0, state.switches.orgTimeZone),
			})),
			info: { per_page: perPage, count: listed.length, page, more_records: from + listed.length < found.length },
		},
	};
}
