import type { ApiParts } from './router';
import { CONNECTED_USER } from './state';
import { isTimeZone } from './time';
import { type AdminControls, MODULE_NAMES, type StoredRecord } from './types';

function eachDeleted(parts: ApiParts, use: (deleted: NonNullable<StoredRecord['deleted']>) => void): void {
	for (const module of MODULE_NAMES) for (const { deleted } of parts.state.tables[module].deleted()) if (deleted) use(deleted);
}

/** What only a test can do to the organisation. */
export function createAdminControls(parts: ApiParts): AdminControls {
	const { state, tokens, pageTokens, channels } = parts;
	return {
		get switches() {
			return state.switches;
		},
		get users() {
			return state.users;
		},
		get writes() {
			return state.writes;
		},
		get channels() {
			return channels.living();
		},
		set: (switches) => {
			if (switches.orgTimeZone !== undefined && !isTimeZone(switches.orgTimeZone))
				throw new Error(`"${switches.orgTimeZone}" is not an IANA time zone; nothing was switched.`);
			state.switches = { ...state.switches, ...switches };
		},
		issueToken: (options = {}) => tokens.issue(options.user ?? CONNECTED_USER, options.scopes),
		expireTokens: () => tokens.expireAll(),
		revokeTokens: () => tokens.revokeAll(),
		restrictScopes: (scopes) => tokens.restrict(scopes),
		addField: (module, field) => void state.addField(module, field),
		protect: (module, id, protection) => {
			const record = state.tables[module].get(id);
			if (!record) throw new Error(`There is no record ${id} in ${module}; nothing was protected.`);
			record.protection = protection;
		},
		emptyRecycleBin: () => eachDeleted(parts, (deleted) => (deleted.type = 'permanent')),
		forgetDeleted: () => MODULE_NAMES.forEach((module) => state.tables[module].forgetDeleted()),
		expirePageTokens: () => pageTokens.expireAll(),
		dropChannels: () => channels.clear(),
	};
}
