import { describe, expect, it } from 'vitest';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { authenticatedRequest, type RequestFunctions } from '../../../nodes/shared/http/authenticatedRequest';
import { SystemError } from '../../../sync/types';

type Send = (options: IHttpRequestOptions) => unknown;

function functions(send: Send, credentials: object = {}): RequestFunctions {
	return {
		getCredentials: async () => credentials as never,
		helpers: { httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) => send(options) },
	} as unknown as RequestFunctions;
}

/** As n8n wraps what its HTTP library throws. */
function wrapped(cause: object): Error {
	return new Error('n8n wrapped it', { cause: Object.assign(new Error('inner'), cause) });
}

const url = 'https://api.example.com/things';

async function failure(send: Send, credentials?: object): Promise<SystemError> {
	try {
		await authenticatedRequest(functions(send, credentials), 'c')({ method: 'POST', url, body: {} });
	} catch (error) {
		expect(error).toBeInstanceOf(SystemError);
		return error as SystemError;
	}
	throw new Error('did not fail');
}

describe('a request with the credential', () => {
	it('asks for every answer but 401, follows no redirect and sends JSON', async () => {
		let seen: IHttpRequestOptions | undefined;
		const send = (options: IHttpRequestOptions) => {
			seen = options;
			return { statusCode: 201, headers: { 'Retry-After': '3', Date: 'Mon', 'set-cookie': ['a', 'b'] }, body: { ok: true } };
		};
		const answer = await authenticatedRequest(functions(send), 'c')({ method: 'POST', url, body: {}, headers: { 'If-Match': 'e', accept: 'x/y' } });
		expect(answer).toEqual({ status: 201, headers: { 'retry-after': '3', date: 'Mon', 'set-cookie': 'a, b' }, body: { ok: true } });
		expect(seen).toMatchObject({
			body: '{}',
			headers: { Accept: 'x/y', 'Content-Type': 'application/json', 'If-Match': 'e' },
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
			disableFollowRedirect: true,
			returnFullResponse: true,
		});
	});

	it.each([
		['JSON as text', '{"a":1}', { a: 1 }],
		['malformed JSON as the text it is', '{"a":', '{"a":'],
		['no body', undefined, ''],
		['an empty body', '', ''],
	])('hands on %s', async (_, body, expected) => {
		const answer = await authenticatedRequest(functions(() => ({ statusCode: 200, headers: {}, body })), 'c')({ method: 'GET', url });
		expect(answer.body).toEqual(expected);
	});

	it('hands on 401 after the refresh did not help, with its headers', async () => {
		const send = () => {
			throw wrapped({ response: { status: 401, headers: { date: 'Mon' }, data: '{"code":"INVALID_TOKEN"}' } });
		};
		await expect(authenticatedRequest(functions(send), 'c')({ method: 'GET', url })).resolves.toEqual({
			status: 401,
			headers: { date: 'Mon' },
			body: { code: 'INVALID_TOKEN' },
		});
	});

	it('uses Zoho\'s scheme in the header, before and after a refresh, and never in the address', async () => {
		const sent: string[] = [];
		const send = (options: IHttpRequestOptions) => {
			for (const token of ['old', 'new']) {
				Object.assign(options.headers ?? {}, { Authorization: `Bearer ${token}` });
				sent.push(String({ ...options.headers }.Authorization));
			}
			expect(options.url).toBe(url);
			return { statusCode: 200, headers: {}, body: '' };
		};
		await authenticatedRequest(functions(send), 'c', 'Zoho-oauthtoken')({ method: 'GET', url });
		expect(sent).toEqual(['Zoho-oauthtoken old', 'Zoho-oauthtoken new']);
	});
});

describe('a request that fails as a whole', () => {
	it.each([
		['ECONNREFUSED', false],
		['ENOTFOUND', false],
		['ECONNRESET', true],
		['ECONNABORTED', true],
		['ETIMEDOUT', true],
	])('%s: unavailable, may have happened: %s', async (code, mayHaveHappened) => {
		const error = await failure(() => {
			throw wrapped({ code, config: { url } });
		});
		expect(error).toMatchObject({ kind: 'unavailable', details: { mayHaveHappened, code } });
	});

	it('cannot have happened when it was the sign-in service that gave no answer', async () => {
		const error = await failure(() => {
			throw wrapped({ code: 'ECONNRESET', config: { url: 'https://accounts.example.com/token' } });
		});
		expect(error).toMatchObject({ kind: 'unavailable', details: { mayHaveHappened: false } });
	});

	it.each<[string, object]>([
		['revoked', { code: 'EAUTH', body: { error: 'invalid_grant' } }],
		['reconnect', { message: 'The credential "X" needs to be reconnected.' }],
		['never connected', { message: 'OAuth credentials not connected' }],
		['without refresh token', { message: 'OAuth access token expired and no refresh token is available.' }],
	])('unauthorized: %s', async (_, cause) => {
		const error = await failure(() => {
			throw wrapped(cause);
		});
		expect(error).toMatchObject({ kind: 'unauthorized', next: expect.stringContaining('connect it again') });
	});

	it('unavailable when the sign-in service is down', async () => {
		const error = await failure(() => {
			throw wrapped({ response: { status: 503, headers: {}, data: '' } });
		});
		expect(error).toMatchObject({ kind: 'unavailable', details: { status: 503, mayHaveHappened: false } });
	});

	it('throttled when Zoho refuses another token, in an error or in an answer with status 200', async () => {
		const thrown = await failure(() => {
			throw wrapped({ code: 'EAUTH', message: 'You have made too many requests continuously.', body: { error: 'Access Denied' } });
		});
		const stored = await failure(
			() => {
				throw wrapped({ response: { status: 401, headers: {}, data: '{}' } });
			},
			{ oauthTokenData: { access_token: 'old', error: 'Access Denied' } },
		);
		expect([thrown.kind, stored.kind]).toEqual(['throttled', 'throttled']);
		expect(stored.details.retryAt).toBeGreaterThan(Date.now());
	});

	it('never repeats a token in its words', async () => {
		const error = await failure(() => {
			throw wrapped({ code: 'ECONNRESET', config: { url, headers: { Authorization: 'Bearer secret' } }, message: 'Bearer secret' });
		});
		expect(JSON.stringify([error.message, error.next, error.details])).not.toContain('secret');
	});
});
