import type { ICredentialDataDecryptedObject, INodeProperties } from 'n8n-workflow';
import { beforeAll, describe, expect, it } from 'vitest';
import { GoogleCalendarSyncOAuth2Api } from '../../../credentials/GoogleCalendarSyncOAuth2Api.credentials';
import { ZohoCrmSyncOAuth2Api } from '../../../credentials/ZohoCrmSyncOAuth2Api.credentials';
import { checkedBaseUrl, isLoopback } from '../../../nodes/shared/connection/baseUrl';
import { temporaryUserFolder, WorkflowRunner } from '../../support/n8nEngine';

/** Addresses that look like this computer, or like a vendor, and are another server; or hold more than an address. */
const tricks = [
	'http://localhost@evil.example',
	'http://localhost:80@evil.example/',
	'http://127.0.0.1\\@evil.example',
	'http://evil.example\\@localhost/',
	'http://evil.example#@localhost',
	'http://evil.example?localhost',
	'http://localhost.evil.example',
	'http://127.0.0.1.evil.example',
	'http://127.evil.example',
	'http://localhost.',
	'http://[::ffff:8.8.8.8]',
	'http://[::]',
	'http://[::2]',
	'http://[fe80::1]',
	'http://8.8.8.8',
	'http://134744072',
	'http://0x08080808',
	'http://010.010.010.010',
	'http://0',
	'http://10.0.0.1',
	'http://169.254.169.254',
	'http://[0:0:0:0:0:ffff:0808:0808]',
	'https://api.example\\@evil.example',
	'https://api.exam\tple',
	'http://loca\u200blhost.evil.example',
	'http://127。evil。example',
	'https://user@api.example',
	'https://user:secret@api.example',
	'https://api.example/?token=1',
	'https://api.example/#x',
	'ftp://localhost',
	'file:///etc/passwd',
	'javascript:alert(1)//http://localhost',
	'data:text/html,http://localhost',
	'//localhost',
	'localhost',
	'https://',
	'http://',
];

describe('a base URL', () => {
	it.each(tricks)('%s is refused before anything is sent', (text) => {
		expect(() => checkedBaseUrl(text)).toThrow(/Nothing was sent/);
	});

	it.each(['http://2130706433', 'http://0x7f000001', 'http://0177.0.0.1', 'http://127.1', 'http://127.0.0.1:1', 'http://[0:0:0:0:0:0:0:1]'])('%s is this computer, however it is written', (text) => {
		expect(isLoopback(new URL(checkedBaseUrl(text)).hostname)).toBe(true);
	});

	it.each(['https://api.example/a/../b', 'https://api.example/%2e%2e/b'])('%s keeps no steps upwards', (text) => {
		expect(checkedBaseUrl(text)).toBe('https://api.example/b');
	});
});

describe('the sign-in and test addresses of a credential', () => {
	let runner: WorkflowRunner;
	const [google, zoho] = [new GoogleCalendarSyncOAuth2Api(), new ZohoCrmSyncOAuth2Api()];
	const types = [google, zoho];
	const vendorHosts = /^https:\/\/(accounts\.google\.com|oauth2\.googleapis\.com|accounts\.zoho\.(com|eu)|accounts\.zohocloud\.ca)\//;

	beforeAll(async () => {
		runner = await WorkflowRunner.create({ userFolder: temporaryUserFolder(), credentials: {} });
		return async () => await runner.stop();
	});

	/** The addresses as n8n works them out from what a person typed. */
	async function addresses(type: (typeof types)[number], apiBaseUrl: string): Promise<string[]> {
		runner.credentials.save('c', { type: type.name, data: { apiBaseUrl, dataCenter: 'eu', clientId: 'c', clientSecret: 's' } });
		const reference = { id: 'c', name: 'c' };
		const resolved: ICredentialDataDecryptedObject = await runner.credentials.getDecrypted({} as never, reference, type.name, 'internal');
		return [String(resolved.authUrl), String(resolved.accessTokenUrl)];
	}

	for (const type of types) {
		it.each(tricks)(`${type.name}: with %s they are the vendor's own or nowhere`, async (text) => {
			for (const address of await addresses(type, text)) {
				expect(address).toMatch(/^https:\/\/use-https-or-a-loopback-address\.invalid|^https:\/\/accounts\.|^https:\/\/oauth2\.googleapis\.com\/token$/);
			}
		});

		it(`${type.name}: an allowed address signs in by itself`, async () => {
			for (const base of ['https://api.example', 'https://api.example:8443/x', 'http://127.0.0.1:4010', 'http://[::1]:9']) {
				for (const address of await addresses(type, `${base}/`)) expect(address.startsWith(`${base}/`), address).toBe(true);
			}
		});
	}

	// The vendor's sign-in gives out real tokens: they must not go to somebody whose name only looks like the vendor's.
	it.each([
		['zoho', 'https://www.zohoapis.evil.example'],
		['zoho', 'https://www.zohoapis.com.evil.example'],
		['zoho', 'https://evil.example\\.zohoapis.com'],
		['zoho', 'https://evilzohoapis.com'],
		['google', 'https://evil.example\\.googleapis.com'],
		['google', 'https://www.googleapis.com.evil.example'],
		['google', 'https://evilgoogleapis.com'],
	] as const)('%s: %s gets no token of the vendor\'s own sign-in', async (vendor, text) => {
		for (const address of await addresses(vendor === 'zoho' ? zoho : google, text)) expect(address).not.toMatch(vendorHosts);
	});

	it.each([
		['zoho', 'https://sandbox.zohoapis.eu'],
		['zoho', 'https://www.zohoapis.com.au'],
		['google', 'https://www.googleapis.com'],
		['google', 'https://private-x.googleapis.com'],
	] as const)('%s: %s is the vendor\'s own and signs in where the vendor does', async (vendor, text) => {
		for (const address of await addresses(vendor === 'zoho' ? zoho : google, text)) expect(address).toMatch(vendorHosts);
	});

	it('both offer the field, and none lets a person type the sign-in addresses', () => {
		for (const { properties } of types) {
			const hidden = properties.filter(({ name }: INodeProperties) => name === 'authUrl' || name === 'accessTokenUrl');
			expect(hidden.map(({ type }) => type)).toEqual(['hidden', 'hidden']);
		}
	});
});
