import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * How to call npm here, on the given Node.js. When npm itself started us it tells where it lies; started any other way,
 * `npm` on the PATH is used.
 */
function npmCall(args, executable = process.execPath) {
	const running = process.env.npm_execpath;
	if (running?.endsWith('npm-cli.js') && existsSync(running)) {
		return { command: executable, args: [running, ...args] };
	}
	return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args };
}

/** For every call: nothing that asks or advertises, and peers are not chosen behind our back. */
const FLAGS = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];

/**
 * Installs what the folder's lock says, without running scripts of strangers. Not `npm ci`: that refuses a lock in which
 * optional packages for other platforms are missing, and not every registry has all of those.
 */
export function npmInstall(executable) {
	return npmCall(['install', '--no-save', '--ignore-scripts', ...FLAGS], executable);
}

/** Runs the install scripts of one package, the only ones that may run. */
export function npmRebuild(name, executable) {
	return npmCall(['rebuild', name, '--ignore-scripts=false', '--foreground-scripts', ...FLAGS], executable);
}

export const INSTALL_ADVICE = [
	'Usual causes: no network, a proxy that npm does not know (npm config set proxy …), or a full disk.',
	'Run the same command again: what was fetched already is not fetched twice.',
];

function readJson(file) {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return null;
	}
}

/**
 * True when the folder's node_modules holds what its package-lock.json asks for. npm writes its own list
 * (node_modules/.package-lock.json) as the last act of an install, so an interrupted one does not count.
 */
export function isInstalled(folder) {
	const wanted = readJson(join(folder, 'package-lock.json'))?.packages;
	const present = readJson(join(folder, 'node_modules', '.package-lock.json'))?.packages;
	if (!wanted || !present) return false;
	return Object.entries(wanted).every(([path, entry]) => {
		if (path === '' || entry.optional || entry.devOptional) return true;
		return present[path]?.version === entry.version;
	});
}

/** Counts packages that are unpacked already; npm makes all the folders before it fills them. */
function countPackages(folder) {
	const modules = join(folder, 'node_modules');
	if (!existsSync(modules)) return 0;
	const names = readdirSync(modules).flatMap((name) =>
		name.startsWith('@') ? readdirSync(join(modules, name)).map((inScope) => join(name, inScope)) : [name],
	);
	return names.filter((name) => existsSync(join(modules, name, 'package.json'))).length;
}

/** What an install is doing, in words. */
export function installProgress(folder, total) {
	const unpacked = countPackages(folder);
	return unpacked === 0 ? 'working out what to fetch' : `${unpacked} of about ${total} packages`;
}

export function packagesInLock(folder) {
	const paths = Object.keys(readJson(join(folder, 'package-lock.json'))?.packages ?? {});
	return paths.filter((path) => path !== '' && path.lastIndexOf('node_modules/') === 0).length;
}
