import type { Capabilities, FieldName, MappingRow } from '../types';
import { kindFits } from './fit';

/** One copying row for every field that one side can read and the other can write. Custom fields are never among them. */
export function defaultRows(from: Capabilities, to: Capabilities): MappingRow[] {
	return (Object.keys(to.fields) as FieldName[]).filter((field) => isCarried(field, from, to)).map((field) => ({ to: field, transform: { kind: 'copy', from: field } }));
}

function isCarried(field: FieldName, from: Capabilities, to: Capabilities): boolean {
	const source = from.fields[field];
	const target = to.fields[field];
	if (!source?.read || !target?.write || source.custom || target.custom) return false;
	return kindFits(source.kind, target.kind);
}
