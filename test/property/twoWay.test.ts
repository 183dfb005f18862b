import fc from 'fast-check';
import { test } from 'vitest';
import { command } from './commands';
import { History } from './history';
import { checkAtRest } from './invariants';

const histories = Number(process.env.CRM_SYNC_HISTORIES ?? 500);
const seed = Number(process.env.CRM_SYNC_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(`I1 to I7 hold after ${histories} random histories (CRM_SYNC_SEED=${seed})`, async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 40, size: 'max' }), async (commands) => {
			const history = new History();
			try {
				await history.run(commands);
				await checkAtRest(history);
			} finally {
				await history.pair.store.close();
			}
		}),
		{ numRuns: histories, seed, endOnFailure: false },
	);
});
