import type { RowOutcome } from '../../../sync/types';
import type { Connection } from '../connection';
import { pendingOf, removeIfReplaced, returnRow } from './delivery';
import type { InboxColumns } from './rows';

/** Ends one row within a transaction. A row that is not there any more was settled or replaced by somebody else: nothing to do. */
export function applyOutcome(connection: Connection, sync: string, outcome: RowOutcome): void {
	const row = connection.get<InboxColumns>('SELECT * FROM inbox WHERE id = ? AND sync = ?', outcome.id, sync);
	if (row === null) return;
	switch (outcome.outcome) {
		case 'settled':
			settle(connection, row);
			return;
		case 'handedBack':
			handBack(connection, row, outcome.notBefore, outcome.reason);
			return;
		case 'held':
			hold(connection, row, outcome.reason);
	}
}

function settle(connection: Connection, row: InboxColumns): void {
	// The record was written after the delivery ran out: whoever settles this row has not seen what it stands for now.
	if (row.state !== 'delivered' && row.change === 'upsert' && row.record === null) return;
	connection.run('DELETE FROM inbox WHERE id = ?', row.id);
}

function handBack(connection: Connection, row: InboxColumns, notBefore: number, reason: string): void {
	if (row.state === 'held' || removeIfReplaced(connection, row)) return;
	returnRow(connection, row, { state: 'waiting', notBefore, attempts: Math.max(0, row.attempts - 1), reason });
}

function hold(connection: Connection, row: InboxColumns, reason: string): void {
	const newer = pendingOf(connection, row);
	if (newer === null) {
		returnRow(connection, row, { state: 'held', notBefore: row.not_before, attempts: row.attempts, reason });
		return;
	}
	connection.run('DELETE FROM inbox WHERE id = ?', row.id);
	// The guard stopped a deletion and the newer row is the same deletion reported again.
	if (row.change === 'delete' && newer.change === 'delete' && newer.released === 0) {
		returnRow(connection, newer, { state: 'held', notBefore: newer.not_before, attempts: newer.attempts, reason });
	}
}
