import { join, resolve } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { runCommand, runNpm } from './command';

export const projectFolder = resolve(__dirname, '../../..');

export interface Tarball {
	file: string;
	/** Bytes. */
	unpackedSize: number;
	/** Paths inside the package. */
	paths: string[];
}

interface PackReport {
	filename: string;
	unpackedSize: number;
	files: Array<{ path: string }>;
}

/** Builds the package when its sources changed and packs it into the folder, exactly as it would be published. */
export async function packPackage(targetFolder: string): Promise<Tarball> {
	await runCommand(process.execPath, [join(projectFolder, 'scripts', 'run.mjs'), 'build', '--if-changed'], { timeoutMs: 300_000 });
	const answer = await runNpm(['pack', '--json', '--ignore-scripts', '--pack-destination', targetFolder], { cwd: projectFolder });
	const parsed = JSON.parse(answer) as PackReport[] | Record<string, PackReport>;
	const [report] = Object.values(parsed);
	if (!report) throw new Error(`npm pack reported nothing: ${answer}`);
	return { file: join(targetFolder, report.filename), unpackedSize: report.unpackedSize, paths: report.files.map(({ path }) => path) };
}

/** Installs a tarball the way n8n's documentation says: a plain `npm install` in the folder of community nodes. */
export async function installTarball(file: string, nodesFolder: string): Promise<void> {
	mkdirSync(nodesFolder, { recursive: true });
	writeFileSync(join(nodesFolder, 'package.json'), '{"private":true}\n');
	await runNpm(['install', '--no-audit', '--no-fund', file], { cwd: nodesFolder });
}
