import type { CalendarEvent, Cursor, FeedChange, Snapshot } from '../../sync/types';
import { snapshotFromGoogle } from '../../systems/googleCalendar/mapping/fromGoogle';
import { googleRules } from '../../systems/googleCalendar/rules';
import { answer, connectGoogle, readFeed, wholeTime } from '../unit/systems/googleFakes';

export function recordedSnapshot(event: Record<string, unknown>): Snapshot & { record: CalendarEvent } {
	const snapshot = snapshotFromGoogle(event, {
		account: 'testuser@example.test',
		container: 'testuser@example.test',
		defaultReminders: [{ method: 'popup', minutes: 30 }],
	});
	if (!('start' in snapshot.record)) throw new Error('not an event');
	return { ...snapshot, record: snapshot.record };
}

/** Plays a recorded list to the whole client. */
export async function recordedFeed(list: unknown, cursor: Cursor | null): Promise<{ changes: FeedChange[]; cursor: Cursor | undefined }> {
	const { system } = connectGoogle(answer(200, list));
	const { changes, pages } = await readFeed(system, { ...wholeTime, cursor });
	return { changes, cursor: pages.at(-1)?.cursor };
}

/** What the client makes of a recorded error: the verdict, and the kind of error where it fails at once. */
export function classifyRecorded(status: number, body: unknown): { verdict: string; kind?: string } {
	const verdict = googleRules.classify(answer(status, body), { method: 'GET', url: 'https://www.googleapis.com/' });
	return verdict.verdict === 'fail' ? { verdict: 'fail', kind: verdict.error.kind } : { verdict: verdict.verdict };
}
