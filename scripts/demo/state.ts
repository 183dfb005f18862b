import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '../../test/e2e/support/tarball';

export const demoUserFolder = join(projectFolder, '.local', 'n8n-user');

function stampFile(name: string): string {
	return join(demoUserFolder, `${name}.stamp`);
}

/** Runs the work unless the same content was worked on before; a work that throws will be done again. */
export async function onChange(name: string, content: string, work: () => Promise<void>): Promise<boolean> {
	const stamp = createHash('sha256').update(content).digest('hex');
	if (existsSync(stampFile(name)) && readFileSync(stampFile(name), 'utf8') === stamp) return false;
	await work();
	mkdirSync(demoUserFolder, { recursive: true });
	writeFileSync(stampFile(name), stamp);
	return true;
}

/**
 * The sandbox forgets its records when it stops. Links and cursors into records that are gone would look like a mass
 * deletion, so the demo's sync begins afresh with it. Workflows and executions in n8n stay.
 */
export function forgetSyncState(): void {
	rmSync(join(demoUserFolder, '.n8n', 'crm-calendar-sync'), { recursive: true, force: true });
}
