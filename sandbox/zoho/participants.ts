import { invalidData, ZohoRefusal } from './errors';
import type { ZohoState } from './state';
import type { Json, JsonObject, ModuleName, Participant } from './types';

/** Zoho CRM, insert records: at most 50 participants in a meeting. */
const MOST_PARTICIPANTS = 50;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function isObject(value: Json | undefined): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}

function person(state: ZohoState, module: ModuleName, id: string): { name: string; email: string } | undefined {
	const record = state.tables[module].live(id);
	if (!record) return undefined;
	const name = [record.values.First_Name, record.values.Last_Name].filter((part) => typeof part === 'string' && part !== '').join(' ');
	return { name, email: textOf(record.values.Email) };
}

function resolve(state: ZohoState, type: string, value: string): { name: string; email: string } | undefined {
	if (type === 'email') return EMAIL.test(value) ? { name: value.slice(0, value.indexOf('@')), email: value } : undefined;
	if (type === 'contact') return person(state, 'Contacts', value);
	if (type === 'lead') return person(state, 'Leads', value);
	const user = type === 'user' ? state.user(value) : undefined;
	return user && { name: `${user.firstName} ${user.lastName}`, email: user.email };
}

function isType(text: string): text is Participant['type'] {
	return text === 'lead' || text === 'contact' || text === 'user' || text === 'email';
}

/** Reads a written list. The list replaces the former one; who was on it keeps id, invitation and answer. */
export function readParticipants(state: ZohoState, value: Json, before: Participant[], path: string): Participant[] {
	if (value === null) return [];
	if (!Array.isArray(value)) throw invalidData('Participants', path, { expected_data_type: 'jsonarray' });
	if (value.length > MOST_PARTICIPANTS) {
		throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Participants limit exceeded', {
			limit: MOST_PARTICIPANTS,
			api_name: 'Participants',
			json_path: path,
		});
	}
	return value.map((entry, position) => {
		const entryPath = `${path}[${position}]`;
		const type = isObject(entry) ? textOf(entry.type) : '';
		const key = isObject(entry) ? textOf(entry.participant) : '';
		const found = resolve(state, type, key);
		if (!isType(type)) throw invalidData('type', `${entryPath}.type`);
		if (!found) throw invalidData('participant', `${entryPath}.participant`);
		const known = before.find((other) => other.type === type && other.participant === key);
		return {
			id: known?.id ?? state.newId(),
			type,
			participant: key,
			...found,
			invited: known?.invited ?? false,
			status: known?.status ?? 'not_known',
		};
	});
}

export function renderParticipant(participant: Participant): JsonObject {
	const { id, type, participant: key, name, email, invited, status } = participant;
	return { name, invited, id, type, participant: key, Email: email, status };
}
