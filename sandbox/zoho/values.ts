import { invalidData, ZohoRefusal } from './errors';
import { readParticipants } from './participants';
import { ruleOf } from './recurrence';
import { readReminder } from './reminders';
import type { ZohoState } from './state';
import { allDayEnd, allDayStart, formatInZone, parseDateTime } from './time';
import type { FieldDefinition, Json, JsonObject, ModuleName, Participant, StoredRecord } from './types';

/** What one write changes, checked and in the kept form. */
export interface Changes {
	values: Record<string, Json>;
	participants?: Participant[];
	owner?: string;
}

interface Reading {
	state: ZohoState;
	module: ModuleName;
	input: JsonObject;
	before: StoredRecord | undefined;
	path: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const LONGEST_TAG = 25;

function isEmpty(value: Json | undefined): boolean {
	return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function idOf(value: Json): string | undefined {
	if (typeof value === 'string') return value;
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
	return typeof value.id === 'string' ? value.id : undefined;
}

function readText(definition: FieldDefinition, value: Json, path: string): string {
	if (typeof value !== 'string') throw invalidData(definition.api_name, path, { expected_data_type: definition.data_type });
	if ([...value].length > definition.length) throw invalidData(definition.api_name, path, { maximum_length: definition.length });
	if (definition.data_type === 'email' && value !== '' && !EMAIL.test(value))
		throw invalidData(definition.api_name, path, { expected_data_type: 'email' });
	return value;
}

function readTags(state: ZohoState, value: Json, path: string): Json {
	if (!Array.isArray(value)) throw invalidData('Tag', path, { expected_data_type: 'jsonarray' });
	return value.map((tag, position) => {
		const name = typeof tag === 'object' && tag !== null && !Array.isArray(tag) ? tag.name : undefined;
		if (typeof name !== 'string' || name === '') throw invalidData('name', `${path}[${position}].name`);
		if (name.length > LONGEST_TAG) throw invalidData('name', `${path}[${position}].name`, { maximum_length: LONGEST_TAG });
		return { name, id: state.tagId(name), color_code: null };
	});
}

function readLookup({ state, input, before, path }: Reading, name: string, value: Json): Json {
	const id = idOf(value);
	if (name === 'Account_Name' && id === undefined) return value;
	if (id === undefined) throw invalidData(name, path, { expected_data_type: 'jsonobject' });
	if (name === 'What_Id' && isEmpty(input.$se_module) && isEmpty(before?.values.$se_module)) {
		throw new ZohoRefusal(400, 'DEPENDENT_FIELD_MISSING', 'Dependent Fields missing', { api_name: '$se_module', json_path: `${path}.$se_module` });
	}
	if (name !== 'Who_Id') return { id, name: typeof value === 'object' && value !== null && !Array.isArray(value) ? (value.name ?? null) : null };
	const person = state.tables.Contacts.live(id) ?? state.tables.Leads.live(id);
	if (!person) throw invalidData(name, `${path}.${name}`);
	return { id, name: [person.values.First_Name, person.values.Last_Name].filter(Boolean).join(' ') };
}

function readPlain(reading: Reading, definition: FieldDefinition, value: Json, path: string): Json {
	const name = definition.api_name;
	switch (definition.data_type) {
		case 'boolean':
			if (typeof value !== 'boolean') throw invalidData(name, path, { expected_data_type: 'boolean' });
			return value;
		case 'integer':
			if (typeof value !== 'number' || !Number.isInteger(value)) throw invalidData(name, path, { expected_data_type: 'integer' });
			return value;
		case 'datetime': {
			const at = parseDateTime(value);
			if (at === undefined) throw invalidData(name, path, { expected_data_type: 'datetime' });
			return at;
		}
		case 'date':
			if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) throw invalidData(name, path, { expected_data_type: 'date' });
			return value;
		case 'lookup':
			return readLookup(reading, name, value);
		case 'tags':
			return readTags(reading.state, value, path);
		case 'recurrence':
			if (ruleOf(value) === undefined) throw invalidData(name, path);
			return value;
		default:
			return readText(definition, value, path);
	}
}

/** Start and end need each other and All_day, so they are read together. */
function readTimes({ state, input, before, path }: Reading, values: Record<string, Json>): void {
	const { allDayEncoding, orgTimeZone } = state.switches;
	const allDay = values.All_day ?? before?.values.All_day ?? false;
	const turned = allDay === true && before !== undefined && before.values.All_day !== true;
	for (const name of ['Start_DateTime', 'End_DateTime'] as const) {
		const sent = input[name];
		const kept = before?.values[name];
		const text = sent !== undefined ? sent : turned && typeof kept === 'number' ? formatInZone(kept, orgTimeZone) : undefined;
		if (text === undefined || text === null) continue;
		const at = parseDateTime(text);
		if (at === undefined || typeof text !== 'string') throw invalidData(name, `${path}.${name}`, { expected_data_type: 'datetime' });
		if (!allDay) values[name] = at;
		else if (name === 'Start_DateTime') values[name] = allDayStart(text);
		else values[name] = allDayEnd(text, sent === undefined ? 'utcInclusive' : allDayEncoding);
	}
	const start = values.Start_DateTime ?? before?.values.Start_DateTime;
	const end = values.End_DateTime ?? before?.values.End_DateTime;
	if (typeof start === 'number' && typeof end === 'number' && start > end) throw invalidData('End_DateTime', `${path}.End_DateTime`);
}

function checkMandatory({ state, module, input, before, path }: Reading): void {
	for (const definition of state.tables[module].fields.values()) {
		if (!definition.mandatory) continue;
		const name = definition.api_name;
		const missing = before ? name in input && isEmpty(input[name]) : isEmpty(input[name]);
		if (missing) throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: name, json_path: `${path}.${name}` });
	}
}

function readOwner(state: ZohoState, value: Json, path: string): string {
	const user = state.user(idOf(value) ?? '');
	if (!user?.active) throw invalidData('Owner', path);
	return user.id;
}

/** Checks a written record and turns it into changes. Unknown and read-only names are ignored. Throws ZohoRefusal. */
export function readChanges(state: ZohoState, module: ModuleName, input: JsonObject, before: StoredRecord | undefined, path: string): Changes {
	const reading: Reading = { state, module, input, before, path };
	checkMandatory(reading);
	const changes: Changes = { values: {} };
	for (const definition of state.tables[module].fields.values()) {
		const name = definition.api_name;
		const value = input[name];
		if (value === undefined || definition.readOnly || (definition.data_type === 'datetime' && definition.mandatory)) continue;
		const valuePath = `${path}.${name}`;
		if (definition.data_type === 'ownerlookup') changes.owner = readOwner(state, value, valuePath);
		else if (definition.data_type === 'participants') changes.participants = readParticipants(state, value, before?.participants ?? [], valuePath);
		else if (definition.data_type !== 'reminder') changes.values[name] = value === null ? null : readPlain(reading, definition, value, valuePath);
	}
	if (module !== 'Events') return changes;
	readTimes(reading, changes.values);
	if (input.Remind_At !== undefined) {
		const start = Number(changes.values.Start_DateTime ?? before?.values.Start_DateTime ?? 0);
		changes.values.Remind_At = readReminder(input.Remind_At, state.switches.remindAtForm, start, `${path}.Remind_At`);
	}
	for (const name of ['$se_module', '$send_notification']) if (input[name] !== undefined) changes.values[name] = input[name];
	return changes;
}
