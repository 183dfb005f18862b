import { SYSTEM_KEYS } from './fields';
import { renderParticipant } from './participants';
import { renderReminder } from './reminders';
import type { ZohoState } from './state';
import { formatAllDay, formatInZone } from './time';
import type { FieldDefinition, Json, JsonObject, StoredRecord } from './types';

/** Get records, v7: rich text comes cut in lists; the single record has all of it. */
const LIST_TEXT_LENGTH = 500;

export function renderUser(state: ZohoState, id: string): JsonObject {
	const user = state.user(id);
	return { name: user ? `${user.firstName} ${user.lastName}` : '', id, email: user?.email ?? '' };
}

function renderTime(state: ZohoState, record: StoredRecord, name: string, value: Json | undefined): Json {
	if (typeof value !== 'number') return null;
	const { orgTimeZone, allDayEncoding } = state.switches;
	if (record.values.All_day !== true || (name !== 'Start_DateTime' && name !== 'End_DateTime')) return formatInZone(value, orgTimeZone);
	return formatAllDay(value, name === 'Start_DateTime' ? 'start' : 'end', allDayEncoding, orgTimeZone);
}

function fullName(record: StoredRecord): string {
	return [record.values.First_Name, record.values.Last_Name].filter((part) => typeof part === 'string' && part !== '').join(' ');
}

function cut(value: Json | undefined): Json {
	if (typeof value !== 'string') return value ?? null;
	return value.length <= LIST_TEXT_LENGTH ? value : [...value].slice(0, LIST_TEXT_LENGTH).join('');
}

function renderField(state: ZohoState, record: StoredRecord, definition: FieldDefinition, inList: boolean): Json {
	const name = definition.api_name;
	const value = record.values[name];
	switch (name) {
		case 'Owner':
			return renderUser(state, record.owner);
		case 'Created_By':
			return renderUser(state, record.createdBy);
		case 'Modified_By':
			return renderUser(state, record.modifiedBy);
		case 'Created_Time':
			return formatInZone(record.createdAt, state.switches.orgTimeZone);
		case 'Modified_Time':
			return formatInZone(record.modifiedAt, state.switches.orgTimeZone);
		case 'Full_Name':
			return fullName(record);
		case 'Record_Status__s':
			return 'Available';
		// Lists carry the key, always empty: only the single record tells who takes part.
		case 'Participants':
			return inList ? [] : record.participants.map(renderParticipant);
		case 'Remind_At':
			return renderReminder(value ?? null, Number(record.values.Start_DateTime), state.switches);
		case 'All_day':
			return value === true;
		case 'Tag':
			return value ?? [];
	}
	if (definition.data_type === 'datetime') return renderTime(state, record, name, value);
	if (definition.data_type === 'textarea' && inList) return cut(value);
	return value ?? null;
}

function renderSystemKey(record: StoredRecord, name: string): Json {
	switch (name) {
		case '$approval_state':
			return 'approved';
		case '$approved':
			return true;
		case '$editable':
			return record.protection === undefined;
		case '$in_merge':
		case '$converted':
			return false;
		case '$event_cancelled':
		case '$send_notification':
			return record.values[name] === true;
		default:
			return record.values[name] ?? null;
	}
}

/** A record as the API answers it: the named fields and the id; without names everything there is. */
export function renderRecord(state: ZohoState, record: StoredRecord, names: readonly string[] | undefined, inList: boolean): JsonObject {
	const { fields } = state.tables[record.module];
	const rendered: JsonObject = {};
	const systemKeys = SYSTEM_KEYS[record.module];
	for (const name of names ?? [...fields.keys(), ...systemKeys]) {
		const definition = fields.get(name);
		if (definition) rendered[name] = renderField(state, record, definition, inList);
		else if (systemKeys.includes(name)) rendered[name] = renderSystemKey(record, name);
	}
	rendered.id = record.id;
	return rendered;
}

/** The name under which a deleted record is listed. */
export function displayName(record: StoredRecord): string {
	const title = record.values.Event_Title;
	return typeof title === 'string' ? title : fullName(record);
}
