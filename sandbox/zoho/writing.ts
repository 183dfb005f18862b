import type { SandboxReply } from '../core/types';
import { bodyOf, type Call, isObject, listParameter, textsOf, timeHeader } from './call';
import { type ChangeReporter, type Changed, writtenNames } from './changes';
import { type ErrorBody, missingParameter, ZohoRefusal } from './errors';
import { isDuplicateCheckField } from './fields';
import { deleteRecord, findForUpsert, insertRecord, updateRecord } from './records';
import { renderUser } from './render';
import type { ZohoState } from './state';
import { formatInZone, wholeSecond } from './time';
import type { Json, JsonObject, ModuleName, StoredRecord } from './types';

/** Insert, update, upsert and delete take at most 100 records a call. */
const MOST_RECORDS = 100;

interface Item {
	status: number;
	body: JsonObject | ErrorBody;
}

/** Does one item; what the vendor refuses becomes the item's error. */
function attempt(work: () => Item): Item {
	try {
		return work();
	} catch (error) {
		if (!(error instanceof ZohoRefusal)) throw error;
		return { status: error.httpStatus, body: error.body };
	}
}

/** One status for all items, 207 when they differ; always 200 with the multiStatus switch off. */
function answer(state: ZohoState, items: readonly Item[]): SandboxReply {
	const statuses = new Set(items.map((item) => item.status));
	const body = { data: items.map((item) => item.body) };
	if (!state.switches.multiStatus) return { status: 200, body };
	const [only] = statuses;
	const allDone = [...statuses].every((status) => status < 300);
	return { status: statuses.size === 1 && only !== undefined ? only : allDone ? 200 : 207, body };
}

function success(state: ZohoState, record: StoredRecord, message: string, extra: JsonObject = {}): JsonObject {
	const zone = state.switches.orgTimeZone;
	return {
		code: 'SUCCESS',
		...extra,
		details: {
			Modified_Time: formatInZone(record.modifiedAt, zone),
			Modified_By: renderUser(state, record.modifiedBy),
			Created_Time: formatInZone(record.createdAt, zone),
			id: record.id,
			Created_By: renderUser(state, record.createdBy),
		},
		message,
		status: 'success',
	};
}

function readData(body: JsonObject): Json[] {
	const { data } = body;
	if (!Array.isArray(data) || data.length === 0)
		throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'data', json_path: '$.data' });
	if (data.length > MOST_RECORDS)
		throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Record count exceeded', { limit: MOST_RECORDS, api_name: 'data', json_path: '$.data' });
	return data;
}

function objectAt(entry: Json, path: string): JsonObject {
	if (!isObject(entry)) throw new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', { expected_data_type: 'jsonobject', json_path: path });
	return entry;
}

/** If-Unmodified-Since in whole seconds: finer parts cannot be compared with Modified_Time. */
function unmodifiedSince(call: Call): number | undefined {
	const at = timeHeader(call.request, 'if-unmodified-since');
	return at === undefined ? undefined : wholeSecond(at);
}

/** Number of records in a body, for counting credits. */
export function recordCount(call: Call): number {
	const { data } = bodyOf(call.request);
	return Array.isArray(data) ? data.length : 0;
}

/** POST /crm/v8/{module} */
export function insertRecords(call: Call, module: ModuleName, reporter: ChangeReporter): SandboxReply {
	const body = bodyOf(call.request);
	const changed: Changed[] = [];
	const items = readData(body).map((entry, position) =>
		attempt(() => {
			const path = `$.data[${position}]`;
			const input = objectAt(entry, path);
			const records = insertRecord(call.state, module, input, call.actor, path);
			for (const { id } of records) changed.push({ operation: 'insert', id, fields: writtenNames(input) });
			return { status: 201, body: success(call.state, records[0], 'record added') };
		}),
	);
	reporter.report('api', module, 'insert', changed, textsOf(body.trigger));
	return answer(call.state, items);
}

/** PUT /crm/v8/{module} and PUT /crm/v8/{module}/{id} */
export function updateRecords(call: Call, module: ModuleName, reporter: ChangeReporter, id?: string): SandboxReply {
	const body = bodyOf(call.request);
	const since = unmodifiedSince(call);
	const changed: Changed[] = [];
	const items = readData(body).map((entry, position) =>
		attempt(() => {
			const path = `$.data[${position}]`;
			const input = objectAt(entry, path);
			const target = id ?? input.id;
			if (typeof target !== 'string')
				throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'id', json_path: `${path}.id` });
			const record = updateRecord(call.state, module, target, input, call.actor, path, since);
			changed.push({ operation: 'update', id: target, fields: writtenNames(input) });
			return { status: 200, body: success(call.state, record, 'record updated') };
		}),
	);
	reporter.report('api', module, 'update', changed, textsOf(body.trigger));
	return answer(call.state, items);
}

function checkFieldsOf(call: Call, module: ModuleName, body: JsonObject): string[] | undefined {
	const names = textsOf(body.duplicate_check_fields);
	const { fields } = call.state.tables[module];
	names?.forEach((name, position) => {
		const definition = fields.get(name);
		if (definition && isDuplicateCheckField(module, definition)) return;
		throw new ZohoRefusal(400, 'INVALID_DATA', 'invalid data', {
			api_name: 'duplicate_check_fields',
			json_path: `$.duplicate_check_fields[${position}]`,
		});
	});
	return names;
}

/** POST /crm/v8/{module}/upsert: items are worked on in order, so a later item may update what an earlier one added. */
export function upsertRecords(call: Call, module: ModuleName, reporter: ChangeReporter): SandboxReply {
	const body = bodyOf(call.request);
	const data = readData(body);
	const checkFields = checkFieldsOf(call, module, body);
	const since = unmodifiedSince(call);
	const changed: Changed[] = [];
	const items = data.map((entry, position) =>
		attempt(() => {
			const path = `$.data[${position}]`;
			const input = objectAt(entry, path);
			const match = findForUpsert(call.state, module, input, checkFields);
			if (match) {
				const record = updateRecord(call.state, module, match.record.id, input, call.actor, path, since);
				changed.push({ operation: 'update', id: record.id, fields: writtenNames(input) });
				return {
					status: 200,
					body: success(call.state, record, 'record updated', {
						action: 'update',
						...(match.field === null ? {} : { duplicate_field: match.field }),
					}),
				};
			}
			const records = insertRecord(call.state, module, input, call.actor, path);
			for (const { id } of records) changed.push({ operation: 'insert', id, fields: writtenNames(input) });
			return { status: 201, body: success(call.state, records[0], 'record added', { action: 'insert' }) };
		}),
	);
	reporter.report('api', module, 'upsert', changed, textsOf(body.trigger));
	return answer(call.state, items);
}

/** DELETE /crm/v8/{module}?ids= and DELETE /crm/v8/{module}/{id} */
export function deleteRecords(call: Call, module: ModuleName, reporter: ChangeReporter, id?: string): SandboxReply {
	const ids = id === undefined ? listParameter(call.request.query, 'ids') : [id];
	if (!ids) throw missingParameter('ids');
	if (ids.length > MOST_RECORDS) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Record count exceeded', { limit: MOST_RECORDS, param_name: 'ids' });
	const changed: Changed[] = [];
	const items = ids.map((target) =>
		attempt(() => {
			deleteRecord(call.state, module, target, call.actor);
			changed.push({ operation: 'delete', id: target, fields: [] });
			return { status: 200, body: { code: 'SUCCESS', details: { id: target }, message: 'record deleted', status: 'success' } };
		}),
	);
	// wf_trigger=false is the delete call's way to keep automations quiet.
	reporter.report('api', module, 'delete', changed, call.request.query.get('wf_trigger') === 'false' ? [] : undefined);
	return answer(call.state, items);
}
