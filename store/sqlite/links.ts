import { StoreError } from '../../sync/types/errors';
import type { Baseline, Commit, Link, LinkState, Seen, SyncStore } from '../../sync/types';
import type { Side } from '../../sync/types/record';
import type { Connection } from './connection';
import { isUniqueViolation } from './errors';
import { fromJson, fromNullableJson, toFlag, toJson, toList, toNullableTime, toTime } from './values';

interface LinkColumns {
	id: number;
	sync: string;
	crm_id: string | null;
	calendar_id: string | null;
	origin: Side;
	created_by_us: number;
	baseline_crm: string;
	baseline_calendar: string;
	seen_crm: string | null;
	seen_calendar: string | null;
	state: LinkState;
	generation: number;
	key: string | null;
	intent_at: number | null;
	content_key: string | null;
	version: number;
	updated_at: number;
}

/** Columns by side; never taken from outside, so they may stand in a statement. */
export const linkIdColumn: Record<Side, string> = { crm: 'crm_id', calendar: 'calendar_id' };
const seenColumn: Record<Side, string> = { crm: 'seen_crm', calendar: 'seen_calendar' };

export function linkMethods(
	connection: Connection,
): Pick<SyncStore, 'linksByRecord' | 'getLinks' | 'listLinks' | 'countLinks'> {
	return {
		linksByRecord: async (sync, side, recordIds) =>
			connection.read(() =>
				connection
					.all<LinkColumns>(
						`SELECT l.* FROM json_each(?) AS wanted CROSS JOIN links AS l
						WHERE l.sync = ? AND l.${linkIdColumn[side]} = wanted.value ORDER BY wanted.key`,
						toList(recordIds),
						sync,
					)
					.map(toLink),
			),
		getLinks: async (ids) =>
			connection.read(() =>
				connection
					.all<LinkColumns>(
						'SELECT l.* FROM json_each(?) AS wanted CROSS JOIN links AS l WHERE l.id = wanted.value ORDER BY wanted.key',
						toList(ids),
					)
					.map(toLink),
			),
		listLinks: async (sync, filter) =>
			connection.read(() => {
				const after = filter.afterId ?? 0;
				const rows =
					filter.state === undefined
						? connection.all<LinkColumns>(
								'SELECT * FROM links WHERE sync = ? AND id > ? ORDER BY id LIMIT ?',
								sync,
								after,
								filter.limit,
							)
						: connection.all<LinkColumns>(
								'SELECT * FROM links WHERE sync = ? AND state = ? AND id > ? ORDER BY id LIMIT ?',
								sync,
								filter.state,
								after,
								filter.limit,
							);
				return rows.map(toLink);
			}),
		countLinks: async (sync, state) =>
			connection.read(() => {
				const row =
					state === undefined
						? connection.get<{ count: number }>('SELECT COUNT(*) AS count FROM links WHERE sync = ?', sync)
						: connection.get<{ count: number }>('SELECT COUNT(*) AS count FROM links WHERE sync = ? AND state = ?', sync, state);
				return row?.count ?? 0;
			}),
	};
}

/** Saves within a transaction; removals come first, so that an id given up by one link can go to another. */
export function saveLinks(connection: Connection, commit: Commit): Link[] {
	for (const id of commit.removedLinks ?? []) {
		connection.run('DELETE FROM links WHERE id = ? AND sync = ?', id, commit.sync);
	}
	return (commit.links ?? []).map((link) => {
		try {
			return saveLink(connection, commit, link);
		} catch (error) {
			if (!isUniqueViolation(error)) throw error;
			return saveOverGone(connection, commit, link);
		}
	});
}

/** A record that a link of the past still names is free: that link gives it up, and keeps its other record and its generation. */
function saveOverGone(connection: Connection, commit: Commit, link: Link): Link {
	if (link.state !== 'gone') {
		for (const [column, recordId] of [['crm_id', link.crmId], ['calendar_id', link.calendarId]] as const) {
			connection.run(`UPDATE links SET ${column} = NULL WHERE sync = ? AND ${column} = ? AND state = 'gone' AND id <> ?`, commit.sync, recordId, link.id);
		}
	}
	try {
		return saveLink(connection, commit, link);
	} catch (error) {
		if (isUniqueViolation(error)) throw conflict(link, 'one of its records already belongs to another link');
		throw error;
	}
}

/** Notes what was last seen on one side. Not a save of the link: its version stays, so that a batch under way is not refused. */
export function saveSeen(
	connection: Connection,
	sync: string,
	side: Side,
	seen: ReadonlyArray<{ linkId: number; seen: Seen }>,
	now: number,
): void {
	for (const entry of seen) {
		connection.run(
			`UPDATE links SET ${seenColumn[side]} = ?, updated_at = ? WHERE id = ? AND sync = ?`,
			toJson(entry.seen),
			toTime(now),
			entry.linkId,
			sync,
		);
	}
}

function saveLink(connection: Connection, commit: Commit, link: Link): Link {
	const saved: Link = { ...link, sync: commit.sync, version: link.version + 1, updatedAt: toTime(commit.now) };
	const values = [
		saved.crmId,
		saved.calendarId,
		saved.origin,
		toFlag(saved.createdByUs),
		JSON.stringify(saved.baseline.crm),
		JSON.stringify(saved.baseline.calendar),
		toJson(saved.seen.crm),
		toJson(saved.seen.calendar),
		saved.state,
		saved.generation,
		saved.key,
		toNullableTime(saved.intentAt),
		saved.contentKey,
		saved.version,
		saved.updatedAt,
	];
	if (link.id === 0) {
		const inserted = connection.run(
			`INSERT INTO links (crm_id, calendar_id, origin, created_by_us, baseline_crm, baseline_calendar, seen_crm, seen_calendar,
				state, generation, key, intent_at, content_key, version, updated_at, sync)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			...values,
			saved.sync,
		);
		return { ...saved, id: inserted.id };
	}
	const updated = connection.run(
		`UPDATE links SET crm_id = ?, calendar_id = ?, origin = ?, created_by_us = ?, baseline_crm = ?, baseline_calendar = ?,
			seen_crm = ?, seen_calendar = ?, state = ?, generation = ?, key = ?, intent_at = ?, content_key = ?, version = ?, updated_at = ?
		WHERE sync = ? AND id = ? AND version = ?`,
		...values,
		saved.sync,
		link.id,
		link.version,
	);
	if (updated.changes === 0) throw conflict(link, 'another run changed or removed it in the meantime');
	return saved;
}

function conflict(link: Link, reason: string): StoreError {
	return new StoreError(
		'versionConflict',
		`The link of CRM record ${link.crmId ?? '(new)'} and calendar record ${link.calendarId ?? '(new)'} was not saved: ${reason}. ` +
			'Nothing of this batch was stored.',
		'Nothing needs to be done: the records are read again and the batch is repeated.',
	);
}

function toLink(row: LinkColumns): Link {
	return {
		id: row.id,
		sync: row.sync,
		crmId: row.crm_id,
		calendarId: row.calendar_id,
		origin: row.origin,
		createdByUs: row.created_by_us === 1,
		baseline: { crm: fromJson<Baseline>(row.baseline_crm), calendar: fromJson<Baseline>(row.baseline_calendar) },
		seen: { crm: fromNullableJson<Seen>(row.seen_crm), calendar: fromNullableJson<Seen>(row.seen_calendar) },
		state: row.state,
		generation: row.generation,
		key: row.key,
		intentAt: row.intent_at,
		contentKey: row.content_key,
		version: row.version,
		updatedAt: row.updated_at,
	};
}
