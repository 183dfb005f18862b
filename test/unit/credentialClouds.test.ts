import { Workflow, type INodeParameters } from 'n8n-workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { Office365SyncOAuth2Api } from '../../credentials/Office365SyncOAuth2Api.credentials';
import { getSystem } from '../../systems/registry';
import { NodeTypeRegistry } from '../support/n8n/nodeTypes';
import { temporaryUserFolder, WorkflowRunner } from '../support/n8nEngine';

interface Cloud {
	cloud: string;
	graph: string;
	login: string;
}

/** Microsoft Graph: National cloud deployments. */
const clouds: Cloud[] = [
	{ cloud: 'global', graph: 'https://graph.microsoft.com', login: 'https://login.microsoftonline.com' },
	{ cloud: 'usGovernment', graph: 'https://graph.microsoft.us', login: 'https://login.microsoftonline.us' },
	{ cloud: 'china', graph: 'https://microsoftgraph.chinacloudapi.cn', login: 'https://login.partner.microsoftonline.cn' },
];

const [delegated, application] = ['authorizationCode', 'clientCredentials'];

describe('the Office 365 credential', () => {
	const credential = new Office365SyncOAuth2Api();
	let runner: WorkflowRunner;

	beforeAll(async () => {
		runner = await WorkflowRunner.create({ userFolder: temporaryUserFolder(), credentials: {} });
		return async () => await runner.stop();
	});

	/** All fields as n8n works them out from what a person typed. */
	async function resolved(typed: INodeParameters): Promise<Record<string, unknown>> {
		runner.credentials.save('c', { type: credential.name, data: { ...typed, clientId: 'c', clientSecret: 's' } });
		return await runner.credentials.getDecrypted({} as never, { id: 'c', name: 'c' }, credential.name, 'internal');
	}

	/** What the credential's test asks, with these fields. */
	async function tested(typed: INodeParameters): Promise<string> {
		const workflow = new Workflow({ nodes: [], connections: {}, active: false, nodeTypes: new NodeTypeRegistry(new Map()) });
		const node = { id: 'test', name: 'Test', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0] as [number, number], parameters: {} };
		const { baseURL, url } = credential.test.request;
		const fields = await resolved(typed);
		const parts = [baseURL, url].map((part) => workflow.expression.getSimpleParameterValue(node, part, 'internal', { $credentials: fields }));
		return parts.join('');
	}

	it('offers the three clouds, worldwide unless told otherwise', async () => {
		const options = credential.properties.find(({ name }) => name === 'cloud')?.options ?? [];
		expect(options.map((option) => ('value' in option ? option.value : '')).sort()).toEqual(clouds.map(({ cloud }) => cloud).sort());
		expect((await resolved({})).authUrl).toBe('https://login.microsoftonline.com/common/oauth2/v2.0/authorize');
	});

	describe.each(clouds)('in the cloud $cloud', ({ cloud, graph, login }) => {
		it('signs in there, in the tenant that is named', async () => {
			expect(await resolved({ cloud, tenant: 'contoso.onmicrosoft.com' })).toMatchObject({
				authUrl: `${login}/contoso.onmicrosoft.com/oauth2/v2.0/authorize`,
				accessTokenUrl: `${login}/contoso.onmicrosoft.com/oauth2/v2.0/token`,
			});
		});

		it('asks as an application for what an administrator granted, as a person for single permissions', async () => {
			expect((await resolved({ cloud, grantType: application })).scope).toBe(`${graph}/.default`);
			expect((await resolved({ cloud, grantType: delegated })).scope).toBe('Calendars.ReadWrite Contacts.ReadWrite User.Read offline_access');
		});

		it('is tested there', async () => {
			expect(await tested({ cloud, grantType: delegated })).toBe(`${graph}/v1.0/me/calendars?$top=1`);
			expect(await tested({ cloud, grantType: application })).toBe(`${graph}/v1.0/subscriptions`);
		});

		it('sends the nodes\' requests to the same server as the test', () => {
			expect(getSystem('office365').credential.baseUrlOf({ cloud })).toBe(graph);
		});

		it('signs in at another address of the API itself, unless that is Microsoft\'s own', async () => {
			const typed = { cloud, tenant: 'contoso.com' };
			const other = await resolved({ ...typed, apiBaseUrl: 'http://127.0.0.1:4010/' });
			expect(other.authUrl).toBe('http://127.0.0.1:4010/contoso.com/oauth2/v2.0/authorize');
			expect(other.accessTokenUrl).toBe('http://127.0.0.1:4010/contoso.com/oauth2/v2.0/token');
			expect(await tested({ ...typed, apiBaseUrl: 'http://127.0.0.1:4010/' })).toBe('http://127.0.0.1:4010/v1.0/me/calendars?$top=1');
			expect((await resolved({ ...typed, apiBaseUrl: graph })).authUrl).toBe(`${login}/contoso.com/oauth2/v2.0/authorize`);
		});
	});

	// The address for the Department of Defense is Microsoft's own, too.
	it('signs in at Microsoft with the further address of the US cloud', async () => {
		const { accessTokenUrl } = await resolved({ cloud: 'usGovernment', apiBaseUrl: 'https://dod-graph.microsoft.us' });
		expect(accessTokenUrl).toBe('https://login.microsoftonline.us/common/oauth2/v2.0/token');
	});

	it.each(['a/../b', 'evil.example/', 'a@b', 'a?b', 'a b', ''])('takes the tenant "%s" for none', async (tenant) => {
		expect((await resolved({ tenant })).authUrl).toBe('https://login.microsoftonline.com/common/oauth2/v2.0/authorize');
	});

	it.each([
		'https://graph.microsoft.com.evil.example',
		'https://evil.example\\.graph.microsoft.com',
		'https://evilmicrosoftgraph.chinacloudapi.cn',
		'https://graph.microsoft.evil.example',
	])('%s gets no token of Microsoft\'s own sign-in', async (apiBaseUrl) => {
		for (const cloud of clouds.map((one) => one.cloud)) {
			const { authUrl, accessTokenUrl } = await resolved({ cloud, apiBaseUrl });
			for (const address of [authUrl, accessTokenUrl]) expect(address).not.toMatch(/^https:\/\/login\./);
		}
	});

	it('goes nowhere with an address that is not encrypted', async () => {
		const apiBaseUrl = 'http://graph.example';
		expect(await tested({ apiBaseUrl })).toMatch(/^https:\/\/use-https-or-a-loopback-address\.invalid/);
		expect((await resolved({ apiBaseUrl })).accessTokenUrl).toMatch(/^https:\/\/use-https-or-a-loopback-address\.invalid/);
	});

	it('a missing permission leads nobody to open every mailbox', () => {
		const rule = credential.test.rules?.find(({ properties }) => 'value' in properties && properties.value === 403);
		const message = String(rule?.properties.message);
		expect(message).toMatch(/Delegated: .*Calendars\.ReadWrite.*connect again/);
		expect(message).toMatch(/Application: .*Get Many.*do not add Calendars\.ReadWrite in Entra/);
	});
});
