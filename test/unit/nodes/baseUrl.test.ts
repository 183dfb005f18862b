import { describe, expect, it } from 'vitest';
import { checkedBaseUrl } from '../../../nodes/shared/connection/baseUrl';
import { baseUrlOf } from '../../../nodes/shared/connection/catalogue';
import { connectionFingerprint } from '../../../nodes/shared/connection/fingerprint';
import { getSystem } from '../../../systems/registry';

describe('a custom base URL', () => {
	it.each([
		['https://api.example.com', 'https://api.example.com'],
		[' https://api.example.com/zoho/ ', 'https://api.example.com/zoho'],
		['http://127.0.0.1:4010', 'http://127.0.0.1:4010'],
		['http://127.8.8.8', 'http://127.8.8.8'],
		['http://localhost:80/', 'http://localhost'],
		['http://[::1]:9/', 'http://[::1]:9'],
	])('%s is taken as %s', (text, url) => {
		expect(checkedBaseUrl(text)).toBe(url);
	});

	it.each([
		'http://example.com',
		'http://localhost.example.com',
		'http://127.0.0.1.example.com',
		'http://192.168.1.10',
		'http://0.0.0.0',
		'ftp://localhost',
		'file:///etc/passwd',
		'https://user:secret@example.com',
		'https://example.com/?token=1',
		'https://example.com/#x',
		'example.com',
		'',
	])('"%s" is refused', (text) => {
		expect(() => checkedBaseUrl(text)).toThrow(/Nothing was sent/);
	});

	it('is used in place of the data centre, and an empty one is not', () => {
		const zoho = getSystem('zohoCrm');
		expect(baseUrlOf(zoho, { dataCenter: 'ca', apiBaseUrl: ' ' })).toBe('https://www.zohoapis.ca');
		expect(baseUrlOf(zoho, { dataCenter: 'com.au' })).toBe('https://www.zohoapis.com.au');
		expect(baseUrlOf(zoho, { dataCenter: 'eu', apiBaseUrl: 'http://localhost:1/' })).toBe('http://localhost:1');
	});
});

describe('the fingerprint of a connection', () => {
	const credentials = { clientId: 'c', oauthTokenData: { access_token: 'a', refresh_token: 'r' } };
	const print = connectionFingerprint('1', credentials, 'https://x', 'me');

	it('stays when the access token is renewed', () => {
		expect(connectionFingerprint('1', { ...credentials, oauthTokenData: { access_token: 'b', refresh_token: 'r' } }, 'https://x', 'me')).toBe(print);
	});

	it.each([
		['reconnected', connectionFingerprint('1', { ...credentials, oauthTokenData: { refresh_token: 's' } }, 'https://x', 'me')],
		['exchanged', connectionFingerprint('2', credentials, 'https://x', 'me')],
		['pointed elsewhere', connectionFingerprint('1', credentials, 'https://y', 'me')],
		['used for another container', connectionFingerprint('1', credentials, 'https://x', 'other')],
		['switched to application permissions', connectionFingerprint('1', { ...credentials, grantType: 'clientCredentials' }, 'https://x', 'me')],
		['moved to another tenant', connectionFingerprint('1', { ...credentials, tenant: 'contoso.example.test' }, 'https://x', 'me')],
	])('changes when the credential is %s', (_, other) => {
		expect(other).not.toBe(print);
	});

	it('stays as it was for a person who signs in without a tenant, as every credential once was', () => {
		expect(connectionFingerprint('1', { ...credentials, grantType: 'authorizationCode', tenant: '' }, 'https://x', 'me')).toBe(print);
	});

	it('holds no secret', () => {
		expect(connectionFingerprint('1', { clientId: 'client', oauthTokenData: { refresh_token: 'secret' } }, 'https://x', 'me')).toMatch(/^[0-9a-f]{32}$/);
	});
});
