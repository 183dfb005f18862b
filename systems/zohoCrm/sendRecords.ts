import { SystemError } from '../../sync/types';
import type { FieldValues, Loss, WriteOptions, WriteResult } from '../../sync/types';
import type { HttpAnswer } from '../http';
import { problemOf } from './errors';
import { revisionOf } from './revision';
import { idOf, isRow, parseInstant } from './row';
import type { ZohoRow } from './row';
import type { ZohoSession } from './session';
import { refusal } from './writeResults';

/** A record on its way to Zoho. */
export interface Outgoing {
	/** Position of its request. */
	index: number;
	kind: 'create' | 'update';
	/** null for a create. */
	id: string | null;
	revision: string | null;
	row: ZohoRow;
	extras: { written?: FieldValues; losses?: Loss[] };
}

/** Sends up to 100 creates, or updates with one precondition, and judges each record by its own code. */
export async function sendRecords(
	session: ZohoSession,
	records: Outgoing[],
	precondition: string | null,
	options: WriteOptions,
	results: Map<number, WriteResult>,
	onFailure: (error: SystemError, indexes: number[]) => void,
): Promise<void> {
	try {
		const answer = await send(session, records, precondition, options);
		const items = isRow(answer.body) && Array.isArray(answer.body.data) ? answer.body.data : null;
		if (items !== null && items.length === records.length) {
			records.forEach((record, position) => results.set(record.index, judge(record, items[position])));
			return;
		}
		const problem = problemOf(answer.body);
		if (problem === null || answer.status < 400) {
			for (const { index } of records) results.set(index, { outcome: 'unclear', message: "Zoho CRM's answer to the write cannot be understood." });
		} else if (records.length === 1) {
			for (const { index, kind } of records) results.set(index, refusal(problem, kind));
		} else {
			// The call was refused as a whole, so nothing was written: halves find the record that is to blame.
			const middle = Math.ceil(records.length / 2);
			await sendRecords(session, records.slice(0, middle), precondition, options, results, onFailure);
			await sendRecords(session, records.slice(middle), precondition, options, results, onFailure);
		}
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		onFailure(error, records.map(({ index }) => index));
	}
}

async function send(session: ZohoSession, records: Outgoing[], precondition: string | null, options: WriteOptions): Promise<HttpAnswer> {
	const isUpdate = records.some(({ kind }) => kind === 'update');
	const notify = options.notifyGuests !== 'none';
	const data = records.map(({ id, row }) => ({
		...(id !== null && { id }),
		...row,
		...(session.resource === 'event' && { $send_notification: notify }),
	}));
	return await session.client.send(isUpdate ? 'PUT' : 'POST', session.module, {
		// An empty list keeps workflows, approvals and blueprints quiet; left out, all of them run (Zoho CRM API, Insert Records).
		body: { data, ...(!options.runAutomations && { trigger: [] }) },
		...(precondition !== null && { headers: { 'If-Unmodified-Since': precondition } }),
		// A repeated create makes a second record; a repeated update mails guests twice.
		idempotent: isUpdate && !(notify && session.resource === 'event'),
		...(options.notAfter !== undefined && { notAfter: options.notAfter }),
	});
}

function judge(record: Outgoing, item: unknown): WriteResult {
	const problem = problemOf(item);
	if (problem !== null) return refusal(problem, record.kind);
	const details = isRow(item) && item.code === 'SUCCESS' && isRow(item.details) ? item.details : null;
	const id = details === null ? '' : idOf(details.id);
	if (details === null || id === '') return { outcome: 'unclear', message: "Zoho CRM's answer for this record cannot be understood." };
	return {
		outcome: 'written',
		id,
		revision: revisionOf(details.Modified_Time, null),
		modifiedAt: parseInstant(details.Modified_Time),
		...record.extras,
	};
}
