import { fieldsOf, getField } from '../../record/fields';
import { elementsOfHash, hashElement, hashField } from '../../record/hash';
import { elementForms, isEmptyValue, isSetField } from '../../record/normalForm';
import type { Baseline, CanonicalRecord, FieldName, Link } from '../../types';

/**
 * Fields of a record of which the CRM's record does not hold everything: values that differ, and entries it lacks. In step means only
 * that the two agree as far as both can hold; what goes for good must be held in full.
 *
 * @param crm what the CRM's record held when it was last read. A field that it does not name is not kept in step, so nobody knows.
 */
export function lackingInCrm(record: CanonicalRecord, crm: Baseline): FieldName[] {
	return fieldsOf(record).filter((field) => !isEmptyValue(field, getField(record, field)) && !isHeld(record, field, crm[field]));
}

/**
 * Fields of a copy that the sync made into which a person entered something that the CRM does not hold, although the two are in step:
 * fields that the sync never wrote, and entries for which the CRM has no room. A text may differ, because a mapping may have made it of
 * something else.
 */
export function addedToCopy(record: CanonicalRecord, { crm, calendar }: Link['baseline']): FieldName[] {
	return lackingInCrm(record, crm).filter((field) => calendar[field] === undefined || (crm[field] !== undefined && isSetField(field)));
}

function isHeld(record: CanonicalRecord, field: FieldName, held: string | undefined): boolean {
	const value = getField(record, field);
	if (held === undefined) return false;
	if (!isSetField(field)) return hashField(field, value) === held;
	const entries = new Set(elementsOfHash(held));
	return elementForms(field, value).every((form) => entries.has(hashElement(form)));
}
