import { setTimeout as wait } from 'node:timers/promises';

/** Waits until the condition gives something. Throws with the name of what was waited for. */
export async function until<T>(what: string, condition: () => Promise<T | null>, withinMs: number, everyMs = 250): Promise<T> {
	const end = Date.now() + withinMs;
	while (Date.now() < end) {
		const result = await condition();
		if (result !== null) return result;
		await wait(everyMs);
	}
	throw new Error(`Waited ${withinMs / 1000} s in vain for ${what}.`);
}
