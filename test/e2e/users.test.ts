import type { IDataObject, INode } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COLLEAGUE, CONNECTED_USER } from '../../sandbox/zoho';
import { readTemplate, withParameters } from '../support/n8n/workflowFile';
import { inDays, until } from './support/conditions';
import { Scene } from './support/scene';

const ROLE = { role: { __rl: true, mode: 'id', value: '5725767000000026008' }, profile: { __rl: true, mode: 'id', value: '5725767000000026014' } };
const APPLICATION = 'officeApplication';

describe('people in a real n8n', () => {
	let scene: Scene;

	beforeAll(async () => {
		scene = await Scene.start();
	});

	afterAll(async () => {
		await scene?.stop();
	});

	/** Fields of a form are numbered from 0 in n8n's pages. */
	const form = (values: string[]): FormData => {
		const fields = new FormData();
		values.forEach((value, index) => fields.set(`field-${index}`, value));
		return fields;
	};

	/** Opens the form of a waiting execution and sends it in. Returns its text. */
	const decide = async (waiting: { id: string; data: string }, ...values: string[]): Promise<string> => {
		const address = `${scene.n8n.baseUrl}/form-waiting/${waiting.id}?signature=${/signature=([0-9a-f]+)/.exec(waiting.data)?.[1] ?? ''}`;
		const text = await (await fetch(address)).text();
		expect((await fetch(address, { method: 'POST', body: form(values) })).status).toBe(200);
		expect((await scene.ended(waiting.id, ['new', 'running', 'waiting'])).status).toBe('success');
		return text;
	};

	/** The items of a stored execution that have this field: n8n stores one list of values, in which the fields' values are places in that list. */
	const itemsWith = (field: string, { data }: { data: string }): IDataObject[] => {
		const values = JSON.parse(data) as unknown[];
		const isItem = (value: unknown): value is Record<string, string> => typeof value === 'object' && value !== null && Object.hasOwn(value, field);
		return values.filter(isItem).map((item) => Object.fromEntries(Object.entries(item).map(([name, place]) => [name, values[Number(place)] as string])));
	};

	it('a list of people waits for a person, who has one of them invited (O11)', async () => {
		const template = await scene.importTemplate('users/invite-office365-users', { 'Invite to Zoho': ROLE });
		const waiting = await scene.runByHand(template);
		expect(waiting.status).toBe('waiting');
		expect(await decide(waiting, 'Invite them', 'colleague@example.test')).toContain('manager@example.test');
		expect(scene.mails()).toEqual(['userInvite to colleague@example.test: You are invited to Zoho CRM']);
	});

	it('whoever asks to join is thanked, and never led to the form of those who decide, whose address the waiting execution shows (O12)', async () => {
		scene.sandbox.control.outbox.clear();
		const template = await scene.importTemplate('users/join-request', { 'Add to Zoho': ROLE });
		await scene.publish(template);
		const trigger = readTemplate('users/join-request').nodes.find(({ name }) => name === 'Ask to Join');
		const page = `${scene.n8n.baseUrl}/form/${trigger?.webhookId ?? ''}`;
		await until('the form is there', async () => (await fetch(page)).ok);
		const answer = await fetch(page, { method: 'POST', body: form(['New', 'Colleague', 'new@example.test']), redirect: 'manual' });
		expect(answer.status).toBe(200);
		expect(await answer.text()).not.toMatch(/formWaitingUrl|form-waiting|signature/);
		const request = await until('the request waits', async () => (await scene.n8n.rest.executions({ workflowId: template, status: ['waiting'] }))[0]);
		expect(scene.mails()).toEqual([]);
		const [shown] = itemsWith('form', await scene.n8n.rest.execution(request.id));
		expect(shown).toMatchObject({ 'First Name': 'New', 'Last Name': 'Colleague', Email: 'new@example.test' });
		const address = String(shown?.form);
		expect((await fetch(address.split('?')[0] ?? '')).status).toBe(401);
		const text = await (await fetch(address)).text();
		expect(text).toContain('New Colleague (new@example.test) asks for access');
		expect((await fetch(address, { method: 'POST', body: form(['Add this person']) })).status).toBe(200);
		expect((await scene.ended(request.id, ['new', 'running', 'waiting'])).status).toBe('success');
		expect(scene.mails()).toEqual(['userInvite to new@example.test: You are invited to Zoho CRM']);
	});

	it('one application credential keeps two mailboxes in step, each with its owner (O13, B18)', async () => {
		scene.sandbox.control.outbox.clear();
		const { microsoft, zoho } = scene.sandbox.services;
		const application = { grantType: 'clientCredentials', tenant: 'example.test', clientId: 'sandbox-client', clientSecret: 'sandbox-secret', apiBaseUrl: scene.sandbox.urls.microsoft };
		await scene.n8n.importCredentials([{ id: APPLICATION, name: 'Office 365 (application)', type: 'office365SyncOAuth2Api', data: application }]);
		const people: IDataObject[] = [
			{ user: 'owner', mailbox: 'owner@example.test', owner: CONNECTED_USER },
			{ user: 'colleague', mailbox: 'colleague@example.test', owner: COLLEAGUE },
		];
		for (const [index, by] of [CONNECTED_USER, COLLEAGUE].entries()) {
			zoho.person.createEvent({ Event_Title: `Meeting ${index}`, Start_DateTime: `${inDays(2)}:00+01:00`, End_DateTime: `${inDays(2, '11:00')}:00+01:00` }, by);
		}
		const credential = (await scene.n8n.rest.credentials()).find(({ type }) => type === 'zohoCrmSyncOAuth2Api');
		const credentialsOf = (node: INode): Pick<INode, 'credentials'> => {
			if (node.type.endsWith('.office365Sync')) return { credentials: { office365SyncOAuth2Api: { id: APPLICATION, name: 'Office 365 (application)' } } };
			return node.type.endsWith('.crmEvent') ? { credentials: { zohoCrmSyncOAuth2Api: { id: credential?.id ?? '', name: credential?.name ?? '' } } } : {};
		};
		const file = withParameters(readTemplate('users/one-sync-per-user'), ({ name }) => (name === 'The List' ? { jsonOutput: JSON.stringify({ people }) } : undefined));
		const nodes = file.nodes.map((node) => ({ ...node, ...credentialsOf(node) }));
		const { id } = await scene.n8n.rest.post<{ id: string }>('/rest/workflows', { name: file.name, nodes, connections: file.connections, settings: file.settings });
		expect((await scene.runByHand(id, 'Every 5 Minutes')).status).toBe('success');
		const titles = people.map(({ mailbox }) => {
			const user = String(mailbox);
			const calendar = microsoft.person.calendarList({ user }).find(({ name }) => name === 'Zoho CRM');
			return microsoft.person.list({ user, calendarId: String(calendar?.id) }).map(({ subject }) => subject);
		});
		expect(titles).toEqual([['Meeting 0'], ['Meeting 1']]);
		expect(scene.mails()).toEqual([]);
	});
});
