import { SystemError } from '../../../sync/types';
import type { HttpAnswer } from '../../../systems/http/types';
import { readAnswer } from './answer';

/** What a thrown error of n8n's request helper means. */
export type Failure = { kind: 'answer'; answer: HttpAnswer } | { kind: 'error'; error: SystemError };

/** Codes of Node.js for connections that were never made: the request cannot have taken effect. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ERR_INVALID_URL', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE']);

/**
 * Reads an error thrown for a request to `url`. The helper wraps the original error one or more times as `cause`; the
 * original may also stem from the token endpoint.
 */
export function failureOf(error: unknown, url: string): Failure {
	const chain = causes(error);
	const response = chain.map((cause) => cause.response).find((candidate) => typeof candidate === 'object' && candidate !== null);
	if (response !== undefined) {
		const answer = readAnswer(response);
		if (answer.status === 401) return { kind: 'answer', answer };
		// Every other status of the vendor itself comes as an answer. One that was cut off in the middle comes with its beginning.
		return { kind: 'error', error: isOfVendor(chain, url) ? noAnswer(chain, url) : tokenEndpointDown(answer.status) };
	}
	const refusedRefresh = chain.find((cause) => cause.code === 'EAUTH' || cause.code === 'ESTATUS');
	if (refusedRefresh !== undefined) return { kind: 'error', error: refreshFailure(refusedRefresh) };
	if (chain.some(isAboutCredential)) return { kind: 'error', error: reconnect() };
	return { kind: 'error', error: noAnswer(chain, url) };
}

interface Cause {
	name?: unknown;
	message?: unknown;
	code?: unknown;
	status?: unknown;
	body?: unknown;
	cause?: unknown;
	response?: unknown;
	config?: unknown;
}

function causes(error: unknown): Cause[] {
	const chain: Cause[] = [];
	for (let next = error; typeof next === 'object' && next !== null && chain.length < 10; next = (next as Cause).cause) {
		chain.push(next as Cause);
	}
	return chain;
}

/** n8n's own words for a credential that was never connected or was revoked. */
function isAboutCredential({ message }: Cause): boolean {
	const text = String(message ?? '');
	return /needs to be reconnected|not connected|unable to sign without|no refresh token|invalid_grant|does not have (any )?credential|no credential/i.test(text);
}

/** EAUTH: the sign-in service named an OAuth error; ESTATUS: it answered with a status or a text that says nothing. */
function refreshFailure({ code, status, message, body }: Cause): SystemError {
	if (code === 'ESTATUS') return tokenEndpointDown(Number(status) || 0);
	const words = `${String(message)} ${typeof body === 'object' ? JSON.stringify(body) : ''}`;
	return /too many|access denied/i.test(words) ? tokenLimit() : reconnect();
}

/** Zoho gives out ten access tokens per refresh token in ten minutes (Zoho CRM API, token validity). */
export function tokenLimit(): SystemError {
	return new SystemError(
		'throttled',
		'The vendor refused to renew the access token for now: too many tokens were asked for. Nothing was changed.',
		'Nothing to do: it is tried again in ten minutes. If it stays, use this credential in fewer places.',
		{ status: 429, code: 'tokenLimit', retryAt: Date.now() + 10 * 60_000 },
	);
}

function reconnect(): SystemError {
	return new SystemError(
		'unauthorized',
		'The access was refused and could not be renewed: it was revoked, has expired, was never granted (the credential was saved but never connected), or belongs to another data centre or cloud than the one chosen. Nothing was changed.',
		'Open the credential and connect it again with the same account. If that does not help, check that the data centre or cloud chosen there, where there is a choice, is the account\'s own.',
		{ status: 401, code: 'invalid_grant' },
	);
}

function tokenEndpointDown(status: number): SystemError {
	return new SystemError(
		'unavailable',
		`The access token could not be renewed: the vendor's sign-in service answered with ${status === 200 ? 'something else' : `status ${status}`}. Nothing was changed.`,
		'Nothing to do: it is tried again. If it stays, check the data centre or cloud, and the API Base URL, in the credential.',
		{ status, mayHaveHappened: false },
	);
}

function noAnswer(chain: Cause[], url: string): SystemError {
	const code = chain.map((cause) => cause.code).find((candidate): candidate is string => typeof candidate === 'string');
	const reachedVendor = addressAsked(chain) === undefined || isOfVendor(chain, url);
	const mayHaveHappened = reachedVendor && !(code !== undefined && neverConnected.has(code));
	return new SystemError(
		'unavailable',
		`${hostOf(url)} gave no whole answer${code === undefined ? '' : ` (${code})`}.`,
		'Nothing to do: it is tried again. If it stays, check the network, a proxy, and the API Base URL in the credential.',
		{ mayHaveHappened, ...(code !== undefined && { code }) },
	);
}

/** The address of the request that failed, which may be that of the token endpoint; undefined when the error does not tell. */
function addressAsked(chain: Cause[]): string | undefined {
	return chain.map((cause) => cause.config).find((config): config is { url: string } => typeof config === 'object' && config !== null && 'url' in config)?.url;
}

function isOfVendor(chain: Cause[], url: string): boolean {
	const asked = addressAsked(chain);
	return asked !== undefined && sameAddress(asked, url);
}

function sameAddress(one: string, other: string): boolean {
	return URL.canParse(one) && URL.canParse(other) && new URL(one).origin + new URL(one).pathname === new URL(other).origin + new URL(other).pathname;
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'The vendor';
}
