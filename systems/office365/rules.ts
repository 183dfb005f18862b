import { SystemError } from '../../sync/types';
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

/** Busy mailboxes answer with codes of their own under several statuses. */
const BUSY = new Set(['ApplicationThrottled', 'ErrorServerBusy', 'TooManyRequests', 'MailboxConcurrency']);
/** The mailbox cannot be reached for a while, whatever the status says. */
const AWAY = new Set(['ErrorMailboxStoreUnavailable', 'ErrorMailboxMoveInProgress', 'ErrorInternalServerTransientError', 'ErrorTimeoutExpired']);

/** Graph's words, under a code that says nothing, for an application that asks for "my" mailbox. */
const NOBODY = /^\/me request is only valid with delegated authentication/i;

function classify(answer: HttpAnswer): Verdict {
	if (answer.status < 400) return verdictByStatus(answer, LABEL);
	const { code, message } = errorOf(answer.body);
	if (BUSY.has(code)) {
		return { verdict: 'throttled', message: `${LABEL} asks for fewer requests (${code}).`, next: 'Nothing to do: it is tried again later.', code };
	}
	if (AWAY.has(code)) return { verdict: 'unavailable', message: `${LABEL} cannot reach the mailbox for now (${code}).`, next: 'Nothing to do: it is tried again later.', code };
	if (code === 'ErrorQuotaExceeded') return { verdict: 'fail', error: mailboxFull(answer.status, code) };
	if (answer.status === 400 && NOBODY.test(message)) return { verdict: 'fail', error: mailboxUnnamed(answer.status, code) };
	// Personal accounts answer look-ups of an organisation so: it is no expired token.
	if (answer.status === 401 && code === 'UnknownError') return { verdict: 'answer' };
	return verdictByStatus(answer, LABEL);
}

/** It is about the connection, whatever was asked for. */
function mailboxUnnamed(status: number, code: string): SystemError {
	return new SystemError(
		'forbidden',
		`${LABEL} cannot tell which mailbox is meant: the credential stands for an application, which has none of its own. Nothing was changed.`,
		'Enter the Mailbox in this node, because the credential has application permissions.',
		{ status, code },
	);
}

/** No fault of the record: it fits in once there is room. */
function mailboxFull(status: number, code: string): SystemError {
	return new SystemError(
		'unavailable',
		`The mailbox is full, so ${LABEL} takes nothing more in. Nothing was written.`,
		'Make room in the mailbox (empty "Deleted Items"), or have its quota raised. The change is kept and tried again.',
		{ status, code },
	);
}
