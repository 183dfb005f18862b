import type { SandboxReply } from '../core/types';
import { type Call, NO_CONTENT, numberParameter } from './call';
import { invalidParameter, missingParameter, unknownModule } from './errors';
import { moduleId } from './records';
import { ORG_ID, type ZohoState } from './state';
import { formatInZone, offsetAt } from './time';
import { type FieldDefinition, type Json, type JsonObject, MODULE_NAMES, type ModuleName, type ZohoUser } from './types';

const JSON_TYPES: Partial<Record<FieldDefinition['data_type'], string>> = {
	ownerlookup: 'jsonobject',
	lookup: 'jsonobject',
	recurrence: 'jsonobject',
	participants: 'jsonarray',
	reminder: 'jsonarray',
	tags: 'jsonarray',
	boolean: 'boolean',
	integer: 'integer',
};

/** Data types as the field list names them, where they differ from ours. */
const VENDOR_TYPES: Partial<Record<FieldDefinition['data_type'], string>> = {
	participants: 'event_reminder_participants',
	reminder: 'event_reminder',
	recurrence: 'RRULE',
	tags: 'text',
};

function renderFieldDefinition(definition: FieldDefinition, module: ModuleName, position: number): JsonObject {
	const { api_name, display_label, data_type, length, mandatory = false, readOnly = false, custom = false, unique = false } = definition;
	const isTextual = data_type === 'text' || data_type === 'email' || data_type === 'phone' || data_type === 'textarea';
	return {
		id: `${moduleId(module).slice(0, -6)}${String(100_000 + position)}`,
		api_name,
		display_label,
		field_label: display_label,
		column_name: api_name.toUpperCase(),
		data_type: VENDOR_TYPES[data_type] ?? data_type,
		json_type: JSON_TYPES[data_type] ?? 'string',
		length,
		system_mandatory: mandatory,
		read_only: readOnly,
		field_read_only: readOnly,
		custom_field: custom,
		unique: unique ? { casesensitive: '0' } : {},
		external: null,
		operation_type: { web_update: !readOnly, api_create: !readOnly, web_create: !readOnly, api_update: !readOnly },
		visible: true,
		webhook: true,
		searchable: isTextual,
		filterable: data_type !== 'participants',
		sortable: data_type !== 'participants' && data_type !== 'textarea',
		mass_update: !readOnly && !unique,
		virtual_field: false,
		separator: false,
		blueprint_supported: !readOnly,
		businesscard_supported: true,
		available_in_user_layout: true,
		display_field: position === 0,
		created_source: custom ? 'user' : 'default',
		type: 'used',
		decimal_place: null,
		sequence_number: position + 1,
		pick_list_values: [],
		view_type: { view: true, edit: !readOnly, quick_create: mandatory, create: !readOnly },
		lookup: {},
		profiles: [],
	};
}

function moduleParameter({ request }: Call): ModuleName {
	const text = request.query.get('module');
	if (text === null) throw missingParameter('module');
	const module = MODULE_NAMES.find((name) => name === text);
	if (!module) throw unknownModule();
	return module;
}

/** GET /crm/v8/settings/fields?module= */
export function listFields(call: Call): SandboxReply {
	const module = moduleParameter(call);
	const definitions = [...call.state.tables[module].fields.values()];
	return { status: 200, body: { fields: definitions.map((definition, position) => renderFieldDefinition(definition, module, position)) } };
}

function renderModule(name: ModuleName): JsonObject {
	const singular = name === 'Events' ? 'Meeting' : name.slice(0, -1);
	return {
		id: moduleId(name),
		api_name: name,
		module_name: name,
		singular_label: singular,
		plural_label: `${singular}s`,
		generated_type: 'default',
		api_supported: true,
		creatable: true,
		editable: true,
		deletable: true,
		viewable: true,
		visible: true,
		recycle_bin_on_delete: true,
		status: 'visible',
	};
}

/** GET /crm/v8/settings/modules and /crm/v8/settings/modules/{name} */
export function listModules(name?: string): SandboxReply {
	const names = name === undefined ? MODULE_NAMES : MODULE_NAMES.filter((module) => module === name);
	if (names.length === 0) throw unknownModule();
	return { status: 200, body: { modules: names.map(renderModule) } };
}

function renderUser(state: ZohoState, user: ZohoUser): JsonObject {
	const isAccepted = user.active && user.invited !== true;
	return {
		id: user.id,
		first_name: user.firstName,
		last_name: user.lastName,
		full_name: `${user.firstName} ${user.lastName}`,
		email: user.email,
		time_zone: user.timeZone,
		offset: offsetAt(user.timeZone, state.world.clock.now()) * 60_000,
		status: user.active ? 'active' : 'disabled',
		confirm: isAccepted,
		role: { ...(user.role ?? state.roles[0]) },
		profile: { ...(user.profile ?? state.profiles[0]) },
		zuid: user.id.slice(-9),
		locale: 'en_US',
		language: 'en_US',
		country_locale: 'en_US',
		date_format: 'MMM d, yyyy',
		time_format: 'HH:mm',
		type__s: 'Regular User',
	};
}

const USER_FILTERS: Record<string, (user: ZohoUser, actor: string) => boolean> = {
	AllUsers: () => true,
	ActiveUsers: (user) => user.active,
	ActiveConfirmedUsers: (user) => user.active && user.invited !== true,
	ConfirmedUsers: (user) => user.active && user.invited !== true,
	AdminUsers: (user) => user.active,
	DeactiveUsers: (user) => !user.active,
	NotConfirmedUsers: (user) => !user.active || user.invited === true,
	CurrentUser: (user, actor) => user.id === actor,
};

/** GET /crm/v8/users?type= */
export function listUsers(call: Call): SandboxReply {
	const { state, request, actor } = call;
	const filter = USER_FILTERS[request.query.get('type') ?? 'AllUsers'];
	if (!filter) throw invalidParameter('type');
	const perPage = numberParameter(request.query, 'per_page', 200, 200);
	const page = numberParameter(request.query, 'page', 1, 1_000);
	const found = state.users.filter((user) => filter(user, actor));
	const listed = found.slice((page - 1) * perPage, page * perPage);
	if (listed.length === 0) return NO_CONTENT;
	const users: Json[] = listed.map((user) => renderUser(state, user));
	return { status: 200, body: { users, info: { per_page: perPage, count: listed.length, page, more_records: page * perPage < found.length } } };
}

/** GET /crm/v8/users/{id} */
export function getUser(call: Call, id: string): SandboxReply {
	const user = call.state.user(id);
	return user ? { status: 200, body: { users: [renderUser(call.state, user)] } } : NO_CONTENT;
}

/** What an organisation carries besides, and nobody here has filled in. */
const EMPTY_ORG_DETAILS: JsonObject = {
	photo_id: null,
	city: null,
	description: null,
	street: null,
	state: null,
	zip: null,
	fax: null,
	mobile: null,
	phone: '',
	zia_portal_id: null,
	zia_zgid: 0,
	ezgid: '',
	call_icon: '',
	mc_status: false,
	gapps_enabled: false,
	translation_enabled: false,
	deletable_org_account: false,
	privacy_settings: false,
	hipaa_compliance_enabled: false,
	lite_users_enabled: false,
	oauth_presence: false,
};

/** GET /crm/v8/org */
export function getOrganisation({ state }: Call): SandboxReply {
	const org: JsonObject = {
		id: ORG_ID,
		zgid: '771234567',
		primary_zuid: state.users[0]?.id.slice(-9) ?? '',
		company_name: 'Northwind Sales GmbH',
		alias: null,
		domain_name: 'org771234567',
		primary_email: state.users[0]?.email ?? '',
		time_zone: state.switches.orgTimeZone,
		country: 'Germany',
		country_code: 'DE',
		currency: 'Euro - EUR',
		currency_symbol: '€',
		iso_code: 'EUR',
		currency_locale: 'de_DE',
		type: 'Production',
		license_details: {
			paid: true,
			paid_type: 'enterprise',
			paid_expiry: formatInZone(state.second() + 365 * 86_400_000, state.switches.orgTimeZone),
			users_license_purchased: 5,
			trial_type: null,
			trial_expiry: null,
			trial_action: '',
		},
		hierarchy_preferences: { type: 'Role_Hierarchy', strictly_reporting: false },
		checkin_preferences: { restricted_event_types: null },
		max_per_page: 200,
		...EMPTY_ORG_DETAILS,
	};
	return { status: 200, body: { org: [org] } };
}
