import type { FieldName, MappingRow } from '../../../sync/types';

/** The rows of the parameter as the mapping takes them. Names are checked when the mapping is compiled. */
export function readRows(parameter: unknown): MappingRow[] {
	const rows = typeof parameter === 'object' && parameter !== null && 'rows' in parameter ? parameter.rows : parameter;
	return (Array.isArray(rows) ? rows : []).map((row: unknown) => readRow(typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : {}));
}

function readRow(row: Record<string, unknown>): MappingRow {
	return { to: String(row.to ?? '') as FieldName, transform: readTransform(row) };
}

function readTransform(row: Record<string, unknown>): MappingRow['transform'] {
	const from = String(row.from ?? '') as FieldName;
	switch (row.transform ?? 'copy') {
		case 'template':
			return { kind: 'template', text: String(row.template ?? '') };
		case 'constant':
			return { kind: 'constant', value: String(row.value ?? '') };
		case 'firstOf':
			return { kind: 'firstOf', from: (Array.isArray(row.fromAny) ? row.fromAny : []).map(String) as FieldName[] };
		case 'mapValues':
			return { kind: 'mapValues', from, values: readValues(row.values), otherwise: row.otherwise === 'empty' ? 'empty' : 'keep' };
		case 'limit':
			return { kind: 'limit', from, maxLength: Number(row.maxLength ?? 0) };
		default:
			return { kind: 'copy', from };
	}
}

/** Lines of the form `left = right`. A line without an equals sign empties its value. */
function readValues(value: unknown): Array<{ when: string; then: string }> {
	return String(value ?? '')
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => {
			const [when = '', ...then] = line.split('=');
			return { when: when.trim(), then: then.join('=').trim() };
		});
}
