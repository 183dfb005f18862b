import { randomText } from '../core/random';
import type { World } from '../core/types';
import { RecordTable } from './table';
import { wholeSecond } from './time';
import type { FieldDefinition, ModuleName, NamedId, NewField, StoredRecord, WriteLogEntry, ZohoSwitches, ZohoUser } from './types';

export const SERVICE_NAME = 'zoho';
export const ORG_ID = '5725767000000000183';
/** The user whose credential is used unless another one is named. */
export const CONNECTED_USER = '5725767000000411001';
export const COLLEAGUE = '5725767000000411002';

const ID_BASE = 5_725_767_000_001_000_000n;

function defaultSwitches(): ZohoSwitches {
	return {
		orgTimeZone: 'Europe/Berlin',
		modifiedSinceInclusive: true,
		allDayEncoding: 'utcInclusive',
		remindAtForm: 'array',
		recurrenceModel: 'rule',
		multiStatus: true,
		scopeErrorStatus: 401,
		missingRecord: 'error',
		searchLagMilliseconds: 3_000,
		wrongDataCentre: false,
		recycleBinDays: 60,
		creditsPerDay: null,
		concurrency: null,
		tokenThrottle: true,
		userLicences: null,
	};
}

const ROLES: readonly NamedId[] = [
	{ id: '5725767000000026005', name: 'CEO' },
	{ id: '5725767000000026008', name: 'Manager' },
];
const PROFILES: readonly NamedId[] = [
	{ id: '5725767000000026011', name: 'Administrator' },
	{ id: '5725767000000026014', name: 'Standard' },
];

function defaultUsers(): ZohoUser[] {
	return [
		{ id: CONNECTED_USER, firstName: 'Sales', lastName: 'Lead', email: 'sales.lead@northwind.example', timeZone: 'Europe/Berlin', active: true },
		{ id: COLLEAGUE, firstName: 'Sales', lastName: 'Colleague', email: 'sales.colleague@northwind.example', timeZone: 'Europe/London', active: true },
		{
			id: '5725767000000411003',
			firstName: 'Former',
			lastName: 'Colleague',
			email: 'former.colleague@northwind.example',
			timeZone: 'Europe/Berlin',
			active: false,
		},
	];
}

/** Everything one organisation holds. `reset` brings back the state of a fresh one. */
export class ZohoState {
	switches = defaultSwitches();
	users = defaultUsers();
	readonly roles = ROLES;
	readonly profiles = PROFILES;
	tables = this.freshTables();
	writes: WriteLogEntry[] = [];
	/** Origin under which the last caller reached this server; callbacks and token answers name it. */
	origin = 'http://zoho.sandbox';
	private nextId = ID_BASE;
	private readonly tagIds = new Map<string, string>();

	constructor(readonly world: World) {}

	reset(): void {
		this.switches = defaultSwitches();
		this.users = defaultUsers();
		this.tables = this.freshTables();
		this.writes = [];
		this.nextId = ID_BASE;
		this.tagIds.clear();
	}

	/** 19 digits and growing, like the vendor's, so that ids sort as texts. */
	newId(): string {
		this.nextId += 1n + BigInt(Math.floor(this.world.random() * 5));
		return String(this.nextId);
	}

	/** 32 hexadecimal digits. */
	newUid(): string {
		return randomText(() => this.world.random(), 32, '0123456789abcdef');
	}

	/** Now in whole seconds. */
	second(): number {
		return wholeSecond(this.world.clock.now());
	}

	user(id: string): ZohoUser | undefined {
		return this.users.find((user) => user.id === id);
	}

	tagId(name: string): string {
		const known = this.tagIds.get(name) ?? this.newId();
		this.tagIds.set(name, known);
		return known;
	}

	addField(module: ModuleName, field: NewField): FieldDefinition {
		const definition: FieldDefinition = {
			api_name: field.api_name,
			display_label: field.display_label ?? field.api_name.replace(/_/g, ' '),
			data_type: field.data_type ?? 'text',
			length: field.length ?? 255,
			custom: true,
			unique: field.unique ?? false,
		};
		this.tables[module].addField(definition);
		return definition;
	}

	/** Moves what has been in the recycle bin longer than the retention to permanently deleted. */
	ageRecycleBin(module: ModuleName): void {
		const limit = this.world.clock.now() - this.switches.recycleBinDays * 86_400_000;
		for (const { deleted } of this.tables[module].deleted()) if (deleted && deleted.at <= limit) deleted.type = 'permanent';
	}

	private freshTables(): Record<ModuleName, RecordTable> {
		return { Events: new RecordTable('Events'), Contacts: new RecordTable('Contacts'), Leads: new RecordTable('Leads') };
	}
}

/** True when the record may be found by search and COQL by now. */
export function isSearchable(record: StoredRecord, now: number): boolean {
	return record.searchableFrom <= now;
}
