import { createHash, timingSafeEqual } from 'node:crypto';

const mark = 'sha256:';

/** What is kept of a secret that only has to be recognised: it says nothing about the secret itself. */
export function secretDigest(secret: string): string {
	return mark + digestOf(secret).toString('hex');
}

/** True for what `secretDigest` makes. */
function isSecretDigest(text: string): boolean {
	return /^sha256:[0-9a-f]{64}$/.test(text);
}

/**
 * True when the digest was made of this very secret. Takes a time that does not depend on where they differ: what is compared
 * are two digests of equal length. An empty secret, or a digest that is none, never matches.
 */
export function matchesSecret(given: string | undefined, digest: string): boolean {
	if (given === undefined || given === '' || !isSecretDigest(digest)) return false;
	return timingSafeEqual(digestOf(given), Buffer.from(digest.slice(mark.length), 'hex'));
}

/** Compares two texts in a time that does not depend on where they differ. Empty ones never match. */
export function equalSecrets(given: string | undefined, expected: string): boolean {
	if (given === undefined || given === '' || expected === '') return false;
	return timingSafeEqual(digestOf(given), digestOf(expected));
}

function digestOf(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
