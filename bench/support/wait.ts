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

/** Waits until a number has stayed the same for so long. */
export async function stillness(read: () => Promise<number>, forMs: number, withinMs: number): Promise<void> {
	const end = Date.now() + withinMs;
	for (let last = await read(), since = Date.now(); Date.now() - since < forMs && Date.now() < end; ) {
		await wait(250);
		const now = await read();
		if (now === last) continue;
		last = now;
		since = Date.now();
	}
}
