import { SystemError } from '../../sync/types';
import { verdictByStatus } from '../http';
import type { HttpAnswer, VendorRules, Verdict } from '../http';
import { answerDate } from '../http/retryAfter';
import { errorBody } from './errors';

const LABEL = 'Google Calendar';

/** Google refuses these with 403 as well as with 429 (Calendar API guide, Handle API errors). */
const RATE_REASONS = new Set(['rateLimitExceeded', 'userRateLimitExceeded', 'RATE_LIMIT_EXCEEDED']);
/** Limits against abuse that last for hours or longer (Google Workspace Admin Help, Avoid Calendar use limits). */
const LONG_REASONS = new Set(['quotaExceeded', 'dailyLimitExceeded', 'dailyLimitExceededUnreg']);
const LONG_WAIT = 4 * 60 * 60 * 1000;
const SCOPE_REASONS = new Set(['insufficientPermissions', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT']);
const DISABLED_REASONS = new Set(['accessNotConfigured', 'SERVICE_DISABLED']);

export const googleRules: VendorRules = {
	label: LABEL,
	classify,
	pacing: {
		// 600 requests a minute for each user (Calendar API guide, Manage quotas), with a margin for the trigger and for people.
		perMinute: 570,
		// Google asks to write to one calendar one after the other but sets no number and takes short bursts. Starting wide makes
		// ordinary runs quick; at the first complaint the pacer spreads the requests until they are in effect sequential.
		concurrency: 12,
	},
};

function classify(answer: HttpAnswer): Verdict {
	if (answer.status < 400) return verdictByStatus(answer, LABEL);
	const { reasons, message } = errorBody(answer.body);
	const code = reasons[0];
	const has = (known: Set<string>): boolean => reasons.some((reason) => known.has(reason));
	if (has(RATE_REASONS)) {
		return {
			verdict: 'throttled',
			message: `${LABEL} asks for fewer requests (${code}).`,
			next: 'Nothing to do: it is tried again later.',
			code,
			wait: waitNamedIn(message, answer),
		};
	}
	if (has(LONG_REASONS)) {
		return {
			verdict: 'throttled',
			message: `The account has reached a usage limit of ${LABEL} (${code}). Such limits last for hours, sometimes longer.`,
			next: 'Nothing to do: it is tried again in some hours. Spread large first syncs over several days.',
			code,
			wait: LONG_WAIT,
		};
	}
	// Two writes met at the same item; Google asks to send one of them again.
	if (answer.status === 409 && reasons.includes('conflict')) {
		return { verdict: 'throttled', message: `${LABEL} could not do two writes at once.`, next: 'It is tried again later.', code };
	}
	if (has(SCOPE_REASONS)) return { verdict: 'fail', error: missingScope(code) };
	if (has(DISABLED_REASONS)) return { verdict: 'fail', error: disabledApi(code) };
	return verdictByStatus(answer, LABEL);
}

function missingScope(code: string | undefined): SystemError {
	return new SystemError(
		'forbidden',
		`The connection to ${LABEL} lacks a permission (scope calendar.events, and calendar.calendarlist.readonly to choose calendars). Nothing was changed.`,
		'Open the credential in n8n, connect again, and leave every box ticked on the consent page.',
		{ status: 403, code },
	);
}

function disabledApi(code: string | undefined): SystemError {
	return new SystemError(
		'forbidden',
		`${LABEL} API is not switched on in the Google Cloud project of the credential. Nothing was changed.`,
		'Enable "Google Calendar API" in the Google Cloud console for that project, wait a few minutes, and run again.',
		{ status: 403, code },
	);
}

/** Some refusals say "Retry after <ISO time>" in the text. Measured against Google's own clock; undefined without one. */
function waitNamedIn(message: string, answer: HttpAnswer): number | undefined {
	const until = Date.parse(/retry after (\S+)/i.exec(message)?.[1] ?? '');
	const now = answerDate(answer);
	return Number.isNaN(until) || now === null || until <= now ? undefined : until - now;
}
