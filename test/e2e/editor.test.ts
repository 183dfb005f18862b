import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inDays, until } from './support/conditions';
import { Editor } from './support/editor';
import { DEMO_OWNER } from './support/n8nInstance';
import { CALENDAR, Scene } from './support/scene';
import { projectFolder } from './support/tarball';

const PACKAGE = 'n8n-nodes-crm-calendar-sync';
const GOOGLE = 'googleCalendarSyncOAuth2Api';
const ZOHO = 'zohoCrmSyncOAuth2Api';
const OFFICE365 = 'office365SyncOAuth2Api';

/** What a person sees first in each node of the two-way templates, in this order. */
const PANELS: Record<string, string[]> = {
	'Change in Zoho': ['Credential', 'Poll Times', 'Sync Name', 'System', 'Resource', 'Owner', 'Delivery', 'First Sync', 'Options'],
	'Zoho to Google Fields': ['From System', 'To System', 'Resource', 'Mapping Mode', 'Skip'],
	'Apply to Google': ['Credential', 'Resource', 'Operation', 'Sync Name', 'Calendar', 'Dry Run', 'Conflict Policy', 'On Delete', 'Notify Guests'],
	'Change in Google': ['Credential', 'Poll Times', 'Sync Name', 'Calendar', 'Delivery', 'First Sync', 'Options'],
	'Change in Office 365': ['Credential', 'Poll Times', 'Resource', 'Sync Name', 'Mailbox', 'Calendar', 'Delivery', 'First Sync', 'Options'],
	'Apply to Office 365': ['Credential', 'Resource', 'Operation', 'Sync Name', 'Record Type', 'Mailbox', 'Calendar', 'Dry Run', 'Conflict Policy', 'On Delete', 'Notify Guests'],
	'Apply to Zoho': ['Credential', 'Resource', 'Operation', 'Sync Name', 'System', 'Record Type', 'Owner', 'Dry Run', 'Guests', 'CRM Automations'],
};

describe('an integrator in the editor of a real n8n, with nothing set up yet', () => {
	let scene: Scene;
	let editor: Editor;

	beforeAll(async () => {
		scene = await Scene.start({ connected: false });
		editor = await Editor.open(scene.n8n.baseUrl);
		await editor.signIn(DEMO_OWNER);
	});

	afterAll(async () => {
		await editor?.close();
		await scene?.stop();
	});

	const credentialId = async (type: string) => {
		const found = (await scene.n8n.rest.credentials()).find((one) => one.type === type);
		if (found === undefined) throw new Error(`n8n has no credential of type ${type}.`);
		return found.id;
	};
	const testCredential = async (type: string) => await scene.n8n.rest.testCredential(await credentialId(type));
	const searchCalendars = async (filter?: string) => {
		const answer = await scene.n8n.rest.post<{ results: Array<{ name: string; value: string }> }>('/rest/dynamic-node-parameters/resource-locator-results', {
			path: 'parameters.calendar',
			methodName: 'searchCalendars',
			nodeTypeAndVersion: { name: `${PACKAGE}.googleCalendarSync`, version: 1 },
			currentNodeParameters: {},
			credentials: { [GOOGLE]: { id: await credentialId(GOOGLE), name: 'Google' } },
			...(filter !== undefined && { filter }),
		});
		return answer.results;
	};

	it('finds every node of the package in n8n', async () => {
		const manifest = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
		const types = await scene.n8n.rest.get<Array<{ name: string }>>('/types/nodes.json');
		expect(manifest.n8n.nodes).not.toEqual([]);
		expect(types.map(({ name }) => name)).toEqual(expect.arrayContaining(manifest.n8n.nodes.map(typeName)));
	});

	it('sees a red mark at each node that lacks its account, and none at others', async () => {
		await editor.openWorkflow(await scene.importTemplate('two-way'));
		await until('the red marks', async () => (await editor.issues()).length > 0);
		expect((await editor.issues()).sort()).toEqual(['Apply to Google', 'Apply to Zoho', 'Change in Google', 'Change in Zoho']);
	});

	it.each([
		{ displayName: 'Zoho CRM Sync OAuth2 API', type: ZOHO, service: 'zoho' },
		{ displayName: 'Google Calendar Sync OAuth2 API', type: GOOGLE, service: 'google' },
		{ displayName: 'Office365 Sync OAuth2 API', type: OFFICE365, service: 'microsoft' },
	] as const)('connects an account by clicking: $displayName', async ({ displayName, type, service }) => {
		await editor.newCredential(displayName);
		await editor.field('clientId').fill('sandbox-client');
		await editor.field('clientSecret').fill('sandbox-secret');
		await editor.field('apiBaseUrl').fill(scene.sandbox.urls[service]);
		await editor.picture(`credential-${service}`);
		await editor.connectAccount();
		await editor.picture(`credential-${service}-connected`);
		expect(await testCredential(type)).toMatchObject({ status: 'OK' });
	});

	it('lists only calendars that may be read and changed, and searches them (Z1)', async () => {
		const all = await searchCalendars();
		expect(all[0]).toEqual({ name: `${CALENDAR} (main calendar)`, value: CALENDAR });
		expect(all.map(({ name }) => name)).toContain('Sales team');
		expect(all.map(({ name }) => name)).not.toContain('Feiertage in Deutschland');
		expect(all.map(({ name }) => name)).not.toContain('Meeting rooms');
		expect((await searchCalendars('sales')).map(({ name }) => name)).toEqual(['Sales team']);
	});

	it.each(['zoho-google', 'zoho-office365'])('sees the two-way template of %s without red marks, and every node with its parameters', async (pair) => {
		await editor.openWorkflow(await scene.importTemplate(`${pair}/two-way`));
		await editor.zoomToFit();
		await editor.picture(`canvas-${pair}-two-way`);
		expect(await editor.issues()).toEqual([]);
		const there = await editor.nodeNames();
		for (const [name, wanted] of Object.entries(PANELS).filter(([name]) => there.includes(name))) {
			await editor.openNode(name);
			const labels = await editor.labels();
			expect(labels.filter((label) => wanted.includes(label)), name).toEqual(wanted);
			await editor.picture(`node-${name.toLowerCase().replaceAll(' ', '-')}`);
			await editor.closeNode();
		}
	});

	it('tests a trigger: "Fetch Test Event" waits for the vendor’s call and shows what changed', async () => {
		await editor.openNode('Change in Zoho');
		await editor.fetchTestEvent();
		await until('a channel of the test', () => scene.sandbox.services.zoho.admin.channels.length === 1);
		scene.zoho.add('Test event', inDays(2));
		await until('the event in the output', async () => (await editor.output()).includes('Test event'));
		await editor.picture('fetch-test-event');
		await editor.closeNode();
		await until('the end of the test channel', () => scene.sandbox.services.zoho.admin.channels.length === 0);
	});

	it('tests a trigger that only polls: first it shows what is there, then says kindly that nothing is new', async () => {
		const id = await scene.importTemplate('two-way', { googleCalendarSyncTrigger: { delivery: 'polling', syncName: 'tried-out' } });
		scene.google.add('Polled event', inDays(3));
		const first = await scene.runByHand(id, 'Change in Google');
		expect(first.data).toContain('Polled event');
		const second = await scene.runByHand(id, 'Change in Google');
		expect(second.data).toContain('Nothing new to synchronise');
		expect(second.data).toContain('fetch again');
	});

	it('approves a first sync in the form, and exactly that is written', async () => {
		const id = await scene.importTemplate('first-sync-with-approval', withName('approved'));
		const waiting = await scene.runByHand(id);
		expect(waiting.status).toBe('waiting');
		expect(scene.google.titles()).not.toContain('Test event');
		const form = `${scene.n8n.baseUrl}/form-waiting/${waiting.id}?signature=${/signature=([0-9a-f]+)/.exec(waiting.data)?.[1] ?? ''}`;
		await editor.page.goto(form);
		await editor.page.getByText('Test event').first().waitFor();
		await editor.picture('approval-form');
		const answer = new FormData();
		answer.set('field-0', 'Apply this plan');
		expect((await fetch(form, { method: 'POST', body: answer })).status).toBe(200);
		expect((await scene.ended(waiting.id, ['new', 'running', 'waiting'])).status).toBe('success');
		expect(scene.google.titles()).toEqual(['Polled event', 'Test event']);
		expect(scene.zoho.titles()).toEqual(['Test event']);
	});

	it('stops a sync with the deactivate template: its copies go, what people made stays (Z12)', async () => {
		const id = await scene.importTemplate('deactivate', { ...withName('approved'), Deactivate: { copies: 'deleteCopies', syncName: 'approved' } });
		expect((await scene.runByHand(id)).status).toBe('success');
		expect(scene.google.titles()).toEqual(['Polled event']);
		expect(scene.zoho.titles()).toEqual(['Test event']);
	});

	it('edits both sides on the page that the sandbox serves', async () => {
		const { page } = editor;
		await page.goto(scene.sandbox.urls.google);
		for (const [side, person] of [['zoho', scene.zoho] as const, ['google', scene.google] as const]) {
			await page.fill(`#${side} form [name=title]`, `Typed in ${side}`);
			await page.click(`#${side} form button`);
			await until('the new record', () => person.titles().includes(`Typed in ${side}`));
			const row = page.locator(`#${side} tbody tr`).first();
			await until('the new row', async () => (await row.locator('[name=title]').inputValue()) === `Typed in ${side}`);
			await row.locator('[name=title]').fill(`Changed in ${side}`);
			await row.locator('[name=title]').press('Enter');
			await until('the change', () => person.titles().includes(`Changed in ${side}`));
			await editor.picture(`both-calendars-${side}`);
			await row.locator('button').click();
			await until('the deletion', () => !person.titles().includes(`Changed in ${side}`));
		}
	});

	it('is told by the credential test what is missing (Z13)', async () => {
		const { google, zoho } = scene.sandbox.services;
		google.oauth.tokens.restrictScopes(['https://www.googleapis.com/auth/calendar.events']);
		expect(await testCredential(GOOGLE)).toMatchObject({ status: 'Error', message: expect.stringMatching(/permission is missing.*tick all boxes/) as string });
		zoho.admin.restrictScopes(['ZohoCRM.users.READ']);
		expect(await testCredential(ZOHO)).toMatchObject({ status: 'Error', message: expect.stringMatching(/scope/) as string });
		zoho.admin.restrictScopes(undefined);
	});

	it('is told to connect again when the access was revoked', async () => {
		scene.sandbox.services.google.oauth.tokens.revokeAll();
		scene.sandbox.services.zoho.admin.revokeTokens();
		expect(await testCredential(GOOGLE)).toMatchObject({ status: 'Error', message: expect.stringContaining('needs to be reconnected') as string });
		// Here n8n shows nothing but the code with which it failed to renew the token: EAUTH. The nodes say more.
		expect(await testCredential(ZOHO)).toMatchObject({ status: 'Error' });
		await expect(searchCalendars()).rejects.toThrow(/Open the credential.*connect it again/);
	});

	it('mailed nobody (B3)', () => {
		expect(scene.mails()).toEqual([]);
	});
});

/** `dist/nodes/CrmEvent/CrmEvent.node.js` → `n8n-nodes-crm-calendar-sync.crmEvent` */
function typeName(file: string): string {
	const className = basename(file, '.node.js');
	return `${PACKAGE}.${className.charAt(0).toLowerCase()}${className.slice(1)}`;
}

/** Another name for the sync in all nodes. */
function withName(syncName: string) {
	const parameters = { syncName };
	return { crmEvent: parameters, crmEventTrigger: parameters, googleCalendarSync: parameters, googleCalendarSyncTrigger: parameters };
}
