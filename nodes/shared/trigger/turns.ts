import { processWide } from '../processWide';

interface Turns {
	running: Promise<unknown> | null;
	isSomebodyWaiting: boolean;
}

/**
 * One reading of a side at a time within this process. Of several that come in meanwhile one waits and the others get
 * null: the one that waits reads whatever they would have read. `pause` holds back one that should not begin yet.
 */
export async function inTurn<Result>(key: string, read: () => Promise<Result>, pause?: () => Promise<void> | null): Promise<Result | null> {
	const all = processWide('turns', () => new Map<string, Turns>());
	const turns = all.get(key) ?? { running: null, isSomebodyWaiting: false };
	all.set(key, turns);
	if (turns.isSomebodyWaiting) return null;
	const pausing = pause?.() ?? null;
	if (turns.running !== null || pausing !== null) {
		turns.isSomebodyWaiting = true;
		await pausing;
		while (turns.running !== null) await turns.running.catch(() => undefined);
		turns.isSomebodyWaiting = false;
	}
	const reading = read();
	turns.running = reading;
	try {
		return await reading;
	} finally {
		turns.running = null;
	}
}
