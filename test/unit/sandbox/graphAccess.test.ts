import { describe, expect, it } from 'vitest';
import { createSandbox, type Sandbox } from '../../../sandbox';
import { asObject, type JsonObject } from '../../../sandbox/core/json';
import type { HttpAnswer } from '../../../systems/http/types';
import { clientOf, errorCode, graphClient, valuesOf } from './graphSupport';

const redirect = 'https://n8n.example.test/callback';
const client = { client_id: 'app', client_secret: 'secret' };

function form(sandbox: Sandbox, path: string, fields: Record<string, string>): Promise<HttpAnswer> {
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	return sandbox.fetch('microsoft', { method: 'POST', url: path, body: new URLSearchParams(fields).toString(), headers });
}

/** Signs in with the page as a person does. Returns the address the browser is sent back to. */
async function signIn(sandbox: Sandbox, scope: string, decision = 'allow', prefix = '', user = 'owner@example.test'): Promise<URL> {
	const asked = new URLSearchParams({ client_id: 'app', redirect_uri: redirect, response_type: 'code', scope, state: 's' });
	const path = `${prefix}/common/oauth2/v2.0/authorize?${asked.toString()}`;
	const page = await sandbox.fetch('microsoft', { method: 'GET', url: path });
	if (page.status !== 200) return new URL(page.headers.location ?? 'http://none');
	const answer = await form(sandbox, path, { decision, user });
	return new URL(answer.headers.location ?? 'http://none');
}

async function tokens(sandbox: Sandbox, scope: string, prefix = ''): Promise<JsonObject> {
	const code = (await signIn(sandbox, scope, 'allow', prefix)).searchParams.get('code') ?? '';
	const answer = await form(sandbox, `${prefix}/common/oauth2/v2.0/token`, { ...client, grant_type: 'authorization_code', code, redirect_uri: redirect });
	return asObject(answer.body);
}

describe('signing in', () => {
	it('leads from the page to tokens, which are renewed with another refresh token', async () => {
		const sandbox = createSandbox();
		const issued = await tokens(sandbox, 'offline_access https://graph.microsoft.com/Calendars.ReadWrite User.Read');
		expect(issued).toMatchObject({ token_type: 'Bearer', expires_in: 3599, scope: 'https://graph.microsoft.com/Calendars.ReadWrite https://graph.microsoft.com/User.Read' });
		const { ok, call } = clientOf(sandbox, String(issued.access_token));
		expect(await ok('GET', '/me')).toMatchObject({ userPrincipalName: 'owner@example.test' });
		sandbox.control.clock.advance(3_600_000);
		expect((await call('GET', '/me')).body).toMatchObject({ error: { code: 'InvalidAuthenticationToken', message: expect.stringContaining('expired') as string } });
		const renewed = asObject((await form(sandbox, '/common/oauth2/v2.0/token', { ...client, grant_type: 'refresh_token', refresh_token: String(issued.refresh_token) })).body);
		expect(renewed.refresh_token).not.toBe(issued.refresh_token);
		expect((await clientOf(sandbox, String(renewed.access_token)).call('GET', '/me')).status).toBe(200);
	});

	it('gives no refresh token without offline_access', async () => {
		expect(await tokens(createSandbox(), 'User.Read')).not.toHaveProperty('refresh_token', expect.anything());
	});

	it.each([
		['is declined', 'User.Read', 'deny', 'AADSTS65004'],
		['needs an administrator', 'User.Read.All', 'allow', 'AADSTS90094'],
		['asks for no such scope', 'calendars', 'allow', 'AADSTS70011'],
		['asks for the Graph of another cloud', 'https://graph.microsoft.us/User.Read', 'allow', 'AADSTS500011'],
	])('goes back with a code when it %s', async (_what, scope, decision, code) => {
		const back = await signIn(createSandbox(), scope, decision);
		expect(back.searchParams.get('error_description')).toContain(code);
		expect(back.searchParams.get('state')).toBe('s');
		expect(back.searchParams.has('code')).toBe(false);
	});

	it.each([
		['a wrong code', { grant_type: 'authorization_code', code: 'x' }, 'invalid_grant', 70000],
		['a revoked refresh token', { grant_type: 'refresh_token', refresh_token: 'x' }, 'invalid_grant', 50173],
		['another grant', { grant_type: 'password' }, 'unsupported_grant_type', 70003],
		['no secret', { grant_type: 'refresh_token', client_secret: '' }, 'invalid_client', 7000218],
		['no tenant', { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' }, 'invalid_request', 50059],
	])('refuses %s', async (_what, fields, error, code) => {
		const answer = await form(createSandbox(), '/common/oauth2/v2.0/token', { ...client, ...fields });
		expect(answer.body).toMatchObject({ error, error_codes: [code], error_description: expect.stringContaining(`AADSTS${code}`) as string });
		expect(answer.status).toBe(error === 'invalid_client' ? 401 : 400);
	});

	it('answers what an administrator or time has changed, until it is mended', async () => {
		const sandbox = createSandbox();
		const issued = await tokens(sandbox, 'offline_access User.Read');
		const renew = (): Promise<HttpAnswer> => form(sandbox, '/common/oauth2/v2.0/token', { ...client, grant_type: 'refresh_token', refresh_token: String(issued.refresh_token) });
		sandbox.services.microsoft.oauth.problem = 'consentMissing';
		expect((await renew()).body).toMatchObject({ error: 'invalid_grant', error_codes: [65001], suberror: 'consent_required' });
		sandbox.services.microsoft.oauth.problem = undefined;
		expect((await renew()).status).toBe(200);
		sandbox.services.microsoft.oauth.tokens.global.revokeAll();
		expect((await renew()).body).toMatchObject({ error_codes: [50173] });
	});

	it('shows a page instead of going to a place that is no web address, or for an unknown tenant', async () => {
		const sandbox = createSandbox();
		for (const path of ['/common/oauth2/v2.0/authorize?client_id=a&response_type=code&scope=User.Read&redirect_uri=x', '/nowhere/oauth2/v2.0/authorize?client_id=a']) {
			expect(await sandbox.fetch('microsoft', { method: 'GET', url: path })).toMatchObject({ status: 400, body: expect.stringContaining('AADSTS') as string });
		}
	});
});

describe('tokens', () => {
	it.each([
		['none', '', 'Access token is empty.'],
		['one without dots', 'Bearer nonsense', 'IDX14100: JWT is not well formed, there are no dots (.).'],
		['an unknown one', 'Bearer a.b.c', 'the token is expired'],
	])('%s is refused in its own words', async (_what, authorization, message) => {
		const { call } = graphClient();
		const answer = await call('GET', '/me/events', undefined, { authorization });
		expect(errorCode(answer)).toBe('401 InvalidAuthenticationToken');
		expect(JSON.stringify(answer.body)).toContain(message);
	});

	it('are good in their own cloud only', async () => {
		const sandbox = createSandbox();
		const issued = await tokens(sandbox, 'User.Read', '/china');
		expect(issued.scope).toBe('https://microsoftgraph.chinacloudapi.cn/User.Read');
		const headers = { authorization: `Bearer ${String(issued.access_token)}` };
		expect(await sandbox.fetch('microsoft', { method: 'GET', url: '/china/v1.0/me', headers })).toMatchObject({ status: 200 });
		for (const prefix of ['', '/us-government']) {
			const answer = await sandbox.fetch('microsoft', { method: 'GET', url: `${prefix}/v1.0/me`, headers });
			expect(answer).toMatchObject({ status: 401, body: { error: { message: expect.stringContaining('Invalid audience') as string } } });
		}
	});

	it('keep links inside their cloud', async () => {
		const sandbox = createSandbox();
		const headers = { authorization: `Bearer ${sandbox.services.microsoft.issueToken({ cloud: 'usGovernment' }).accessToken}` };
		const answer = await sandbox.fetch('microsoft', { method: 'GET', url: '/us-government/v1.0/me/contacts/delta', headers });
		expect(asObject(answer.body)['@odata.deltaLink']).toContain('http://microsoft.sandbox/us-government/v1.0/me/contacts/delta?');
	});

	it.each([
		['Calendars.Read', 'POST', '/me/events', '403 ErrorAccessDenied'],
		['Contacts.ReadWrite', 'GET', '/me/calendars', '403 ErrorAccessDenied'],
		['Calendars.ReadWrite', 'GET', '/me/contacts', '403 ErrorAccessDenied'],
		['User.Read', 'GET', '/users', '403 Authorization_RequestDenied'],
		['Calendars.ReadWrite', 'GET', '/me', '403 Authorization_RequestDenied'],
	] as const)('with %s only may not %s %s', async (scope, method, path, code) => {
		const { call } = graphClient({}, { scopes: [scope] });
		expect(errorCode(await call(method, path, method === 'POST' ? {} : undefined))).toBe(code);
	});
});

describe('applications without a user', () => {
	it('B18: reach every mailbox by name, and have no "me"', async () => {
		const { sandbox } = graphClient();
		const answer = await form(sandbox, '/example.test/oauth2/v2.0/token', { ...client, grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default' });
		const application = clientOf(sandbox, String(asObject(answer.body).access_token));
		expect(asObject(answer.body)).not.toHaveProperty('refresh_token');
		for (const user of ['owner@example.test', 'colleague@example.test']) expect((await application.call('GET', `/users/${user}/calendars`)).status).toBe(200);
		expect(errorCode(await application.call('GET', '/me/calendars'))).toBe('400 BadRequest');
		expect(errorCode(await application.call('GET', '/me'))).toBe('400 BadRequest');
		expect(errorCode(await application.call('GET', '/users/nobody@example.test/calendars'))).toBe('404 ErrorInvalidUser');
		expect(errorCode(await application.call('GET', '/users/scanner@example.test/calendars'))).toBe('404 MailboxNotEnabledForRESTAPI');
	});

	it('B18: are kept to the mailboxes that the administrator left them', async () => {
		const { sandbox } = graphClient();
		const { microsoft } = sandbox.services;
		microsoft.oauth.mailboxes = ['colleague@example.test'];
		const application = clientOf(sandbox, microsoft.issueApplicationToken().accessToken);
		expect((await application.call('GET', '/users/colleague@example.test/contacts')).status).toBe(200);
		const refused = await application.call('GET', '/users/owner@example.test/calendarView/delta?startDateTime=2026-01-01&endDateTime=2026-02-01');
		expect(refused).toMatchObject({ status: 403, body: { error: { code: 'ErrorAccessDenied', message: expect.stringContaining('AppOnly AccessPolicy') as string } } });
		microsoft.oauth.roles = ['User.Read.All'];
		const weaker = clientOf(sandbox, microsoft.issueApplicationToken().accessToken);
		expect(errorCode(await weaker.call('GET', '/users/colleague@example.test/contacts'))).toBe('403 ErrorAccessDenied');
		expect((await weaker.call('GET', '/users')).status).toBe(200);
	});

	it('keep a delta link of a user apart from that of "me"', async () => {
		const { sandbox, readAll } = graphClient();
		const { deltaLink } = await clientOf(sandbox, sandbox.services.microsoft.issueApplicationToken().accessToken).readAll('/users/owner@example.test/contacts/delta');
		expect(deltaLink).toMatch(/\/users\('[0-9a-f-]{36}'\)\/contacts\/delta\?/);
		expect((await readAll(deltaLink)).items).toEqual([]);
	});
});

describe("other people's mailboxes", () => {
	it('are closed to a user', async () => {
		const { call, ok } = graphClient();
		expect(errorCode(await call('GET', '/users/colleague@example.test/calendars'))).toBe('403 ErrorAccessDenied');
		expect(valuesOf(await ok('GET', '/users/owner@example.test/calendars'))).not.toEqual([]);
	});
});

describe('users', () => {
	it('are listed in pages with the members asked for', async () => {
		const { readAll, ok } = graphClient({ seed: 'demo' }, { scopes: ['User.Read.All'] });
		const { items, pages } = await readAll('/users?$top=3&$select=id,mail,accountEnabled');
		expect(pages.length).toBe(3);
		expect(items).toHaveLength(8);
		expect(Object.keys(items[0] ?? {}).sort()).toEqual(['accountEnabled', 'id', 'mail']);
		const named = await ok('GET', `/users?$filter=${encodeURIComponent("startswith(displayName,'Zoë') and accountEnabled eq true")}`);
		expect(valuesOf(named).map(({ mail }) => mail)).toEqual(['zoe.lefevre@example.test']);
		expect(await ok('GET', '/users/manager@example.test')).toMatchObject({ jobTitle: 'Head of Sales' });
	});

	it('show only the basics to those who may read no more', async () => {
		const { ok } = graphClient({}, { scopes: ['User.ReadBasic.All'] });
		const [first] = valuesOf(await ok('GET', '/users'));
		expect(Object.keys(first ?? {}).sort()).toEqual(['displayName', 'givenName', 'id', 'mail', 'surname', 'userPrincipalName']);
	});

	it('are searched with a header only, and are not there for everybody', async () => {
		const { call, ok, sandbox } = graphClient();
		expect(errorCode(await call('GET', '/users?$search="displayName:Sales"'))).toBe('400 BadRequest');
		expect(valuesOf(await ok('GET', '/users?$search="displayName:Sales"', undefined, { ConsistencyLevel: 'eventual' }))).toHaveLength(3);
		expect(errorCode(await call('GET', '/users/nobody'))).toBe('404 Request_ResourceNotFound');
		sandbox.services.microsoft.state.options.personalAccounts = true;
		expect((await call('GET', '/users')).body).toMatchObject({ error: { code: 'UnknownError', message: '' } });
	});

	it('have a time zone, and Outlook tells which it knows', async () => {
		const { ok } = graphClient();
		expect(await ok('GET', '/me/mailboxSettings')).toMatchObject({ timeZone: 'W. Europe Standard Time' });
		const iana = valuesOf(await ok('GET', "/me/outlook/supportedTimeZones(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')"));
		expect(iana.map(({ alias }) => alias)).toContain('Europe/Berlin');
		expect(valuesOf(await ok('GET', '/me/outlook/supportedTimeZones')).map(({ alias }) => alias)).toContain('Pacific Standard Time');
	});
});
