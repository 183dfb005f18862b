import type { SandboxReply } from '../core/types';
import { isObject } from './call';
import { ZohoRefusal } from './errors';
import { isTimeZone } from './time';
import { type JsonObject, type ModuleName, MODULE_NAMES, type Protection, type ZohoService, type ZohoSwitches } from './types';

const DONE: SandboxReply = { status: 200, body: { done: true } };
const PROTECTIONS: readonly Protection[] = ['locked', 'blueprint', 'notPermitted', 'notApproved', 'undeletable'];

type Controlled = Pick<ZohoService, 'person' | 'admin' | 'all' | 'find'>;

function refuse(message: string): SandboxReply {
	return { status: 400, body: { error: message } };
}

function textsIn(value: unknown): string[] | undefined {
	return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

/** Fields and actor of a person's write: `{fields, by}`, or the fields alone. */
function personInput(body: JsonObject): { fields: JsonObject; by: string | undefined } {
	if (!isObject(body.fields)) return { fields: body, by: undefined };
	return { fields: body.fields, by: typeof body.by === 'string' ? body.by : undefined };
}

function records(service: Controlled, method: string, module: ModuleName, rest: readonly string[], body: JsonObject): SandboxReply | undefined {
	const { person, admin } = service;
	const [id, action] = rest;
	const { fields, by } = personInput(body);
	if (id === undefined) {
		if (method === 'GET') return { status: 200, body: { data: service.all(module) } };
		if (method !== 'POST') return undefined;
		const made = person.create(module, fields, by);
		return { status: 201, body: service.find(module, made) };
	}
	if (action === undefined && method === 'PATCH') person.edit(module, id, fields, by);
	else if (action === undefined && method === 'DELETE') person.remove(module, id, by);
	else if (action === 'restore' && method === 'POST') person.restore(module, id, by);
	else if (action === 'protection' && method === 'PUT') {
		admin.protect(
			module,
			id,
			PROTECTIONS.find((protection) => protection === body.protection),
		);
	} else if (action !== undefined || method !== 'GET') return undefined;
	const found = service.find(module, id);
	return found ? { status: 200, body: found } : { status: 404, body: { error: `There is no record ${id} in ${module}.` } };
}

/** Takes over known switches of the right kind; the others are named in the answer's error and nothing is changed. */
function setSwitches(service: Controlled, body: JsonObject): SandboxReply {
	const choices: Partial<Record<keyof ZohoSwitches, readonly unknown[]>> = {
		allDayEncoding: ['utcInclusive', 'orgZoneInclusive', 'utcExclusive'],
		remindAtForm: ['array', 'alarm'],
		recurrenceModel: ['rule', 'occurrences'],
		scopeErrorStatus: [401, 403],
		missingRecord: ['error', 'noContent'],
	};
	const before: Record<string, unknown> = { ...service.admin.switches };
	const wrong = Object.entries(body).filter(([name, value]) => {
		if (name === 'creditsPerDay' || name === 'userLicences') return value !== null && typeof value !== 'number';
		if (name === 'concurrency')
			return value !== null && !(isObject(value) && typeof value.limit === 'number' && typeof value.holdMilliseconds === 'number');
		if (name === 'orgTimeZone') return typeof value !== 'string' || !isTimeZone(value);
		const allowed = Object.entries(choices).find(([known]) => known === name)?.[1];
		return allowed ? !allowed.includes(value) : typeof value !== typeof before[name];
	});
	if (wrong.length > 0) return refuse(`Unknown switch or wrong value: ${wrong.map(([name]) => name).join(', ')}. Nothing was switched.`);
	service.admin.set(body);
	return { status: 200, body: service.admin.switches };
}

/** Vendor's numbers (Standard edition: 50,000 credits and 10 calls at a time), scaled; own numbers win. */
function setQuotas(service: Controlled, body: JsonObject): SandboxReply {
	const scale = typeof body.scale === 'number' ? body.scale : 1;
	const enabled = body.enabled !== false;
	const credits = typeof body.creditsPerDay === 'number' ? body.creditsPerDay : Math.max(1, Math.round(50_000 * scale));
	const limit = typeof body.concurrentCalls === 'number' ? body.concurrentCalls : Math.max(1, Math.round(10 * scale));
	const holdMilliseconds = typeof body.holdMilliseconds === 'number' ? body.holdMilliseconds : 0;
	service.admin.set({ creditsPerDay: enabled ? credits : null, concurrency: enabled ? { limit, holdMilliseconds } : null });
	return { status: 200, body: service.admin.switches };
}

function addField(service: Controlled, module: ModuleName | undefined, body: JsonObject): SandboxReply {
	const { api_name: name, data_type: type, length, unique, display_label: label } = body;
	if (!module || typeof name !== 'string') return refuse('A field needs a module in the path and an api_name.');
	const dataType = (['text', 'textarea', 'boolean', 'integer', 'datetime'] as const).find((known) => known === type);
	service.admin.addField(module, {
		api_name: name,
		...(dataType ? { data_type: dataType } : {}),
		...(typeof length === 'number' ? { length } : {}),
		...(typeof label === 'string' ? { display_label: label } : {}),
		unique: unique === true,
	});
	return DONE;
}

function commands(service: Controlled, method: string, path: string, body: JsonObject): SandboxReply | undefined {
	const { admin } = service;
	switch (`${method} ${path}`) {
		case 'POST token': {
			const scopes = textsIn(body.scopes);
			const { user } = body;
			return { status: 200, body: admin.issueToken({ ...(scopes ? { scopes } : {}), ...(typeof user === 'string' ? { user } : {}) }) };
		}
		case 'POST tokens/expire':
			admin.expireTokens();
			return DONE;
		case 'POST tokens/revoke':
			admin.revokeTokens();
			return DONE;
		case 'PUT scopes':
			admin.restrictScopes(textsIn(body.scopes));
			return DONE;
		case 'GET switches':
			return { status: 200, body: admin.switches };
		case 'PUT switches':
		case 'PATCH switches':
			return setSwitches(service, body);
		case 'POST quotas':
			return setQuotas(service, body);
		case 'POST recycle-bin/empty':
			admin.emptyRecycleBin();
			return DONE;
		case 'POST recycle-bin/forget':
			admin.forgetDeleted();
			return DONE;
		case 'POST page-tokens/expire':
			admin.expirePageTokens();
			return DONE;
		case 'POST channels/drop':
			admin.dropChannels();
			return DONE;
		case 'GET channels':
			return { status: 200, body: { channels: admin.channels } };
		case 'GET writes':
			return { status: 200, body: { writes: admin.writes } };
		case 'POST users/accept':
			service.person.acceptInvitation(String(body.email));
			return DONE;
		case 'GET users':
			return { status: 200, body: { users: admin.users } };
		default:
			return undefined;
	}
}

/** Answers `/_sandbox/zoho/<path>`; undefined when there is no such control. */
export function control(service: Controlled, method: string, path: string, sent: unknown): SandboxReply | undefined {
	const body = isObject(sent) ? sent : {};
	const segments = path.split('/').filter((segment) => segment !== '');
	const [first = '', second = ''] = segments;
	const moduleNamed = (text: string): ModuleName | undefined => MODULE_NAMES.find((name) => name.toLowerCase() === text.toLowerCase());
	try {
		if (first === 'fields' && method === 'POST') return addField(service, moduleNamed(second), body);
		const module = moduleNamed(first);
		if (module) return records(service, method, module, segments.slice(1), body);
		return commands(service, method, segments.join('/'), body);
	} catch (error) {
		if (error instanceof ZohoRefusal) return { status: 400, body: { error: error.message, ...error.body } };
		return refuse(error instanceof Error ? error.message : String(error));
	}
}
