import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WorkflowRunner, type WorkflowFile } from '../support/n8nEngine';
import { Echo, EchoTrigger, echoOAuth2Api } from './harness/echoNodes';
import { TokenServer } from './harness/tokenServer';

const file: WorkflowFile = {
	name: 'Echo',
	nodes: [
		{ id: '1', name: 'Trigger', type: 'test.echoTrigger', typeVersion: 1, position: [0, 0], webhookId: '0b0c4e6e-1f57-4c0e-9b0c-000000000001', parameters: {} },
		{ id: '2', name: 'Echo', type: 'test.echo', typeVersion: 1, position: [200, 0], parameters: { path: '=/news?of={{ $json.value }}' } },
		{ id: '3', name: 'Note', type: 'n8n-nodes-base.stickyNote', typeVersion: 1, position: [0, -200], parameters: { content: 'Not run' } },
	],
	connections: { Trigger: { main: [[{ node: 'Echo', type: 'main', index: 0 }]] } },
};

const approval: WorkflowFile = {
	name: 'Approval',
	nodes: [
		{ id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		{
			id: '2',
			name: 'Approve',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			position: [200, 0],
			parameters: { resume: 'form', formDescription: '={{ $("Start").all().length }} items wait' },
		},
		{
			id: '3',
			name: 'Approved?',
			type: 'n8n-nodes-base.if',
			typeVersion: 2.2,
			position: [400, 0],
			parameters: {
				conditions: {
					combinator: 'and',
					options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
					conditions: [{ id: 'a', leftValue: '={{ $json.Decision }}', rightValue: 'Yes', operator: { type: 'string', operation: 'equals' } }],
				},
			},
		},
		{ id: '4', name: 'Items', type: 'n8n-nodes-base.merge', typeVersion: 3.2, position: [600, 0], parameters: { mode: 'chooseBranch', useDataOfInput: 2 } },
		{ id: '5', name: 'Go', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [800, 0], parameters: {} },
	],
	connections: {
		Start: {
			main: [
				[
					{ node: 'Approve', type: 'main', index: 0 },
					{ node: 'Items', type: 'main', index: 1 },
				],
			],
		},
		Approve: { main: [[{ node: 'Approved?', type: 'main', index: 0 }]] },
		'Approved?': { main: [[{ node: 'Items', type: 'main', index: 0 }]] },
		Items: { main: [[{ node: 'Go', type: 'main', index: 0 }]] },
	},
};

describe('the workflow harness', () => {
	let api: TokenServer;
	let runner: WorkflowRunner;

	beforeAll(async () => {
		api = await TokenServer.listen();
		runner = await WorkflowRunner.create({
			withPackage: false,
			credentials: {
				echo: {
					type: 'echoOAuth2Api',
					data: {
						clientId: 'id',
						clientSecret: 'secret',
						baseUrl: api.origin,
						oauthTokenData: { access_token: 'first', refresh_token: 'refresh', token_type: 'Bearer' },
					},
				},
			},
			extraNodes: { 'test.echoTrigger': new EchoTrigger(), 'test.echo': new Echo() },
			extraCredentialTypes: [echoOAuth2Api],
		});
	});

	afterAll(async () => {
		await runner.stop();
		await api.close();
	});

	beforeEach(() => {
		api.log.length = 0;
		api.value = 0;
	});

	it('starts no execution when a poll has nothing', async () => {
		const workflow = runner.load(file);
		expect(await workflow.poll()).toEqual([]);
		expect(api.log).toEqual(['/news']);
		expect(workflow.executions).toHaveLength(0);
	});

	it('runs the workflow with the items of a poll, expressions evaluated', async () => {
		const workflow = runner.load(file);
		api.value = 7;
		const [execution] = await workflow.poll();
		expect(execution?.expectSuccess().json('Echo')).toEqual([{ asked: 7, answered: 7 }]);
		expect(api.log).toEqual(['/news', '/news?of=7']);
	});

	it('renews an expired token once for parallel requests', async () => {
		const workflow = runner.load(file);
		api.expire();
		const items = Array.from({ length: 10 }, (_, value) => ({ json: { value } }));
		const execution = await workflow.start('Trigger', items, 'trigger');
		expect(execution.expectSuccess().items('Echo')).toHaveLength(10);
		expect(api.count('/token')).toBe(1);
		expect(runner.credentials.data('echo').oauthTokenData).toMatchObject({ refresh_token: 'refresh' });
	});

	it('registers webhooks and runs the workflow when one is called, also several at once', async () => {
		const workflow = runner.load(file);
		await workflow.activate();
		const url = workflow.webhookUrl('Trigger') ?? '';
		expect(api.log).toContain(`/subscribe?url=${encodeURIComponent(url)}`);
		const call = async (value: number) =>
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ value }),
			});
		const answers = await Promise.all([call(1), call(2), call(3)]);
		expect(answers.map((answer) => answer.status)).toEqual([202, 202, 202]);
		await workflow.settled();
		expect(workflow.executions.flatMap((execution) => execution.json('Trigger').map((json) => json.value)).sort()).toEqual([1, 2, 3]);
		await workflow.deactivate();
		expect(api.count('/unsubscribe')).toBe(1);
		expect((await call(4)).status).toBe(404);
	});

	it('shows a node’s error with its description', async () => {
		const execution = await runner.load(file).start('Trigger', [{ json: { value: 13 } }], 'trigger');
		expect(execution.error).toEqual({ node: 'Echo', message: 'Thirteen', description: 'Use twelve' });
	});

	it('waits for a form and goes on with what was kept beside it', async () => {
		const workflow = runner.load(approval);
		const items = [{ json: { n: 1 } }, { json: { n: 2 } }];
		const waiting = await workflow.start('Start', items);
		expect(waiting.isWaiting).toBe(true);
		expect(waiting.ran('Go')).toBe(false);
		expect(workflow.formText(waiting)).toBe('2 items wait');
		const refused = await workflow.submitForm(waiting, { Decision: 'No' });
		expect(refused.expectSuccess().ran('Go')).toBe(false);
		const approved = await workflow.submitForm(waiting, { Decision: 'Yes' });
		expect(approved.expectSuccess().json('Go')).toEqual([{ n: 1 }, { n: 2 }]);
	});
});
