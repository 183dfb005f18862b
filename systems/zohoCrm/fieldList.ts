import type { FieldCapability } from '../../sync/types';
import { isForbidden } from './session';
import type { ZohoSession } from './session';
import { isRow, rowsOf, textOf } from './row';
import type { ZohoRow } from './row';

const kinds = new Map<string, FieldCapability['kind']>(Object.entries({
	text: 'text',
	textarea: 'text',
	email: 'text',
	phone: 'text',
	website: 'text',
	date: 'date',
	datetime: 'text',
	boolean: 'boolean',
	integer: 'number',
	bigint: 'text',
	double: 'number',
	currency: 'number',
	percent: 'number',
	picklist: 'choice',
} satisfies Record<string, FieldCapability['kind']>));

/** Fields that an administrator added, by API name, as far as they hold one plain value. */
export async function customFields(session: ZohoSession): Promise<Map<string, FieldCapability>> {
	const answer = await session.client.get('settings/fields', { module: session.module });
	const fields = new Map<string, FieldCapability>();
	for (const row of rowsOf(answer?.body.fields)) {
		const name = textOf(row.api_name);
		const capability = row.custom_field === true && name !== '' ? capabilityOf(row) : null;
		if (capability !== null) fields.set(name, capability);
	}
	return fields;
}

/** Names only; none when the credential may not read the field list, which is no reason not to sync the rest. */
export async function customFieldNames(session: ZohoSession): Promise<string[]> {
	try {
		return [...(await customFields(session)).keys()];
	} catch (error) {
		if (isForbidden(error)) return [];
		throw error;
	}
}

function capabilityOf(row: ZohoRow): FieldCapability | null {
	const kind = kinds.get(textOf(row.data_type));
	if (kind === undefined) return null;
	const length = typeof row.length === 'number' ? row.length : null;
	const choices = kind === 'choice' ? rowsOf(row.pick_list_values).map((value) => textOf(value.actual_value) || textOf(value.display_value)) : null;
	const operations = isRow(row.operation_type) ? row.operation_type : {};
	const readOnly = row.field_read_only === true || row.read_only === true || operations.api_update === false;
	return {
		label: textOf(row.display_label) || textOf(row.api_name),
		kind,
		read: true,
		write: !readOnly,
		custom: true,
		...(row.system_mandatory === true && { required: true }),
		...(kind === 'text' && length !== null && { maxLength: length }),
		...(choices !== null && { choices }),
	};
}
