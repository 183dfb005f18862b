import { SystemError } from '../../sync/types';
import type { ReadResult, Snapshot } from '../../sync/types';
import { malformed, problemOf, rejected } from './errors';
import { listedFields } from './fields';
import { idOf, isId, isRow, parseInstant, referenceId, rowsOf } from './row';
import type { ZohoRow } from './row';
import type { ZohoSession } from './session';
import { allOf } from '../shared/allOf';

/** Codes with which Zoho says that there is no such record; so does a 204. */
const missingCodes = new Set(['INVALID_DATA', 'NO_RECORDS_FOUND', 'NOT_FOUND', 'NO_CONTENT', 'RECORD_NOT_FOUND']);

/** A complete record, or null when Zoho does not show it – which is no proof that it is deleted. */
export interface SingleRow {
	row: ZohoRow;
	at: number | null;
}

/** The single GET, which alone tells participants and whole texts. Throws `SystemError`. */
export async function readRow(session: ZohoSession, id: string): Promise<SingleRow | null> {
	if (!isId(id)) return null;
	const answer = await session.client.send('GET', `${session.module}/${id}`, { idempotent: true });
	if (answer.status === 204) return null;
	const problem = problemOf(answer.body);
	if (problem !== null && answer.status < 500 && missingCodes.has(problem.code)) return null;
	if (answer.status >= 400 || problem !== null) throw rejected(answer);
	const row = isRow(answer.body) ? rowsOf(answer.body.data)[0] : undefined;
	if (row === undefined || idOf(row.id) !== id) throw malformed(`to the record ${id}`, answer.status);
	const date = Date.parse(answer.headers.date ?? '');
	return { row, at: Number.isNaN(date) ? null : date };
}

/**
 * Complete reads in the order of the ids. A record that Zoho does not show counts as gone only when Zoho's list of deleted
 * records names it: a lost permission looks the same on a single read.
 */
export async function readMany(session: ZohoSession, ids: string[]): Promise<ReadResult[]> {
	const rows = await allOf(ids.map(async (id) => await readOne(session, id)));
	const missing = ids.filter((_, index) => rows[index] === null);
	const deleted = missing.length === 0 ? new Set<string>() : await deletedAmong(session, new Set(missing));
	return ids.map((id, index): ReadResult => {
		const result = rows[index] ?? null;
		if (result !== null) return result;
		if (deleted.has(id) || !isId(id)) return { outcome: 'gone' };
		return {
			outcome: 'unreadable',
			message:
				'Zoho CRM does not show this record, but does not list it as deleted either: the connected user may have lost access to it. It does not count as deleted.',
		};
	});
}

async function readOne(session: ZohoSession, id: string): Promise<ReadResult | null> {
	try {
		const single = await readRow(session, id);
		if (single === null) return null;
		const snapshot = session.snapshot(single.row, single.at, true);
		return typeof snapshot === 'string' ? { outcome: 'unreadable', message: snapshot } : { outcome: 'found', snapshot };
	} catch (error) {
		// A permission can be missing for one record only.
		if (error instanceof SystemError && error.details.code === 'NO_PERMISSION') return { outcome: 'unreadable', message: error.message };
		throw error;
	}
}

/** Those of the ids that Zoho's list of deleted records names; newest deletions come first, so mostly one page. */
async function deletedAmong(session: ZohoSession, ids: Set<string>): Promise<Set<string>> {
	const found = new Set<string>();
	for await (const page of session.client.list({ path: `${session.module}/deleted`, parameters: { type: 'all' } })) {
		for (const row of page.rows) {
			if (ids.has(idOf(row.id))) found.add(idOf(row.id));
		}
		if (found.size === ids.size) break;
	}
	return found;
}

/** Records that the connected user created at or after the time (milliseconds since 1970), newest first. */
export async function createdSince(session: ZohoSession, time: number): Promise<Snapshot[]> {
	const user = await session.currentUser();
	const from = Math.floor(time / 1000) * 1000;
	const snapshots: Snapshot[] = [];
	const pages = session.client.list({
		path: session.module,
		parameters: { fields: listedFields(session.resource, []).names.join(','), sort_by: 'Created_Time', sort_order: 'desc' },
	});
	for await (const page of pages) {
		const recent = page.rows.filter((row) => (parseInstant(row.Created_Time) ?? from) >= from);
		snapshots.push(...session.snapshots(recent.filter((row) => referenceId(row.Created_By) === user.id), page.at));
		if (recent.length < page.rows.length) break;
	}
	return snapshots;
}
