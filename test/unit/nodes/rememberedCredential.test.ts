import { afterEach, describe, expect, it, vi } from 'vitest';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { authenticatedRequest, type RequestFunctions } from '../../../nodes/shared/http/authenticatedRequest';
import { isUnpaced } from '../../../nodes/shared/connection/unpaced';

const request = { method: 'GET', url: 'https://api.example.com/things' } as const;

/** n8n: takes the credential from the functions it is called on, signs with its token, and once more with a renewed one. */
class FakeN8n {
	lookups = 0;
	stored = { oauthTokenData: { access_token: 'first' } };
	valid = 'first';
	readonly sent: string[] = [];
	readonly functions = {
		getCredentials: async () => {
			this.lookups += 1;
			return structuredClone(this.stored);
		},
		helpers: { httpRequestWithAuthentication: sendFor(this) },
	} as unknown as RequestFunctions;
}

function sendFor(n8n: FakeN8n) {
	return async function (this: RequestFunctions, type: string, { headers }: IHttpRequestOptions) {
		const credential = (await this.getCredentials(type)) as FakeN8n['stored'];
		Object.assign(headers ?? {}, { Authorization: `Bearer ${credential.oauthTokenData.access_token}` });
		n8n.sent.push(String({ ...headers }.Authorization));
		if (credential.oauthTokenData.access_token === n8n.valid) return { statusCode: 200, headers: {}, body: '' };
		// Another process renewed the token already: n8n takes that one and leaves the object it was given as it is.
		Object.assign(headers ?? {}, { Authorization: `Bearer ${n8n.stored.oauthTokenData.access_token}` });
		n8n.sent.push(String({ ...headers }.Authorization));
		return { statusCode: 200, headers: {}, body: '' };
	};
}

describe('the credential of a run', () => {
	afterEach(() => vi.useRealTimers());

	it('is looked up once for many requests, also at the same time', async () => {
		const n8n = new FakeN8n();
		const send = authenticatedRequest(n8n.functions, 'c');
		await Promise.all([send(request), send(request)]);
		await send(request);
		expect(n8n.lookups).toBe(1);
		expect(n8n.sent).toEqual(['Bearer first', 'Bearer first', 'Bearer first']);
	});

	it('is looked up again after n8n had to sign a request with another token', async () => {
		const n8n = new FakeN8n();
		const send = authenticatedRequest(n8n.functions, 'c', 'Zoho-oauthtoken');
		await send(request);
		n8n.valid = 'second';
		n8n.stored = { oauthTokenData: { access_token: 'second' } };
		await send(request);
		await send(request);
		expect(n8n.sent).toEqual(['first', 'first', 'second', 'second'].map((token) => `Zoho-oauthtoken ${token}`));
		expect(n8n.lookups).toBe(2);
	});

	it('is looked up again after a minute, so that a change in n8n takes effect', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: 0 });
		const n8n = new FakeN8n();
		const send = authenticatedRequest(n8n.functions, 'c');
		await send(request);
		vi.setSystemTime(59_000);
		await send(request);
		expect(n8n.lookups).toBe(1);
		vi.setSystemTime(60_000);
		await send(request);
		expect(n8n.lookups).toBe(2);
	});

	it('is not remembered when it could not be read', async () => {
		const n8n = new FakeN8n();
		const lookUp = vi.spyOn(n8n.functions, 'getCredentials').mockRejectedValueOnce(new Error('locked'));
		const send = authenticatedRequest(n8n.functions, 'c');
		await expect(send(request)).rejects.toThrow();
		await expect(send(request)).resolves.toMatchObject({ status: 200 });
		expect(lookUp).toHaveBeenCalledTimes(2);
	});
});

describe('pacing', () => {
	afterEach(() => vi.unstubAllEnvs());

	it.each([
		['on, without the variable', undefined, 'http://127.0.0.1:4010', false],
		['off for a server on this computer when the variable says so', '1', 'http://127.0.0.1:4010', true],
		['on for a real account, whatever the variable says', '1', 'https://www.googleapis.com', false],
	])('is %s', (_, variable, baseUrl, expected) => {
		vi.stubEnv('CRM_SYNC_UNPACED', variable);
		expect(isUnpaced(baseUrl)).toBe(expected);
	});
});
