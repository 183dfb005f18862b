import type { ZohoState } from './state';
import { isSearchable } from './state';
import { parseAnyInstant } from './time';
import type { Json, ModuleName, StoredRecord } from './types';

export type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'between' | 'like' | 'is null' | 'is not null' | 'starts_with';

export type Condition = { join: 'and' | 'or'; left: Condition; right: Condition } | { field: string; operator: Operator; values: string[] };

/** What a field of a record is compared by: milliseconds, ids, texts, booleans. */
export function comparable(record: StoredRecord, field: string): Json {
	switch (field) {
		case 'id':
			return record.id;
		case 'Owner':
			return record.owner;
		case 'Created_By':
			return record.createdBy;
		case 'Modified_By':
			return record.modifiedBy;
		case 'Created_Time':
			return record.createdAt;
		case 'Modified_Time':
			return record.modifiedAt;
		case 'All_day':
			return record.values.All_day === true;
		case 'Full_Name':
			return [record.values.First_Name, record.values.Last_Name].filter(Boolean).join(' ');
	}
	const value = record.values[field] ?? null;
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value.id ?? null) : value;
}

/** Negative, zero or positive; NaN when the two cannot be compared. */
function compare(kept: Json, asked: string): number {
	if (typeof kept === 'number') {
		const number = parseAnyInstant(asked) ?? Number(asked);
		return kept - number;
	}
	const left = String(kept ?? '').toLowerCase();
	const right = asked.toLowerCase();
	return left === right ? 0 : left < right ? -1 : 1;
}

function like(kept: Json, pattern: string): boolean {
	const expression = pattern.split('%').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${expression.join('.*')}$`, 'is').test(String(kept ?? ''));
}

function holds(kept: Json, operator: Operator, values: readonly string[]): boolean {
	const [first = '', second = ''] = values;
	switch (operator) {
		case 'is null':
			return kept === null || kept === '';
		case 'is not null':
			return kept !== null && kept !== '';
		case '=':
			return compare(kept, first) === 0;
		case '!=':
			return compare(kept, first) !== 0;
		case 'in':
			return values.some((value) => compare(kept, value) === 0);
		case 'not in':
			return values.every((value) => compare(kept, value) !== 0);
		case 'like':
			return like(kept, first);
		case 'starts_with':
			return String(kept ?? '')
				.toLowerCase()
				.startsWith(first.toLowerCase());
	}
	// No value is neither smaller nor greater than another.
	if (kept === null) return false;
	if (operator === 'between') return compare(kept, first) >= 0 && compare(kept, second) <= 0;
	const difference = compare(kept, first);
	return operator === '<' ? difference < 0 : operator === '<=' ? difference <= 0 : operator === '>' ? difference > 0 : difference >= 0;
}

export function matches(record: StoredRecord, condition: Condition): boolean {
	if (!('join' in condition)) return holds(comparable(record, condition.field), condition.operator, condition.values);
	return condition.join === 'and'
		? matches(record, condition.left) && matches(record, condition.right)
		: matches(record, condition.left) || matches(record, condition.right);
}

export function fieldsOf(condition: Condition): string[] {
	return 'join' in condition ? [...fieldsOf(condition.left), ...fieldsOf(condition.right)] : [condition.field];
}

/** Living records the index already knows, newest id first. */
export function searchable(state: ZohoState, module: ModuleName): StoredRecord[] {
	const now = state.world.clock.now();
	return state.tables[module]
		.sorted('id')
		.filter((record) => isSearchable(record, now))
		.reverse();
}
