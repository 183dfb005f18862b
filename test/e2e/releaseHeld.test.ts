import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTemplate } from '../support/n8n/workflowFile';
import { inDays } from './support/conditions';
import { Scene } from './support/scene';

const MEETINGS = Array.from({ length: 22 }, (_, n) => `Meeting ${String(n + 1).padStart(2, '0')}`);

describe('held deletions in a real n8n (B5)', () => {
	let scene: Scene;

	beforeAll(async () => {
		scene = await Scene.start();
	});

	afterAll(async () => {
		await scene?.stop();
	});

	/** As a person imports it who has no credential at hand: none is chosen. */
	const importReleaseHeld = async () => {
		const { name, nodes, connections, settings } = readTemplate('operations/release-held');
		return (await scene.n8n.rest.post<{ id: string }>('/rest/workflows', { name, nodes, connections, settings })).id;
	};

	/** Opens the form of a waiting execution and sends it in. Returns its text. */
	const answer = async (waiting: { id: string; data: string }, decision: string, numbers: string) => {
		const form = `${scene.n8n.baseUrl}/form-waiting/${waiting.id}?signature=${/signature=([0-9a-f]+)/.exec(waiting.data)?.[1] ?? ''}`;
		const text = await (await fetch(form)).text();
		const fields = new FormData();
		fields.set('field-0', decision);
		fields.set('field-1', numbers);
		expect((await fetch(form, { method: 'POST', body: fields })).status).toBe(200);
		return { text, ended: await scene.ended(waiting.id, ['new', 'running', 'waiting']) };
	};

	it('a CRM that a person emptied: nothing is deleted; the template shows what is held, without a credential, and releases what is chosen', async () => {
		const sync = await scene.importTemplate('crm-to-calendar', { 'Change in Zoho': { delivery: 'polling' } });
		MEETINGS.forEach((title, n) => scene.zoho.add(title, inDays(2 + (n % 10))));
		expect((await scene.runByHand(sync, 'Change in Zoho')).status).toBe('success');
		expect(scene.google.titles()).toEqual(MEETINGS);
		for (const { id } of scene.zoho.events()) scene.zoho.remove(id);
		await scene.runByHand(sync, 'Change in Zoho');
		expect(scene.google.titles()).toEqual(MEETINGS);

		const template = await importReleaseHeld();
		const waiting = await scene.runByHand(template);
		expect(waiting.status).toBe('waiting');
		const released = await answer(waiting, 'Release: carry them out', '');
		expect(released.text).toContain('22 changes wait for you, 22 of them deletions. Nothing of it was carried out.');
		expect(released.text).toMatch(/Meeting 22.*would be deleted from Google Calendar/);
		expect(released.ended.status).toBe('success');
		await scene.runByHand(sync, 'Change in Zoho');
		expect(scene.google.titles()).toEqual([]);
		expect((await scene.runByHand(template)).status).toBe('success');
		expect(scene.mails()).toEqual([]);
	});
});
