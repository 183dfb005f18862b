import type { InboxRow, SyncStore } from '../../../sync/types';
import type { Connection } from '../connection';
import { toList, toTime } from '../values';
import { toInboxRow, type InboxColumns } from './rows';

type Request = Parameters<SyncStore['deliver']>[0];

/** Judges the holder of a delivery on behalf of the owner that asks. */
export type HolderIsDead = (holder: string, asking: string) => boolean;

const maxDeliveries = 3;
/**
 * Waiting time after the first and the second delivery that nobody settled. None after the first one when its process died:
 * a restart goes on at once; only a change that may itself bring the process down is kept waiting.
 */
const delays = [60_000, 300_000];

const parkedReason = `Delivered ${maxDeliveries} times without being settled. Look at the executions of the workflow, then release it.`;

/** Marks due rows as delivered, after taking back the deliveries that ran out. */
export function deliver(connection: Connection, request: Request, isDead: HolderIsDead): { rows: InboxRow[]; parked: InboxRow[] } {
	const parked = takeBackExpired(connection, request, isDead);
	const due = connection.all<InboxColumns>(
		`SELECT * FROM inbox AS i WHERE i.sync = ? AND i.side = ? AND i.state = 'waiting' AND i.not_before <= ?
			AND NOT EXISTS (SELECT 1 FROM inbox AS d
				WHERE d.sync = i.sync AND d.side = i.side AND d.record_id = i.record_id AND d.state = 'delivered')
		ORDER BY i.position, i.id LIMIT ?`,
		request.sync,
		request.side,
		toTime(request.now),
		request.limit,
	);
	const rows = due.map((row) => {
		const delivered: InboxColumns = {
			...row,
			state: 'delivered',
			attempts: row.attempts + 1,
			lease_until: toTime(request.leaseUntil),
			delivered_by: request.owner ?? null,
		};
		connection.run(
			`UPDATE inbox SET state = 'delivered', attempts = ?, lease_until = ?, delivered_by = ? WHERE id = ?`,
			delivered.attempts,
			delivered.lease_until,
			delivered.delivered_by,
			delivered.id,
		);
		return toInboxRow(delivered);
	});
	return { rows, parked };
}

/** Returns the rows that are parked by this. */
function takeBackExpired(connection: Connection, request: Request, isDead: HolderIsDead): InboxRow[] {
	const dead = deadHolders(connection, request, isDead);
	const expired = connection.all<InboxColumns>(
		`SELECT * FROM inbox WHERE sync = ? AND side = ? AND state = 'delivered'
			AND (lease_until <= ? OR delivered_by IN (SELECT value FROM json_each(?)))
		ORDER BY position, id`,
		request.sync,
		request.side,
		toTime(request.now),
		toList(dead),
	);
	const parked: InboxRow[] = [];
	for (const row of expired) {
		if (removeIfReplaced(connection, row)) continue;
		if (row.attempts >= maxDeliveries) {
			returnRow(connection, row, { state: 'parked', notBefore: row.not_before, attempts: row.attempts, reason: parkedReason });
			parked.push(...readRow(connection, row.id));
			continue;
		}
		const wasCutShort = row.attempts === 1 && row.delivered_by !== null && dead.includes(row.delivered_by);
		const delay = wasCutShort ? 0 : (delays[row.attempts - 1] ?? 0);
		const notBefore = Math.min(row.lease_until ?? request.now, request.now) + delay;
		returnRow(connection, row, { state: 'waiting', notBefore, attempts: row.attempts, reason: row.reason });
	}
	return parked;
}

/** Runs that rows are delivered to and that cannot settle them any more. */
function deadHolders(connection: Connection, request: Request, isDead: HolderIsDead): string[] {
	const asking = request.owner;
	if (asking === undefined) return [];
	const holders = connection.all<{ holder: string }>(
		`SELECT DISTINCT delivered_by AS holder FROM inbox
		WHERE sync = ? AND side = ? AND state = 'delivered' AND delivered_by IS NOT NULL`,
		request.sync,
		request.side,
	);
	return holders.map(({ holder }) => holder).filter((holder) => isDead(holder, asking));
}

/** Removes a delivered row when a newer change of the record is there; returns whether it did. */
export function removeIfReplaced(connection: Connection, row: InboxColumns): boolean {
	const newer = pendingOf(connection, row);
	if (newer === null) return false;
	connection.run('DELETE FROM inbox WHERE id = ?', row.id);
	return true;
}

/** The other row of the same record, when this one is delivered. */
export function pendingOf(connection: Connection, row: InboxColumns): InboxColumns | null {
	return connection.get<InboxColumns>(
		`SELECT * FROM inbox WHERE sync = ? AND side = ? AND record_id = ? AND state <> 'delivered' AND id <> ?`,
		row.sync,
		row.side,
		row.record_id,
		row.id,
	);
}

/** Ends a delivery without settling it. A record that changed meanwhile is read again before the next one. */
export function returnRow(
	connection: Connection,
	row: InboxColumns,
	change: { state: 'waiting' | 'held' | 'parked'; notBefore: number; attempts: number; reason: string | null },
): void {
	if (row.superseded === 1 && row.change === 'delete') {
		// The record was seen alive since, and nothing newer waits: there is nothing left to carry out.
		connection.run('DELETE FROM inbox WHERE id = ?', row.id);
		return;
	}
	const outOfDate = row.superseded === 1;
	connection.run(
		`UPDATE inbox SET state = ?, not_before = ?, attempts = ?, reason = ?, lease_until = NULL, delivered_by = NULL, superseded = 0, record = ?, digest = ?
		WHERE id = ?`,
		change.state,
		toTime(change.notBefore),
		change.attempts,
		change.reason,
		outOfDate ? null : row.record,
		outOfDate ? null : row.digest,
		row.id,
	);
}

function readRow(connection: Connection, id: number): InboxRow[] {
	return connection.all<InboxColumns>('SELECT * FROM inbox WHERE id = ?', id).map(toInboxRow);
}
