import { parseInstant, zohoInstant } from './row';

/**
 * Zoho's Modified_Time has a resolution of one second, so two writes within a second look alike. A revision is therefore
 * "closed" only when the record was read safely after that second; one that could still hide a later write ends with `~`
 * and never equals the closed one, so that the next look compares the contents once more.
 */
export const open = '~';

/** Two seconds: the answer's Date header is cut to the second too, and may be set a moment after the record was read. */
const settleMs = 2000;

/** @param seenAt milliseconds since 1970 by the vendor's clock when the record was read; null for a write's answer */
export function revisionOf(modifiedTime: unknown, seenAt: number | null): string {
	const instant = parseInstant(modifiedTime);
	if (instant === null) return `unknown${open}`;
	const text = new Date(instant).toISOString();
	return seenAt !== null && seenAt - instant >= settleMs ? text : `${text}${open}`;
}

/** The second the revision speaks of, in milliseconds since 1970; null when it names none. */
export function revisionInstant(revision: string): number | null {
	return parseInstant(revision.endsWith(open) ? revision.slice(0, -open.length) : revision);
}

/** Value of `If-Unmodified-Since` for a write on top of the revision; null when the revision names no instant. */
export function unmodifiedSince(revision: string | null): string | null {
	const instant = revision === null ? null : revisionInstant(revision);
	return instant === null ? null : zohoInstant(instant);
}
