import { expect } from 'vitest';
import { KillSweep, type Moment, type SweepOptions } from './killSweep';

/** Set by a developer who looks into one failure: the number of its moment. */
const replayed = Number(process.env.CRM_SYNC_KILL_AT ?? 0);

/**
 * Sweeps the moments that `takes` names and expects that none of them changes what becomes of the 200 changes. `least` is what
 * the scenario is known to have, so that a sweep of nothing is noticed.
 */
export async function expectNoDifference(what: string, least: number, options: SweepOptions): Promise<void> {
	const began = performance.now();
	const takes = (moment: Moment): boolean => options.takes(moment) && (replayed === 0 || moment.index === replayed);
	const { moments, swept, killedTwice, failures, changes } = await KillSweep.run({ ...options, takes });
	const twice = options.killsAgainAt === undefined ? '' : `, ${killedTwice} of them killed twice`;
	console.log(`Kill sweep, ${what}: ${swept} of ${moments.length} moments${twice}, ${((performance.now() - began) / 1000).toFixed(0)} s`);
	expect(changes).toBe(200);
	const hint = 'CRM_SYNC_KILL_AT=<moment> npx vitest run --project property test/property/killSweep plays one moment alone';
	expect(failures, hint).toEqual([]);
	if (replayed > 0) return;
	expect(swept).toBe(moments.filter(options.takes).length);
	expect(swept).toBeGreaterThanOrEqual(least);
	if (options.killsAgainAt !== undefined) expect(killedTwice).toBeGreaterThan(swept / 2);
}
