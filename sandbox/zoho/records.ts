import { unknownRecord, ZohoRefusal } from './errors';
import { isDuplicateCheckField } from './fields';
import { occurrenceStarts, ruleOf } from './recurrence';
import { renderUser } from './render';
import { SERVICE_NAME, type ZohoState } from './state';
import type { JsonObject, ModuleName, Protection, StoredRecord } from './types';
import { readChanges, type Changes } from './values';

const PROTECTION_ERRORS: Record<Protection, { status: number; code: string; message: string }> = {
	locked: { status: 400, code: 'RECORD_LOCKED', message: 'The record under merge is locked' },
	blueprint: { status: 400, code: 'RECORD_IN_BLUEPRINT', message: 'The record is in blue print' },
	notPermitted: { status: 403, code: 'NO_PERMISSION', message: 'permission denied' },
	notApproved: { status: 400, code: 'NOT_APPROVED', message: 'record not approved' },
	undeletable: { status: 400, code: 'CANNOT_DELETE', message: 'record not deletable' },
};

function refuseIfProtected(record: StoredRecord, deleting: boolean): void {
	if (record.protection === undefined || (record.protection === 'undeletable' && !deleting)) return;
	const { status, code, message } = PROTECTION_ERRORS[record.protection];
	throw new ZohoRefusal(status, code, message, { id: record.id });
}

function refuseDuplicates(state: ZohoState, module: ModuleName, changes: Changes, except: string | undefined, path: string): void {
	const table = state.tables[module];
	for (const definition of table.fields.values()) {
		if (definition.unique !== true) continue;
		const other = table.withKey(definition.api_name, changes.values[definition.api_name], except);
		if (!other) continue;
		throw new ZohoRefusal(400, 'DUPLICATE_DATA', 'duplicate data', {
			api_name: definition.api_name,
			json_path: `${path}.${definition.api_name}`,
			duplicate_record: { Owner: renderUser(state, other.owner), module: { api_name: module, id: moduleId(module) }, id: other.id },
		});
	}
}

export function moduleId(module: ModuleName): string {
	return { Events: '5725767000000002181', Contacts: '5725767000000002179', Leads: '5725767000000002175' }[module];
}

/** Invitations and updates leave only when the write says `$send_notification: true`. */
function mailParticipants(state: ZohoState, record: StoredRecord, input: JsonObject): void {
	if (record.module !== 'Events' || input.$send_notification !== true) return;
	for (const participant of record.participants) {
		if (participant.email === '') continue;
		state.world.outbox.push({
			at: state.world.clock.now(),
			service: SERVICE_NAME,
			kind: participant.invited ? 'update' : 'invitation',
			to: participant.email,
			subject: String(record.values.Event_Title),
			recordId: record.id,
		});
		participant.invited = true;
	}
}

function apply(record: StoredRecord, changes: Changes): void {
	Object.assign(record.values, changes.values);
	if (changes.participants) record.participants = changes.participants;
	if (changes.owner) record.owner = changes.owner;
}

function addRecord(state: ZohoState, module: ModuleName, changes: Changes, actor: string): StoredRecord {
	const now = state.second();
	const record: StoredRecord = {
		id: state.newId(),
		module,
		createdAt: now,
		modifiedAt: now,
		createdBy: actor,
		modifiedBy: actor,
		owner: actor,
		values: module === 'Events' ? { $u_id: state.newUid() } : {},
		participants: [],
		searchableFrom: state.world.clock.now() + state.switches.searchLagMilliseconds,
	};
	state.tables[module].change(record, () => apply(record, changes));
	return record;
}

/** Adds one record, or with recurrence as occurrences one per occurrence: the first is the answer. Throws ZohoRefusal. */
export function insertRecord(
	state: ZohoState,
	module: ModuleName,
	input: JsonObject,
	actor: string,
	path: string,
): [StoredRecord, ...StoredRecord[]] {
	const changes = readChanges(state, module, input, undefined, path);
	refuseDuplicates(state, module, changes, undefined, path);
	const rule = ruleOf(changes.values.Recurring_Activity);
	const series = rule !== undefined && state.switches.recurrenceModel === 'occurrences';
	if (series) changes.values = { ...changes.values, Recurring_Activity: null, $recurrence_id: state.newUid() };
	const first = addRecord(state, module, changes, actor);
	mailParticipants(state, first, input);
	if (!series) return [first];
	const start = Number(changes.values.Start_DateTime);
	const length = Number(changes.values.End_DateTime) - start;
	const later = occurrenceStarts(rule, start).slice(1);
	return [
		first,
		...later.map((at) =>
			addRecord(state, module, { ...changes, values: { ...changes.values, Start_DateTime: at, End_DateTime: at + length } }, actor),
		),
	];
}

/**
 * Changes one record; every write moves Modified_Time, also one that changes nothing. `unmodifiedSince` is compared in whole
 * seconds, so a write within the same second goes unnoticed, as with the vendor. Throws ZohoRefusal.
 */
export function updateRecord(
	state: ZohoState,
	module: ModuleName,
	id: string,
	input: JsonObject,
	actor: string,
	path: string,
	unmodifiedSince?: number,
): StoredRecord {
	const table = state.tables[module];
	const record = table.live(id);
	if (!record) throw unknownRecord({ id, api_name: 'id', json_path: `${path}.id` });
	refuseIfProtected(record, false);
	if (unmodifiedSince !== undefined && record.modifiedAt > unmodifiedSince) {
		throw new ZohoRefusal(412, 'ALREADY_MODIFIED', 'The record has already been modified', { id, json_path: `${path}.id` });
	}
	const changes = readChanges(state, module, input, record, path);
	refuseDuplicates(state, module, changes, id, path);
	table.change(record, () => {
		apply(record, changes);
		record.modifiedAt = state.second();
		record.modifiedBy = actor;
	});
	mailParticipants(state, record, input);
	return record;
}

/** Moves one record to the recycle bin. Throws ZohoRefusal. */
export function deleteRecord(state: ZohoState, module: ModuleName, id: string, actor: string): StoredRecord {
	const table = state.tables[module];
	const record = table.live(id);
	if (!record) throw unknownRecord({ id });
	refuseIfProtected(record, true);
	table.change(record, () => (record.deleted = { at: state.second(), by: actor, type: 'recycle' }));
	return record;
}

/** Takes one record out of the recycle bin; permanently deleted ones stay away. Throws ZohoRefusal. */
export function restoreRecord(state: ZohoState, module: ModuleName, id: string, actor: string): StoredRecord {
	const table = state.tables[module];
	const record = table.get(id);
	if (record?.deleted?.type !== 'recycle') throw unknownRecord({ id });
	table.change(record, () => {
		delete record.deleted;
		record.modifiedAt = state.second();
		record.modifiedBy = actor;
		record.searchableFrom = state.world.clock.now() + state.switches.searchLagMilliseconds;
	});
	return record;
}

/** The record an upsert means: by id, else by the first duplicate check field that matches. */
export function findForUpsert(
	state: ZohoState,
	module: ModuleName,
	input: JsonObject,
	checkFields: readonly string[] | undefined,
): { record: StoredRecord; field: string | null } | undefined {
	const table = state.tables[module];
	const named = typeof input.id === 'string' ? table.live(input.id) : undefined;
	if (named) return { record: named, field: null };
	const fallback = [...table.fields.values()]
		.filter((definition) => isDuplicateCheckField(module, definition))
		.map((definition) => definition.api_name);
	for (const field of checkFields ?? fallback) {
		const record = table.withKey(field, input[field]);
		if (record) return { record, field };
	}
	return undefined;
}
