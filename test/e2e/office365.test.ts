import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDays, until } from './support/conditions';
import { Scene } from './support/scene';

describe('Zoho CRM and Office 365 in a real n8n', () => {
	let scene: Scene;

	beforeAll(async () => {
		scene = await Scene.start();
		scene.zoho.add('Kick-off', inDays(2));
		await scene.publish(await scene.importTemplate('zoho-office365/two-way'));
	});

	afterAll(async () => {
		expect(scene?.mails(), 'nobody is mailed (B3)').toEqual([]);
		await scene?.stop();
	});

	it('makes its calendar and brings over what the CRM holds (O1)', async () => {
		await until('the calendar with the meeting', () => scene.outlook.titles().includes('Kick-off'), 90_000);
		expect(scene.outlook.titles()).toEqual(['Kick-off']);
	});

	it("opens a subscription: Microsoft's test of the address is answered", () => {
		const log = scene.sandbox.control.requests.list('microsoft').filter(({ endpoint, method }) => method === 'POST' && endpoint.includes('subscriptions'));
		expect(log.map(({ status }) => status)).toEqual([201]);
	});

	it('carries changes both ways within seconds (O2)', async () => {
		const began = Date.now();
		scene.outlook.add('Workshop', inDays(3));
		await until('the workshop in the CRM', () => scene.zoho.titles().includes('Workshop'), 30_000);
		console.log(`Outlook to CRM: ${Date.now() - began} ms`);
		scene.zoho.edit(scene.zoho.byTitle('Kick-off').id, { Event_Title: 'Kick-off, moved' });
		await until('the new title in Outlook', () => scene.outlook.titles().includes('Kick-off, moved'), 30_000);
		expect(scene.outlook.titles()).toEqual(['Kick-off, moved', 'Workshop']);
		expect(scene.zoho.titles()).toEqual(['Kick-off, moved', 'Workshop']);
	});

	it('stops with the deactivate template: its copies go, the CRM keeps everything (O7)', async () => {
		const run = await scene.runByHand(await scene.importTemplate('zoho-office365/deactivate'));
		expect(run.status).toBe('success');
		expect(scene.outlook.titles()).toEqual(['Workshop']);
		expect(scene.zoho.titles()).toEqual(['Kick-off, moved', 'Workshop']);
	});
});
