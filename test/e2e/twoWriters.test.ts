import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from './support/conditions';
import type { N8nInstance } from './support/n8nInstance';
import { dataWrites, untilQuiet } from './support/rest';
import { Scene } from './support/scene';
import { Wishes } from './support/wishes';

const MEETINGS = 40;
const ROUNDS = 2;
/** Milliseconds that each request takes, so that both are at work at the same time. */
const LATENCY_MS = 40;

describe('two n8n with the same sync active, on one store', () => {
	let scene: Scene;
	let second: N8nInstance;
	let wishes: Wishes;

	beforeAll(async () => {
		scene = await Scene.start();
		second = await scene.addN8n();
		wishes = new Wishes(scene);
		for (let index = 0; index < MEETINGS; index += 1) wishes.create(index % 2 === 0 ? 'zoho' : 'google');
		scene.sandbox.control.setLatency(LATENCY_MS);
		const workflows = [await scene.importTemplate('two-way'), await scene.importTemplate('two-way', {}, second)];
		await Promise.all([scene.publish(workflows[0] ?? ''), scene.publish(workflows[1] ?? '', second)]);
	});

	afterAll(async () => {
		expect(scene?.mails(), 'nobody is mailed (B3)').toEqual([]);
		await scene?.stop();
	});

	const fulfilled = async (what: string): Promise<void> => {
		await until(what, () => wishes.areFulfilled(), 120_000, 50).catch((error: unknown) => {
			expect(wishes.shown(), String(error)).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
		});
	};

	/** What was written, once for each write that took place: one that a precondition refused (412) has changed nothing. */
	const writtenRecords = (): { zoho: string[]; google: string[] } => {
		const zoho = scene.sandbox.services.zoho.admin.writes.filter(({ by, module }) => by === 'api' && module === 'Events');
		const google = dataWrites(scene).filter(({ service, status }) => service === 'google' && status !== 412);
		return { zoho: zoho.flatMap(({ ids }) => ids), google: google.map(({ method, url }) => `${method} ${url.split('?')[0]}`) };
	};

	it('the first sync copies every meeting once (I2)', async () => {
		await fulfilled('all meetings on both sides');
		await untilQuiet(scene, [scene.n8n, second]);
		const { zoho } = writtenRecords();
		expect(zoho).toHaveLength(MEETINGS / 2);
		expect(wishes.shown()).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
	}, 300_000);

	it('changes on both sides are carried once each, whichever of the two reads them (I2, I3)', async () => {
		for (let round = 0; round < ROUNDS; round += 1) {
			await untilQuiet(scene, [scene.n8n, second]);
			const before = writtenRecords().zoho.length;
			scene.sandbox.control.requests.clear();
			wishes.changeManyThings(round);
			await fulfilled(`the changes of round ${round}`);
			const { zoho, google } = writtenRecords();
			// Three new ones, two moved ones and one half of the change on both sides; the deletions go to one side each.
			expect([zoho.length - before, google.length], `writes of round ${round}`).toEqual([6 + (round % 4 === 2 ? 1 : 0), 6 + (round % 4 === 0 ? 1 : 0)]);
		}
	}, 600_000);

	it('no execution of either fails', async () => {
		await untilQuiet(scene, [scene.n8n, second]);
		const all = (await Promise.all([scene.n8n, second].map(async ({ rest }) => await rest.executions()))).flat();
		expect(all.length).toBeGreaterThan(0);
		expect(all.map(({ status }) => status).filter((status) => status !== 'success')).toEqual([]);
	}, 200_000);

	it('when one is killed in mid-run, the other one takes over at once and finishes (B4)', async () => {
		scene.sandbox.control.requests.clear();
		wishes.changeManyThings(ROUNDS);
		await until('the first write', () => dataWrites(scene).length > 0, 90_000, 2);
		await scene.n8n.kill();
		expect(wishes.areFulfilled()).toBe(false);
		const began = Date.now();
		await fulfilled('everything, by the other n8n');
		console.log(`One of two n8n killed: the other one had finished ${((Date.now() - began) / 1000).toFixed(0)} s later`);
		await untilQuiet(scene, [second]);
		expect(wishes.shown()).toEqual({ zoho: wishes.wanted(), google: wishes.wanted() });
	}, 300_000);
});
