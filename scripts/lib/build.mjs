import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inLocal, inRoot } from './paths.mjs';
import { quietStep } from './step.mjs';

/** What the built package is made from. */
const SOURCES = [
	'nodes',
	'credentials',
	'sync',
	'systems',
	'store',
	'scripts/build',
	'gulpfile.js',
	'package.json',
	'package-lock.json',
	'tsconfig.json',
];
const stampFile = inLocal('build-stamp');

function filesBelow(path) {
	if (!existsSync(path)) return [];
	if (!statSync(path).isDirectory()) return [path];
	return readdirSync(path).sort().flatMap((name) => filesBelow(join(path, name)));
}

function fingerprint() {
	const hash = createHash('sha256');
	for (const file of SOURCES.flatMap((source) => filesBelow(inRoot(source)))) hash.update(file).update(readFileSync(file));
	return hash.digest('hex');
}

export function isBuilt() {
	return existsSync(inRoot('dist')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === fingerprint();
}

/** Builds dist/ when the sources changed since the last build. */
export async function ensureBuild(env, { force = false } = {}) {
	if (!force && isBuilt()) return;
	rmSync(stampFile, { force: true });
	const before = fingerprint();
	await quietStep('Building the package', {
		command: 'node',
		args: [inRoot('node_modules', 'gulp', 'bin', 'gulp.js'), 'build'],
		env,
		log: 'build',
	});
	mkdirSync(inLocal(), { recursive: true });
	writeFileSync(stampFile, before);
}
