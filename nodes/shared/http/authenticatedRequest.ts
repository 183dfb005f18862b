import type { IAllExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import type { AuthenticatedRequest, HttpAnswer, HttpRequest } from '../../../systems/http/types';
import { readAnswer } from './answer';
import { failureOf, tokenLimit } from './failures';
import { rememberCredential } from './rememberedCredential';

/** The part of n8n's functions that sending a request needs. */
export type RequestFunctions = Pick<IAllExecuteFunctions, 'getCredentials'> & {
	helpers: Pick<IAllExecuteFunctions['helpers'], 'httpRequestWithAuthentication'>;
};

/** Milliseconds. */
const answerTimeout = 60_000;

/**
 * Requests with the credential attached by n8n, which also refreshes its token: on a 401 n8n fetches a new token and sends
 * the request once more. So 401 is the only status that is not asked for as an answer; a second 401 comes back as a thrown
 * error and is turned into an answer here. `scheme` is the word before the token.
 */
export function authenticatedRequest(functions: RequestFunctions, credential: string, scheme = 'Bearer'): AuthenticatedRequest {
	const remembering = rememberCredential(functions);
	return async (request) => {
		// A second token for one request: the first was out of date, and so is the credential it came from.
		const headers = signedHeaders(headersOf(request), scheme, remembering.forget);
		const options: IHttpRequestOptions = {
			method: request.method,
			url: request.url,
			headers,
			...(request.body !== undefined && { body: typeof request.body === 'string' ? request.body : JSON.stringify(request.body) }),
			returnFullResponse: true,
			ignoreHttpStatusErrors: { ignore: true, except: [401] },
			// A redirect would carry the token to another server.
			disableFollowRedirect: true,
			timeout: answerTimeout,
		};
		try {
			return withoutToken(readAnswer(await functions.helpers.httpRequestWithAuthentication.call(remembering.functions as IAllExecuteFunctions, credential, options)), headers);
		} catch (error) {
			return withoutToken(await answerFromError(functions, credential, request, error), headers);
		}
	};
}

function headersOf(request: HttpRequest): Record<string, string> {
	const headers: Record<string, string> = { Accept: 'application/json' };
	if (request.body !== undefined && typeof request.body !== 'string') headers['Content-Type'] = 'application/json';
	for (const [name, value] of Object.entries(request.headers ?? {})) {
		const known = Object.keys(headers).find((present) => present.toLowerCase() === name.toLowerCase());
		headers[known ?? name] = value;
	}
	return headers;
}

/**
 * Lets n8n set the Authorization header as it always does, before and after a refresh, and swaps the scheme. n8n's own
 * option for it (`tokenType`) would move the token into the address for every scheme but Bearer. `onSecondToken` is called
 * when n8n signs the request again.
 */
function signedHeaders(headers: Record<string, string>, scheme: string, onSecondToken: () => void): NonNullable<IHttpRequestOptions['headers']> {
	let authorization: string | undefined;
	return Object.defineProperty({ ...headers }, 'Authorization', {
		enumerable: true,
		configurable: true,
		get: () => authorization,
		set: (value: unknown) => {
			if (authorization !== undefined) onSecondToken();
			authorization = String(value).replace(/^Bearer /, `${scheme} `);
		},
	});
}

/**
 * Some servers and proxies put the request into what they say about an error, its headers included; the vendor's words go into
 * messages and the store.
 */
function withoutToken(answer: HttpAnswer, headers: NonNullable<IHttpRequestOptions['headers']>): HttpAnswer {
	const token = String(headers.Authorization ?? '').split(' ').at(-1) ?? '';
	if (answer.status < 400 || token === '') return answer;
	const text = JSON.stringify(answer.body) ?? '';
	return text.includes(token) ? { ...answer, body: JSON.parse(text.replaceAll(token, '…')) as unknown } : answer;
}

async function answerFromError(functions: RequestFunctions, credential: string, request: HttpRequest, error: unknown): Promise<HttpAnswer> {
	const failure = failureOf(error, request.url);
	if (failure.kind === 'error') throw failure.error;
	if (await refreshWasThrottled(functions, credential)) throw tokenLimit();
	return failure.answer;
}

/**
 * Zoho answers a refused refresh with status 200 and an `error` instead of a token (Zoho CRM API, token validity: ten
 * tokens in ten minutes). n8n stores that answer beside the old token, which is where it can be seen.
 */
async function refreshWasThrottled(functions: RequestFunctions, credential: string): Promise<boolean> {
	const { oauthTokenData } = await functions.getCredentials(credential).catch(() => ({ oauthTokenData: undefined }));
	if (typeof oauthTokenData !== 'object' || oauthTokenData === null || !('error' in oauthTokenData)) return false;
	const words = `${String(oauthTokenData.error)} ${'error_description' in oauthTokenData ? String(oauthTokenData.error_description) : ''}`;
	return /access denied|too many/i.test(words);
}
