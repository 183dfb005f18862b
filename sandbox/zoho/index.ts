import type { SandboxReply, SandboxRequest, World } from '../core/types';
import { createAdminControls } from './admin';
import { ChangeReporter } from './changes';
import { control } from './control';
import { errorBody, ZohoRefusal } from './errors';
import { Limits } from './limits';
import { ZohoAccounts } from './oauth';
import { PageTokens } from './pageTokens';
import { createPersonControls } from './person';
import { renderRecord } from './render';
import { answerApi, type ApiParts } from './router';
import { seedDemo } from './seed/demo';
import { seedLoad } from './seed/load';
import { SERVICE_NAME, ZohoState } from './state';
import { ZohoTokens } from './tokens';
import type { RecordView, StoredRecord, ZohoService } from './types';
import { WatchChannels } from './watch';

export { COLLEAGUE, CONNECTED_USER, ORG_ID } from './state';
export type * from './types';

function createParts(world: World): ApiParts {
	const state = new ZohoState(world);
	const channels = new WatchChannels(state);
	return {
		state,
		channels,
		tokens: new ZohoTokens(state),
		pageTokens: new PageTokens(state),
		reporter: new ChangeReporter(state, channels),
		limits: new Limits(state),
	};
}

/** The stand-in for Zoho CRM v8 and its accounts server, on one origin. */
export function createZohoService(world: World): ZohoService {
	const parts = createParts(world);
	const { state, channels, tokens, pageTokens, limits } = parts;
	const accounts = new ZohoAccounts(state, tokens);

	const view = (record: StoredRecord): RecordView => ({
		id: record.id,
		deleted: record.deleted !== undefined,
		fields: renderRecord(state, record, undefined, false),
	});

	const answer = (request: SandboxRequest): SandboxReply => {
		try {
			return request.path.startsWith('/oauth/') ? accounts.handle(request) : answerApi(parts, request);
		} catch (error) {
			if (error instanceof ZohoRefusal) return error.reply();
			throw error;
		}
	};

	const withHeaders = (reply: SandboxReply): SandboxReply => ({
		...reply,
		headers: { Date: new Date(world.clock.now()).toUTCString(), ...limits.headers(), ...reply.headers },
	});

	const handle = (request: SandboxRequest): SandboxReply | Promise<SandboxReply> => {
		if (request.headers.host !== undefined) state.origin = `http://${request.headers.host}`;
		const reply = request.path.startsWith('/oauth/') ? answer(request) : limits.hold(() => answer(request));
		return reply instanceof Promise ? reply.then(withHeaders) : withHeaders(reply);
	};

	const reset = (): void => {
		state.reset();
		channels.clear();
		tokens.reset();
		pageTokens.clear();
		limits.reset();
	};

	const service: ZohoService = {
		name: SERVICE_NAME,
		memory: { ...parts, accounts },
		handle,
		control: (method, path, body) => control(service, method, path, body),
		describeRequest: ({ method, path }) => ({
			endpoint: path.replace(/\/\d{6,}(?=\/|$)/g, '/{id}'),
			// COQL is a query sent by POST.
			kind: path.startsWith('/oauth/') ? 'auth' : method === 'GET' || path === '/crm/v8/coql' ? 'read' : 'write',
		}),
		faultBody: (status) => {
			if (status === 401) return errorBody('INVALID_TOKEN', 'invalid oauth token');
			if (status === 403) return errorBody('NO_PERMISSION', 'permission denied');
			if (status === 429) return errorBody('TOO_MANY_REQUESTS', 'You have made too many requests');
			return errorBody('INTERNAL_ERROR', 'Internal server error occurred.');
		},
		reset,
		seed: (kind, size) => {
			if (kind === 'demo') seedDemo(state);
			seedLoad(state, size);
		},
		stop: () => channels.clear(),
		person: createPersonControls(state, parts.reporter),
		admin: createAdminControls(parts),
		all: (module) => [...state.tables[module].all()].map(view),
		find: (module, id) => {
			const record = state.tables[module].get(id);
			return record && view(record);
		},
	};
	return service;
}
