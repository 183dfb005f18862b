import { SystemError } from '../../sync/types';
import type { Cursor } from '../../sync/types';

/** Where the two feeds stand. Each half moves only when its feed was read to the end. */
export interface ZohoCursor {
	/** Milliseconds since 1970 by the vendor's clock. 0: from the beginning. */
	changedSince: number;
	deletedSince: number;
	/** True when the last read left that feed out; it is not left out twice in a row. */
	changedSkipped: boolean;
	deletedSkipped: boolean;
	/** Names of the custom fields to list, and when they were asked for. */
	customFields: string[];
	customFieldsAt: number;
}

export function toCursor(cursor: ZohoCursor): Cursor {
	return { ...cursor, customFields: cursor.customFields.join(',') };
}

/** Throws `SystemError` kind `cursorExpired` for a cursor that this code did not write. */
export function fromCursor(cursor: Cursor): ZohoCursor {
	const { changedSince, deletedSince } = cursor;
	if (!isInstant(changedSince) || !isInstant(deletedSince)) throw cursorExpired();
	const names = typeof cursor.customFields === 'string' ? cursor.customFields : '';
	return {
		changedSince,
		deletedSince,
		changedSkipped: cursor.changedSkipped === true,
		deletedSkipped: cursor.deletedSkipped === true,
		customFields: names.split(',').filter((name) => name !== ''),
		customFieldsAt: isInstant(cursor.customFieldsAt) ? cursor.customFieldsAt : 0,
	};
}

function isInstant(value: Cursor[string] | undefined): value is number {
	return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

/** The cursor is of no use any more; the engine lists everything again. */
export function cursorExpired(): SystemError {
	return new SystemError(
		'cursorExpired',
		'The stored position in the Zoho CRM changes cannot be used any more. Nothing was changed.',
		'Nothing to do: everything is listed again and compared with what is known.',
	);
}
