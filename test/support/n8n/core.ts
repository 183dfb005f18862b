import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** n8n's own engine, loaded once per test process. */
export type N8nCore = typeof import('n8n-core');

// n8n's packages come in two builds; everything has to use the one that n8n-core itself requires.
const requireCommonJs = createRequire(join(__dirname, 'core.ts'));

let loaded: N8nCore | undefined;

const temporaryFolders: string[] = [];
process.once('exit', () => {
	for (const folder of temporaryFolders) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder that stands for n8n's user folder; removed when the test process ends. */
export function temporaryUserFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'n8n-user-folder-'));
	temporaryFolders.push(folder);
	return folder;
}

/**
 * Loads n8n-core. n8n reads its user folder from the environment while it loads, so the variable is set before; it stays
 * set, because our nodes find the embedded store through the same variable.
 */
export function loadN8nCore(userFolder: string): N8nCore {
	process.env.N8N_USER_FOLDER = userFolder;
	process.env.N8N_ENCRYPTION_KEY ??= 'tests-only';
	// Failures are asserted, not read from a log.
	process.env.N8N_LOG_LEVEL ??= 'silent';
	loaded ??= prepare();
	return loaded;
}

function prepare(): N8nCore {
	requireCommonJs('reflect-metadata');
	const core = requireCommonJs('n8n-core') as N8nCore;
	// npm may install several copies of the container; n8n-core's own holds its services.
	const requireAsCore = createRequire(requireCommonJs.resolve('n8n-core'));
	const { Container } = requireAsCore('@n8n/di') as typeof import('@n8n/di');
	Container.get(core.InstanceSettings);
	return core;
}
