import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from './support/conditions';
import { dataWrites, untilQuiet } from './support/rest';
import { Scene } from './support/scene';
import { Wishes } from './support/wishes';

const MEETINGS = 40;
/** Milliseconds that each request takes, so that a kill falls into the middle. */
const LATENCY_MS = 60;

/**
 * Half of what n8n's start costs, and this test has more than twenty of them: the editor's files are written anew, and a process for
 * code nodes is started. Nobody opens the editor here, and the workflow has no code nodes.
 */
const QUICK_START = { N8N_DISABLE_UI: 'true', N8N_RUNNERS_MODE: 'external', N8N_RUNNERS_AUTH_TOKEN: 'no runner comes' };

/** Where n8n is killed: after so many writes of one round, which has more, once the last of them is sent, or answered. */
const POINTS = ([1, 4, 2, 7, 3, 5, 8, 6, 1, 7] as const).flatMap((writes, index) => [
	{ round: index * 2 + 1, writes, reached: 'sent' as const },
	{ round: index * 2 + 2, writes, reached: 'answered' as const },
]);

describe(`n8n killed with SIGKILL at ${POINTS.length} points while it carries changes in both directions (B4)`, () => {
	let scene: Scene;
	let wishes: Wishes;
	let kills = 0;
	const took = { change: 0, start: 0, catchUp: 0 };

	beforeAll(async () => {
		scene = await Scene.start({ env: QUICK_START });
		wishes = new Wishes(scene);
		for (let index = 0; index < MEETINGS; index += 1) wishes.create(index % 2 === 0 ? 'zoho' : 'google');
		await scene.publish(await scene.importTemplate('two-way'));
		await until('all meetings on both sides', () => wishes.areFulfilled(), 120_000, 100);
	});

	afterAll(async () => {
		const seconds = (milliseconds: number): string => `${(milliseconds / 1000 / Math.max(kills, 1)).toFixed(1)} s`;
		console.log(`${kills} kills; for each: ${seconds(took.change)} until the kill, ${seconds(took.start)} until n8n is ready again, ${seconds(took.catchUp)} until all is done`);
		await scene?.stop();
	});

	const writes = (reached: 'sent' | 'answered'): number => dataWrites(scene).filter(({ status }) => reached === 'sent' || status !== 0).length;

	/** Adds how long the work takes to one of the sums. */
	const timed = async (part: keyof typeof took, work: () => Promise<unknown>): Promise<void> => {
		const began = Date.now();
		await work();
		took[part] += Date.now() - began;
	};

	it.each(POINTS)('round $round: killed when write $writes is $reached, it goes on until both sides show what the people wanted', async ({ round, writes: wanted, reached }) => {
		scene.sandbox.control.setLatency(LATENCY_MS);
		scene.sandbox.control.requests.clear();
		wishes.changeManyThings(round);
		await timed('change', async () => await until('that write', () => writes(reached) >= wanted, 90_000, 2));
		await scene.n8n.kill();
		expect(wishes.areFulfilled(), 'everything was done before the kill').toBe(false);
		kills += 1;
		scene.sandbox.control.setLatency(0);
		await timed('start', async () => await scene.n8n.start());
		await timed('catchUp', async () => {
			await until('everything', () => wishes.areFulfilled(), 150_000, 50).catch((error: unknown) => {
				expect(wishes.shown(), String(error)).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
			});
		});
	});

	it('comes to rest with every meeting once on both sides, and nobody was mailed (B3, I2)', async () => {
		expect(kills).toBe(POINTS.length);
		await untilQuiet(scene, [scene.n8n]);
		expect(wishes.shown()).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
		expect(scene.mails()).toEqual([]);
	});
});
