import type { SyncStore } from '../../../sync/types';
import type { Connection } from '../connection';
import { deliver, type HolderIsDead } from './delivery';
import { applyOutcome } from './outcomes';
import { queryMethods } from './queries';
import { releaseMethods } from './releasing';
import { refresh } from './rereading';
import { toList, toTime } from '../values';

type InboxMethods = Pick<
	SyncStore,
	| 'deliver'
	| 'extendDeliveries'
	| 'getRows'
	| 'refreshRows'
	| 'finishRows'
	| 'listRows'
	| 'countRows'
	| 'countPendingDeletes'
	| 'releaseRows'
	| 'discardRows'
>;

/** @param now for the age of the oldest row only */
export function inboxMethods(connection: Connection, isDead: HolderIsDead, now: () => number): InboxMethods {
	return {
		deliver: async (request) => connection.write(() => deliver(connection, request, isDead)),
		extendDeliveries: async (ids, leaseUntil) => {
			connection.write(() =>
				connection.run(
					`UPDATE inbox SET lease_until = ? WHERE state = 'delivered' AND lease_until < ? AND id IN (SELECT value FROM json_each(?))`,
					toTime(leaseUntil),
					toTime(leaseUntil),
					toList(ids),
				),
			);
		},
		refreshRows: async (rows) =>
			connection.write(() => {
				for (const { id, entry } of rows) refresh(connection, id, entry);
			}),
		finishRows: async (sync, outcomes) =>
			connection.write(() => {
				for (const outcome of outcomes) applyOutcome(connection, sync, outcome);
			}),
		...queryMethods(connection, now),
		...releaseMethods(connection),
	};
}
