import { describe, expect, it } from 'vitest';
import { untilDeliverable } from '../../../nodes/shared/trigger/waiting';
import type { InboxCounts } from '../../../sync/types';

const counts = (waiting: number, delivered: number, oldestAge: number | null): InboxCounts => ({ waiting, delivered, held: 0, parked: 0, oldestAge });
const BEHIND = counts(1, 1, null);

/** An inbox that shows one count after the other and then stays at the last; time passes by waiting only. */
function inbox(...states: InboxCounts[]) {
	let time = 0;
	let looks = 0;
	return {
		looks: () => looks,
		time: () => time,
		store: { countRows: async () => states[Math.min(looks++, states.length - 1)] ?? counts(0, 0, null) },
		clock: {
			now: () => time,
			sleep: async (milliseconds: number) => {
				time += milliseconds;
				await Promise.resolve();
			},
		},
	};
}

describe('a change that came while an earlier one of the same record is being applied (Z5)', () => {
	const wait = async (of: ReturnType<typeof inbox>, trigger = 'w/n') => await untilDeliverable(of.store, of.clock, 's', 'crm', trigger);

	it('is waited for until it can be delivered', async () => {
		const one = inbox(BEHIND, BEHIND, counts(1, 0, 10));
		expect(await wait(one)).toBe(true);
		expect(one.looks()).toBe(3);
	});

	it('is not waited for when nothing waits, when it is meant for later, or when somebody else delivers it', async () => {
		for (const state of [counts(0, 1, null), counts(1, 0, null)]) {
			const one = inbox(state);
			expect(await wait(one)).toBe(false);
			expect(one.time()).toBe(0);
		}
		expect(await wait(inbox(BEHIND, counts(0, 1, null)))).toBe(false);
	});

	it('is left to the next poll after a minute', async () => {
		const one = inbox(BEHIND);
		expect(await wait(one)).toBe(false);
		expect(one.time()).toBe(60_000);
	});

	it('is waited for by one call of each trigger only', async () => {
		const first = wait(inbox(BEHIND, BEHIND, BEHIND, counts(1, 0, 10)));
		expect(await wait(inbox(counts(1, 0, 10)))).toBe(false);
		expect(await wait(inbox(counts(1, 0, 10)), 'w/other')).toBe(true);
		expect(await first).toBe(true);
		expect(await wait(inbox(counts(1, 0, 10)))).toBe(true);
	});
});
