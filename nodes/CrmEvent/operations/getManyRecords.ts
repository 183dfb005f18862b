import type { Resource, Snapshot } from '../../../sync/types';
import { doneRows } from '../../shared/items/output';
import { count } from '../../shared/engine/sideSettings';
import type { Operation } from '../../shared/operations/operation';
import { systemClock } from '../../shared/engine/context';
import { openCrm, recordRow } from './records';

const month = 30.44 * 24 * 60 * 60_000;

/** Lists records. Long texts may be cut and guests left out, as the vendor's lists do; "Get" reads a whole record. */
export function getManyRecords(resource: Resource, name: string): Operation {
	return {
		value: 'getAll',
		name: 'Get Many',
		action: `Get many ${name}`,
		description: `List ${name} of the chosen owner. Long texts may be cut and guests left out; "Get" reads a whole record.`,
		properties: [
			{ displayName: 'Return All', name: 'returnAll', type: 'boolean', default: false, description: 'Whether to return all results or only up to a given limit' },
			{
				displayName: 'Limit',
				name: 'limit',
				type: 'number',
				typeOptions: { minValue: 1 },
				default: 50,
				displayOptions: { show: { returnAll: [false] } },
				description: 'Max number of results to return',
			},
			...(resource === 'event'
				? [
						{ displayName: 'Months Back', name: 'monthsBack', type: 'number' as const, default: 3, description: 'How far into the past events are listed' },
						{ displayName: 'Months Ahead', name: 'monthsAhead', type: 'number' as const, default: 12, description: 'How far into the future events are listed' },
					]
				: []),
		],
		runs: 'perItem',
		execute: async (call) => {
			const { read } = call;
			const limit = read('returnAll', false) === true ? Number.POSITIVE_INFINITY : count(read('limit', 50), 50, 1, 'Limit');
			const now = systemClock.now();
			const window = {
				from: now - count(read('monthsBack', 3), 3, 0, 'Months Back') * month,
				to: now + count(read('monthsAhead', 12), 12, 0, 'Months Ahead') * month,
			};
			const { connected } = await openCrm(call, resource);
			const { container } = await connected.system.identify();
			const isWanted = (snapshot: Snapshot): boolean => isWithin(snapshot, window) && (snapshot.record.source.owner ?? container) === container;
			const found: Snapshot[] = [];
			for await (const page of connected.system.changes({ cursor: null, window })) {
				for (const change of page.changes) if (change.kind === 'upsert' && isWanted(change.snapshot)) found.push(change.snapshot);
				if (found.length >= limit) break;
			}
			return doneRows(found.slice(0, limit).map(recordRow), call.item);
		},
	};
}

/** A feed may bring more than the window asked for. */
function isWithin({ record }: Snapshot, window: { from: number; to: number }): boolean {
	if (!('start' in record)) return true;
	const [start, end] = [record.start, record.end].map((time) => Date.parse('date' in time ? time.date : time.dateTime));
	return start === undefined || end === undefined || Number.isNaN(start) || (end >= window.from && start <= window.to);
}
