import { SystemError } from '../../sync/types';
import type { WriteOptions, WriteResult } from '../../sync/types';
import { problemOf } from './errors';
import { revisionInstant } from './revision';
import { idOf, isRow, parseInstant } from './row';
import type { ZohoSession } from './session';
import { refusal } from './writeResults';

interface Deletion {
	/** Position of its request. */
	index: number;
	id: string;
	revision: string | null;
	/** Call the meeting off and keep it, where Zoho lets us. */
	cancel: boolean;
}

/**
 * Deletes up to 100 records. Zoho's delete knows no precondition, so the times of modification are looked at right before;
 * a record that somebody changed since is left alone.
 */
export async function deleteRecords(
	session: ZohoSession,
	deletions: Deletion[],
	options: WriteOptions,
	results: Map<number, WriteResult>,
	onFailure: (error: SystemError, indexes: number[]) => void,
): Promise<void> {
	const open = (): Deletion[] => deletions.filter(({ index }) => !results.has(index));
	try {
		for (const { index } of await changedSince(session, deletions)) results.set(index, { outcome: 'stale' });
		for (const { index } of await cancelMeetings(session, open(), options)) results.set(index, { outcome: 'deleted' });
		await send(session, open(), options, results);
	} catch (error) {
		if (!(error instanceof SystemError)) throw error;
		onFailure(error, open().map(({ index }) => index));
	}
}

/**
 * Zoho calls off meetings that have invited participants and are not over (Zoho CRM API v8, Cancel Meetings); it refuses
 * all others, and those are deleted. Returns the ones that were called off.
 */
async function cancelMeetings(session: ZohoSession, deletions: Deletion[], options: WriteOptions): Promise<Deletion[]> {
	const wanted = session.module === 'Events' ? deletions.filter(({ cancel }) => cancel) : [];
	const answers = await Promise.all(
		wanted.map(
			async ({ id }) =>
				await session.client.send('POST', `Events/${encodeURIComponent(id)}/actions/cancel`, {
					body: { data: [{ send_cancelling_mail: options.notifyGuests !== 'none' }] },
					// Called off is called off: a second time is refused and then judged like any other refusal.
					idempotent: true,
					...(options.notAfter !== undefined && { notAfter: options.notAfter }),
				}),
		),
	);
	return wanted.filter((_, position) => {
		const body = answers[position]?.body;
		const items = isRow(body) && Array.isArray(body.data) ? body.data : [];
		return isRow(items[0]) && items[0].code === 'SUCCESS';
	});
}

async function changedSince(session: ZohoSession, deletions: Deletion[]): Promise<Deletion[]> {
	const guarded = deletions.filter(({ revision }) => revision !== null && revisionInstant(revision) !== null);
	if (guarded.length === 0) return [];
	const modified = new Map<string, number | null>();
	const pages = session.client.list({
		path: session.module,
		parameters: { ids: guarded.map(({ id }) => id).join(','), fields: 'id,Modified_Time' },
	});
	for await (const page of pages) {
		for (const row of page.rows) modified.set(idOf(row.id), parseInstant(row.Modified_Time));
	}
	// A record that is not listed is sent on: the delete itself tells whether it is gone or out of reach.
	return guarded.filter(({ id, revision }) => {
		const now = modified.get(id);
		return now !== undefined && revision !== null && now !== revisionInstant(revision);
	});
}

async function send(session: ZohoSession, deletions: Deletion[], options: WriteOptions, results: Map<number, WriteResult>): Promise<void> {
	if (deletions.length === 0) return;
	const answer = await session.client.send('DELETE', session.module, {
		query: { ids: deletions.map(({ id }) => id).join(','), wf_trigger: String(options.runAutomations) },
		idempotent: true,
		...(options.notAfter !== undefined && { notAfter: options.notAfter }),
	});
	const items = isRow(answer.body) && Array.isArray(answer.body.data) ? answer.body.data : null;
	if (items !== null && items.length === deletions.length) {
		deletions.forEach(({ index }, position) => results.set(index, judge(items[position])));
		return;
	}
	const problem = problemOf(answer.body);
	if (problem === null || answer.status < 400) {
		for (const { index } of deletions) results.set(index, { outcome: 'unclear', message: "Zoho CRM's answer to the deletion cannot be understood." });
	} else if (deletions.length === 1) {
		for (const { index } of deletions) results.set(index, refusal(problem, 'delete'));
	} else {
		// Refused as a whole: halves find the record that is to blame.
		const middle = Math.ceil(deletions.length / 2);
		await send(session, deletions.slice(0, middle), options, results);
		await send(session, deletions.slice(middle), options, results);
	}
}

function judge(item: unknown): WriteResult {
	const problem = problemOf(item);
	if (problem !== null) return refusal(problem, 'delete');
	if (isRow(item) && item.code === 'SUCCESS') return { outcome: 'deleted' };
	return { outcome: 'unclear', message: "Zoho CRM's answer for this deletion cannot be understood." };
}
