import { describe, test } from 'vitest';
import type { Command } from './commands';
import { pairIn } from './history';
import { play } from './prove';
import { regressions } from './regressions';
import { nameOf, pairs } from './sides';

describe('histories that once broke an invariant', () => {
	test.each(Object.entries(regressions))('%s', async (_, commands) => await play(commands));
});

describe.each(pairs.slice(1).map((of) => [nameOf(of), of] as const))('%s: the histories that once broke an invariant of another pair', (_, of) => {
	const others = Object.entries(regressions).filter(([, commands]) => pairIn(commands) === undefined);
	test.each(others)('%s', async (__, commands) => await play([{ op: 'pair', ...of }, ...commands]));
});

const given = process.env.CRM_SYNC_HISTORY;

// For replaying what a failure printed.
if (given !== undefined) test('the history of CRM_SYNC_HISTORY', async () => await play(JSON.parse(given) as Command[]));
