import type { SandboxReply } from '../core/types';
import { bodyOf, type Call, checkFieldCount, NO_CONTENT } from './call';
import { CoqlParser, type CoqlQuery } from './coqlParser';
import { ZohoRefusal } from './errors';
import { comparable, fieldsOf, matches, searchable } from './filter';
import { renderRecord } from './render';
import type { ZohoState } from './state';
import { parseAnyInstant } from './time';
import { type JsonObject, MODULE_NAMES, type ModuleName, type StoredRecord } from './types';

const LOOKUPS = ['Owner', 'Created_By', 'Modified_By', 'Who_Id', 'What_Id'];

function queryError(message: string, details: JsonObject): ZohoRefusal {
	return new ZohoRefusal(400, 'INVALID_QUERY', message, details);
}

export function readQuery(call: Call): CoqlQuery & { module: ModuleName } {
	const { select_query: text } = bodyOf(call.request);
	if (typeof text !== 'string') {
		throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'select_query', json_path: '$.select_query' });
	}
	const query = new CoqlParser(text).parse();
	const module = MODULE_NAMES.find((name) => name.toLowerCase() === query.module.toLowerCase());
	if (!module) throw queryError('value given seems to be invalid for the column', { module: query.module, clause: 'FROM' });
	return { ...query, module };
}

function checkColumns(state: ZohoState, query: CoqlQuery & { module: ModuleName }): void {
	checkFieldCount(query.fields);
	const { fields } = state.tables[query.module];
	const check = (name: string, clause: string): void => {
		const definition = fields.get(name);
		// Participants and other sub-lists cannot be queried.
		if (name !== 'id' && (!definition || definition.data_type === 'participants')) {
			throw queryError('column given seems to be invalid', { column_name: name, clause });
		}
	};
	for (const name of query.fields) check(name, 'SELECT');
	for (const name of fieldsOf(query.condition)) check(name, 'WHERE');
	for (const { field } of query.order) check(field, 'ORDER BY');
	checkTimes(state, query);
}

function checkTimes(state: ZohoState, query: CoqlQuery & { module: ModuleName }): void {
	const visit = (condition: CoqlQuery['condition']): void => {
		if ('join' in condition) {
			visit(condition.left);
			visit(condition.right);
			return;
		}
		if (state.tables[query.module].fields.get(condition.field)?.data_type !== 'datetime') return;
		if (condition.values.some((value) => parseAnyInstant(value) === undefined)) {
			throw queryError('value given seems to be invalid for the column', { column_name: condition.field, expected_data_type: 'datetime' });
		}
	};
	visit(query.condition);
}

/** Without ORDER BY the rows come by ascending id. */
function sort(records: StoredRecord[], order: CoqlQuery['order']): StoredRecord[] {
	return order.length === 0
		? records.reverse()
		: records.sort((a, b) => {
				for (const { field, descending } of order) {
					const left = comparable(a, field);
					const right = comparable(b, field);
					const difference =
						typeof left === 'number' && typeof right === 'number'
							? left - right
							: String(left ?? '') < String(right ?? '')
								? -1
								: left === right
									? 0
									: 1;
					if (difference !== 0) return descending ? -difference : difference;
				}
				return 0;
			});
}

function row(state: ZohoState, record: StoredRecord, fields: readonly string[]): JsonObject {
	const rendered = renderRecord(state, record, fields, true);
	for (const name of LOOKUPS) {
		const value = rendered[name];
		// A lookup comes as its id alone.
		if (typeof value === 'object' && value !== null && !Array.isArray(value)) rendered[name] = { id: value.id ?? null };
	}
	return rendered;
}

/** POST /crm/v8/coql: new records appear after a while only, as in search. */
export function runCoql(call: Call, query: CoqlQuery & { module: ModuleName }): SandboxReply {
	const { state } = call;
	checkColumns(state, query);
	const found = sort(
		searchable(state, query.module).filter((record) => matches(record, query.condition)),
		query.order,
	);
	const rows = found.slice(query.offset, query.offset + query.limit);
	if (rows.length === 0) return NO_CONTENT;
	return {
		status: 200,
		body: {
			data: rows.map((record) => row(state, record, query.fields)),
			info: { count: rows.length, more_records: query.offset + rows.length < found.length },
		},
	};
}

/** Credits by the rows asked for: 1 up to 200, 2 up to 1,000, 3 up to 2,000. */
export function coqlCredits(limit: number): number {
	return limit <= 200 ? 1 : limit <= 1_000 ? 2 : 3;
}
