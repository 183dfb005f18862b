import type { SandboxReply } from '../core/types';
import { bodyOf, type Call, isObject } from './call';
import { errorBody, ZohoRefusal } from './errors';
import { SERVICE_NAME, type ZohoState } from './state';
import type { JsonObject, NamedId, ZohoUser } from './types';

/** What must be told about a new user (Add User, v8; older pages name the last name instead of the first). */
const mandatory = ['first_name', 'last_name', 'email', 'role', 'profile'] as const;

/** The answer for one user, in the envelope that the call has. */
function answer(status: number, item: object): SandboxReply {
	return { status, body: { users: [item] } };
}

function refuse(code: string, message: string, details: JsonObject): SandboxReply {
	return answer(400, errorBody(code, message, details));
}

/** POST /crm/v8/users: one user a call; the invitation is mailed at once. */
export function addUser({ state, request }: Call): SandboxReply {
	const { users } = bodyOf(request);
	if (!Array.isArray(users) || users.length === 0) throw new ZohoRefusal(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'users', json_path: '$.users' });
	// "You can add only one user per POST request" (Add User, v8); the code is not documented.
	if (users.length > 1) throw new ZohoRefusal(400, 'LIMIT_EXCEEDED', 'Only one user can be added at a time', { api_name: 'users', limit: 1 });
	const [given] = users;
	const text = (name: (typeof mandatory)[number]): string => (isObject(given) && typeof given[name] === 'string' ? given[name].trim() : '');
	const missing = mandatory.find((name) => text(name) === '');
	if (missing !== undefined) return refuse('MANDATORY_NOT_FOUND', 'required field not found', { api_name: missing, json_path: `$.users[0].${missing}` });
	const email = text('email');
	if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) return refuse('INVALID_DATA', 'invalid data', { expected_data_type: 'email', api_name: 'email', json_path: '$.users[0].email' });
	const role = state.roles.find(({ id }) => id === text('role'));
	const profile = state.profiles.find(({ id }) => id === text('profile'));
	if (role === undefined || profile === undefined) {
		const wrong = role === undefined ? 'role' : 'profile';
		return refuse('INVALID_DATA', `${wrong} id is invalid`, { api_name: wrong, json_path: `$.users[0].${wrong}` });
	}
	const present = state.users.find((user) => user.email.toLowerCase() === email.toLowerCase());
	if (present !== undefined) return refuse('DUPLICATE_DATA', 'Failed to add user since same email id is already present', { email, id: present.id });
	const { userLicences } = state.switches;
	if (userLicences !== null && state.users.filter(({ active }) => active).length >= userLicences) {
		return refuse('LICENSE_LIMIT_EXCEEDED', 'Your user license limit has been exceeded', { limit: userLicences });
	}
	const user = invite(state, { firstName: text('first_name'), lastName: text('last_name'), email, role, profile });
	return answer(201, { code: 'SUCCESS', details: { id: user.id }, message: 'User added', status: 'success' });
}

function invite(state: ZohoState, { firstName, lastName, email, role, profile }: Pick<ZohoUser, 'firstName' | 'lastName' | 'email'> & { role: NamedId; profile: NamedId }): ZohoUser {
	const user: ZohoUser = { id: state.newId(), firstName, lastName, email, timeZone: state.switches.orgTimeZone, active: true, invited: true, role, profile };
	state.users.push(user);
	state.world.outbox.push({ at: state.world.clock.now(), service: SERVICE_NAME, kind: 'userInvite', to: email, subject: 'You are invited to Zoho CRM', recordId: user.id });
	return user;
}

function describe({ id, name }: NamedId): JsonObject {
	return { id, name, display_label: name, description: '' };
}

/** GET /crm/v8/settings/roles */
export function listRoles({ state }: Call): SandboxReply {
	return { status: 200, body: { roles: state.roles.map((role) => ({ ...describe(role), admin_user: role === state.roles[0], share_with_peers: true, reporting_to: null, forecast_manager: null })) } };
}

/** GET /crm/v8/settings/profiles */
export function listProfiles({ state }: Call): SandboxReply {
	return { status: 200, body: { profiles: state.profiles.map((profile) => ({ ...describe(profile), type: 'normal_profile', custom: false, default: profile === state.profiles[0] })) } };
}
