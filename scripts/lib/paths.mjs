import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** Everything the scripts keep between runs: logs, results, the local n8n's data. Never committed. */
export const localFolder = join(root, '.local');

/** A path inside the checkout. */
export function inRoot(...parts) {
	return join(root, ...parts);
}

export function inLocal(...parts) {
	return join(localFolder, ...parts);
}
