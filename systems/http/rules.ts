import { SystemError } from '../../sync/types';
import type { HttpAnswer, HttpRequest } from './types';

/** What an answer means for retrying. `wait`: milliseconds the vendor asks for otherwise than by Retry-After. */
export type Verdict =
	/** For the caller to read; also refusals that belong to one record (404, 409, 412 …). */
	| { verdict: 'answer' }
	/** The vendor surely did not act because there were too many requests. Repeated, also for writes. */
	| { verdict: 'throttled'; message: string; next: string; code?: string; wait?: number }
	/** The vendor is in trouble; whether a write took effect is unknown. Repeated for idempotent requests only. */
	| { verdict: 'unavailable'; message: string; next: string; code?: string; wait?: number }
	/** No repetition helps. */
	| { verdict: 'fail'; error: SystemError };

/** How one vendor wants to be called. */
export interface VendorRules {
	/** Name for people, used in messages. */
	label: string;
	classify(answer: HttpAnswer, request: HttpRequest): Verdict;
	pacing: {
		/** Requests in any 60 seconds; null where the vendor counts otherwise. */
		perMinute: number | null;
		/** Requests at the same time. */
		concurrency: number;
	};
}

/** Verdict by status alone; vendors judge their own error codes first and leave the rest to this. */
export function verdictByStatus(answer: HttpAnswer, label: string): Verdict {
	const { status } = answer;
	if (status === 401) {
		return {
			verdict: 'fail',
			error: new SystemError(
				'unauthorized',
				`${label} does not accept the credential any more. Nothing was changed.`,
				'Open the credential in n8n and connect the account again.',
				{ status },
			),
		};
	}
	if (status >= 300 && status < 400 && status !== 304) return { verdict: 'fail', error: redirected(label, status) };
	if (status === 429) {
		return { verdict: 'throttled', message: `${label} asks for fewer requests (429).`, next: 'Nothing to do: it is tried again later.' };
	}
	if (status === 408 || status >= 500) {
		return { verdict: 'unavailable', message: `${label} answers with status ${status}.`, next: 'Nothing to do: it is tried again later.' };
	}
	return { verdict: 'answer' };
}

/** Not followed, because the token would go along. Whether a server acts before it points elsewhere is not known. */
function redirected(label: string, status: number): SystemError {
	return new SystemError(
		'unavailable',
		`${label} points to another address (status ${status}), which is not followed: the access token would go there as well.`,
		'Check the API Base URL in the credential, or a proxy between n8n and the vendor. The change is kept and tried again.',
		{ status, mayHaveHappened: true },
	);
}
