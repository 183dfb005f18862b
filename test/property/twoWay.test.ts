import fc from 'fast-check';
import { describe, test } from 'vitest';
import { command, type Command } from './commands';
import { History } from './history';
import { checkAtRest } from './invariants';
import { regressions } from './regressions';

const histories = Number(process.env.CRM_SYNC_HISTORIES ?? 500);
/** The same histories each time unless a seed is given: a check of a change must not depend on luck. `npm run test:soak` looks for new ones. */
const seed = Number(process.env.CRM_SYNC_SEED ?? 20_261_121);

async function play(commands: Command[]): Promise<void> {
	const history = new History();
	try {
		await history.run(commands);
		await checkAtRest(history);
	} finally {
		await history.pair.store.close();
	}
}

test(`I1 to I8 hold after ${histories} random histories (CRM_SYNC_SEED=${seed})`, async () => {
	const property = fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }), play);
	await fc.assert(property, { numRuns: histories, seed });
});

describe('histories that once broke an invariant', () => {
	test.each(Object.entries(regressions))('%s', async (_, commands) => await play(commands));
});
