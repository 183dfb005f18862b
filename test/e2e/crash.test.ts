import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDays, until } from './support/conditions';
import { untilQuiet } from './support/rest';
import { Scene } from './support/scene';

const MEETINGS = 200;
const WRITTEN_BEFORE_THE_KILL = 60;
/** Milliseconds that each request takes, so that the kill falls into the middle. */
const LATENCY_MS = 40;

describe('n8n killed with SIGKILL while it applies 200 changes (B4)', () => {
	let scene: Scene;
	let workflowId: string;

	beforeAll(async () => {
		scene = await Scene.start();
		for (let index = 0; index < MEETINGS; index += 1) scene.zoho.add(title(index), inDays(1 + (index % 60), `${8 + (index % 10)}:00`.padStart(5, '0')));
		workflowId = await scene.importTemplate('two-way');
	});

	afterAll(async () => await scene?.stop());

	it('has written only a part of them when it dies', async () => {
		scene.sandbox.control.setLatency(LATENCY_MS);
		await scene.publish(workflowId);
		await until('some of the meetings in Google', () => scene.google.events().length >= WRITTEN_BEFORE_THE_KILL, 60_000, 10);
		await scene.n8n.kill();
		expect(scene.google.events().length).toBeGreaterThanOrEqual(WRITTEN_BEFORE_THE_KILL);
		expect(scene.google.events().length).toBeLessThan(MEETINGS);
	});

	it('goes on after the restart and ends with every meeting once on both sides', async () => {
		scene.sandbox.control.setLatency(0);
		const began = Date.now();
		await scene.n8n.start();
		const ready = Date.now();
		await until('all meetings in Google', () => scene.google.events().length >= MEETINGS, 180_000, 100);
		console.log(`After the kill: n8n ready in ${seconds(ready - began)}, all ${MEETINGS} meetings there ${seconds(Date.now() - ready)} later`);
		const wanted = Array.from({ length: MEETINGS }, (_, index) => title(index)).sort();
		await untilQuiet(scene, [scene.n8n]);
		expect(scene.google.titles()).toEqual(wanted);
		expect(scene.zoho.titles()).toEqual(wanted);
	});

	it('follows the next change as if nothing had happened', async () => {
		scene.google.edit(scene.google.byTitle(title(7)).id ?? '', { summary: 'Changed after the crash' });
		await until('the change in Zoho', () => scene.zoho.titles().includes('Changed after the crash'));
		expect(scene.zoho.events()).toHaveLength(MEETINGS);
		expect(scene.mails()).toEqual([]);
	});
});

function title(index: number): string {
	return `Meeting ${String(index).padStart(3, '0')}`;
}

function seconds(milliseconds: number): string {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}
