import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { classifyRecorded, recordedFeed, recordedSnapshot } from './googleRecordings';

const folder = join(__dirname, '../../../shared/recorded/google');
const isThere = existsSync(folder);
if (!isThere) console.warn('Skipped: no recorded Google answers beside this checkout (../shared/recorded/google).');

function recorded<Shape>(file: string): Shape {
	return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Shape;
}

interface RecordedEvent {
	[name: string]: unknown;
	id: string;
	summary: string;
	start: { dateTime?: string; date?: string; timeZone?: string };
	end: { dateTime?: string; date?: string; timeZone?: string };
	reminders: { useDefault: boolean; overrides?: Array<{ method: string; minutes: number }> };
	attendees?: Array<{ email: string; responseStatus?: string; organizer?: boolean }>;
}

const defaults = [{ method: 'popup', minutes: 30 }];

/** Every field of the record must say what the recorded event says. */
function expectNoLoss(event: RecordedEvent): void {
	const snapshot = recordedSnapshot(event);
	const record = snapshot.record;
	expect(record.title).toBe(event.summary);
	for (const edge of ['start', 'end'] as const) expect(record[edge]).toEqual(event[edge]);
	expect(record.description).toBe(event.description ?? '');
	expect(record.location).toBe(event.location ?? '');
	expect(record.reminders).toEqual(event.reminders.useDefault ? defaults : (event.reminders.overrides ?? []));
	expect(record.attendees.map(({ email, response, organizer }) => ({ email, responseStatus: response, organizer }))).toEqual(
		(event.attendees ?? []).map(({ email, responseStatus, organizer }) => ({ email, responseStatus, organizer })),
	);
	expect(record).toMatchObject({ iCalUID: event.iCalUID, url: event.htmlLink, status: event.status, visibility: 'default', availability: 'busy' });
	expect(record.recurrence?.rules).toEqual(event.recurrence);
	expect(snapshot).toMatchObject({ id: event.id, recurring: event.recurrence !== undefined, omitted: [] });
	expect(snapshot.revision.startsWith(String(event.etag))).toBe(true);
	expect(snapshot.modifiedAt).toBe(Date.parse(String(event.updated)));
	expect(snapshot.createdAt).toBe(Date.parse(String(event.created)));
}

describe.skipIf(!isThere)('recorded answers of Google Calendar', () => {
	it.each(['calendar/event_single.json', 'calendar/event_allday.json', 'calendar/event_recurring_master.json'])('%s is read without loss', (file) => {
		expectNoLoss(recorded<RecordedEvent>(file));
	});

	it('the first full read is read without loss, item by item', async () => {
		const list = recorded<{ items: RecordedEvent[]; nextSyncToken: string }>('calendar/events_list.json');
		expect(list.items.length).toBeGreaterThan(4);
		list.items.forEach(expectNoLoss);
		const feed = await recordedFeed(list, null);
		expect(feed.changes.map(({ kind }) => kind)).toEqual(list.items.map(() => 'upsert'));
		expect(feed.cursor).toEqual({ syncToken: list.nextSyncToken });
	});

	it('the delta is read as one change and one deletion', async () => {
		const delta = recorded<{ items: RecordedEvent[]; nextSyncToken: string }>('calendar/events_delta.json');
		const { changes, cursor } = await recordedFeed(delta, { syncToken: 'events-sync-token-1' });
		expect(changes).toMatchObject([
			{ kind: 'upsert', snapshot: { id: delta.items[0]?.id, record: { title: delta.items[0]?.summary } } },
			{ kind: 'delete', id: delta.items[1]?.id, deletedAt: null },
		]);
		expect(cursor).toEqual({ syncToken: delta.nextSyncToken });
	});

	it.each([
		['error/unauthorized.json', 401, { verdict: 'fail', kind: 'unauthorized' }],
		['error/forbidden.json', 403, { verdict: 'fail', kind: 'forbidden' }],
		['error/rate_limit.json', 403, { verdict: 'throttled' }],
		['error/sync_token_gone.json', 410, { verdict: 'answer' }],
	])('%s is understood', (file, status, expected) => {
		expect(classifyRecorded(status, recorded(file))).toMatchObject(expected);
	});
});
