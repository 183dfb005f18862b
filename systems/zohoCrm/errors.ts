import { SystemError } from '../../sync/types';
import { verdictByStatus } from '../http/rules';
import type { Verdict, VendorRules } from '../http/rules';
import type { HttpAnswer, HttpRequest } from '../http/types';
import { isRow, textOf } from './row';

/** Zoho's envelope of an error: of a whole call, or of one record within it. */
export interface ZohoProblem {
	code: string;
	message: string;
	/** API name of the field that is wrong; '' when none is named. */
	field: string;
	/** Permissions that are missing, e.g. `Crm_Implied_Edit_Events`. */
	permissions: string[];
}

/** The error in a body, or null when it is none. */
export function problemOf(body: unknown): ZohoProblem | null {
	if (!isRow(body) || textOf(body.code) === '' || body.code === 'SUCCESS') return null;
	const details = isRow(body.details) ? body.details : {};
	const permissions = Array.isArray(details.permissions) ? details.permissions.filter((name) => typeof name === 'string') : [];
	return { code: textOf(body.code), message: textOf(body.message), field: textOf(details.api_name), permissions };
}

const throttleCodes = new Set(['TOO_MANY_REQUESTS', 'RATE_LIMIT_EXCEEDED', 'LIMIT_REACHED']);
const laterNext = 'Nothing to do: it is tried again later.';

/** Pacing and judgement of Zoho's answers for the shared HTTP room. Zoho has no budget per minute, only credits per day. */
export const zohoRules: VendorRules = {
	label: 'Zoho CRM',
	// 5 calls at once is what the smallest edition allows (Zoho CRM API, API limits).
	pacing: { perMinute: null, concurrency: 5 },
	classify,
};

function classify(answer: HttpAnswer, request: HttpRequest): Verdict {
	const problem = problemOf(answer.body);
	const code = problem?.code ?? '';
	if (answer.status === 429 || (throttleCodes.has(code) && answer.status !== 400)) return throttled(answer, code);
	if (code === 'OAUTH_SCOPE_MISMATCH') return fail(scopeMissing(request, answer.status));
	if (code === 'NO_PERMISSION' && problem !== null) return fail(permissionMissing(problem, answer.status));
	if (code === 'INVALID_TOKEN' || code === 'AUTHENTICATION_FAILURE' || answer.status === 401) return fail(tokenRefused(answer, code));
	if (code === 'INVALID_MODULE') return fail(moduleMissing(answer.status));
	if (isThrottledTokenEndpoint(answer)) return throttled(answer, 'Access Denied');
	return verdictByStatus(answer, 'Zoho CRM');
}

/** "Access Denied" for more than ten tokens in ten minutes comes with status 200 (Zoho accounts, token validity). */
function isThrottledTokenEndpoint(answer: HttpAnswer): boolean {
	return isRow(answer.body) && textOf(answer.body.error) === 'Access Denied';
}

function throttled(answer: HttpAnswer, code: string): Verdict {
	const remaining = answer.headers['x-api-credits-remaining'];
	const daily = remaining !== undefined && Number(remaining) <= 0;
	return {
		verdict: 'throttled',
		message: daily
			? 'The API credits that Zoho CRM grants for 24 hours are used up. Nothing is lost: changes wait.'
			: 'Zoho CRM asks for fewer requests. Nothing is lost: changes wait.',
		next: daily ? 'It is tried again later. If it happens often, poll less often or ask for more API credits.' : laterNext,
		code: code === '' ? String(answer.status) : code,
	};
}

function fail(error: SystemError): Verdict {
	return { verdict: 'fail', error };
}

function scopeMissing(request: HttpRequest, status: number): SystemError {
	const scope = scopeOf(request);
	return new SystemError(
		'forbidden',
		`The Zoho CRM credential may not do this: its OAuth scope ${scope} is missing. Nothing was changed.`,
		scopesOfInviting.has(scope)
			? 'Switch on "Invite Users" in the credential and connect the account again.'
			: `Add ${scope} to the credential's scopes in n8n and connect the account again.`,
		{ status, code: 'OAUTH_SCOPE_MISMATCH' },
	);
}

function permissionMissing(problem: ZohoProblem, status: number): SystemError {
	const { message, next } = permissionSentences(problem);
	return new SystemError('forbidden', message, next, { status, code: problem.code });
}

/** Sentences for a missing permission of the user's profile. */
export function permissionSentences(problem: ZohoProblem): { message: string; next: string } {
	const names = problem.permissions.length === 0 ? '' : ` (${problem.permissions.join(', ')})`;
	return {
		message: `The connected Zoho CRM user lacks the permission for this${names}. Nothing was changed.`,
		next: `Ask a Zoho CRM administrator to add the permission${names} to the user's profile: view, create, edit and delete on activities are needed.`,
	};
}

function tokenRefused(answer: HttpAnswer, code: string): SystemError {
	// n8n refreshes an expired token before an answer arrives here: a token that is fresh and still refused is either
	// revoked or was issued by another data centre.
	return new SystemError(
		'unauthorized',
		'Zoho CRM does not accept the credential: its access was revoked, or it belongs to another data centre. Nothing was changed.',
		'Open the credential in n8n, check that the data centre is the one in the address bar of your Zoho CRM, and connect the account again.',
		{ status: answer.status, code: code === '' ? '401' : code },
	);
}

function moduleMissing(status: number): SystemError {
	return new SystemError(
		'containerGone',
		'Zoho CRM says that the module does not exist or is hidden. Nothing was changed; no record counts as deleted.',
		"Show the module again under Setup, Modules and Fields, or give the user's profile access to it.",
		{ status, code: 'INVALID_MODULE' },
	);
}

/** Asked for only by those who invite users. */
const scopesOfInviting = new Set(['ZohoCRM.users.CREATE', 'ZohoCRM.settings.roles.READ', 'ZohoCRM.settings.profiles.READ']);

const actions = { GET: 'READ', POST: 'CREATE', PUT: 'UPDATE', PATCH: 'UPDATE', DELETE: 'DELETE' } as const;

/** The OAuth scope that a request needs, by its path. */
function scopeOf(request: HttpRequest): string {
	const path = new URL(request.url).pathname.replace(/^\/crm\/v\d+\//, '');
	const action = actions[request.method];
	if (path.startsWith('coql')) return 'ZohoCRM.coql.READ';
	if (path.startsWith('actions/watch')) return `ZohoCRM.notifications.${action}`;
	if (path.startsWith('users')) return `ZohoCRM.users.${action}`;
	if (path.startsWith('org')) return 'ZohoCRM.org.READ';
	const setting = /^settings\/(fields|roles|profiles)/.exec(path)?.[1];
	if (setting !== undefined) return `ZohoCRM.settings.${setting}.READ`;
	const module = path.split('/')[0] ?? '';
	return path.includes('/search') ? `ZohoCRM.modules.${module}.READ and ZohoSearch.securesearch.READ` : `ZohoCRM.modules.${module}.${action}`;
}

/** An answer that is not what Zoho's API describes: nothing may be concluded from it. */
export function malformed(what: string, status?: number): SystemError {
	return new SystemError(
		'malformed',
		`Zoho CRM's answer ${what} cannot be understood. Nothing was changed, and nothing counts as read.`,
		'It is tried again. If it stays, look for a proxy between n8n and Zoho that alters answers.',
		{ ...(status !== undefined && { status }) },
	);
}

/** A refusal of a whole call that no other rule explains. */
export function rejected(answer: HttpAnswer): SystemError {
	const problem = problemOf(answer.body);
	const what = problem === null ? `status ${answer.status}` : `${problem.code}: ${problem.message}${problem.field === '' ? '' : ` (${problem.field})`}`;
	return new SystemError('rejected', `Zoho CRM refused the request (${what}). Nothing was changed.`, 'Report this message: the request should have been right.', {
		status: answer.status,
		...(problem !== null && { code: problem.code }),
	});
}
