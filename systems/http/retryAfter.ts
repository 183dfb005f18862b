import type { HttpAnswer } from './types';

/** The vendor's clock at the answer (RFC 9110, Date), in milliseconds since 1970; null when it does not say. */
export function answerDate(answer: HttpAnswer): number | null {
	const parsed = Date.parse(answer.headers['date'] ?? '');
	return Number.isNaN(parsed) ? null : parsed;
}

/** A day: whoever asks for more is asked again, so that one wrong answer does not keep changes waiting for good. */
const LONGEST = 24 * 60 * 60_000;

/**
 * Milliseconds to wait by the Retry-After header (RFC 9110): seconds or a date. A date is measured against the vendor's own
 * clock, because ours may be wrong. null when the header is missing or makes no sense.
 */
export function retryAfterDelay(answer: HttpAnswer, now: number): number | null {
	const value = answer.headers['retry-after']?.trim();
	if (value === undefined || value === '') return null;
	if (/^\d+(\.\d+)?$/.test(value)) return Math.min(LONGEST, Math.ceil(Number(value) * 1000));
	const until = Date.parse(value);
	return Number.isNaN(until) ? null : Math.min(LONGEST, Math.max(0, until - (answerDate(answer) ?? now)));
}
