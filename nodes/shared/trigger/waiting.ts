import type { Clock, Side, SyncStore } from '../../../sync/types';
import { processWide } from '../processWide';

/** Milliseconds between two looks into the inbox, which cost no request. */
const pause = 250;
/** By then the next poll is due, and delivers what is left. */
const patience = 60_000;

/**
 * A change of a record waits in the inbox while an earlier change of the same record is being applied. Waits until such
 * changes can be delivered. Resolves to false when there are none, when it takes too long, and when somebody waits already.
 */
export async function untilDeliverable(store: Pick<SyncStore, 'countRows'>, clock: Clock, sync: string, side: Side, trigger: string): Promise<boolean> {
	const waiting = processWide('waiting', () => new Set<string>());
	if (waiting.has(trigger)) return false;
	waiting.add(trigger);
	try {
		for (const until = clock.now() + patience; clock.now() < until; await clock.sleep(pause)) {
			const counts = await store.countRows(sync, side);
			if (counts.oldestAge !== null) return true;
			// Nothing waits, or nothing is in the way of what waits for a later time.
			if (counts.waiting === 0 || counts.delivered === 0) return false;
		}
		return false;
	} finally {
		waiting.delete(trigger);
	}
}
