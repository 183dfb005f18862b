import { SystemError } from '../../sync/types';
import type { FeedChange, Snapshot } from '../../sync/types';
import type { Json } from './client';
import { isRefusal, malformed } from './errors';
import { textOf } from './mapping/values';

/** Stands for the id of an entry that names none; it can only be reported. */
const NO_ID = '(no id)';

/** One entry of a feed or a listing. `noun` is what it is called, e.g. "event". */
export function changeOf(snapshotOf: (item: Json) => Snapshot, item: Json, noun: string): FeedChange[] {
	const id = textOf(item.id) || NO_ID;
	if ('@removed' in item) return id === NO_ID ? [] : [{ kind: 'missing', id }];
	try {
		return [{ kind: 'upsert', snapshot: snapshotOf(item) }];
	} catch (error) {
		return [{ kind: 'unreadable', id, message: `Office 365 ${noun}: ${error instanceof Error ? error.message : String(error)}` }];
	}
}

const DEAD_CODES = new Set(['syncstatenotfound', 'syncstateinvalid', 'resyncrequired']);

/** True when a link of a feed is too old. A damaged one is answered with a plain 400; nothing else in a later read can be wrong. */
export function isDeadLink(error: unknown): boolean {
	if (!isRefusal(error)) return false;
	return error.status === 410 || error.status === 400 || DEAD_CODES.has(error.code.toLowerCase());
}

/** A feed whose last page names no link to go on from. */
export function endless(): SystemError {
	return malformed('ends without a position to go on from');
}

/** `why` follows "because", `what` is read anew. */
export function cursorExpired(why: string, what: string): SystemError {
	return new SystemError(
		'cursorExpired',
		`Office 365 begins its list of changes anew, because ${why}. Nothing was changed.`,
		`Nothing to do: ${what} is read in full once and compared.`,
		{ status: 410 },
	);
}

/** The feed never shows the sync's mark. */
export function withoutMark(change: FeedChange): FeedChange {
	return change.kind === 'upsert' ? { ...change, snapshot: { ...change.snapshot, isStampUntold: true } } : change;
}
