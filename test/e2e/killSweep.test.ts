import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from './support/conditions';
import { dataWrites, untilQuiet } from './support/rest';
import { Scene } from './support/scene';
import { Wishes } from './support/wishes';

const KILLS = 20;
const MEETINGS = 40;
/** Milliseconds that each request takes, so that a kill falls into the middle. */
const LATENCY_MS = 60;
/** Writes after which n8n is killed: spread over what one round has. */
const WRITES_BEFORE_KILL = [1, 4, 2, 7, 3, 5, 8, 6];

describe(`n8n killed with SIGKILL at ${KILLS} points while it carries changes in both directions (B4)`, () => {
	let scene: Scene;
	let wishes: Wishes;

	beforeAll(async () => {
		scene = await Scene.start();
		wishes = new Wishes(scene);
		for (let index = 0; index < MEETINGS; index += 1) wishes.create(index % 2 === 0 ? 'zoho' : 'google');
		await scene.publish(await scene.importTemplate('two-way'));
		await until('all meetings on both sides', () => wishes.areFulfilled(), 120_000, 100);
	});

	afterAll(async () => await scene?.stop());

	/** Writes of data since the log was cleared; with `answered` those that the vendor has answered. */
	const writes = (answered: boolean): number => dataWrites(scene).filter(({ status }) => !answered || status !== 0).length;

	it(
		'goes on after each of them, until both sides show what the people wanted',
		async () => {
			const killedAt: string[] = [];
			for (let round = 0; round < KILLS; round += 1) {
				const wanted = WRITES_BEFORE_KILL[round % WRITES_BEFORE_KILL.length] ?? 1;
				const answered = round % 2 === 1;
				scene.sandbox.control.setLatency(LATENCY_MS);
				scene.sandbox.control.requests.clear();
				wishes.changeManyThings(round);
				await until(`write ${wanted} of round ${round}`, () => writes(answered) >= wanted, 90_000, 2);
				await scene.n8n.kill();
				killedAt.push(`${wanted} ${answered ? 'answered' : 'sent'}`);
				expect(wishes.areFulfilled(), `in round ${round} everything was done before the kill`).toBe(false);
				scene.sandbox.control.setLatency(0);
				await scene.n8n.start();
				await until(`everything of round ${round}, killed at write ${killedAt.at(-1)}`, () => wishes.areFulfilled(), 120_000, 50).catch((error: unknown) => {
					expect(wishes.shown(), String(error)).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
				});
			}
			console.log(`Killed ${killedAt.length} times, at writes ${killedAt.join(', ')}; ${wishes.size} meetings`);
			expect(killedAt).toHaveLength(KILLS);
		},
		900_000,
	);

	it('comes to rest with every meeting once on both sides, and nobody was mailed (B3, I2)', async () => {
		await untilQuiet(scene, [scene.n8n]);
		expect(wishes.shown()).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
		expect(scene.mails()).toEqual([]);
	});
});
