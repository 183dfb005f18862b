import { verdictByStatus } from '../http';
import type { HttpAnswer, Verdict, VendorRules } from '../http';
import { errorOf } from './errors';

export const LABEL = 'Office 365';

/**
 * How Graph wants to be called: 10,000 requests in ten minutes and four at a time for each application and mailbox (Graph:
 * Service-specific throttling limits, Outlook). One of the four is left to others.
 */
export const graphRules: VendorRules = {
	label: LABEL,
	classify,
	pacing: { perMinute: 1_000, concurrency: 3 },
};

function classify(answer: HttpAnswer): Verdict {
	const { code } = errorOf(answer.body);
	// Busy mailboxes answer with a code of their own under several statuses.
	if (code === 'ApplicationThrottled' || code === 'ErrorServerBusy' || code === 'TooManyRequests' || code === 'MailboxConcurrency') {
		return { verdict: 'throttled', message: `${LABEL} asks for fewer requests (${code}).`, next: 'Nothing to do: it is tried again later.', code };
	}
	// Personal accounts answer look-ups of an organisation so: it is no expired token.
	if (answer.status === 401 && code === 'UnknownError') return { verdict: 'answer' };
	return verdictByStatus(answer, LABEL);
}
