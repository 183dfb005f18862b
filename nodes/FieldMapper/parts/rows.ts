import type { FieldName, MappingRow } from '../../../sync/types';

/** The rows of the parameter as the mapping takes them. Names are checked when the mapping is compiled. */
export function readRows(parameter: unknown): MappingRow[] {
	const rows = typeof parameter === 'object' && parameter !== null && 'rows' in parameter ? parameter.rows : parameter;
	return (Array.isArray(rows) ? rows : []).map((row: unknown) => readRow(typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : {}));
}

function readRow(row: Record<string, unknown>): MappingRow {
	return { to: textOf(row.to) as FieldName, transform: readTransform(row) };
}

function readTransform(row: Record<string, unknown>): MappingRow['transform'] {
	const from = textOf(row.from) as FieldName;
	switch (row.transform ?? 'copy') {
		case 'template':
			return { kind: 'template', text: textOf(row.template) };
		case 'constant':
			return { kind: 'constant', value: textOf(row.value) };
		case 'firstOf':
			return { kind: 'firstOf', from: (Array.isArray(row.fromAny) ? row.fromAny : []).map(textOf) as FieldName[] };
		case 'mapValues':
			return { kind: 'mapValues', from, values: readValues(row.values), otherwise: row.otherwise === 'empty' ? 'empty' : 'keep' };
		case 'limit':
			return { kind: 'limit', from, maxLength: Number(textOf(row.maxLength)) };
		default:
			return { kind: 'copy', from };
	}
}

/** Lines of the form `left = right`. A line without an equals sign empties its value. */
function readValues(value: unknown): Array<{ when: string; then: string }> {
	return textOf(value)
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => {
			const [when = '', ...then] = line.split('=');
			return { when: when.trim(), then: then.join('=').trim() };
		});
}

/** A row may come from an expression: what is no plain value is no text either, and the check of the row says so. */
function textOf(value: unknown): string {
	return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
