import type { INodeProperties } from 'n8n-workflow';
import type { JournalEntry } from '../../../sync/types';
import { count } from '../engine/sideSettings';
import { doneRows } from '../items/output';
import type { Operation, OperationCall } from './operation';
import { openEngine } from './session';

const limit: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

const days: INodeProperties = {
	displayName: 'Days Back',
	name: 'days',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 30,
	description: 'How far to look back. The journal itself forgets after the time set in "Apply Changes".',
};

const day = 24 * 60 * 60_000;

function readSince({ read }: OperationCall, now: number): number {
	return now - count(read('days', 30), 30, 1, 'Days Back') * day;
}

/** Runs that wrote something, for choosing the one to undo. */
export const listRuns: Operation = {
	value: 'listRuns',
	name: 'List Runs',
	action: 'List the runs of the sync',
	description: 'Executions that wrote something: when, how many records were created, updated and deleted on which side',
	properties: [days, limit],
	runs: 'once',
	execute: async (call) => {
		const { engine, context, sync } = await openEngine(call);
		const runs = await engine.listRuns(context, { sync, since: readSince(call, context.clock.now()), limit: count(call.read('limit', 50), 50, 1, 'Limit') });
		return doneRows(runs.map((run) => ({ sync, ...run })), call.item);
	},
};

/** What the sync wrote and why. */
export const getJournal: Operation = {
	value: 'getJournal',
	name: 'Get Journal',
	action: 'Get the journal of the sync',
	description: 'Every write with its time, execution, reason, fields, and the values before and after; the newest first',
	properties: [
		{ displayName: 'Run', name: 'run', type: 'string', default: '', description: 'ID of the execution whose writes are wanted. Empty: of all.' },
		{ displayName: 'Record ID', name: 'recordId', type: 'string', default: '', description: 'ID of the record whose writes are wanted. Empty: of all.' },
		days,
		limit,
	],
	runs: 'once',
	execute: async (call) => {
		const { engine, context, sync } = await openEngine(call);
		const [run, recordId] = [text(call.read('run', '')), text(call.read('recordId', ''))];
		const entries = await engine.listJournal(context, {
			sync,
			...(run !== '' && { run }),
			...(recordId !== '' && { recordId }),
			since: readSince(call, context.clock.now()),
			limit: count(call.read('limit', 50), 50, 1, 'Limit'),
		});
		return doneRows(entries.map(readable), call.item);
	},
};

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Times are written out for people. */
function readable(entry: JournalEntry): object {
	return { ...entry, at: new Date(entry.at).toISOString() };
}
