import type { Capabilities, FieldCapability, FieldName } from '../types';
import { customFieldName } from './fields';

/**
 * What a system can hold of a field; undefined when it has no such field. The table cannot know the fields that an administrator
 * added: whether such a field is there, and takes the value, is for the mapping and the vendor to say.
 */
export function capabilityOf({ fields, customFields }: Pick<Capabilities, 'fields' | 'customFields'>, field: FieldName): FieldCapability | undefined {
	const known = fields[field];
	const name = customFieldName(field);
	if (known !== undefined || name === null || customFields !== true) return known;
	return { label: name, kind: 'text', read: true, write: true, custom: true };
}
