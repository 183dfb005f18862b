import type { INodeProperties } from 'n8n-workflow';
import type { CustomValue, FieldValues } from '../../../sync/types';

export const customFieldsParameter: INodeProperties = {
	displayName: 'Custom Fields',
	name: 'customFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add field',
	default: {},
	description: 'Fields that an administrator added to the CRM',
	options: [
		{
			displayName: 'Field',
			name: 'field',
			values: [
				{ displayName: 'API Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. Meeting_Room', description: 'Name of the field in the CRM\'s API' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'Value to write' },
			],
		},
	],
};

/** The rows of the parameter as fields. */
export function readCustomFields(value: unknown): FieldValues {
	const rows = typeof value === 'object' && value !== null && 'field' in value && Array.isArray(value.field) ? (value.field as unknown[]) : [];
	const fields: Array<[string, CustomValue]> = [];
	for (const row of rows) {
		if (typeof row !== 'object' || row === null || !('name' in row) || typeof row.name !== 'string' || row.name.trim() === '') continue;
		const content = 'value' in row ? row.value : '';
		fields.push([`custom.${row.name.trim()}`, typeof content === 'number' || typeof content === 'boolean' ? content : String(content ?? '')]);
	}
	return Object.fromEntries(fields);
}

/** The parts of a text between commas, or the texts of a list. */
export function textList(value: unknown): string[] {
	const parts = Array.isArray(value) ? value.map(String) : String(value ?? '').split(',');
	return parts.map((part) => part.trim()).filter((part) => part !== '');
}
