import type { SandboxReply, SandboxRequest } from '../core/types';
import type { Call } from './call';
import { cancelMeeting } from './cancelling';
import type { ChangeReporter } from './changes';
import { coqlCredits, readQuery, runCoql } from './coql';
import { unknownModule, unknownUrl, wrongMethod, ZohoRefusal } from './errors';
import type { Limits } from './limits';
import { getRecord, listDeleted, listRecords } from './listing';
import { getOrganisation, getUser, listFields, listModules, listUsers } from './metadata';
import type { PageTokens } from './pageTokens';
import { covers, operationOf } from './scopes';
import { searchRecords } from './search';
import type { ZohoState } from './state';
import type { ZohoTokens } from './tokens';
import { MODULE_NAMES, type ModuleName } from './types';
import { addUser, listProfiles, listRoles } from './userAdding';
import type { WatchChannels } from './watch';
import { deleteRecords, insertRecords, recordCount, updateRecords, upsertRecords } from './writing';

export interface ApiParts {
	state: ZohoState;
	tokens: ZohoTokens;
	pageTokens: PageTokens;
	channels: WatchChannels;
	reporter: ChangeReporter;
	limits: Limits;
}

/** A route that is known, with what it needs and costs. */
interface Route {
	scopes: string[];
	credits?: (call: Call) => number;
	run: (call: Call) => SandboxReply;
}

function recordRoute(parts: ApiParts, method: string, module: ModuleName, rest: readonly string[]): Route {
	const { reporter, pageTokens } = parts;
	const scopes = [`ZohoCRM.modules.${module}.${operationOf(method)}`];
	const perTen = (call: Call): number => Math.max(1, Math.ceil(recordCount(call) / 10));
	const [first, second, third] = rest;
	if (first === undefined) {
		if (method === 'GET') return { scopes, run: (call) => listRecords(call, module, pageTokens) };
		if (method === 'POST') return { scopes, credits: perTen, run: (call) => insertRecords(call, module, reporter) };
		if (method === 'PUT') return { scopes, credits: perTen, run: (call) => updateRecords(call, module, reporter) };
		if (method === 'DELETE') return { scopes, run: (call) => deleteRecords(call, module, reporter) };
		throw wrongMethod();
	}
	if (first === 'upsert' && second === undefined) {
		if (method !== 'POST') throw wrongMethod();
		return {
			scopes: [`ZohoCRM.modules.${module}.CREATE`, `ZohoCRM.modules.${module}.UPDATE`],
			credits: perTen,
			run: (call) => upsertRecords(call, module, reporter),
		};
	}
	if (first === 'deleted' && second === undefined && method === 'GET') return { scopes, run: (call) => listDeleted(call, module) };
	if (first === 'search' && second === undefined && method === 'GET') {
		return { scopes: [...scopes, 'ZohoSearch.securesearch.READ'], run: (call) => searchRecords(call, module) };
	}
	if (first === 'actions' && second === 'count' && method === 'GET') {
		return { scopes, run: ({ state }) => ({ status: 200, body: { count: state.tables[module].sorted('id').length } }) };
	}
	if (!/^\d+$/.test(first)) throw unknownUrl();
	if (second === 'actions' && third === 'cancel' && module === 'Events' && method === 'POST') {
		return { scopes: ['ZohoCRM.modules.Events.UPDATE'], run: (call) => cancelMeeting(call, first, reporter) };
	}
	if (second !== undefined) throw unknownUrl();
	if (method === 'GET') return { scopes, run: (call) => getRecord(call, module, first) };
	if (method === 'PUT') return { scopes, run: (call) => updateRecords(call, module, reporter, first) };
	if (method === 'DELETE') return { scopes, run: (call) => deleteRecords(call, module, reporter, first) };
	throw wrongMethod();
}

function read(method: string, scope: string, run: Route['run']): Route {
	if (method !== 'GET') throw wrongMethod();
	return { scopes: [scope], run };
}

function findRoute(parts: ApiParts, request: SandboxRequest): Route {
	const [empty, crm, version, area = '', ...rest] = request.path.split('/');
	if (empty !== '' || crm !== 'crm' || version !== 'v8') throw unknownUrl();
	const { method } = request;
	const path = [area, ...rest].join('/');
	if (path === 'coql') {
		if (method !== 'POST') throw wrongMethod();
		// The module's own READ scope is asked for once the query has told which module it is.
		return { scopes: ['ZohoCRM.coql.READ'], credits: (call) => coqlCredits(readQuery(call).limit), run: (call) => runCoql(call, readQuery(call)) };
	}
	if (path === 'actions/watch') return { scopes: [`ZohoCRM.notifications.${operationOf(method)}`], run: (call) => parts.channels.handle(call) };
	if (path === 'org') return read(method, 'ZohoCRM.org.READ', getOrganisation);
	if (path === 'settings/fields') return read(method, 'ZohoCRM.settings.fields.READ', listFields);
	if (area === 'settings' && rest[0] === 'modules') return read(method, 'ZohoCRM.settings.modules.READ', () => listModules(rest[1]));
	if (path === 'settings/roles') return read(method, 'ZohoCRM.settings.roles.READ', listRoles);
	if (path === 'settings/profiles') return read(method, 'ZohoCRM.settings.profiles.READ', listProfiles);
	if (path === 'users' && method === 'POST') return { scopes: ['ZohoCRM.users.CREATE'], run: addUser };
	if (path === 'users') return read(method, 'ZohoCRM.users.READ', listUsers);
	if (area === 'users' && rest[0] !== undefined) return read(method, 'ZohoCRM.users.READ', (call) => getUser(call, rest[0] ?? ''));
	const module = MODULE_NAMES.find((name) => name === area);
	if (!module) throw /^[A-Z]\w*$/.test(area) ? unknownModule() : unknownUrl();
	return recordRoute(parts, method, module, rest);
}

/** The user behind the request. Only the header `Authorization: Zoho-oauthtoken …` counts; Bearer is refused. */
function authorise(parts: ApiParts, request: SandboxRequest): { user: string; scopes: readonly string[] } {
	const header = request.headers.authorization;
	if (header === undefined) throw new ZohoRefusal(401, 'AUTHENTICATION_FAILURE', 'Authentication failed');
	const token = /^Zoho-oauthtoken (\S+)$/.exec(header)?.[1];
	const known = token === undefined || parts.state.switches.wrongDataCentre ? undefined : parts.tokens.check(token);
	if (!known) throw new ZohoRefusal(401, 'INVALID_TOKEN', 'invalid oauth token');
	return known;
}

/** Answers one API request. Throws ZohoRefusal for what the vendor refuses. */
export function answerApi(parts: ApiParts, request: SandboxRequest): SandboxReply {
	const { user, scopes } = authorise(parts, request);
	const route = findRoute(parts, request);
	const call: Call = { state: parts.state, request, actor: user };
	const needed = request.path === '/crm/v8/coql' ? [...route.scopes, `ZohoCRM.modules.${readQuery(call).module}.READ`] : route.scopes;
	if (needed.some((scope) => !covers(scopes, scope))) {
		throw new ZohoRefusal(parts.state.switches.scopeErrorStatus, 'OAUTH_SCOPE_MISMATCH', 'invalid oauth scope to access this URL');
	}
	parts.limits.spend(route.credits?.(call) ?? 1);
	return route.run(call);
}
