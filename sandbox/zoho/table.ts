import type { FieldDefinition, ModuleName, StoredRecord } from './types';
import { defaultFields, isDuplicateCheckField } from './fields';

export type SortKey = 'id' | 'Created_Time' | 'Modified_Time';

function byId(a: StoredRecord, b: StoredRecord): number {
	return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

const COMPARE: Record<SortKey, (a: StoredRecord, b: StoredRecord) => number> = {
	id: byId,
	Created_Time: (a, b) => a.createdAt - b.createdAt || byId(a, b),
	Modified_Time: (a, b) => a.modifiedAt - b.modifiedAt || byId(a, b),
};

/** Where the record stands, or belongs, in an ascending list. */
function position(order: readonly StoredRecord[], record: StoredRecord, compare: (a: StoredRecord, b: StoredRecord) => number): number {
	let low = 0;
	let high = order.length;
	while (low < high) {
		const middle = (low + high) >> 1;
		const other = order[middle];
		if (other && compare(other, record) < 0) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** One module's records with the indexes that keep paging and look-ups cheap. */
export class RecordTable {
	readonly module: ModuleName;
	readonly fields: Map<string, FieldDefinition>;
	private readonly records = new Map<string, StoredRecord>();
	private readonly keys = new Map<string, Map<string, Set<string>>>();
	/** Living records, ascending; made when first asked for and kept right from then on. */
	private readonly orders = new Map<SortKey, StoredRecord[]>();
	private deletedOrder: StoredRecord[] | undefined;

	constructor(module: ModuleName) {
		this.module = module;
		this.fields = new Map(defaultFields(module).map((definition) => [definition.api_name, definition]));
	}

	addField(definition: FieldDefinition): void {
		this.fields.set(definition.api_name, definition);
		for (const record of this.records.values()) if (!record.deleted) this.index(record);
	}

	get(id: string): StoredRecord | undefined {
		return this.records.get(id);
	}

	live(id: string): StoredRecord | undefined {
		const record = this.records.get(id);
		return record?.deleted ? undefined : record;
	}

	all(): Iterable<StoredRecord> {
		return this.records.values();
	}

	/** Makes `change` and keeps every index right; also for records that are new. */
	change(record: StoredRecord, change: () => void): void {
		if (this.records.has(record.id)) this.takeOut(record);
		change();
		this.records.set(record.id, record);
		this.putIn(record);
	}

	forgetDeleted(): void {
		for (const record of this.records.values()) if (record.deleted) this.records.delete(record.id);
		this.deletedOrder = undefined;
	}

	/** Living records, ascending. */
	sorted(key: SortKey): readonly StoredRecord[] {
		let order = this.orders.get(key);
		if (!order) {
			order = [...this.records.values()].filter((record) => !record.deleted).sort(COMPARE[key]);
			this.orders.set(key, order);
		}
		return order;
	}

	compare(key: SortKey): (a: StoredRecord, b: StoredRecord) => number {
		return COMPARE[key];
	}

	/** Living records modified at or after (or only after) a moment, ascending by Modified_Time. */
	modifiedSince(since: number, inclusive: boolean): readonly StoredRecord[] {
		const order = this.sorted('Modified_Time');
		let low = 0;
		let high = order.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const at = order[middle]?.modifiedAt ?? 0;
			if (inclusive ? at < since : at <= since) low = middle + 1;
			else high = middle;
		}
		return order.slice(low);
	}

	/** Newest deletion first. */
	deleted(): readonly StoredRecord[] {
		this.deletedOrder ??= [...this.records.values()]
			.filter((record) => record.deleted)
			.sort((a, b) => (b.deleted?.at ?? 0) - (a.deleted?.at ?? 0) || byId(b, a));
		return this.deletedOrder;
	}

	/** The living record that holds this value in a duplicate check field, oldest first. */
	withKey(fieldName: string, value: unknown, except?: string): StoredRecord | undefined {
		if (value === null || value === undefined || value === '') return undefined;
		for (const id of this.keys.get(fieldName)?.get(String(value).toLowerCase()) ?? []) if (id !== except) return this.records.get(id);
		return undefined;
	}

	private takeOut(record: StoredRecord): void {
		if (record.deleted) {
			this.deletedOrder = undefined;
			return;
		}
		this.eachKey(record, (ids) => ids.delete(record.id));
		for (const [key, order] of this.orders) order.splice(position(order, record, COMPARE[key]), 1);
	}

	private putIn(record: StoredRecord): void {
		if (record.deleted) {
			this.deletedOrder = undefined;
			return;
		}
		this.index(record);
		for (const [key, order] of this.orders) order.splice(position(order, record, COMPARE[key]), 0, record);
	}

	private index(record: StoredRecord): void {
		this.eachKey(record, (ids) => ids.add(record.id));
	}

	private eachKey(record: StoredRecord, use: (ids: Set<string>) => void): void {
		for (const definition of this.fields.values()) {
			if (!isDuplicateCheckField(this.module, definition)) continue;
			const value = record.values[definition.api_name];
			if (value === null || value === undefined || value === '') continue;
			const known = this.keys.get(definition.api_name) ?? new Map<string, Set<string>>();
			this.keys.set(definition.api_name, known);
			const key = String(value).toLowerCase();
			const ids = known.get(key) ?? new Set<string>();
			known.set(key, ids);
			use(ids);
		}
	}
}
