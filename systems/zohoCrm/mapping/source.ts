import type { FieldName, RecordSource } from '../../../sync/types';
import { idOf, referenceId, textOf } from '../row';
import type { ZohoRow } from '../row';

/** What the mapping must know about where a row was read. */
export interface ReadContext {
	/** '' before the account is known. */
	account: string;
	container: string;
	/** Milliseconds since 1970 by the vendor's clock when the row was read; null when unknown. */
	seenAt: number | null;
	/** True for a complete single read, false for a row of a list. */
	complete: boolean;
	/** Titles that stand for "no title". */
	placeholders: ReadonlySet<string>;
}

export function sourceOf(row: ZohoRow, revision: string, context: ReadContext): RecordSource {
	const createdAt = textOf(row.Created_Time);
	const modifiedAt = textOf(row.Modified_Time);
	const owner = referenceId(row.Owner);
	return {
		system: 'zohoCrm',
		account: context.account,
		container: context.container,
		id: idOf(row.id),
		revision,
		...(createdAt !== '' && { createdAt }),
		...(modifiedAt !== '' && { modifiedAt }),
		...(owner !== '' && { owner }),
	};
}

/**
 * Those fields of which Zoho's part is not sent. An empty field is sent as null; one that is not sent at all is hidden from
 * the user's profile or layout, which says nothing about its value.
 */
export function unseenFields(row: ZohoRow, parts: ReadonlyArray<readonly [FieldName, string]>): Set<FieldName> {
	return new Set(parts.filter(([, name]) => row[name] === undefined).map(([field]) => field));
}
