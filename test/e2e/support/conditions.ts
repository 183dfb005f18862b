import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until the condition holds and returns what it returned. A condition that is false, undefined, null or throws is
 * asked again. Throws with what it was and how it last failed when the time is over.
 */
export async function until<Result>(what: string, condition: () => Result | Promise<Result>, withinMs = 20_000, everyMs = 50): Promise<NonNullable<Result>> {
	const end = Date.now() + withinMs;
	for (;;) {
		let last: unknown;
		try {
			const result = await condition();
			if (result !== false && result !== undefined && result !== null) return result;
			last = result;
		} catch (error) {
			last = error;
		}
		if (Date.now() > end) {
			const how = last instanceof Error ? `: ${last.message}` : '';
			throw new Error(`Not within ${withinMs / 1000} s: ${what}${how}`);
		}
		await wait(everyMs);
	}
}

/** `days` from today as people write it for GooglePerson and ZohoPerson: `2026-03-12T10:00`. */
export function inDays(days: number, time = '10:00'): string {
	return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}
