import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { INSTALL_ADVICE, installProgress, isInstalled, npmInstall, npmRebuild, packagesInLock } from './npm.mjs';
import { inRoot } from './paths.mjs';
import { quietStep, say, StepError } from './step.mjs';

const ownFolder = inRoot('scripts', 'n8n');
/** n8n's default database driver is a native module: the only one of n8n's install scripts that has to run. */
const SQLITE_BINDING = join('node_modules', 'sqlite3', 'build', 'Release', 'node_sqlite3.node');

function has(command) {
	return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Build tools that are missing here; they matter only where no ready-made sqlite3 can be fetched. */
export function missingBuildTools() {
	return ['python3', 'make', 'g++'].filter((tool) => !has(tool));
}

function buildAdvice() {
	const missing = missingBuildTools();
	if (missing.length === 0) return ['python3, make and g++ are here; the log says what the compiler disliked.'];
	return [
		`A ready-made sqlite3 could not be fetched, and building it needs what is missing here: ${missing.join(', ')}.`,
		'Debian and Ubuntu: apt-get install python3 make g++ · macOS: xcode-select --install · Windows: Visual Studio Build Tools.',
		'Then run the same command again; it goes on where it stopped.',
	];
}

/**
 * The folder of an n8n that can be started, installed on first use. CRM_SYNC_N8N_DIR names an existing one
 * (the folder that holds node_modules/n8n), which is then used as it is.
 */
export async function ensureN8n(node, env) {
	const given = process.env.CRM_SYNC_N8N_DIR;
	if (given) {
		const folder = resolve(given);
		if (existsSync(join(folder, 'node_modules', 'n8n', 'package.json'))) return folder;
		throw new StepError(`CRM_SYNC_N8N_DIR names ${folder}, but there is no node_modules/n8n in it.`, [
			'Name the folder in which n8n was installed with npm, or unset the variable to have it installed here.',
		]);
	}
	if (!isInstalled(ownFolder)) await install(node, env);
	if (!existsSync(join(ownFolder, SQLITE_BINDING))) await buildSqlite(node, env);
	return ownFolder;
}

async function install(node, env) {
	const total = packagesInLock(ownFolder);
	say('n8n itself is not here yet: it needs about 2.2 GB of disk, once.');
	await quietStep(`Installing n8n (${total} packages; three to ten minutes)`, {
		...npmInstall(node.executable),
		cwd: ownFolder,
		env,
		log: 'n8n-install',
		doing: () => installProgress(ownFolder, total),
		advice: INSTALL_ADVICE,
	});
}

async function buildSqlite(node, env) {
	const headers = node.home ? { npm_config_nodedir: node.home } : {};
	await quietStep("Preparing n8n's database driver (sqlite3; up to three minutes when it has to be compiled)", {
		...npmRebuild('sqlite3', node.executable),
		cwd: ownFolder,
		env: { ...env, ...headers },
		log: 'n8n-sqlite',
		advice: buildAdvice(),
	});
	if (existsSync(join(ownFolder, SQLITE_BINDING))) return;
	throw new StepError('The database driver of n8n (sqlite3) was not built although npm reported success.', buildAdvice());
}
