import { vi } from 'vitest';

/**
 * A clock of the test's own, for n8n, the nodes and the sandbox. It stands still until somebody waits: a pause that the
 * nodes make (back-off, pacing) takes no real time and moves the clock by its length. Call before the nodes are loaded.
 */
export function useVirtualTime(start: number): void {
	vi.useFakeTimers({ toFake: ['Date'], now: start });
	vi.doMock('node:timers/promises', async (original) => ({
		...(await original<typeof import('node:timers/promises')>()),
		setTimeout: async (milliseconds: number) => {
			const end = Date.now() + milliseconds;
			await new Promise((resolve) => setImmediate(resolve));
			if (Date.now() < end) vi.setSystemTime(end);
		},
	}));
}

/** Time goes by, for n8n and for the vendors. */
export function passTime(milliseconds: number): void {
	vi.setSystemTime(Date.now() + milliseconds);
}

export function useRealTime(): void {
	vi.doUnmock('node:timers/promises');
	vi.useRealTimers();
}
