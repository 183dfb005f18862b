import type { Stamp } from '../../../sync/types';
import type { Json } from '../client';

/** One named property for the link's mark (Graph: singleValueLegacyExtendedProperty). The GUID is this package's own; names are case-sensitive. */
export const STAMP_ID = 'String {6f7b3c52-0d5e-4f0b-9a57-4c1f0d5a8e21} Name crmCalendarSync';

/** For `$expand`: without it the mark is not told. */
export const EXPAND_STAMP = `singleValueExtendedProperties($filter=id eq '${STAMP_ID}')`;

export function stampToGraph({ sync, partnerId, generation }: Stamp): Json {
	return { singleValueExtendedProperties: [{ id: STAMP_ID, value: JSON.stringify([sync, partnerId, generation]) }] };
}

/** Filter for records whose mark names this one among others. Texts are compared without regard to case, so more may be found. */
export function markedWith(partnerId: string): string {
	return marked(`contains(ep/value, '${quoted(JSON.stringify(partnerId))}')`);
}

/** Filter for all records that carry a mark. */
export const MARKED = marked("ep/value ne ''");

function marked(condition: string): string {
	return `singleValueExtendedProperties/Any(ep: ep/id eq '${STAMP_ID}' and ${condition})`;
}

/** A quote inside a text of OData is written twice. */
export function quoted(text: string): string {
	return text.replaceAll("'", "''");
}

/** undefined when the record carries no mark, or was read without it. */
export function stampFromGraph(record: Json): Stamp | undefined {
	const properties = Array.isArray(record.singleValueExtendedProperties) ? (record.singleValueExtendedProperties as unknown[]) : [];
	for (const property of properties) {
		if (typeof property !== 'object' || property === null || !('id' in property) || !('value' in property)) continue;
		// Graph may write the GUID in another case than it was given.
		if (typeof property.id === 'string' && property.id.toLowerCase() === STAMP_ID.toLowerCase() && typeof property.value === 'string') return parsed(property.value);
	}
	return undefined;
}

function parsed(text: string): Stamp | undefined {
	try {
		const [sync, partnerId, generation] = JSON.parse(text) as unknown[];
		if (typeof sync !== 'string' || typeof partnerId !== 'string' || !Number.isSafeInteger(generation)) return undefined;
		return { sync, partnerId, generation: Number(generation) };
	} catch {
		return undefined;
	}
}
