import { toldField } from '../record/fields';
import type { CanonicalRecord, FieldName, FieldValue, FieldValues, MappedPair } from '../types';
import { asText } from './asText';
import type { CompiledMapping, CompiledRow } from './compile';

/** The target's fields made from a record, and which source field fed which of them. Never throws. */
export function applyMapping(compiled: CompiledMapping, record: CanonicalRecord): { values: FieldValues; pairs: MappedPair[] } {
	const values: FieldValues = {};
	const pairs: MappedPair[] = [];
	for (const row of compiled.rows) {
		const value = rowValue(row, record);
		if (value === undefined) continue;
		values[row.to] = value;
		for (const from of sourcesOf(row)) pairs.push({ from, to: row.to });
	}
	return { values, pairs };
}

/** The fields a row reads. A constant reads none; it is listed as its own source so that it counts as mapped. */
function sourcesOf(row: CompiledRow): FieldName[] {
	switch (row.step) {
		case 'firstOf':
			return row.from;
		case 'template': {
			const fields = row.parts.flatMap((part) => (part.kind === 'field' ? [part.field] : []));
			return fields.length === 0 ? [row.to] : [...new Set(fields)];
		}
		case 'constant':
			return [row.to];
		default:
			return [row.from];
	}
}

/** undefined: the record holds none of the sources, so nothing is said about the target field. */
function rowValue(row: CompiledRow, record: CanonicalRecord): FieldValue | undefined {
	switch (row.step) {
		case 'firstOf': {
			const found = row.from.map((field) => toldField(record, field)).filter((value) => value !== undefined);
			const value = found.find((candidate) => !isEmpty(candidate)) ?? found[0];
			return value === undefined ? undefined : carried(value, row.kind);
		}
		case 'template': {
			const filled = row.parts.map((part) => (part.kind === 'text' ? part.text : asText(toldField(record, part.field)))).join('');
			return carried(filled, row.kind);
		}
		case 'constant':
			return row.value;
		case 'mapValues': {
			const value = toldField(record, row.from);
			if (value === undefined) return undefined;
			const text = asText(value);
			return carried(row.values.get(text) ?? (row.otherwise === 'keep' ? text : ''), row.kind);
		}
		case 'limit': {
			const value = toldField(record, row.from);
			return value === undefined ? undefined : carried(limited(asText(value), row.maxLength), row.kind);
		}
	}
}

function isEmpty(value: FieldValue): boolean {
	return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function carried(value: FieldValue, kind: CompiledRow['kind']): FieldValue {
	if (kind === 'text' || kind === 'choice') return asText(value);
	if (kind === 'texts') return Array.isArray(value) ? value : isEmpty(value) ? [] : [asText(value)];
	return value;
}

/** The first characters, counted so that no emoji is cut in two. */
function limited(text: string, maxLength: number): string {
	return [...text].slice(0, maxLength).join('');
}
