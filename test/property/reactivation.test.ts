import { describe, expect, test } from 'vitest';
import type { Side } from '../../sync';
import { isOutsideWindow } from './claims';
import type { Deactivation } from './commands';
import { joinedHistory } from './generate';
import type { History } from './history';
import { checkAgreement, checkQuiet, comeToRest, resolveConflicts, takeBack, writes } from './invariants';
import { histories, prove, seed } from './prove';
import { type Seen, valuesOf } from './seen';

const count = Math.ceil(histories / 100);

const sides = ['crm', 'calendar'] as const;

/** Deactivates and activates again while nobody does anything, and checks that everything is as it was. */
async function checkReactivation(history: History, choice: Deactivation, isStoreLost: boolean): Promise<void> {
	const { pair, people, past } = history;
	await comeToRest(history);
	await takeBack(history);
	await resolveConflicts(history);
	// A copy that was removed is made again where the time window reaches; what is kept stays wherever it is.
	const held = (side: Side) => contents(people.living(side).filter((record) => choice.copies === 'keep' || !isOutsideWindow(record, pair.clock.now())));
	const before = { crm: held('crm'), calendar: held('calendar') };
	pair.sandbox.control.requests.clear();
	await past.remember();
	await pair.deactivate(choice);
	for (const side of sides) expect((await pair.turn(side)).items, 'a sync that is deactivated hands nothing on').toEqual([]);
	if (isStoreLost) await pair.loseStore();
	await pair.activate();
	await pair.settle();
	if (choice.copies === 'keep') expect(writes(pair), 'B12: keep and re-activate writes nothing').toBe(0);
	for (const side of sides) expect(held(side), `I2: after re-activation side ${side} holds what it held before`).toEqual(before[side]);
	await checkAgreement(history);
	await checkQuiet(history);
}

function contents(records: Seen[]): string[] {
	return records.map((record) => valuesOf(record).join(' | ')).sort();
}

const choices = (['keep', 'deleteCopies'] as const).flatMap((copies) =>
	(['relink', 'fresh'] as const).flatMap((later) => [true, false].map((isStoreLost) => ({ copies, later, isStoreLost, store: isStoreLost ? 'lost in between' : 'kept' }))),
);

describe('deactivated and activated again, after random histories (B12, I2, I4)', () => {
	test.each(choices)(`copies: $copies, later: $later, the store is $store: ${count} histories (CRM_SYNC_SEED=${seed})`, async ({ copies, later, isStoreLost }) => {
		const part = 100 + choices.findIndex((choice) => choice.copies === copies && choice.later === later && choice.isStoreLost === isStoreLost);
		await prove(part, count, joinedHistory, async (history) => await checkReactivation(history, { copies, later }, isStoreLost));
	});
});
