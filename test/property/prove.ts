import fc from 'fast-check';
import type { Command } from './commands';
import * as generate from './generate';
import { History, pairIn } from './history';
import { checkAtRest } from './invariants';
import { shrink } from './shrink';

/** The histories are spread over as many test files, so that all cores have a share. */
export const parts = 4;

/** All parts together. */
export const histories = Number(process.env.CRM_SYNC_HISTORIES ?? 2_000);

/** The same histories each time unless a seed is given: a check of a change must not depend on luck. `npm run test:soak` looks for new ones. */
export const seed = Number(process.env.CRM_SYNC_SEED ?? 20_261_121);

export const perPart = Math.ceil(histories / parts);

/** Minutes that a failing history may be made shorter, in milliseconds. */
const shrinkTime = 3 * 60_000;

/** Plays a history to its end and checks that the invariants hold. Throws what does not. */
export async function play(commands: readonly Command[], afterwards: (history: History) => Promise<void> = checkAtRest): Promise<void> {
	const history = new History(pairIn(commands));
	try {
		await history.run(commands);
		await afterwards(history);
	} finally {
		await history.pair.store.close();
	}
}

/**
 * Plays one part of the random histories. Throws with everything that a developer needs to play the failing one again: seed,
 * path, and the history made as short as it gets, in the form of regressions.ts.
 */
export async function prove(part: number, count: number, arbitrary: fc.Arbitrary<Command[]> = generate.history, afterwards?: (history: History) => Promise<void>): Promise<void> {
	const property = fc.asyncProperty(arbitrary, async (commands) => await play(commands, afterwards));
	// fast-check keeps to the least length when it shrinks, so the history is shortened here.
	const result = await fc.check(property, { numRuns: count, seed: seed + part, endOnFailure: true });
	if (!result.failed) return;
	const [failing] = result.counterexample ?? [[]];
	const { commands, error } = await shrink(failing ?? [], async (candidate) => await play(candidate, afterwards), shrinkTime);
	throw new Error(
		[
			`After ${result.numRuns} histories one breaks an invariant (CRM_SYNC_SEED=${seed}, part ${part}, path "${result.counterexamplePath ?? ''}").`,
			`Shortened to ${commands.length} commands; a case for test/property/regressions.ts:`,
			JSON.stringify(commands),
			`Play it again: CRM_SYNC_HISTORY='<this line>' npm run test:property -- regressions`,
			String(error instanceof Error ? error.message : error),
		].join('\n'),
		{ cause: error },
	);
}
