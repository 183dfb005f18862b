import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares two secrets in a time that does not depend on where they differ. Empty secrets never match. */
export function equalSecrets(given: string | undefined, expected: string): boolean {
	if (given === undefined || given === '' || expected === '') return false;
	return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest());
}
