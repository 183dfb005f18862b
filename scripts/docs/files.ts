import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { featuresPage } from './features';
import { lossesPage } from './losses';
import { nodesPage } from './nodes';

const folder = join(__dirname, '..', '..', 'docs');

/** Pages that must equal what the code says. */
const exact: Record<string, () => string | Promise<string>> = { 'losses.md': lossesPage, 'nodes.md': nodesPage };

/** Lists the test files as well, which change more often than the page has to. */
const loose: Record<string, () => string | Promise<string>> = { 'features.md': featuresPage };

function isStale(path: string, text: string): boolean {
	const file = join(folder, path);
	return !existsSync(file) || readFileSync(file, 'utf8') !== text;
}

/** Names of generated pages that no longer say what the code says. */
export async function staleDocs(): Promise<string[]> {
	const stale: string[] = [];
	for (const [path, make] of Object.entries(exact)) if (isStale(path, await make())) stale.push(path);
	return stale;
}

/** Writes what is stale and returns its names. */
export async function writeDocs(): Promise<string[]> {
	const written: string[] = [];
	for (const [path, make] of Object.entries({ ...exact, ...loose })) {
		const text = await make();
		if (!isStale(path, text)) continue;
		writeFileSync(join(folder, path), text);
		written.push(path);
	}
	return written;
}
