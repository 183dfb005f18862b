import { describe, test } from 'vitest';
import type { Command } from './commands';
import { play } from './prove';
import { regressions } from './regressions';

describe('histories that once broke an invariant', () => {
	test.each(Object.entries(regressions))('%s', async (_, commands) => await play(commands));
});

const given = process.env.CRM_SYNC_HISTORY;

// For replaying what a failure printed.
if (given !== undefined) test('the history of CRM_SYNC_HISTORY', async () => await play(JSON.parse(given) as Command[]));
